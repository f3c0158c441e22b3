"""Words and pictures into an accessible PDF, through Typst; equal data gives equal bytes."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
import typst

from pipelines import clock, environment, serving
from pipelines.marking import PROVISIONAL, Marked, origin_of, with_origin
from pipelines.serving import Build
from presentation import charts, drawing, theme
from presentation.charts.base import Chart
from presentation.charts.credits import credit
from presentation.drawing import fonts
from presentation.links import cited_link
from presentation.words import Text

TEMPLATES = Path(__file__).parent / "templates"
AIR = (1, 0.9, 0.8, 0.7, 0.6, 1.2, 1.4, 1.6, 1.8, 2)  # between the rows of tables, as tried
LAST = 0.5  # of the last page: a document that ends before it is set wider or closer
_one_at_a_time = threading.Lock()


class Tables:
    """Tables of a build, each read once.

    Args:
        build: The build.
        only: Columns to hold, each of their rows once; all of every table when there are none.

    Attributes:
        build: The build.
    """

    def __init__(self, build: Build, only: Sequence[str] = ()) -> None:
        self.build = build
        self._only = only
        self._read: dict[str, pd.DataFrame] = {}
        self._places: dict[tuple[str, str], Mapping[Any, Any]] = {}
        # A document asks for the same rows again and again, then never more.
        self._lately = lru_cache(64)(self._equal)

    def __call__(self, name: str) -> pd.DataFrame:
        """Return a table; one this build does not have yet is empty."""
        if name not in self._read:
            known = name in self.build.manifest["row_counts"]
            rows = self.build.table(name) if known else pd.DataFrame()
            self._read[name] = rows.filter(self._only).drop_duplicates() if self._only else rows
        return self._read[name]

    def of(self, name: str, **where: Any) -> pd.DataFrame:
        """Return the rows of a table equal to ``where``. Shared: do not change them.

        Args:
            name: An out or core table.
            **where: Column → value that a row must have; a table without the column has no row.
        """
        return self._lately(name, *where.items())

    def _equal(self, name: str, *where: tuple[str, Any]) -> pd.DataFrame:
        rows = self(name)
        for at, (column, value) in enumerate(where):
            if column not in rows:
                return rows.head(0)
            rows = rows[rows[column] == value] if at else self._of_one(name, column, value)
        return rows

    def _of_one(self, name: str, column: str, value: Any) -> pd.DataFrame:
        """Return the rows with a value; where each stands is looked up once, for all values."""
        return self(name).take(self._where(name, column).get(value, []))

    def _where(self, name: str, column: str) -> Mapping[Any, Any]:
        if (name, column) not in self._places:
            self._places[name, column] = self(name).groupby(column).indices
        return self._places[name, column]

    def lacks(self, name: str, column: str, value: Any) -> bool:
        """Tell a table that has rows, and none with a value.

        Args:
            name: An out or core table.
            column: One of its columns.
            value: What a row may have there.
        """
        return len(self(name)) > 0 and value not in self._where(name, column)


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        root=str(TEMPLATES), font_paths=[str(fonts.folder())], ignore_system_fonts=True
    )


def fitted(template: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return words with as much air between rows as makes the last page no waste of paper.

    Args:
        template: Name of a file of ``templates/`` that says where it ends, without its ending.
        data: The words it asks for.
    """
    fullest = 0.0
    for air in AIR:
        tried = {**data, "air": air}
        with _one_at_a_time:
            extent = typst.query(
                str(TEMPLATES / f"{template}.typ"),
                "<end>",
                field="value",
                one=True,
                root=str(TEMPLATES),
                font_paths=[str(fonts.folder())],
                ignore_system_fonts=True,
                sys_inputs=_inputs(tried),
            )
        if (last := float(extent) % 1) > fullest:
            fullest, best = last, tried
        if last >= LAST or float(extent) < 1:
            return tried
    return best


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps({**data, "palette": asdict(theme.LIGHT)}, ensure_ascii=False)}


def pdf(
    template: str,
    data: Mapping[str, Any],
    build: Build,
    *of: Any,
    dated: date | None = None,
) -> Marked:
    """Return a template filled with words, as tagged PDF (PDF/UA-1).

    Its foot says on every page while figures of the build may still change, and the title that a
    reader of PDF shows says where they come from.

    Args:
        template: Name of a file of ``templates/`` without its ending.
        data: The words it asks for, ready to be printed.
        build: The build they come from.
        *of: What they were said of, for the origin of the document.
        dated: The date the document speaks of; its time is that of the build when None.
    """
    title = with_origin(data["title"], origin_of(*of), data["lang"])
    content = {**data, "document_title": title}
    if serving.provisional(build):
        content = {**content, "foot": f"{PROVISIONAL[data['lang']]} · {data['foot']}"}
    with _one_at_a_time:
        body = _compiler().compile(
            str(TEMPLATES / f"{template}.typ"),
            format="pdf",
            sys_inputs=_inputs(content),
            pdf_standards="ua-1",
            timestamp=made_at(dated or build),
        )
    return Marked(bytes(body) if isinstance(body, bytes) else b"", *of)


