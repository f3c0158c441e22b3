"""The parts a report is made of, and the scope it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from exports import printing
from exports.printing import Tables
from pipelines import clock
from pipelines.marking import origin_of, with_origin
from pipelines.origins import Origin
from presentation.charts.credits import credit
from presentation.formats import is_missing
from presentation.words import Text

HALF, WHOLE = 420.0, 860.0
SPREAD = "out_fiscalizacion__universe_round"


@dataclass
class Scope:
    """What a report speaks of: a build, a language, the country or a region.

    Attributes:
        tables: The tables of the build.
        t: Text in the language of the reader.
        region: Code of the region; None is the country.
        takeaways: Takeaways of the charts drawn so far.
        used: The rows shown so far, for the sources.
        drawn: The origins of the charts drawn so far.
        cut: Risks that name only some of their municipalities, with the rows of all.
    """

    tables: Tables
    t: Text
    region: str | None = None
    takeaways: list[str] = field(default_factory=list)
    used: list[pd.DataFrame] = field(default_factory=list)
    drawn: list[Origin] = field(default_factory=list)
    cut: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def build_id(self) -> str:
        """Id of the build."""
        return self.tables.build.build_id

    @property
    def name(self) -> str:
        """Name of the region, or of the country."""
        if self.region is None:
            return self.t("print.country")
        rows = self.tables.of("core_territory__region", region_code=self.region)
        return str(rows["region"].iloc[0])

    @property
    def day(self) -> dt.date:
        """The day of the build, as of which things expire or stand still."""
        return clock.day_of(self.tables.build.manifest["built_at"])

    @property
    def universe(self) -> dict[str, Any]:
        """The region as charts and tables of universes take it."""
        return {"region_code": self.region or "all"}

    @property
    def is_few(self) -> bool:
        """Whether there are scores of the region, of fewer municipalities than may be shown."""
        whole = {"rurality": "all", "group_id": "all", "revision": "as_published"}
        means = self.tables.of(SPREAD, **whole, **self.universe).get("mean_pct", pd.Series())
        return self.region is not None and len(means) > 0 and bool(means.isna().all())

    def percent(self, value: Any, decimals: int = 1) -> str:
        """Write a share of a group that there is; what is missing of it is of too few.

        Args:
            value: From 0 to 100.
            decimals: How many it is written with.
        """
        return self.t("word.few") if is_missing(value) else self.t.percent(value, decimals)

    def rows(self, name: str, **where: Any) -> pd.DataFrame:
        """Return the rows of a table, those of the region where it has regions.

        Args:
            name: An out or core table.
            **where: Column → value that a row must have.
        """
        rows = self.tables.of(name, **where)
        if self.region is not None and "region_code" in rows:
            rows = rows[rows["region_code"] == self.region]
        return rows

    def rests_on(self, *names: str) -> list[pd.DataFrame]:
        """Return what a claim rests on, be it that there is nothing: none is a figure too.

        Args:
            *names: Tables; where the region has no row of one, all of it.
        """
        own = [self.rows(name) for name in names]
        whole = [self.tables(name) for name in names]
        return [
            few if len(few) else all_ for few, all_ in zip(own, whole, strict=True) if len(all_)
        ]

    def picture(self, recipe_id: str, *, wide: bool = False, **choices: Any) -> dict[str, Any]:
        """Return a chart; its takeaway joins what the report says.

        Args:
            recipe_id: The chart.
            wide: Whether it takes the whole width.
            **choices: What the chart takes, and a ``height`` where it has not its own.
        """
        height = choices.pop("height", None)
        made = printing.chart(
            self.tables,
            self.t,
            recipe_id,
            build=self.tables.build,
            empty=self.t("notice.few" if self.is_few else "print.deliver.chart"),
            width=WHOLE if wide else HALF,
            height=height,
            **choices,
        )
        if made["svg"] is not None:
            self.takeaways.append(made["title"])
            self.drawn.append(made["origin"])
        return {"kind": "picture", **made}

    def table(
        self,
        key: str,
        rows: pd.DataFrame,
        heads: Sequence[str],
        cells: list[list[Any]],
        *,
        title: str,
        right: Sequence[int],
        widths: Sequence[int],
        size: float = 8,
        note: str = "",
        beside: Sequence[pd.DataFrame] = (),
    ) -> dict[str, Any]:
        """Return a table of ready-made words with its source line.

        Args:
            key: Its words are ``print.<key>.…``.
            rows: What the cells were made from, with their ``origin``.
            heads: Headings, as keys of words.
            cells: One list a row, in the order of the headings; each a text or a link.
            title: Its takeaway.
            right: Columns set to the right, from 0.
            widths: Width of each column as a fraction; 0 is as wide as its words.
            size: Size of the letters, in points.
            note: What stands before the source.
            beside: Rows of other tables that give some of the cells.
        """
        t, shown = self.t, [frame for frame in (rows, *beside) if len(frame)]
        self.used += shown
        origin = credit(t, *shown, build=self.tables.build, origin="computed") if shown else ""
        return {
            "kind": "table",
            "title": with_origin(title, origin_of(*shown), t.lang),
            "subtitle": t(f"print.{key}.subtitle"),
            "head": [t(f"print.{key}.{head}") for head in heads],
            "rows": cells,
            "right": list(right),
            "widths": list(widths),
            "size": size,
            "empty": t(f"print.{key}.empty"),
            "note": " ".join(filter(None, [note, origin])) or None,
        }


def columns(*sides: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return parts side by side.

    Args:
        *sides: The parts of each column, from the left.
    """
    return {"kind": "columns", "items": [list(side) for side in sides]}


def section(title: str | None, *parts: dict[str, Any], lead: str | None = None) -> dict[str, Any]:
    """Return a section; it begins where the one before it ends, so that no page stays empty.

    Args:
        title: None where it goes on.
        lead: What stands under the title.
        *parts: In their order.
    """
    return {"title": title, "lead": lead, "parts": list(parts)}


def brief_where_empty(t: Text, block: dict[str, Any]) -> dict[str, Any]:
    """Return a section; where nothing of it is known, one part says so of all.

    Args:
        t: Text in the language of the reader.
        block: The section.
    """
    parts = list(_flat(block["parts"]))
    if len(parts) < 2 or any(
        part.get("svg") or part.get("rows") or part.get("items") for part in parts
    ):
        return block
    title = t.listing([part["title"] for part in parts])
    nothing: dict[str, Any] = {
        "kind": "points",
        "title": title,
        "subtitle": None,
        "items": [],
        "note": None,
    }
    return {**block, "parts": [{**nothing, "empty": parts[0]["empty"]}]}


def _flat(parts: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if part["kind"] == "columns":
            for side in part["items"]:
                yield from _flat(side)
        else:
            yield part
