"""Notices: each real change once, whatever is built again, however often, by how many at a time.

What was told last of every topic is kept beside the notices and changes with them in one
transaction. Asking again finds nothing new; a process that dies half-way has told nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from itertools import islice

import sqlalchemy as sa

from pipelines import clock, serving
from pipelines.institution import may_see, settings
from pipelines.institution.database import one_at_a_time, reading, writing
from pipelines.institution.releases import Holding, is_public
from pipelines.institution.tables import last_told, notice, outbox
from pipelines.telling.facts import Fact

MAIL = "mail"
ROWS = 500  # read at a time
TOKEN = 32  # of the digits of the digest of a notice


@dataclass(frozen=True)
class Notice:
    """A change.

    Attributes:
        id: Its number, in the order of telling; never told, for a gap would say that operators
            were told of something.
        at: When it was told.
        build_id: The build that says so.
        topic: What it is about.
        subject: Whom it is about.
        before: The value told before; None when there was none.
        after: The value now; None when there is none any more.
        origin: Where the value comes from.
        cut: The comuna it is about; empty for others.
        public: Whether everybody may read it; what failed is for operators.
        before_build: The build that said the value before; empty where that is not known.
        token: What it is known by wherever it is told.
    """

    id: int
    at: datetime
    build_id: str
    topic: str
    subject: str
    before: str | None
    after: str | None
    origin: str
    cut: str = ""
    public: bool = True
    before_build: str = ""
    token: str = ""

    @property
    def kind(self) -> str:
        """What kind of topic it is about."""
        return self.topic.partition(":")[0]


def tell(facts: Mapping[str, Fact], build_id: str) -> list[Notice]:
    """Note every change since what was told last; the first time all is known and nothing told.

    Args:
        facts: Every fact of the build that everybody sees, by topic.
        build_id: That build.

    Returns:
        The changes, in the order of their topics.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    at, made = clock.now(), list[Notice]()
    with writing() as connection:
        one_at_a_time(connection)
        rows = connection.execute(sa.select(last_told)).all()
        known = {row.topic: row for row in rows}
        for topic in sorted({*facts, *known}):
            fact, row = facts.get(topic), known.get(topic)
            before = row.value if row else None
            after = fact.value if fact else None
            if before == after:
                continue
            version, remembered = (row.version + 1, json.loads(row.about)) if row else (1, {})
            earlier = remembered.pop("build", "")
            about = fact or Fact(**remembered | {"topic": topic, "value": ""})
            _remember(connection, after, version, about, build_id, is_new=row is None)
            if rows:
                change = Notice(
                    *(0, at, build_id, topic, about.subject, before, after),
                    about.origin,
                    about.cut,
                    before_build=earlier,
                )
                made.append(_add(connection, change, version))
    return made


