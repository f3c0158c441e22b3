"""Changes that keep the meaning: every data row still has to be accepted, with the same values."""

# ruff: noqa: D103 - each function is named for what it does

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from random import Random

from fuzz.bases import kinds, municipalities
from fuzz.grid import Cell, Column, Grid, Row

Mutation = Callable[[Grid, Random], None]
MISSING = ("s/i", "-", "No Recepcionado", "S/D", "—")
NAMES = ("municipality", "institution")
CODES = ("code", "organism_code")
NOT_APPLICABLE = ("N/A", "No aplica", "n.a.")


def shuffle_columns(grid: Grid, rng: Random) -> None:
    rng.shuffle(grid.columns)


def shuffle_rows(grid: Grid, rng: Random) -> None:
    rng.shuffle(grid.rows)


def other_headers(grid: Grid, rng: Random) -> None:
    for column in grid.columns:
        if column.field:
            spec = kinds()[grid.kind].columns[column.field]
            labels = [spec.label.es, spec.label.en] if spec.label else []
            column.header = rng.choice([*spec.headers, *labels, column.field])


def ugly_headers(grid: Grid, rng: Random) -> None:
    for column in grid.columns:
        column.header = rng.choice([str.upper, str.lower, plain, spaced, mojibake, underscored])(
            column.header
        )


def plain(text: str) -> str:
    """Return ``text`` without accents."""
    folded = unicodedata.normalize("NFKD", text)
    return "".join(char for char in folded if not unicodedata.combining(char))


def mojibake(text: str) -> str:
    """Return UTF-8 read as Windows-1252, where that is possible."""
    try:
        return text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return text


def spaced(text: str) -> str:
    """Return ``text`` with stray spaces around and inside."""
    return f"  {text.replace(' ', '   ')} "


def underscored(text: str) -> str:
    """Return ``text`` as systems write it."""
    return text.replace(" ", "_")


def titles(grid: Grid, rng: Random) -> None:
    lines = [["Consejo para la Transparencia"], [], ["Resultados", "", "al 31-12-2024"], ["Hoja 1"]]
    grid.titles = rng.sample(lines, rng.randrange(1, 4))


def blank_rows(grid: Grid, rng: Random) -> None:
    for _ in range(rng.randrange(1, 4)):
        row = Row("", role="blank", literal=[""] * rng.choice([1, len(grid.columns)]))
        grid.rows.insert(rng.randrange(len(grid.rows) + 1), row)


def totals(grid: Grid, rng: Random) -> None:
    literal = [rng.choice(["Total", "TOTAL GENERAL", "Promedio país", "Total nacional"])]
    literal += [rng.choice(["", "", "345"]) for _ in grid.columns[1:]]
    grid.rows.append(Row("", role="other", literal=literal))


def footnote(grid: Grid, rng: Random) -> None:
    text = rng.choice(["Fuente: CPLT, elaboración propia.", "Nota: cifras preliminares", "* s/i"])
    grid.rows.append(Row("", role="other", literal=[text]))


def repeated_header(grid: Grid, rng: Random) -> None:
    where = rng.randrange(1, len(grid.rows) + 1)
    grid.rows.insert(where, Row("header", role="other"))


def extra_column(grid: Grid, rng: Random) -> None:
    column = Column(rng.choice(["Unnamed: 7", "Comentario interno", "", "Encargado"]), None)
    texts = rng.choice([["revisado"], [""], ["", "ver correo", "99"]])
    for row in grid.data():
        row.cells[id(column)] = Cell(rng.choice(texts))
    if not column.header and grid.upper is not None:
        column.header = "Glosa"
    grid.columns.insert(rng.randrange(len(grid.columns) + 1), column)


def two_row_header(grid: Grid, rng: Random) -> None:
    cut = rng.randrange(1, len(grid.columns))
    grid.upper = ["Antecedentes", *[""] * (cut - 1), "Detalle"]
    grid.upper += [""] * (len(grid.columns) - len(grid.upper))


def other_sheet(grid: Grid, rng: Random) -> None:
    content = [["Instrucciones"], ["Complete la hoja Datos"], ["Autor", "Unidad de estudios"]]
    grid.other_sheets.append((rng.choice(["0 Léame", "Notas"]), content))


