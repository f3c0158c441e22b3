"""Changes that spoil cells, columns or rows: what is accepted all the same has to be right."""

# ruff: noqa: D103 - each function is named for what it does

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from fuzz.bases import kinds, municipalities
from fuzz.grid import Cell, Column, Grid, Row
from fuzz.harmless import CODES, NAMES, comuna_of
from pipelines.specs import SourceColumn

Mutation = Callable[[Grid, Random], None]
NOTHING = ("", "na")  # «Na» is what is left of Natales, and how a cell says that it has nothing


def _some(grid: Grid, rng: Random, most: int = 3) -> list[Row]:
    rows = grid.data()
    return rng.sample(rows, min(len(rows), rng.randrange(1, most + 1)))


def _set(cell: Cell, text: str, allowed: tuple = (), state: str | None = None) -> None:
    cell.text = text
    cell.native = text or None
    cell.allowed, cell.state, cell.number_format = allowed, state, None


def _never_negative(spec: SourceColumn) -> bool:
    """Tell whether a negative is a bad number: it is none of a coordinate or a free measure."""
    return spec.type == "percent" or (spec.minimum is not None and spec.minimum >= 0)


def bad_numbers(grid: Grid, rng: Random) -> None:
    kind = kinds()[grid.kind]
    fields = [
        n
        for n in grid.fields()
        if kind.columns[n].type in ("percent", "decimal", "integer")
        and _never_negative(kind.columns[n])
    ]
    for row in _some(grid, rng) if fields else []:
        cell = grid.cell(row, rng.choice(fields))
        text = rng.choice(
            ["abc", "-5", "1e3", "#N/A", "=1+1", "٤٧", "4 7", "47,,3", "47.3.1", "∞", "NaN%",
             "doce", "1/2", "0x1F", "47,3 puntos", "12:30", "−3"]
        )  # fmt: skip
        _set(cell, text, (1000,) if text == "1e3" else ())


def out_of_range(grid: Grid, rng: Random) -> None:
    kind = kinds()[grid.kind]
    fields = [n for n in grid.fields() if kind.columns[n].type == "percent"]
    for row in _some(grid, rng) if fields else []:
        _set(grid.cell(row, rng.choice(fields)), rng.choice(["120", "100,01", "999%", "1.234,5"]))


def small_numbers(grid: Grid, rng: Random) -> None:
    """Numbers below 1 among points: they stay what they say, or are refused."""
    kind = kinds()[grid.kind]
    fields = [n for n in grid.fields() if kind.columns[n].type == "percent"]
    for row in _some(grid, rng, 6) if fields else []:
        value = rng.choice([0.5, 0.47, 1.0, 0.08])
        text = f"{value:g}"
        cell = grid.cell(row, rng.choice(fields))
        formatted = cell.number_format is not None
        _set(cell, text.replace(".", ","), (value,), "value")
        if not formatted:
            cell.native = rng.choice([text, value])


def bad_dates(grid: Grid, rng: Random) -> None:
    kind = kinds()[grid.kind]
    fields = [n for n in grid.fields() if kind.columns[n].type == "date"]
    for row in _some(grid, rng) if fields else []:
        text = rng.choice(
            ["31-02-2024", "Julio 3028", "27-13-2018", "2024-13-41", "27-02-18", "ayer", "99999999",
             "00/00/0000", "1899-01-01", "31/04/2019"]
        )  # fmt: skip
        _set(grid.cell(row, rng.choice(fields)), text)


def bad_choices(grid: Grid, rng: Random) -> None:
    kind = kinds()[grid.kind]
    fields = [n for n in grid.fields() if kind.columns[n].choices or kind.columns[n].choices_from]
    for row in _some(grid, rng) if fields else []:
        name = rng.choice(fields)
        _set(grid.cell(row, name), rng.choice(["tal vez", "20244", "Materia 15", "ronda X", "???"]))


def empty_required(grid: Grid, rng: Random) -> None:
    kind = kinds()[grid.kind]
    fields = [n for n in grid.fields() if kind.columns[n].required]
    for row in _some(grid, rng) if fields else []:
        _set(grid.cell(row, rng.choice(fields)), rng.choice(["", "s/i", "N/A", " "]))