def failed(what: str, message: str) -> Notice:
    """Tell operators that something failed; the same again is told when it failed anew.

    Args:
        what: What failed, as a word: the last part of the topic.
        message: What the error says.

    Returns:
        The notice.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    at = clock.now()
    with writing() as connection:
        one_at_a_time(connection)
        failure = Notice(
            0, at, "", f"failure:{what}", what, None, message, "computed", public=False
        )
        return _add(connection, failure, int(at.timestamp() * 1_000_000))


def _remember(
    connection: sa.Connection,
    value: str | None,
    version: int,
    about: Fact,
    build_id: str,
    *,
    is_new: bool,
) -> None:
    topic, content = about.topic, {"subject": about.subject, "origin": about.origin}
    kept = json.dumps({**content, "cut": about.cut, "build": build_id})
    values = {"value": value, "version": version, "about": kept}
    if is_new:
        connection.execute(last_told.insert().values(topic=topic, **values))
    else:
        connection.execute(sa.update(last_told).where(last_told.c.topic == topic).values(**values))


def _add(connection: sa.Connection, news: Notice, version: int) -> Notice:
    """Write a notice, and that it is due on every channel that is pushed."""
    apart = ("id", "at", "build_id", "topic", "token")
    content = {k: v for k, v in asdict(news).items() if k not in apart}
    digest = hashlib.sha256(f"{news.topic}\n{version}".encode()).hexdigest()
    written = connection.execute(
        notice.insert().values(
            digest=digest,
            at=news.at,
            build_id=news.build_id,
            topic=news.topic,
            content=json.dumps(content, ensure_ascii=False),
        )
    )
    number = int(written.inserted_primary_key[0])  # type: ignore[index]
    for channel in channels():
        row = {"notice_id": number, "channel": channel, "state": "waiting", "tries": 0}
        connection.execute(outbox.insert().values(**row, next_at=news.at, last=""))
    return replace(news, id=number, token=digest[:TOKEN])


def channels() -> list[str]:
    """Return the channels that are pushed, as the settings name them."""
    rules = settings()
    return [webhook.url for webhook in rules.webhooks] + ([MAIL] if rules.mail else [])


def newest(
    most: int = 200, *, only_public: bool = True, watched: Iterable[str] | None = None
) -> list[Notice]:
    """Return the notices told last, the newest first: of builds that whoever asks may see now.

    Args:
        most: How many at most, of those that the rest leaves.
        only_public: Whether those for operators are left out.
        watched: What is watched: beginnings of topics (``region:13``, ``check``) and
            ``municipality:13101``; all is when None.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    query, may = sa.select(notice).order_by(notice.c.id.desc()), judge(may_see)
    if watched is not None:
        query = query.where(_watched(watched))
    with reading() as connection:
        rows = connection.execution_options(yield_per=ROWS).execute(query)
        readable = (_discreet(_notice(row), may) for row in rows)
        wanted = (news for news in readable if news and (news.public or not only_public))
        return list(islice(wanted, most))


def _discreet(news: Notice, may: Callable[[str, str], bool]) -> Notice | None:
    """Return a notice without what a build says that is not out; None where nothing is left."""
    if news.before_build and not may(news.before_build, news.topic):
        news = replace(news, before=None, before_build="")
        if news.after is None:
            return None
    return news if may(news.build_id, news.topic) else None


def judge(rule: Callable[[Holding], bool]) -> Callable[[str, str], bool]:
    """Return what holds a notice, by its build and topic, to a rule of the release calendar.

    Of a build that is on the shelf no more, the topic says of which round it is; one that no build
    says (what failed) is not held.

    Args:
        rule: Whether something may be told that holds this.
    """

    @cache
    def of_round(build_id: str, round_id: str) -> bool:
        return rule(serving.holding(build_id, gone=Holding.of_round(build_id, round_id)))

    return lambda build_id, topic: not build_id or of_round(build_id, topic.rpartition(":")[2])


def told_of(numbers: Iterable[int]) -> list[Notice]:
    """Return notices by their numbers, in their order, as everybody may read them now.

    Args:
        numbers: Their ``id``; unknown ones are left out, and those with nothing left to tell.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    may = judge(is_public)
    with reading() as connection:
        query = sa.select(notice).where(notice.c.id.in_(list(numbers))).order_by(notice.c.id)
        readable = [_discreet(_notice(row), may) for row in connection.execute(query)]
    return [news for news in readable if news]


def _notice(row: sa.Row) -> Notice:
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=clock.now().tzinfo)
    content = json.loads(row.content)
    return Notice(row.id, at, row.build_id, row.topic, token=row.digest[:TOKEN], **content)


def _watched(topics: Iterable[str]) -> sa.ColumnElement[bool]:
    """Return which notices are about something watched.

    A watch is the beginning of a topic (``region:13``, ``check``) or ``municipality:13101``.
    """
    conditions: list[sa.ColumnElement[bool]] = [sa.false()]
    for topic in topics:
        kind, _, name = topic.partition(":")
        conditions.append(notice.c.topic == topic)
        conditions.append(notice.c.topic.startswith(f"{topic}:", autoescape=True))
        if kind == "municipality":
            conditions.append(
                notice.c.content.contains(f'"cut": {json.dumps(name)}', autoescape=True)
            )
    return sa.or_(*conditions)
