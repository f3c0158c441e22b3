"""Tables as plain, accessible HTML, each cell written as its contract says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.serving import Contract, Metric
from presentation import formats as fmt
from presentation.markup.html import Safe, join, tag
from presentation.markup.scrolling import scrolling
from presentation.pieces import keep
from presentation.rows import records
from presentation.subjects import href, lead
from presentation.words import Text

CODED = {
    "group_id": "group",
    "origin": "origin",
    "event": "event",
    "kind": "convenio",
    "status": "status",
    "difference_kind": "difference",
    "severity": "severity",
    "stage": "stage",
    "criterion": "criterion",
    "resolution": "resolution",
    "failure_kind": "failure",
    "success_basis": "basis_of",
    "score_state": "score_state",
    "weight_status": "weight_status",
    "panel_kind": "study.panel_kind",
    "yardstick": "study.yardstick",
    "part_kind": "chart.waterfall.part",
    "scale": "chart.claim.scale",
    "curve": "study.curve",
    "band_id": "study.band",
    "previous_band_id": "study.band",
    "dimension": "study.dimension",
    "estimator": "study.estimator",
    "level": "study.level",
    "comparison": "study.comparison",
    "moment": "moment",
    "rung_state": "rung_state",
    "grade": "study.grade",
    "update_kind": "update_kind",
    "item_origin": "proposal",
    "plan_status": "plan_status",
    "objective_kind": "pmg.kind",
    "step": "gam.step",
}
UNGROUPED = {"year", "source_row", "row_number"}


LONG = 20
WRITTEN = re.compile(r"\d{4}-\d{2}(-\d{2})?")  # a month or day in a file; a page says it
DAY = re.compile(r"\d{2}-\d{2}-\d{4}|\d{1,2} [A-Z][a-z]{2,3} \d{4}")


@dataclass(frozen=True)
class Narrow:
    """What a reader of a long table may narrow it by.

    Attributes:
        heads: Headings of the columns.
        every: Words for all values of a column.
        left: Words for the rows left, ``%n`` of ``%m``.
    """

    heads: Sequence[str]
    every: str
    left: str


def data_table(
    columns: Sequence[tuple[str, bool]],
    rows: Sequence[Sequence[Any]],
    *,
    caption: str,
    search: str | None = None,
    narrow: Narrow | None = None,
) -> Safe:
    """Return a table.

    Args:
        columns: Heading and whether the column holds numbers.
        rows: Cells already written as text or HTML.
        caption: What the table is, for those who do not see the page around it.
        search: Words for the box that finds rows. With it, and more than a screenful of rows,
            the reader can search the table and sort it by any column, without a rerun.
        narrow: Columns that a reader of a long table may choose one value of.
    """
    is_long = search is not None and len(rows) > LONG
    numeric = ["num" if is_number else None for _, is_number in columns]
    head = tag(
        "tr",
        *(
            tag(
                "th",
                tag("button", name, type="button", data_faro_sort=True) if is_long else name,
                scope="col",
                class_=kind,
            )
            for (name, _), kind in zip(columns, numeric, strict=True)
        ),
    )
    body = [
        tag(
            "tr",
            *(
                tag("td", cell, class_=kind or _dated(cell))
                for cell, kind in zip(row, numeric, strict=True)
            ),
        )
        for row in rows
    ]
    scroll = scrolling(head, body, caption=caption, class_="faro-table")
    if not is_long:
        return scroll
    box = tag("input", type="search", placeholder=search, aria_label=search, data_faro_search=True)
    choosers = _choosers(columns, rows, narrow) if narrow else ()
    return tag("div", box, *choosers, scroll, class_="faro-find")


def _choosers(
    columns: Sequence[tuple[str, bool]], rows: Sequence[Sequence[Any]], narrow: Narrow
) -> list[Safe]:
    """Return what lets a reader keep the rows of a value, and says how many are left."""
    heads = [name for name, _ in columns]
    parts = []
    for head in narrow.heads:
        at = heads.index(head)
        values = dict.fromkeys(str(row[at]) for row in rows if str(row[at]))
        options = [tag("option", narrow.every, value=""), *(tag("option", name) for name in values)]
        parts.append(tag("label", head, " ", tag("select", *options, data_faro_column=at)))
    return [*parts, tag("output", "", data_words=narrow.left, aria_live="polite")]


def records_table(
    heads: Sequence[tuple[str, bool]], lines: Sequence[Sequence[Any]], *, caption: str
) -> Safe:
    """Return a table of records in words, which on a phone stand one below the other.

    Args:
        heads: As of :func:`data_table`.
        lines: Cells already written as text or HTML.
        caption: What the table is.
    """
    return tag("div", data_table(heads, lines, caption=caption), class_="faro-records")


def _dated(cell: Any) -> str | None:
    """Return the class of a cell that is a day, which is never broken in two."""
    return "date" if isinstance(cell, str) and DAY.fullmatch(cell) else None


def contract_table(
    frame: pd.DataFrame, contract: Contract, columns: Sequence[str], t: Text, *, caption: str
) -> Safe:
    """Return some columns of a curated table with labels, units and decimals of its contract.

    What has a page of its own is a link to it.

    Args:
        frame: Its rows.
        contract: Of the table.
        columns: Those shown, in order.
        t: Text in the language of the reader.
        caption: What it is, for who cannot see it.
    """
    specs = {column.name: column for column in contract.columns}
    shown = [(name, _source_column(name, specs, t)) for name in columns]
    heads = [
        (
            specs[source].label.in_language(t.lang).removesuffix(f" ({t.lang})"),
            specs[source].unit is not None or _is_numeric(frame, source),
        )
        for _, source in shown
    ]
    measured = {
        metric.value: metric for metric in t.metrics.values() if metric.table == contract.name
    }
    rows = [
        [
            _cell(record, name, source, specs[source].unit, t, measured.get(source))
            for name, source in shown
        ]
        for record in records(frame)
    ]
    return data_table(heads, rows, caption=caption, search=t("word.search"))


def folded(summary: str, *content: Any, class_: str = "faro-fold") -> Safe:
    """Return content that opens on request, without a trip to the server.

    Args:
        summary: What stands there before it is opened.
        class_: Its class.
        *content: HTML or texts.
    """
    return tag("details", tag("summary", summary), tag("div", *content), class_=class_)


def later(summary: str, *content: Any) -> Safe:
    """Return content that comes and opens on request; the page does not carry it until then.

    Args:
        summary: What stands there before it is opened.
        *content: HTML or texts.
    """
    return awaited(summary, keep(join(content)))


def over(summary: str, *content: Any) -> Safe:
    """Return content that opens on request in a window over the page, which stays as it is.

    Args:
        summary: What stands there before it is opened.
        *content: HTML or texts.
    """
    return awaited(summary, keep(join(content)), is_over=True)


def awaited(summary: str, address: str, *, is_over: bool = False) -> Safe:
    """Return a fold whose content comes from an address of this site when it is opened.

    Args:
        summary: What stands there before it is opened.
        address: Of the content, on this site.
        is_over: Whether it opens in a window over the page.
    """
    link = tag("a", summary, href=address, target="_self")
    return tag(
        "details",
        tag("summary", summary),
        tag("div", link),
        class_="faro-fold",
        data_faro_over=is_over,
        data_faro_src=address,
    )


def linked(t: Text, row: Mapping[str, Any], name: str) -> Any:
    """Return the text of a column of a row, as a link if what it names has a page of its own.

    Args:
        t: Text in the language of the reader.
        row: A row of a table.
        name: Of the column.
    """
    return to_page(t, row[name], lead(row, name))


def to_page(t: Text, name: Any, to: str | None) -> Any:
    """Return a name as a link to its page; the name alone where it has none.

    Args:
        t: Text in the language of the reader.
        name: What the page is of.
        to: The page with what it shows, as ``municipio?cut=13101``.
    """
    return tag("a", name, href=href(t, to), target="_self") if to else str(name)


def _source_column(name: str, specs: dict[str, Any], t: Text) -> str:
    translated = f"{name}_{t.lang}"
    return translated if translated in specs else name


def _is_numeric(frame: pd.DataFrame, name: str) -> bool:
    kind = frame[name]
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)


def _cell(
    record: dict[str, Any],
    name: str,
    source: str,
    unit: str | None,
    t: Text,
    metric: Metric | None,
) -> Any:
    value = record[source]
    if metric is not None and metric.n and metric.hides(record.get(metric.n)):
        value = fmt.Few(metric.min_group)
    if fmt.is_missing(value) or value == "":
        return tag("span", fmt.absent(value, t.lang), class_="none")
    if name in CODED:
        return t.code(CODED[name], value)
    if isinstance(value, bool):
        return t("word.yes" if value else "word.no")
    if isinstance(value, str) and WRITTEN.fullmatch(value):
        return t.date(value)
    if name in UNGROUPED or isinstance(value, str):
        return linked(t, record, source)
    if isinstance(value, pd.Timestamp):
        return t.date(value)
    decimals: Any = record.get("decimals")
    if fmt.is_missing(decimals):
        decimals = 0 if float(value).is_integer() and unit != "percent" else 2
    return t.quantity(value, unit, int(decimals))
