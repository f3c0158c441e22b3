"""The tables of what people write. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
MOMENT = DateTime(timezone=True)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
    comment="One line of the audit log, exactly as in the file",
)
person = Table(
    "person",
    metadata,
    Column("lookup", String(64), primary_key=True),
    Column("pseudonym", String(12), nullable=False, unique=True),
    Column("first_seen", MOMENT, nullable=False),
    Column("last_seen", MOMENT, nullable=False),
    Column("began", MOMENT, nullable=False),
    Column("ended", MOMENT),
    comment="Keyed digest of a subject and the pseudonym it has; without its row nobody has it",
)
forgotten = Table(
    "forgotten",
    metadata,
    Column("lookup", String(64), primary_key=True),
    Column("at", MOMENT, nullable=False),
    comment="Keyed digest of a subject; a login from before this moment is over",
)
delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("who", String(12), nullable=False),
    Column("family", String(60), nullable=False),
    Column("name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("build_id", String(12), nullable=False),
    comment="A delivery that was taken in",
)
subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(12), nullable=False),
    Column("watch", String(200), nullable=False),
    Column("made", MOMENT, nullable=False),
    UniqueConstraint("who", "watch"),
    comment="What somebody wants to be told about",
)
notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("at", MOMENT, nullable=False),
    Column("build_id", String(12), nullable=False),
    Column("topic", String(200), nullable=False),
    Column("content", Text, nullable=False),
    comment="A real change, told once",
)
last_told = Table(
    "told",
    metadata,
    Column("topic", String(200), primary_key=True),
    Column("value", Text),
    Column("version", Integer, nullable=False),
    Column("about", Text, nullable=False),
    comment="What was told last of a topic",
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("notice_id", Integer, nullable=False),
    Column("channel", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", MOMENT, nullable=False),
    Column("last", Text, nullable=False),
    UniqueConstraint("notice_id", "channel"),
    comment="A notice on its way by a channel: waiting, sent or given up, with its tries",
)
observation = Table(
    "observation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cut", String(5), nullable=False),
    Column("round_id", String(40), nullable=False),
    Column("asked", MOMENT, nullable=False),
    Column("due", MOMENT, nullable=False),
    Column("answered", MOMENT),
    Column("resolved", MOMENT),
    Column("published_score", String(20), nullable=False),
    Column("claimed_score", String(20)),
    Column("resolved_score", String(20)),
    Column("claim", Text),
    Column("resolution", Text),
    Column("build_id", String(12), nullable=False, server_default=""),
    UniqueConstraint("cut", "round_id"),
    comment="Right of reply: what a municipality was asked, claims, and how it was resolved",
)
saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(12), nullable=False),
    Column("name", String(80), nullable=False),
    Column("address", String(2000), nullable=False),
    Column("made", MOMENT, nullable=False),
    UniqueConstraint("who", "name"),
    comment="A page with its choices, kept under a name by whoever made it",
)
narrative = Table(
    "narrative",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commitment_id", String(20), nullable=False),
    Column("field_id", String(60), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("who", String(12), nullable=False),
    Column("author_role", String(120), nullable=False),
    Column("text_es", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    comment="What an editor wrote for a field of a commitment; a row a wording, none replaced",
)
