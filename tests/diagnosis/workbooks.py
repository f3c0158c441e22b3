"""The workbook of a diagnosis, filled in as a person would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string

from pipelines import specs
from pipelines.ingest.checking import diagnosis_bytes
from pipelines.methods import questionnaires as instruments

LABELS = {
    "es": ("Municipio", "País", "Fecha", "Momento", "Id de la pregunta"),
    "en": ("Municipality", "Country", "Date", "Moment", "Question id"),
}


class Filled:
    """An open workbook: its facts by label, its rows by question."""

    def __init__(self, model: str, lang: str) -> None:
        instrument = instruments.instrument(model)
        content = diagnosis_bytes(instrument, specs.kinds()["diagnostico"], lang)
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.page: Any = self.book.worksheets[1]
        self.labels = LABELS[lang]
        cells = [cell for row in self.page.iter_rows(max_row=12) for cell in row]
        self.facts = {c.value: self.page.cell(c.row, c.column + 1) for c in cells if c.value}
        self.header = next(c.row for c in cells if c.value == self.labels[-1])
        self.rows = range(self.header + 1, self.page.max_row + 1)

    def options(self, row: int) -> list[str]:
        """Return what the drop-down list of a row offers."""
        [rule] = [
            rule
            for rule in self.page.data_validations.dataValidation
            if f"E{row}" in str(rule.sqref).split()
        ]
        _, column, first, _, last = rule.formula1.replace(":", "").split("$")
        lists, col = self.book["Listas"], column_index_from_string(column)
        return [lists.cell(n, col).value for n in range(int(first), int(last) + 1)]

    def fill(self, place: str, day: date | None, moment: str, choose: Callable[[int], int]) -> None:
        """Fill in the facts and, in each row, the option that ``choose`` numbers."""
        municipality, _, when, what, _ = self.labels
        for label, value in ((municipality, place), (when, day), (what, moment)):
            self.facts[label].value = value
        for number, row in enumerate(self.rows):
            options = self.options(row)
            at = choose(number)
            self.page.cell(row, 5).value = options[at % len(options)] if at >= 0 else None

    def save(self, path: Path) -> Path:
        """Save and return the path."""
        self.book.save(path)
        return path
