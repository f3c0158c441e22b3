"""Ficha municipal: one A4 page about one municipality, from the tables of a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
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
from pipelines.serving import Build
from presentation import charts
from presentation.charts.base import Chart
from presentation.charts.credits import credit
from presentation.panels.municipio import signing
from presentation.words import Text

COMUNAS = "core_territory__comuna"
CONVENIOS = "out_convenios__municipality"
KNOWN = "out_convenios__known_signing"
TIMELINE = "out_adopcion__timeline"
WIDTH = 420.0
# By these :func:`origin` finds what a ficha rests on; hundreds are told apart without the rest.
RESTS_BY = ("cut", "group_id", "scope_id", "year", "figure_id", "received_count", "origin")


class Room(NamedTuple):
    """How much of each block is shown, so that all of it stands on one page."""

    height: float
    steps: int
    cases: int
    years: int


class Drawn(NamedTuple):
    """A chart, what it needs to be delivered, and what is missing where it stands in for one."""

    recipe: str
    empty: str
    missing: str | None
    made: Chart


ROOMS = (
    Room(350, 10, 4, 3),
    Room(325, 10, 3, 2),
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
        for content in in_rooms(tables, cut, lang, ROOMS):
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
    return next(in_rooms(tables, cut, lang, (room,)))


def in_rooms(
    tables: Tables, cut: str, lang: str, rooms: Iterable[Room]
) -> Iterator[dict[str, Any]]:
    """Yield the words of a ficha for one room after the other; what no room changes is made once.

    Args:
        tables: The tables of the build.
        cut: Of the municipality, five digits.
        lang: ``es`` or ``en``.
        rooms: How much of each block has room.
    """
    t, row = Text(lang, tables.build), municipality(tables, cut)
    name = str(row["comuna"])
    standing = tables.of(POSITION, cut=cut).sort_values("year") if len(tables(POSITION)) else None
    drawn = _drawn(tables, t, cut)
    shown = _rests_on(tables, cut)
    worst = origin_of(*shown, *(made.origin for *_, made in drawn))
    title = t("print.ficha.title", name=name)
    link = printing.lasting(tables.build.build_id, t, "municipio", cut=cut)
    about = t("print.ficha.about", name=name)
    fixed = {
        **printing.frame(tables, t, title=title, description=about, link=link),
        "eyebrow": t("print.ficha.eyebrow"),
        "name": name,
        "lead": _lead(tables, t, row),
        "banner": printing.plain(t(_banner(standing))) if worst == SIMULATED else None,
        "origin": worst,
        "kpis": figures.kpis(tables, t, cut, standing),
        "calendar": blocks.calendar(tables, t, cut),
        "sources": credit(t, *shown, build=tables.build),
    }
    pictures = cache(lambda height: _pictures(tables.build, t, drawn, height))
    for room in rooms:
        history, timeline = pictures(room.height)
        yield fixed | {
            "history": history,
            "timeline": timeline,
            "mend": blocks.mend(tables, t, cut, steps=room.steps),
            "cases": blocks.cases(tables, t, cut, shown=room.cases),
            "requests": requests.requests(tables, t, cut, years=room.years),
        }


def _banner(standing: pd.DataFrame | None) -> str:
    """Return which words say that something is simulated: all, or what is marked, the score not."""
    whole = standing is not None and origin_of(standing) == SIMULATED
    return "notice.simulated" if whole else "print.simulated_part"


def _drawn(tables: Tables, t: Text, cut: str) -> list[Drawn]:
    """Return history and timeline; the country stands in for the first one not known."""
    drawn = [
        Drawn(recipe, t(f"print.deliver.{needs}"), None, _chart(tables, t, recipe, cut=cut))
        for recipe, needs in (
            ("municipality_history", "scores"),
            ("municipality_timeline", "adoption"),
        )
    ]
    for at, (_, empty, _, made) in enumerate(drawn):
        if made.is_empty:
            country = "national_series"
            drawn[at] = Drawn(country, empty, empty, _chart(tables, t, country))
            break
    return drawn


def _chart(tables: Tables, t: Text, recipe: str, **choices: str) -> Chart:
    def own(name: str) -> pd.DataFrame:  # of one municipality, where the table has such rows
        rows = tables(name)
        return tables.of(name, **choices) if {*choices} <= {*rows.columns} else rows

    return charts.draw(recipe, own, t.lang, choices, build=t.build)


def _pictures(build: Build, t: Text, drawn: Iterable[Drawn], height: float) -> list[dict[str, Any]]:
    return [
        printing.pictured(made, t, recipe, build=build, empty=empty, width=WIDTH, height=height)
        | {"missing": missing}
        for recipe, empty, missing, made in drawn
    ]


def _shown(tables: Tables, cut: str) -> list[pd.DataFrame]:
    names = (POSITION, PATHS, CALENDAR, CASES, CONVENIOS, KNOWN, TIMELINE)
    own = [tables.of(name, cut=cut) for name in names if len(tables(name))]
    return [rows for rows in [*own, tables.of(GROUPS, group_id="all")] if len(rows)]


def _rests_on(tables: Tables, cut: str) -> list[pd.DataFrame]:
    """Return what is shown, and where a municipality was looked for in vain."""
    years, printed = requests.shown(tables, cut)
    sought = (PATHS, CALENDAR, CASES, CONVENIOS, TIMELINE)
    absent = [tables(name) for name in sought if tables.lacks(name, "cut", cut)]
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
