"""In which format, spelling and order of columns each simulated delivery comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.demo.sheets import Grid
from pipelines.demo.writers import csv_writer, write_spreadsheetml, xlsx_writer

Writer = Callable[[Path, Grid], None]

LATIN = csv_writer(encoding="cp1252", delimiter=";")
SIGN = csv_writer(encoding="utf-8-sig", delimiter=";", sign="%", day="%d/%m/%Y")
UTF16 = csv_writer(encoding="utf-16", delimiter="\t", decimal=".")
COMMA = csv_writer(encoding="utf-8", delimiter=",", day="%Y-%m-%d")
POINTS = xlsx_writer(sheet="Resultados")
CONVENIOS = xlsx_writer(sheet="Convenios")
PERCENT = xlsx_writer(sheet="Informe", percent_format=True)

# How the totals of each round come: extension, writer, spelling of the names, columns and headers.
TOTALS: dict[str, tuple[str, Writer, str, dict[str, str]]] = {
    "r2012": (
        "csv",
        LATIN,
        "formal",
        {"name": "organismo_nombre", "mu": "organismo_codigo", "round": "anyo", "score": "Puntaje"},
    ),
    "r2013": (
        "csv",
        UTF16,
        "capitals",
        {"score": "% Cumplimiento", "cut": "Código comuna", "round": "Año", "name": "Comuna"},
    ),
    "r2016": (
        "xlsx",
        PERCENT,
        "short",
        {"round": "Año", "region": "Región", "name": "Municipalidad", "score": "Cumplimiento"},
    ),
    "r2017": (
        "xls",
        write_spreadsheetml,
        "formal",
        {"round": "PERÍODO", "name": "MUNICIPIO", "region": "REGIÓN", "score": "PUNTAJE TOTAL"},
    ),
    "r2024": (
        "csv",
        SIGN,
        "short",
        {"name": "Organismo", "mu": "Código", "round": "Ronda", "day": "Fecha", "score": "Total"},
    ),
}
OTHERWISE = (
    "xlsx",
    POINTS,
    "plain",
    {"round": "Ronda", "score": "Porcentaje de cumplimiento", "cut": "CUT", "name": "Comuna"},
)
LONG: dict[str, tuple[str, Writer]] = {"r2024": ("csv", LATIN)}
