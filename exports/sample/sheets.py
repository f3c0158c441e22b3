"""The list of a sample as CSV, and as a workbook whose first sheet is filled in and delivered."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pandas as pd

from pipelines.methods.sampling import Sample
from pipelines.spreadsheets import frame_csv
from pipelines.spreadsheets.books import workbook, write
from presentation.words import Text

_LISTED = "country code municipality region stratum draw_order status probability weight design"
LISTED = tuple(_LISTED.split())
# The headers of the kind «muestra»: Spanish, whatever the reader's language.
HEADERS = ("País", "Código", "Municipio", "Código del diseño", "Papel", "Medida", "Valor")
_PAPER = {"bold": True, "bg_color": "#EDEAE0", "border": 1}


def listing(sample: Sample, t: Text) -> pd.DataFrame:
    """Return the units in the order of the draw, with the names of strata in a language.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    rows = sample.units.assign(stratum=sample.units[f"label_{t.lang}"], design=sample.code)
    return rows[list(LISTED)].reset_index(drop=True)


def csv_bytes(sample: Sample, t: Text) -> bytes:
    """Return every unit, drawn or replacement, as CSV, with the origin of the draw.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    return frame_csv(listing(sample, t).assign(origin=sample.origin), bom=True)


def xlsx_bytes(sample: Sample, t: Text, lines: list[str]) -> bytes:
    """Return the workbook: sheet «Datos» to fill in and deliver, the draw, strata and the note.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
        lines: The methods note, line by line.
    """
    buffer = BytesIO()
    with workbook(buffer) as book:
        head, text = book.add_format(_PAPER), book.add_format({"num_format": "@"})
        data = [
            [row["country"], row["code"], row["municipality"], sample.code, "titular", "", None]
            for row in sample.drawn.to_dict("records")
        ]
        _sheet(book, "Datos", HEADERS, data, head, text)
        words = [t(f"muestra.sheet.{name}") for name in LISTED]
        units = listing(sample, t)
        units["status"] = [t(f"muestra.status.{status}") for status in units["status"]]
        _sheet(book, t("muestra.tab.draw"), words, units.to_numpy().tolist(), head, text)
        strata = sample.strata
        names = ("stratum", "universe", "sampled", "probability", "weight")
        columns = [f"label_{t.lang}", *names[1:]]
        heads = [t(f"muestra.sheet.{name}") for name in names]
        _sheet(
            book, t("muestra.tab.strata"), heads, strata[columns].to_numpy().tolist(), head, text
        )
        page = book.add_worksheet(t("muestra.tab.note"))
        page.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
        for at, line in enumerate(lines):
            page.write_string(at, 0, line)
    return buffer.getvalue()


def _sheet(book: Any, name: str, heads: Any, rows: list[list[Any]], head: Any, text: Any) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for col, title in enumerate(heads):
        longest = max([len(str(title)), *(len(str(row[col] or "")) for row in rows)], default=8)
        page.set_column(col, col, min(longest + 2, 46))
        page.write_string(0, col, title, head)
    for at, row in enumerate(rows, start=1):
        for col, value in enumerate(row):
            write(page, at, col, value, {"plain": text} if isinstance(value, str) else None)
