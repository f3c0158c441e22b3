"""What the generators draw: municipalities, rounds, scores, and how people write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from random import Random
from typing import Literal

from fuzz.bases import municipalities
from fuzz.hard.case import Place

TOTAL, WIDE, LONG, SAMPLE = (
    "fiscalizacion_total",
    "fiscalizacion_wide",
    "fiscalizacion_long",
    "muestra",
)
COUNTS = {
    "solicitud_mes": ("Recibidas", "Respondidas"),
    "satisfaccion": ("Encuestas", "Satisfechas"),
}
NAMES = ("Municipio", "Comuna", "Municipalidad", "MUNICIPIO")
ROUNDS = ("Ronda", "Año", "Periodo", "RONDA")
YEARS = ("2012", "2013", "2016", "2017", "2018", "2024", "2025")
SCORES = ("Puntaje", "Cumplimiento", "Porcentaje", "PUNTAJE TOTAL", "Nota")


def places(rng: Random, count: int) -> list[tuple[str, str]]:
    """Return names and codes of different municipalities."""
    chosen = rng.sample(municipalities(), count)
    return [(row["comuna"], row["cut_code"]) for row in chosen]


def points(rng: Random, decimals: int = 2) -> float:
    """Return a score from 2 to 99 with decimals, the last one never zero."""
    scale = 10**decimals
    return (
        rng.randrange(2, 99) * scale + rng.choice([n for n in range(1, scale) if n % 10])
    ) / scale


def comma(value: float) -> str:
    """Write a number as in Chile."""
    return f"{value:.10g}".replace(".", ",")


def heads(rng: Random) -> list[str]:
    """Return headers of name, round and score as some sender writes them."""
    return [rng.choice(NAMES), rng.choice(ROUNDS), rng.choice(SCORES)]


def text_file(lines: Sequence[Sequence[str]], rng: Random) -> bytes:
    """Return lines as a text file in some encoding, with some line ends."""
    stream = io.StringIO(newline="")
    how: Literal[0, 1] = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    ends = rng.choice(["\r\n", "\n"])
    sign = rng.choice([";", ";", "\t", "|"])
    csv.writer(stream, delimiter=sign, quoting=how, lineterminator=ends).writerows(lines)
    return encoded(stream.getvalue(), rng)


def encoded(text: str, rng: Random) -> bytes:
    """Return text in one of the encodings deliveries come in."""
    encoding = rng.choice(["utf-8", "utf-8-sig", "cp1252"])
    return text.encode(encoding, "replace") if encoding == "cp1252" else text.encode(encoding)


def at(row: int, sheet: str | None = None) -> Place:
    """Return where a record stands: its 1-based row."""
    return sheet, row
