"""A new round: its row, and the break before it. What a person has to say is asked, not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines import clock
from pipelines.ingest.catalogues import catalogue
from pipelines.ingest.catalogues.adding import Added, Row, add
from pipelines.ingest.catalogues.wording import wrong

ROUNDS = "catalogues/rounds.csv"
METHODS = "catalogues/methods.csv"
BREAK_FILE = "catalogues/method_breaks.csv"
UNKNOWN = "unknown"
BREAKS = {"yes": "certain", "no": None, UNKNOWN: "possible"}
"""Answer to “can the results be set beside those before?” turned round → severity of the break."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SHORT = re.compile(r"(?<!\d)(20)(\d{2})\s*[-–/]\s*(\d{2})(?!\d)")


@dataclass(frozen=True)
class NewRound:
    """What a person says of a round.

    Attributes:
        name: Its year, or two years running where it straddles them: ``2026``, ``2026-2027``.
        method: Id of ``methods.csv``, or ``unknown``.
        as_of: The day (ISO) as of which the row says what is known.
        breaks: ``yes``, ``no`` or ``unknown``; needed unless the method is that of the last round.
        number: Its number in CPLT's count, if known.
        date_from: First day (ISO), if known.
        date_to: Last day (ISO), if known.
        source_id: Document of ``sources.csv`` that states it, if there is one.
    """

    name: str
    method: str
    as_of: str
    breaks: str | None = None
    number: str = ""
    date_from: str = ""
    date_to: str = ""
    source_id: str = ""


def add_round(raw: Path, new: NewRound) -> Added:
    """Add a round, and the break before it where there is one or may be one.

    Args:
        raw: The folder of the deliveries.
        new: What a person says of it.

    Raises:
        FaroError: Its year is not clear, has not begun, lies before the last round, or is there
            with another content; the method is not known; it has to be said whether there is a
            break.
    """
    return add(raw, round_rows(raw, new))


def round_rows(raw: Path, new: NewRound) -> list[Row]:
    """Return the rows that a round needs: its own, and that of the break before it.

    Args:
        raw: The folder of the deliveries.
        new: What a person says of it.

    Returns:
        The first is its own; it stands alone where the round is there already or no break has to be
        said.

    Raises:
        FaroError: A method or day is not said or not known, or what :func:`own_row` refuses.
    """
    known = [row["method_id"] for row in catalogue.rows(raw, METHODS)]
    if not new.method:
        raise wrong("no_method")
    if new.method not in (*known, UNKNOWN):
        raise wrong("unknown_method", method=new.method, known=", ".join(known), file=METHODS)
    if not new.as_of:
        raise wrong("no_as_of")
    _hold_day(new.as_of, "--as-of")
    _hold_day(new.date_from, "--from")
    _hold_day(new.date_to, "--to", has_come=False)  # one under way may say when it ends
    row, rounds = own_row(raw, new), catalogue.rows(raw, ROUNDS)
    if row["round_id"] in {r["round_id"] for r in rounds}:
        return [Row(ROUNDS, row)]  # it stands: the same, or a contradiction
    earlier = [r for r in rounds if int(r["year"]) < int(row["year"])]
    before = max(earlier, key=lambda r: int(r["year"]), default=None)
    severity = _severity(new, row["method_id"], before)
    if severity is None or before is None:
        return [Row(ROUNDS, row)]
    return [Row(ROUNDS, row), Row(BREAK_FILE, _break(raw, row, before, severity))]


def own_row(raw: Path, new: NewRound) -> dict[str, str]:
    """Return the row of a round in its catalogue, whatever its method and day say.

    Args:
        raw: The folder of the deliveries.
        new: What a person says of it; an unknown method leaves its column empty.

    Raises:
        FaroError: Its year is not clear, is taken, lies before the last round, or has not begun.
    """
    years = years_of(new.name)
    if not years:
        raise wrong("no_year", name=new.name)
    rounds, id_ = catalogue.rows(raw, ROUNDS), f"r{years[-1]}"
    if id_ not in {row["round_id"] for row in rounds}:
        _hold_last(rounds, years, id_)
    return {
        "round_id": id_,
        "round_number": new.number,
        "year": str(years[-1]),
        "label_es": "–".join(map(str, years)),
        "label_en": "–".join(map(str, years)),
        "date_from": new.date_from,
        "date_to": new.date_to,
        "method_id": "" if new.method == UNKNOWN else new.method,
        "existence": "documented",
        **_note(new),
        "source_id": new.source_id,
    }


