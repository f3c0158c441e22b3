"""Narratives that editors write before they are delivered: each wording stays, the newest counts.

They are of fields of an OGP commitment, as those of the kind ``relato`` are, and become one of a
build only as such a delivery: nothing here reaches a table, an export or a reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution import audit
from pipelines.institution.people import ACCEPT, need
from pipelines.personal import hold_names, masked

MOST_TEXT, MOST_ROLE = 8_000, 120  # characters
FIELDS = ("commitment_id", "field_id", "date", "author_role", "wording", "text_es", "text_en")


@dataclass(frozen=True)
class Narrative:
    """One wording.

    Attributes:
        commitment_id: The commitment.
        field_id: The field of the form.
        at: When it was written.
        who: Pseudonym of who wrote it.
        author_role: The post or unit it speaks for, never a name.
        text_es: The text; empty where it was taken back.
        text_en: The same in English; may be empty.
    """

    commitment_id: str
    field_id: str
    at: datetime
    who: str
    author_role: str
    text_es: str
    text_en: str

    @property
    def row(self) -> dict[str, str]:
        """The row of the delivery ``relato`` that it is."""
        day = self.at.astimezone(clock.CHILE).date().isoformat()
        texts = {"text_es": self.text_es, "text_en": self.text_en}
        own = {"commitment_id": self.commitment_id, "field_id": self.field_id, "date": day}
        return {**own, "author_role": self.author_role, "wording": "official", **texts}


def write(
    commitment_id: str,
    field_id: str,
    *,
    author_role: str,
    text_es: str,
    text_en: str = "",
    no_people: bool = False,
) -> None:
    """Note a wording of a field; an empty text takes the one before back.

    E-mails, phones and RUTs of people are hidden, as in the delivery that it becomes.

    Args:
        commitment_id: The commitment.
        field_id: The field of the form.
        author_role: The post or unit it speaks for, never a name.
        text_es: The text.
        text_en: The same in English.
        no_people: Whether who writes says that what reads as a name is none of a person.

    Raises:
        FaroError: Who asks may not decide, no role is given, it is too long (``bad_narrative``),
            or something in it reads as the name of a person (``names_people``).
    """
    from pipelines.institution.tables import narrative as table

    who, texts = need(ACCEPT).pseudonym, (author_role, text_es, text_en)
    role, spanish, english = (masked(" ".join(text.split())) or "" for text in texts)
    if not 0 < len(role) <= MOST_ROLE or max(len(spanish), len(english)) > MOST_TEXT:
        raise FaroError(
            f"a narrative has the role of its author ({MOST_ROLE} characters) and {MOST_TEXT} "
            "characters of text at most",
            code="bad_narrative",
            es=f"un relato lleva el rol de quien escribe ({MOST_ROLE} caracteres) y hasta "
            f"{MOST_TEXT} caracteres de texto",
        )
    if not no_people:
        hold_names(role, spanish, english)
    row = {"commitment_id": commitment_id, "field_id": field_id, "author_role": role}
    with audit.turn() as turn:
        values = {**row, "at": clock.now(), "who": who[:12], "text_es": spanish, "text_en": english}
        turn.connection.execute(table.insert().values(**values))
        turn.record("narrative", commitment=commitment_id, field=field_id)


def history(commitment_id: str) -> list[Narrative]:
    """Return every wording of a commitment, the newest first.

    Args:
        commitment_id: The commitment, as ``CL0048``.

    Raises:
        FaroError: Who asks may not decide: what is not delivered is not out.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import narrative as table

    need(ACCEPT)
    query = sa.select(table).where(table.c.commitment_id == commitment_id)
    with reading() as connection:
        rows = connection.execute(query.order_by(table.c.id.desc())).mappings().all()
    names = Narrative.__dataclass_fields__
    wordings = [{name: row[name] for name in names} for row in rows]
    return [Narrative(**{**wording, "at": clock.aware(wording["at"])}) for wording in wordings]


def standing(commitment_id: str) -> list[Narrative]:
    """Return the newest wording of each field that has a text, by field.

    Args:
        commitment_id: The commitment, as ``CL0048``.

    Raises:
        FaroError: Who asks may not decide.
    """
    newest: dict[str, Narrative] = {}
    for wording in history(commitment_id):
        newest.setdefault(wording.field_id, wording)
    return [newest[name] for name in sorted(newest) if newest[name].text_es or newest[name].text_en]