def other_bodies(grid: Grid, rng: Random) -> None:
    for name in set(NAMES) & set(grid.fields()):
        for row in [row for row in _some(grid, rng, 4) if row.cuts and row.cuts[0]]:
            comuna = comuna_of(row)
            text = rng.choice(
                [f"Corporación Municipal de {comuna}", f"Asociación de Municipalidades de {comuna}",
                 "Gobierno Regional de Tarapacá", "Total", f"Corp. Mun. de {comuna}"]
            )  # fmt: skip
            _set(grid.cell(row, name), text, (text,))
            row.cuts = row.by_name = ()


def typing_errors(grid: Grid, rng: Random) -> None:
    for name in set(NAMES) & set(grid.fields()):
        for row in [row for row in _some(grid, rng, 4) if row.cuts and row.cuts[0]]:
            text = comuna_of(row)
            place = rng.randrange(len(text))
            letter = rng.choice("abcdefghijklmnñopqrstuvwxyz ")
            text = rng.choice(
                [text[:place] + text[place + 1 :], text[:place] + letter + text[place:],
                 text[:place] + letter + text[place + 1 :], text[: place + 1]]
            )  # fmt: skip
            same = [m for m in municipalities() if m["comuna"].casefold() == text.casefold()]
            is_another = bool(same) and same[0]["cut_code"] != row.cuts[0]
            if text.strip().casefold() in NOTHING or is_another:
                continue
            _set(grid.cell(row, name), text, (text,))


def swapped_names(grid: Grid, rng: Random) -> None:
    """Two rows exchange their names but not their codes: a contradiction, or two other rows."""
    for name in set(NAMES) & set(grid.fields()):
        rows = [row for row in _some(grid, rng, 2) if row.cuts and row.cuts[0]]
        if len(rows) < 2 or rows[0].cuts == rows[1].cuts:
            continue
        first, second = (grid.cell(row, name) for row in rows)
        texts = [str(grid.cell(row, name).text).casefold() for row in rows]
        if any(
            comuna_of(row).casefold() not in text for row, text in zip(rows, texts, strict=True)
        ):
            continue  # what is left of a name by other errors contradicts no code
        first.text, second.text, first.native, second.native = (
            second.text,
            first.text,
            second.native,
            first.native,
        )
        first.allowed, second.allowed = second.allowed, first.allowed
        rows[0].by_name, rows[1].by_name = rows[1].by_name, rows[0].by_name
        if any(grid.column(code) for code in CODES):
            for row in rows:
                row.cuts = ()
        else:
            rows[0].cuts, rows[1].cuts = rows[1].cuts, rows[0].cuts


def bad_codes(grid: Grid, rng: Random) -> None:
    for name in set(CODES) & set(grid.fields()):
        for row in [row for row in _some(grid, rng, 4) if row.cuts and row.cuts[0]]:
            other = rng.choice([m for m in municipalities() if m["cut_code"] != row.cuts[0]])
            wrong = rng.choice([other["cut_code"], other["cplt_code"], "99999", "MU999", "1,3E+04"])
            named = [n for n in NAMES if grid.column(n)]
            if not named:
                if not wrong.isdigit() or wrong == "99999":
                    wrong = "99999"
                else:
                    continue
            _set(grid.cell(row, name), wrong, (wrong,))
            row.by_code = (other["cut_code"],) if wrong in other.values() else ()
            # What is left of a name cut to a few letters contradicts no code.
            short = any(len(grid.cell(row, n).text.strip()) < 4 for n in named)
            row.cuts = row.by_code if short else ()


def drop_column(grid: Grid, rng: Random) -> None:
    if len(grid.columns) > 2:
        column = rng.choice(grid.columns)
        grid.columns.remove(column)
        _without_key(grid, column.field)


def rename_column(grid: Grid, rng: Random) -> None:
    column = rng.choice([c for c in grid.columns if c.field] or grid.columns)
    column.header = rng.choice(["zzz", "Columna1", "????", "12", "", "Observado por"])
    if column.header == "Observado por":
        column.header = "Encargado"
    _without_key(grid, column.field)
    column.field = None


