"""Where the marks and names of a chart lead: the page of the municipality, region or tool.

A name that stands on an axis or beside a mark leads where the rows say (``layout.meta.leads``); a
mark without a name on an axis says by itself where it leads (``ids`` of its trace).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import Chart
from presentation.subjects import lead, leads, plain
from presentation.words import Text

# What may stand before a name: a sign or figure, or a word that says of what kind it is.
_BEFORE = re.compile(r"^(?:[^\W\d_][^:]*:|[\W\d_]+?) +")
_CLOSER = " ("  # what tells a name closer is left out where there is little room


def ids(rows: pd.DataFrame, name: str = "comuna") -> list[str]:
    """Return where each row leads, for the ``ids`` of a trace; each stands in it once.

    Args:
        rows: A row a mark.
        name: The column whose name leads.
    """
    return [lead(row, name) or "" for row in rows.to_dict("records")]


def led(chart: Chart, t: Text) -> None:
    """Note on a figure where the names drawn lead, in place, and what a finger is told of it.

    Args:
        chart: The chart, which is changed.
        t: Text in the language of the reader.
    """
    pages = {plain(name): to for name, to in leads(chart.rows).items()}
    pages |= {plain(name): to for name, to in chart.leads.items()}
    drawn = {plain(text) for text in _texts(chart.figure)} if pages else set()
    pages = _shortened(pages) | pages
    each = {text: pages.get(text) or pages.get(_BEFORE.sub("", text)) for text in sorted(drawn)}
    targets = {text: to for text, to in each.items() if to}
    if targets or any(trace.ids is not None for trace in chart.figure.data):
        chart.figure.update_layout(meta={"leads": targets, "again": t("chart.again")})


def _shortened(pages: dict[str, str]) -> dict[str, str]:
    """Return the pages by names without what tells them closer; none of two that are left alike."""
    short: dict[str, set[str]] = {}
    for name, to in pages.items():
        short.setdefault(name.split(_CLOSER)[0], set()).add(to)
    return {name: next(iter(to)) for name, to in short.items() if len(to) == 1}


def _texts(figure: go.Figure) -> Iterator[str]:
    for trace in figure.data:
        for values in (trace.x, trace.y, trace.text if "text" in trace else None):
            yield from _strings(values)
    layout = figure.layout.to_plotly_json()
    for name, part in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            for texts in ("ticktext", "categoryarray"):  # a row without a mark has its name there
                yield from _strings(part.get(texts))
    yield from _strings(note.get("text") for note in layout.get("annotations", ()))


def _strings(values: Any) -> Iterator[str]:
    if isinstance(values, str):
        yield values
    elif isinstance(values, Iterable):
        yield from (text for text in values if isinstance(text, str))
