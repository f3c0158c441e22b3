"""The two forms of a self-assessment, field by field: the template of 2014 and the one of today."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.errors import FaroError
from presentation.desk.indicator import NO_DATA, Row
from presentation.desk.record import Record, in_words
from presentation.words import Text

LEGACY, CURRENT = "legacy", "current"
DAY = len("2017-09-01")  # a date known to the day; others are of a month or a year
NARRATIVE = ("results", "next_steps", "remaining")  # what a later date may have overtaken
SCHEMES = {LEGACY: "completion_2014_self", CURRENT: "completion_2021"}


@dataclass(frozen=True)
class Field:
    """One field of a form: its label, and what stands in it."""

    id: str
    label: str
    text: str


@dataclass(frozen=True)
class Mark:
    """One level of the scheme of a form; ``chosen`` where a person put the mark."""

    id: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Form:
    """A form filled in.

    Attributes:
        title: What the document is.
        fields: Its fields in order; the one called ``completion`` holds the words of the marks.
        marks: The levels, in order, with the mark.
        notes: What the reader must know: warnings on the documents.
    """

    title: str
    fields: list[Field]
    marks: list[Mark]
    notes: list[str]


def fill(record: Record, form: str, lang: str, *, scheme: str | None = None) -> Form:
    """Return a form filled with what was known of a commitment.

    Args:
        record: The commitment at a date.
        form: ``legacy`` or ``current``.
        lang: ``es`` or ``en``.
        scheme: Scheme of the mark; when None that of the latest self-assessment where it is a
            vocabulary delivered, else that of the form.

    Raises:
        FaroError: There is no such scheme, or it is not one of completion.
    """
    t = Text(lang)
    chosen = check_scheme(record, scheme or own_scheme(record) or SCHEMES[form])
    decided = record.decided(chosen, "self")
    levels = record.levels[record.levels["scheme_id"] == chosen]
    marks = [
        Mark(
            row["value_id"],
            row[f"label_{lang}"],
            decided is not None and decided["value_id"] == row["value_id"],
        )
        for row in levels.to_dict("records")
    ]
    fields = [
        Field(row["field_id"], str(row[f"label_{lang}"]), _content(record, row, chosen, t))
        for row in record.fields
        if row["template"] in ("both", form)
    ]
    return Form(t(f"ogp.form.{form}"), fields, marks, notes(record, t))


def own_scheme(record: Record) -> str | None:
    """Return the vocabulary a commitment judges itself in, where it is not one of the forms.

    Args:
        record: The commitment as it stands at a date.
    """
    row = record.own_decision
    return None if row is None or row["scheme_id"] in SCHEMES.values() else row["scheme_id"]


def check_scheme(record: Record, scheme: str) -> str:
    """Return a completion scheme after making sure that there is one of that name.

    Args:
        record: The commitment as it stands at a date.
        scheme: Id of a scheme.

    Raises:
        FaroError: There is none.
    """
    known = list(record.levels["scheme_id"].unique())
    if scheme not in known:
        raise FaroError(
            f"there is no completion scheme {scheme[:40]}",
            where=record.code,
            fix=f"There are: {', '.join(known)}",
            code="no_scheme",
            es=f"no existe el esquema de cumplimiento {scheme[:40]}. Hay: {', '.join(known)}",
        )
    return scheme


def notes(record: Record, t: Text) -> list[str]:
    """Return what the documents of the commitment break, in words.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    sentences = []
    for row in record.warnings:
        if row["rule_id"] in ("end_out_of_plan", "too_long"):
            seen = " ≠ ".join(map(t.date, row["seen"].split(" ≠ ")))
            sentences.append(t(f"ogp.warning.{row['rule_id']}", seen=seen))
        elif row["rule_id"] == "ended_yet_active":
            sentences.append(t("ogp.warning.ended_yet_active", date=t.date(row["seen"])))
        else:
            sentences.append(str(row[f"text_{t.lang}"]))
    return sentences


def suggested(record: Record, t: Text) -> str:
    """Return the suggested level in a sentence, with its inputs, or that there is none.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    row = record.suggestion
    if row is None or not isinstance(row["value_id"], str):
        why = "no_requirements" if row is not None and not row["requirements"] else "no_answers"
        return f"{t('ogp.suggested_none')}. {t(f'ogp.{why}')}"
    levels = record.levels[record.levels["scheme_id"] == SCHEMES[LEGACY]].set_index("value_id")
    return t(
        "ogp.form.suggested",
        level=levels.loc[row["value_id"], f"label_{t.lang}"],
        met=t.number(row["requirements_met"]),
        all=t.number(row["requirements"]),
        why=row[f"reason_{t.lang}"],
    )


def decision(record: Record, scheme: str, t: Text) -> str:
    """Return who marked the level, when and why; or that nobody did and what the rule suggests.

    Args:
        record: The commitment as it stands at a date.
        scheme: Id of the completion scheme.
        t: Text in the language of the reader.
    """
    row = record.decided(scheme, "self")
    if row is not None:
        return decided(row, t)
    return " ".join([*undecided(record, t, scheme), suggested(record, t)])


def decided(row: Row, t: Text) -> str:
    """Return the level that somebody gave, when and why.

    Args:
        row: An assessment of the commitment.
        t: Text in the language of the reader.
    """
    level, day = row[f"value_{t.lang}"], t.date(row["date_text"])
    reason = in_words(row, str(row[f"note_{t.lang}"]), t.lang)
    return t("ogp.decided", level=level, date=day, reason=reason)


def undecided(record: Record, t: Text, scheme: str | None = None) -> list[str]:
    """Return that no decision is on record, in any vocabulary or in one.

    Args:
        record: The commitment at a date.
        t: Text in the language of the reader.
        scheme: The vocabulary of a form; a decision in another one is said instead.
    """
    other, unread = record.own_decision, record.unread(scheme)
    sentences = [t("ogp.undecided")]
    if other is not None:
        named = t("ogp.decided_elsewhere", scheme=other[f"scheme_{t.lang}"])
        sentences = [named, decided(other, t)]
    return [*sentences, *([] if unread is None else [str(unread[f"note_{t.lang}"])])]


def progress(record: Record, t: Text) -> list[str]:
    """Return what the team entered up to the date, oldest first, each with date and evidence.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    lines = []
    for row in reversed(record.progress):
        line = f"{t.date(row['date'])} · {entry(record, row, t)}"
        file = row["evidence_file"]
        lines.append(f"{line} [{file}]" if isinstance(file, str) else line)
    return lines


