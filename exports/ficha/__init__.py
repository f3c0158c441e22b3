"""Ficha municipal: one A4 page about one municipality, from the tables of a build."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from exports import printing
from exports.ficha import blocks, figures, requests
from exports.ficha.blocks import CALENDAR, CASES, PATHS
from exports.ficha.figures import GROUPS, POSITION
from exports.printing import Tables
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked, origin_of
from pipelines.origins import SIMULATED, Origin
from presentation.charts.credits import credit
from presentation.panels.municipio import signing
from presentation.words import Text

COMUNAS = "core_territory__comuna"
CONVENIOS = "out_convenios__municipality"
KNOWN = "out_convenios__known_signing"
TIMELINE = "out_adopcion__timeline"
WIDTH = 420.0


class Room(NamedTuple):
    """How much of each block is shown, so that all of it stands on one page."""

    height: float
    steps: int
    cases: int
    years: int


ROOMS = (
    Room(350, 10, 4, 3),
    Room(350, 6, 2, 2),
    Room(310, 6, 2, 1),
    Room(270, 5, 1, 1),
    Room(220, 3, 1, 1),
)


def ficha(tables: Tables, cut: str, lang: str) -> Marked:
    """Return the ficha of a municipality as PDF.

    Args:
        tables: The tables of a build.
        cut: Code of the municipality.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: There is no such municipality.
    """
    with serving.of_its_time(tables.build):
        for room in ROOMS:
            content = words(tables, cut, lang, room)
            made = printing.pdf("ficha", content, tables.build, content["origin"])
            if printing.page_count(made) == 1:
                break
    return made


def origin(tables: Tables, cut: str) -> Origin:
    """Return the worst origin of the rows a ficha shows.

    Args:
        tables: The tables of the build.
        cut: Of the municipality, five digits.
    """
    return origin_of(*_rests_on(tables, cut))


def municipality(tables: Tables, cut: str) -> pd.Series:
    """Return the row of a municipality.

    Args:
        tables: The tables of the build.
        cut: Of the municipality, five digits.

    Raises:
        FaroError: There is none with this code.
    """
    rows = tables.of(COMUNAS, cut=cut, has_municipality=True)
    if rows.empty:
        raise FaroError(
            f"there is no municipality {cut[:40]}",
            fix="Give the five digits of its code, such as 13101; `faro names` finds it by name",
            code="no_municipality",
        )
    return rows.iloc[0]


def words(tables: Tables, cut: str, lang: str, room: Room = ROOMS[0]) -> dict[str, Any]:
    """Return every word of a ficha, as its template asks for them, and as many as have room.

    Args:
        tables: The tables of the build.
        cut: Of the municipality, five digits.
        lang: ``es`` or ``en``.
        room: How much of each block has room, as many pages as a ficha has.
    """
    t, row = Text(lang, tables.build), municipality(tables, cut)
    build_id, name = tables.build.build_id, str(row["comuna"])
    standing = tables.of(POSITION, cut=cut).sort_values("year") if len(tables(POSITION)) else None
    history, timeline = _charts(tables, t, cut, room.height)
    shown = _rests_on(tables, cut)
    worst = origin_of(*shown, history["origin"], timeline["origin"])
    title = t("print.ficha.title", name=name)
    link = printing.address("municipio", build=build_id, lang=lang, cut=cut)
    about = t("print.ficha.about", name=name)
    return {
        **printing.frame(tables, t, title=title, description=about, link=link),
        "eyebrow": t("print.ficha.eyebrow"),
        "name": name,
        "lead": _lead(tables, t, row),
        "banner": printing.plain(t(_banner(standing))) if worst == SIMULATED else None,
        "origin": worst,
        "kpis": figures.kpis(tables, t, cut, standing),
        "history": history,
        "timeline": timeline,
        "mend": blocks.mend(tables, t, cut, steps=room.steps),
        "calendar": blocks.calendar(tables, t, cut),
        "cases": blocks.cases(tables, t, cut, shown=room.cases),
        "requests": requests.requests(tables, t, cut, years=room.years),
        "sources": credit(t, *shown, build=tables.build),
    }


def _banner(standing: pd.DataFrame | None) -> str:
    """Return which words say that something is simulated: all, or what is marked, the score not."""
    whole = standing is not None and origin_of(standing) == SIMULATED
    return "notice.simulated" if whole else "print.simulated_part"


def _charts(tables: Tables, t: Text, cut: str, height: float) -> list[dict[str, Any]]:
    """Return history and timeline; the country stands in for the first one not known."""
    parts: dict[str, Any] = {"build": tables.build, "width": WIDTH, "height": height}
    drawings = [
        printing.chart(tables, t, recipe, empty=t(f"print.deliver.{needs}"), cut=cut, **parts)
        for recipe, needs in (
            ("municipality_history", "scores"),
            ("municipality_timeline", "adoption"),
        )
    ]
    for at, made in enumerate(drawings):
        if made["svg"] is None:
            country = printing.chart(tables, t, "national_series", empty=made["empty"], **parts)
            drawings[at] = country | {"missing": made["empty"]}
            break
    return drawings


def _shown(tables: Tables, cut: str) -> list[pd.DataFrame]:
    names = (POSITION, PATHS, CALENDAR, CASES, CONVENIOS, KNOWN, TIMELINE)
    own = [tables.of(name, cut=cut) for name in names if len(tables(name))]
    return [rows for rows in [*own, tables.of(GROUPS, group_id="all")] if len(rows)]


def _rests_on(tables: Tables, cut: str) -> list[pd.DataFrame]:
    """Return what is shown, and where a municipality was looked for in vain."""
    years, printed = requests.shown(tables, cut)
    whole = [tables(name) for name in (PATHS, CALENDAR, CASES, CONVENIOS, TIMELINE)]
    absent = [table for table in whole if len(table) and not (table["cut"] == cut).any()]
    absent += [tables(requests.YEAR)] if years.empty and len(tables(requests.YEAR)) else []
    present = [*_shown(tables, cut), *(table for table in (years, printed) if len(table))]
    return [*present, *(table[["origin"]] for table in absent)]


def _lead(tables: Tables, t: Text, row: pd.Series) -> str:
    rurality = row["pndr_class_2024"]
    label = t.code("rurality", rurality) if isinstance(rurality, str) else t.missing
    people = t.count("municipio.people", int(row["population_census_2024"]))
    cut = str(row["cut"])
    register = tables.build.origin_of(CONVENIOS)
    signed = signing(t, tables.of(CONVENIOS, cut=cut), tables.of(KNOWN, cut=cut), register)
    return " · ".join([str(row["region"]), label, people, signed])