def methods(raw: Path) -> list[dict[str, str]]:
    """Return the ways of measuring known, in order.

    Args:
        raw: The folder of the deliveries.

    Returns:
        The rows of ``methods.csv``, every cell as text.
    """
    return catalogue.rows(raw, METHODS)


def years_of(text: str) -> tuple[int, ...]:
    """Return the year a round is named by, or the two it straddles; empty where it is not clear.

    Args:
        text: What names it, as «2026», «2026-27» or «ronda 2026/2027»; years before 1900 are none.
    """
    spelled = _SHORT.sub(r"\1\2-\1\3", text)
    years = sorted({int(year) for year in _YEAR.findall(spelled)})
    clear = len(years) == 1 or (len(years) == 2 and years[1] == years[0] + 1)
    return tuple(years) if clear else ()


def covering(rounds: list[dict[str, str]], year: int) -> dict[str, str] | None:
    """Return the round whose year or label holds a year, if there is one.

    Args:
        rounds: Rows of ``rounds.csv``.
        year: The year.
    """
    return next(
        (r for r in rounds if int(r["year"]) == year or year in years_of(r["label_es"])), None
    )


def _hold_last(rounds: list[dict[str, str]], years: tuple[int, ...], id_: str) -> None:
    for year in years:
        there = covering(rounds, year)
        if there is not None:
            raise wrong("covered", year=year, id=there["round_id"], label=there["label_es"])
    last = max(rounds, key=lambda row: int(row["year"]))
    if years[0] < int(last["year"]):
        raise wrong("not_last", id=id_, last=last["round_id"])
    if years[0] > clock.today().year:
        raise wrong("not_begun", name="–".join(map(str, years)), today=clock.today())


def _severity(new: NewRound, method: str, before: dict[str, str] | None) -> str | None:
    if new.breaks is not None and new.breaks not in BREAKS:
        raise wrong("bad_break", text=new.breaks)
    if before is None:
        return None
    if method and method == before["method_id"]:
        if new.breaks not in (None, "no"):
            raise wrong("break_same_method", method=method, file=METHODS)
        return None
    if new.breaks is None:
        raise wrong("ask_break", method=new.method, before=before["round_id"])
    if new.breaks == "no":
        raise wrong("no_break", before=before["round_id"], old=before["method_id"] or UNKNOWN)
    return BREAKS[new.breaks]


def _break(raw: Path, row: dict[str, str], before: dict[str, str], severity: str) -> dict[str, str]:
    names = {m["method_id"]: m for m in catalogue.rows(raw, METHODS)}
    method, label = names.get(row["method_id"]), row["label_es"]
    es = f"No se sabe con qué método se midió {label}."
    en = f"How {label} was measured is not known."
    if method is not None:
        es = f"{label} se midió con otro método: {method['name_es']}."
        en = f"{label} was measured with another method: {method['name_en']}."
    years = int(before["year"]), int(row["year"])
    return {
        "break_id": f"b_{years[0]}_{years[1]}",
        "after_round_id": before["round_id"],
        "before_round_id": row["round_id"],
        "year_position": f"{sum(years) / 2:g}",
        "severity": severity,
        "label_es": f"Método {label}",
        "label_en": f"Method {label}",
        "reason_es": es,
        "reason_en": en,
        "source_id": row["source_id"],
    }


def _note(new: NewRound) -> dict[str, str]:
    """Say as of when the row holds, and what it leaves open."""
    open_ = [
        (es, en)
        for es, en, text in (
            ("primer día", "first day", new.date_from),
            ("último día", "last day", new.date_to),
            ("número", "number", new.number),
            ("método", "method", "" if new.method == UNKNOWN else new.method),
        )
        if not text
    ]
    es, en = f"Según lo conocido al {new.as_of}.", f"As known on {new.as_of}."
    if open_:
        es += f" No conocido: {', '.join(x[0] for x in open_)}."
        en += f" Not known: {', '.join(x[1] for x in open_)}."
    return {"note_es": es, "note_en": en}


def _hold_day(text: str, option: str, *, has_come: bool = True) -> None:
    try:
        day = date.fromisoformat(text) if text else date.min
    except ValueError:
        raise wrong("bad_day", text=text, option=option) from None
    if has_come and day > clock.today():
        raise wrong("day_to_come", text=text, option=option, today=clock.today())