def entry(record: Record, row: Row, t: Text) -> str:
    """Return an entry in words: its note, after the milestone done or the value measured.

    Args:
        record: The commitment as it stands at a date.
        row: An entry of the team.
        t: Text in the language of the reader.
    """
    indicator = record.indicators.get(row["indicator_id"])
    if indicator is not None and not pd.isna(row["measured_value"]):
        value = t.quantity(row["measured_value"], indicator.about["unit"], 0)
        return f"{t.pick(indicator.about, 'name')}: {value}. {row['note_text']}"
    step = next((s for s in record.milestones if s["milestone_id"] == row["milestone_id"]), None)
    done = "" if step is None else f"{t.pick(step, 'name')} ({t('ogp.state.done')}). "
    return f"{done}{row['note_text']}"


def remaining(record: Record, t: Text) -> list[tuple[str, str]]:
    """Return milestones not done with their state, and targets not reached with their value.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    steps = [
        (t.pick(row, "name"), t(f"ogp.state.{row['state']}"))
        for row in record.milestones
        if row["state"] != "done"
    ]
    aims = [
        (
            t.pick(indicator.about, "name"),
            t(
                "ogp.not_reached",
                value=t.missing
                if indicator.known.latest is None
                else indicator.known.written(t.lang),
                target=indicator.target(t.lang),
            ),
        )
        for indicator in record.indicators.values()
        if indicator.has_aim and indicator.known.is_reached is not True
    ]
    return steps + aims


def _content(record: Record, row: Row, scheme: str, t: Text) -> str:
    name, about = row["field_id"], record.about
    if row["is_personal"]:
        return t("ogp.form.personal")
    if name == "completion":
        return decision(record, scheme, t)
    if name == "commitment":
        number = about["commitment_number"]
        prefix = "" if pd.isna(number) else f"{t('ogp.form.number', n=int(number))}: "
        return f"{prefix}{about[f'title_{t.lang}']} ({record.code})"
    if name == "dates":
        return dates(record, t)
    if name == "end_date":
        end = about["conclusion_text"] or about["end_text"]
        return t.date(end) if isinstance(end, str) else NO_DATA[t.lang]
    text = written(record, name, t)
    if text is None and name == "topic":
        return str(about[f"areas_{t.lang}"])
    return "\n".join([*([text] if text else []), *_known(record, name, t)]) or NO_DATA[t.lang]


def written(record: Record, name: str, t: Text) -> str | None:
    """Return a text; one written before the date says when, and of which day its figures are.

    One whose every figure is missing says that nothing was delivered, and what that would be.

    Args:
        record: The commitment as it stands at a date.
        name: The field.
        t: Text in the language of the reader.
    """
    without = record.undelivered(name)
    if without:
        named = t.listing([t.pick(about, "name") for about in without])
        return t("ogp.form.undelivered", date=t.date(record.as_of), names=named)
    text = record.text_of(name, t.lang)
    since = record.written_on(name)
    if text is None or since is None or name not in NARRATIVE:
        return text
    role = record.texts[name].get("author_role")
    by = t("ogp.form.by", role=role) if isinstance(role, str) else ""
    by_day = ".day" if len(since) == DAY else ".month"
    if record.texts[name].get("wording") == "official" or not record.figures_of(name):
        return t(f"ogp.form.written{by_day}", date=t.date(since), by=by, text=text)
    known = t.date(record.as_of)
    return t(f"ogp.form.filled{by_day}", date=t.date(since), by=by, text=text, as_of=known)


def _known(record: Record, name: str, t: Text) -> list[str]:
    """Return the lines that the data adds to the words of a field."""
    if name == "results":
        return progress(record, t)
    if name == "remaining":
        return [f"{what}: {how}." for what, how in remaining(record, t)]
    return []


def dates(record: Record, t: Text) -> str:
    """Return start and end as the documents print them, an end out of the plan marked as such.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    start, end = record.about["start_text"], record.about["end_text"]
    if not isinstance(start, str) or not isinstance(end, str):
        return NO_DATA[t.lang]
    broken = any(row["rule_id"] == "end_out_of_plan" for row in record.warnings)
    return f"{t.date(start)} – {t.date(end)}" + (" [sic]" if broken else "")
