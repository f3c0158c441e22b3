"""The states a cell can be in, the words that stand for them, and the reasons of a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pipelines.ingest.reading.columns import Codes
from pipelines.ingest.reading.no_value import MISSING, NOT_APPLICABLE, folded
from pipelines.ingest.reading.values import as_text


class State(StrEnum):
    """Missing, zero and not applicable are three things; zero is a value."""

    VALUE = "value"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"


@dataclass(frozen=True, eq=False)
class ParsedColumn:
    """A column of typed cells: what each distinct one was found to be, and which row has which.

    Attributes:
        codes: The place of its distinct cell, for each row.
        cells: The distinct cells, in the order in which they stand in the column.
        results: The typed value of each; ``None`` unless its state is ``VALUE``.
        verdicts: The state of each.
        refusals: The code in ``REASONS`` of each that is ``INVALID``; else empty.
        rule: How the ambiguity of the column was decided, as ``code evidence=…`` parts joined
            by ``"; "``; ``None`` where there was nothing to decide.
    """

    codes: Codes
    cells: Sequence[object]
    results: Sequence[object]
    verdicts: Sequence[State]
    refusals: Sequence[str]
    rule: str | None = None

    @property
    def values(self) -> list[object]:
        """The typed value of each row."""
        return [self.results[code] for code in self.codes.tolist()]

    @property
    def states(self) -> list[State]:
        """The state of each row."""
        return [self.verdicts[code] for code in self.codes.tolist()]

    @property
    def problems(self) -> list[tuple[int, str, str]]:
        """``(index, code, text)`` of each row whose cell is ``INVALID``."""
        return [
            (index, self.refusals[code], as_text(self.cells[code]) or "")
            for index, code in self.rows_with(map(bool, self.refusals))
        ]

    def rows_with(self, wanted: Iterable[bool]) -> Iterator[tuple[int, int]]:
        """Yield each row with one of the wanted distinct cells, and which it is.

        Args:
            wanted: For each distinct cell, whether it is wanted.
        """
        marked = np.array([*wanted], np.bool_)
        if marked.any():
            index = np.flatnonzero(marked[self.codes])
            yield from zip(index.tolist(), self.codes[index].tolist(), strict=True)


@dataclass(frozen=True)
class Refused:
    """A cell that is not accepted, with the code of the reason."""

    code: str


REASONS: dict[str, dict[str, str]] = {
    "excel_error": {
        "es": "«{text}» es un error de la planilla en «{column}».",
        "en": "“{text}” is a spreadsheet error in “{column}”.",
    },
    "formula": {
        "es": "«{text}» es una fórmula que nadie calculó: «{column}» no tiene su valor.",
        "en": "“{text}” is a formula that was never calculated: “{column}” lacks its value.",
    },
    "not_a_number": {
        "es": "«{text}» no es un número en «{column}».",
        "en": "“{text}” is not a number in “{column}”.",
    },
    "not_an_integer": {
        "es": "«{text}» no es un número entero en «{column}».",
        "en": "“{text}” is not a whole number in “{column}”.",
    },
    "ambiguous_number": {
        "es": "En «{column}» no se sabe si el separador de «{text}» es decimal o de miles.",
        "en": "In “{column}” the separator of “{text}” may be decimal or thousands.",
    },
    "ambiguous_percent_scale": {
        "es": "En «{column}» no se sabe si «{text}» es una fracción o un porcentaje; agregue %.",
        "en": "In “{column}” “{text}” may be a fraction or a percentage; add the % sign.",
    },
    "percent_in_number": {
        "es": "«{text}» se ve como porcentaje en «{column}», que no es una columna de porcentajes.",
        "en": "“{text}” is shown as a percentage in “{column}”, which holds no percentages.",
    },
    "out_of_range": {
        "es": "«{text}» está fuera del rango admitido en «{column}».",
        "en": "“{text}” is outside the accepted range of “{column}”.",
    },
    "lost_decimals": {
        "es": "Todo en «{column}» es entero y mucho pasa del máximo: se perdieron las comas "
        "decimales y no se sabe cuánto es «{text}».",
        "en": "All of “{column}” is whole and much above the maximum: the decimal separators "
        "were lost, and how much “{text}” is is not known.",
    },
    "not_a_date": {
        "es": "«{text}» no es una fecha reconocible en «{column}».",
        "en": "“{text}” is not a recognisable date in “{column}”.",
    },
    "no_day": {
        "es": "«{text}» no dice el día, y «{column}» lo pide.",
        "en": "“{text}” does not say the day, and “{column}” asks for it.",
    },
    "impossible_date": {
        "es": "«{text}» no existe en el calendario («{column}»).",
        "en": "“{text}” does not exist in the calendar (“{column}”).",
    },
    "two_digit_year": {
        "es": "El año de «{text}» tiene dos dígitos en «{column}»; escríbalo con cuatro.",
        "en": "The year of “{text}” has two digits in “{column}”; write four.",
    },
    "contradictory_date_order": {
        "es": "En «{column}» unas fechas van día-mes y otras mes-día; «{text}» no se puede leer.",
        "en": "In “{column}” some dates are day-month and others month-day; “{text}” is unclear.",
    },
    "swapped_date": {
        "es": "«{text}» es fecha de la planilla y otras de «{column}» quedaron como texto: "
        "al abrirse el archivo, el día pudo quedar de mes.",
        "en": "“{text}” is a date of the workbook and others of “{column}” stayed text: "
        "when the file was opened, the day may have become the month.",
    },
    "not_a_month": {
        "es": "«{text}» no es un mes en «{column}».",
        "en": "“{text}” is not a month in “{column}”.",
    },
    "not_a_mark": {
        "es": "«{text}» no es una marca (x, sí, no, 1, 0) en «{column}».",
        "en": "“{text}” is not a mark (x, yes, no, 1, 0) in “{column}”.",
    },
    "not_a_choice": {
        "es": "«{text}» no es una opción de «{column}».",
        "en": "“{text}” is not an option of “{column}”.",
    },
}

_EXCEL_ERROR = re.compile(
    r"#(REF|DIV/0|VALUE|NAME|NULL|NUM|SPILL|CALC|ERROR|¡?REF|¡?DIV/0|¡?VALOR|¿?NOMBRE|¡?NULO|¡?NUM)"
    r"[!?]|#N/[AD]|Err:\d+",
    re.IGNORECASE,
)


def token_state(text: str) -> tuple[State, str] | None:
    """Return the state of a text that stands for no value, with its problem code if invalid.

    Args:
        text: A cell as read; of one longer than 40 letters only that it is a formula is told.

    Returns:
        None where it stands for a value.
    """
    if text.lstrip().startswith(("=", "＝")):
        return State.INVALID, "formula"
    if len(text) > 40:
        return None
    plain = folded(text)
    if not plain or plain in MISSING:
        return State.MISSING, ""
    if plain in NOT_APPLICABLE:
        return State.NOT_APPLICABLE, ""
    if _EXCEL_ERROR.fullmatch(text.strip()):
        return State.INVALID, "excel_error"
    return None