def padded_cells(grid: Grid, rng: Random) -> None:
    for row in grid.data():
        for cell in row.cells.values():
            if isinstance(cell.native, str) and cell.text and rng.random() < 0.3:
                grown = rng.choice([" {} ", "{} ", "\u00a0{}"]).format(cell.text)
                cell.text = cell.native = grown
                cell.allowed = (*cell.allowed, *[grown for v in cell.allowed if type(v) is str])


def name_variants(grid: Grid, rng: Random) -> None:
    """Write names as other units do; a bare code stands by them only where it did before."""
    for name in ("municipality", "institution"):
        if grid.column(name) is None:
            continue
        for row in grid.data():
            cell = grid.cell(row, name)
            if row.cuts == (None,) or rng.random() < 0.3:
                continue
            comuna = comuna_of(row)
            text = rng.choice(
                [
                    f"I. Municipalidad de {comuna}",
                    f"ILUSTRE MUNICIPALIDAD DE {comuna.upper()}",
                    f"Municipalidad de {comuna}",
                    f"MUNICIPALIDAD DE {plain(comuna).upper()}",
                    plain(comuna),
                    comuna.lower(),
                    mojibake(comuna),
                ]
            )
            cell.text = cell.native = text
            # Saved in one byte a character, a twice-read name is UTF-8 again, line by line.
            cell.allowed = (text, comuna) if text == mojibake(comuna) else (text,)


def comuna_of(row: Row) -> str:
    """Return the name of the municipality a row is about."""
    return next(m["comuna"] for m in municipalities() if m["cut_code"] == row.cuts[0])


def missing_words(grid: Grid, rng: Random) -> None:
    """Put words for missing, not applicable and a true zero into optional cells."""
    kind = kinds()[grid.kind]
    for name in grid.fields():
        spec = kind.columns[name]
        if spec.type != "percent" or spec.required:
            continue
        for row in grid.data():
            old, draw = grid.cell(row, name), rng.random()
            if draw < 0.1:
                new = Cell(rng.choice([*MISSING, ""]), None, (None,), None, "missing")
            elif draw < 0.15:
                new = Cell(rng.choice(NOT_APPLICABLE), None, (None,), None, "not_applicable")
            elif draw < 0.2:
                new = Cell("0", 0 if old.number_format else "0", (0.0,), old.number_format, "value")
            else:
                continue
            old.text, old.native, old.allowed = new.text, new.native, new.allowed
            old.number_format, old.state = new.number_format, new.state


def codes_for_names(grid: Grid, rng: Random) -> None:
    """Codes where the names belong, as whoever has only them writes them."""
    name = next((n for n in NAMES if grid.column(n)), None)
    if name is None or any(grid.column(code) for code in CODES):
        return
    cuts = {m["cut_code"] for m in municipalities()}
    for row in [row for row in grid.data() if row.cuts and row.cuts[0] in cuts]:
        code = str(row.cuts[0])
        cell = grid.cell(row, name)
        cell.text = rng.choice([code, str(int(code))])
        cell.native = rng.choice([cell.text, int(code)])
        cell.allowed, cell.number_format = (cell.text, str(int(code))), None


def moments(grid: Grid, rng: Random) -> None:
    """Days as a moment in UTC, before noon of the same day in Chile."""
    dates = [n for n in grid.fields() if kinds()[grid.kind].columns[n].type == "date"]
    for row, name in [(row, name) for row in grid.data() for name in dates]:
        cell = grid.cell(row, name)
        day = next((value for value in cell.allowed if isinstance(value, date)), None)
        if day is not None and rng.random() < 0.7:
            hour, zone = rng.choice([(13, "Z"), (12, "+00:00"), (9, "-04:00"), (0, "-03:00")])
            cell.text = cell.native = f"{day:%Y-%m-%d}T{hour:02}:30:00{zone}"
            cell.allowed, cell.number_format = (day,), None


HARMLESS: tuple[Mutation, ...] = (
    shuffle_columns, shuffle_rows, other_headers, ugly_headers, titles, blank_rows, totals,
    footnote, repeated_header, extra_column, two_row_header, other_sheet, padded_cells,
    name_variants, missing_words, codes_for_names, moments,
)  # fmt: skip