def _without_key(grid: Grid, name: str | None) -> None:
    for row in grid.data() if name in (*NAMES, *CODES) else []:
        row.cuts = row.by_code if name in NAMES else row.by_name


def duplicate_header(grid: Grid, rng: Random) -> None:
    known = [column for column in grid.columns if column.field]
    if len(known) >= 1:
        source = rng.choice(known)
        column = Column(source.header, None)
        is_empty = all(not row.cells[id(source)].text.strip() for row in grid.data())
        for row in grid.data():
            row.cells[id(column)] = Cell("77,7", "77,7")
            if is_empty:  # then the other column is the only one that says anything
                row.cells[id(source)].allowed += ("77,7",)
        grid.columns.insert(rng.randrange(len(grid.columns) + 1), column)


def repeat_row(grid: Grid, rng: Random) -> None:
    row = rng.choice(grid.data())
    grid.rows.insert(rng.randrange(len(grid.rows) + 1), row.copy())


def short_rows(grid: Grid, rng: Random) -> None:
    for row in _some(grid, rng):
        row.shape = -rng.randrange(1, max(2, len(grid.columns) // 2))


def long_rows(grid: Grid, rng: Random) -> None:
    for row in _some(grid, rng):
        row.shape = rng.randrange(1, 4)


def merged_cells(grid: Grid, rng: Random) -> None:
    """Merge the first two data rows of a column: the value of the first belongs to both."""
    rows = grid.rows
    if len(rows) < 2 or any(row.role != "data" for row in rows[:2]):
        return
    column = rng.randrange(len(grid.columns))
    letter = chr(ord("A") + column) if column < 26 else "A"
    column = column if column < 26 else 0
    grid.merged_columns.append(f"{letter}{{first}}:{letter}{{second}}")
    first, second = (row.cells[id(grid.columns[column])] for row in rows[:2])
    second.allowed = (*second.allowed, *first.allowed, None, False)
    second.state = first.state = None
    rows[1].cuts = (*rows[1].cuts, *rows[0].cuts)


def no_header(grid: Grid, rng: Random) -> None:
    for column in grid.columns:
        column.header = rng.choice(["", "1", "dato"])
        column.field = None


def repeated_sheet(grid: Grid, rng: Random) -> None:
    grid.repeated_sheet = True


def translated(grid: Grid, rng: Random) -> None:
    words = ["Gemeinde", "Prefeitura", "paroisse", "Datum", "pontuação", "Kategorie"]
    for column in rng.sample(grid.columns, min(len(grid.columns), 2)):
        _without_key(grid, column.field)
        column.header, column.field = rng.choice(words), None


def void_rows(grid: Grid, rng: Random) -> None:
    """A column beside says that some rows do not hold."""
    kind = kinds()[grid.kind]
    if kind.municipality is None or kind.drops_unknown:
        return
    column = Column("Validez", None)
    for row in grid.data():
        row.cells[id(column)] = Cell(rng.choice(["Válido", "", "vigente"]))
    for row in _some(grid, rng):
        row.cells[id(column)] = Cell(rng.choice(["Anulado", "nulo", "Borrador", "sin efecto"]))
        row.cuts = row.by_name = row.by_code = ()
    grid.columns.insert(1, column)  # where no short row is cut


def night_elsewhere(grid: Grid, rng: Random) -> None:
    """A moment in UTC that is the evening before in Chile."""
    dates = [n for n in grid.fields() if kinds()[grid.kind].columns[n].type == "date"]
    for row in _some(grid, rng) if dates else []:
        cell = grid.cell(row, rng.choice(dates))
        if day := next((value for value in cell.allowed if isinstance(value, date)), None):
            _set(cell, f"{day:%Y-%m-%d}T02:15:00Z", (day - timedelta(days=1),))


HARMFUL: tuple[Mutation, ...] = (
    bad_numbers, out_of_range, small_numbers, bad_dates, bad_choices, empty_required, other_bodies,
    typing_errors, swapped_names, bad_codes, drop_column, rename_column, duplicate_header,
    repeat_row, short_rows, long_rows, merged_cells, no_header, repeated_sheet, translated,
    void_rows, night_elsewhere,
)  # fmt: skip