def picture(template: str, data: Mapping[str, Any], ending: Literal["png", "svg"]) -> bytes:
    """Return a template filled with words as a picture of one page.

    Args:
        template: Name of a file of ``templates/`` without its ending.
        data: The words it asks for.
        ending: ``svg`` or ``png``; one of these has two pixels for each point.
    """
    with _one_at_a_time:
        made = _compiler().compile(
            str(TEMPLATES / f"{template}.typ"), format=ending, ppi=144, sys_inputs=_inputs(data)
        )
    page = made[0] if isinstance(made, list) else made
    return bytes(page or b"")


def page_count(made: Marked) -> int:
    """Return how many pages a document made here has.

    Args:
        made: A PDF.
    """
    match = re.search(rb"/Type/Pages/Count (\d+)", bytes(made))
    return int(match[1]) if match else 0


def made_at(when: Build | date) -> datetime:
    """Return the time a document tells, in UTC: never the clock's, so that equal data stay equal.

    Args:
        when: The build it shows, or the date it speaks of, which outlives a rebuild.
    """
    if isinstance(when, date):
        return datetime.combine(when, time(), UTC)
    made = datetime.fromisoformat(str(when.manifest["built_at"]))
    return made.astimezone(UTC).replace(microsecond=0)


def address(page: str, **query: str) -> str:
    """Return the link of a page that needs a session, on the host ``FARO_ADDRESS`` names, if any.

    Args:
        page: Id of the page.
        **query: What the page shows, by key.
    """
    return f"{_host()}/{page}?{urlencode(query)}" if query else f"{_host()}/{page}"


def lasting(build_id: str, t: Text, page: str, **choices: str) -> str:
    """Return the address by which what is printed is cited: of the page of the public edition that
    shows just that; it leads to the view of the dashboard while no edition does.

    Args:
        build_id: The build.
        t: Text in the language of the reader.
        page: Id of a page that is read.
        **choices: What was chosen on it, by the keys of its filters.
    """
    return _host() + cited_link(build_id, page, t.lang, **choices)


def linked(text: str, to: str) -> str | dict[str, str]:
    """Return a text that leads to an address; the text alone where the site has none.

    Args:
        text: What it says.
        to: As :func:`lasting` returns it.
    """
    return {"text": text, "to": to} if to.startswith("http") else text


def _host() -> str:
    return environment.ADDRESS.value or environment.of_others("LOCAL_FARO_ADDRESS")


def plain(text: str) -> str:
    """Return one of our own texts without its marks of emphasis.

    Args:
        text: Of the words of this house.
    """
    return text.replace("**", "").replace("`", "")


def frame(tables: Tables, t: Text, *, title: str, description: str, link: str) -> dict[str, Any]:
    """Return what every document says of itself.

    Args:
        tables: The tables of the build.
        t: Text in the language of the reader.
        title: Title of the document.
        description: What it is, in a line.
        link: Permanent link of what it shows.
    """
    build = tables.build
    made = t.date(clock.day_of(build.manifest["built_at"]))
    return {
        "lang": t.lang,
        "card_level": 2,
        "title": title,
        "description": description,
        "publisher": t("cite.publisher"),
        "foot": t("print.foot", build=build.build_id, date=made, link=link),
        "link": link,
        "page_word": t("print.page"),
    }


def chart(
    tables: Callable[[str], pd.DataFrame],
    t: Text,
    recipe_id: str,
    *,
    build: Build,
    empty: str,
    width: float,
    height: float | None = None,
    **choices: str,
) -> dict[str, Any]:
    """Return a chart of the dashboard as the words and the picture a template asks for.

    Args:
        tables: Returns a curated table by its name.
        t: Text in the language of the reader.
        recipe_id: A chart of :mod:`presentation.charts`.
        build: The build, for the source line.
        empty: What to say when there is nothing to draw.
        width: Width of the picture in pixels.
        height: Its height; the chart's own when it is None.
        **choices: The choices the chart takes.
    """
    made = charts.draw(recipe_id, tables, t.lang, choices, build=t.build)
    return pictured(made, t, recipe_id, build=build, empty=empty, width=width, height=height)


def pictured(
    made: Chart,
    t: Text,
    recipe_id: str,
    *,
    build: Build,
    empty: str,
    width: float,
    height: float | None = None,
) -> dict[str, Any]:
    """Return a chart that is made as the words and the picture a template asks for.

    Args:
        made: The chart.
        t: Text in the language of the reader.
        recipe_id: Which one it is.
        build: The build, for the source line.
        empty: What to say when there is nothing to draw.
        width: Width of the picture in pixels.
        height: Its height; the chart's own when it is None.
    """
    if made.is_empty:
        svg, title, subtitle, note = None, t(f"print.none.{recipe_id}"), None, None
    else:
        svg = drawing.svg(made, t, title=False, width=width, height=height)
        title, subtitle = made.takeaway, made.subtitle
        note = credit(t, made.rows, build=build, origin=made.origin)
    return {
        "title": title,
        "subtitle": subtitle,
        "svg": svg,
        "alt": f"{title}. {made.alt}",
        "empty": empty,
        "missing": None,
        "note": note,
        "origin": made.origin,
    }
