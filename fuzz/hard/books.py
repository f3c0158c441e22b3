"""Faults of workbooks, each in every format that can have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from fuzz.bases import DESIGN
from fuzz.hard.biff import xls
from fuzz.hard.book import Book, Spot, ods, spreadsheetml, xlsx
from fuzz.hard.case import Case, Meant, Place
from fuzz.hard.drawn import LONG, SAMPLE, TOTAL, at, comma, heads, places, points

WRITERS: dict[str, Callable[[Book], bytes]] = {
    "xlsx": xlsx,
    "ods": ods,
    "xml": spreadsheetml,
    "xls": xls,
}
TEXT_SIGNS = ('0.0"%"', '0"%"', "0.0\\%", '0.00" %"')
SIGNS = ("0%", "0.0%", "0.00%")


def _case(
    kind: str,
    book: Book,
    ending: str,
    meant: dict[Place, Meant],
    codes: frozenset[str],
    notices: frozenset[str] = frozenset(),
) -> Case:
    name = "a.xls" if ending in ("xml", "xls") else f"a.{ending}"
    return Case(kind, name, WRITERS[ending](book), meant, codes, notices, log=[ending])


def _head(texts: list[str]) -> list[Spot]:
    return [Spot(text) for text in texts]


def percent_cells(rng: Random) -> Case:
    """Cells shown as percentages among bare numbers, in a column of numbers."""
    rows = [_head(["Municipio", "Código del diseño", "Valor"])]
    meant: dict[Place, Meant] = {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value = points(rng)
        spot = (
            Spot(round(value / 100, 6), rng.choice(SIGNS))
            if row == 2 or rng.random() < 0.4
            else Spot(value)
        )
        rows.append([Spot(name), Spot(DESIGN), spot])
        meant[at(row, "Datos")] = {"value": (value,), "municipality_code": (cut,)}
    codes = frozenset({"percent_in_number"})
    return _case(SAMPLE, Book(rows), rng.choice(["xlsx", "ods", "xml", "xls"]), meant, codes)


def styles_elsewhere(rng: Random) -> Case:
    """A percentage is one too whose style no cell names, or is spelt in its own way."""
    book = Book([_head(["Municipio", "Código del diseño", "Valor"])])
    book.spelt = rng.choice([' s="{}"', " s='{}'", ' s = "{}"', '\ns="{}"', '\ts="{}"'])
    book.default = "0.0%" if rng.random() < 0.4 else ""
    meant: dict[Place, Meant] = {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value = points(rng)
        is_percent = row == 2 or rng.random() < 0.4
        spot = Spot(round(value / 100, 6), "0.0%") if is_percent else Spot(value, "0.00")
        book.rows.append([Spot(name), Spot(DESIGN), spot])
        meant[at(row, "Datos")] = {"value": (value,), "municipality_code": (cut,)}
    return _case(SAMPLE, book, "xlsx", meant, frozenset({"percent_in_number"}))


def shown_in_thousands(rng: Random) -> Case:
    """A comma behind the digits of a format divides what is shown: 41250 is shown as 41.3."""
    code = rng.choice(["0.0,", "#,##0,", "#,##0.0,", '0.00,"k"', "#,##0,;-#,##0,"])
    rows, meant = [_head(["Municipio", "Código del diseño", "Valor"])], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value, is_scaled = points(rng), row == 2 or rng.random() < 0.4
        spot = Spot(value * 1000, code) if is_scaled else Spot(value, "#,##0.00")
        rows.append([Spot(name), Spot(DESIGN), spot])
        meant[at(row, "Datos")] = {"value": (value,), "municipality_code": (cut,)}
    ending = rng.choice(["xlsx", "xml", "xls"])
    return _case(SAMPLE, Book(rows), ending, meant, frozenset({"not_a_number"}))


def remarks(rng: Random) -> Case:
    """What somebody remarks on a cell is no part of it."""
    rows, meant = [_head(heads(rng))], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value = points(rng)
        cells = [Spot(name), Spot("2024"), Spot(value) if rng.random() < 0.7 else Spot()]
        for cell in cells:
            cell.note = rng.choice(["", "Paine", "2025", "s/i", "12", "87,5 %", "=1+1"])
        rows.append(cells)
        meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": (cells[2].value,)}
    codes = frozenset({"no_value", "missing_required"})
    return _case(TOTAL, Book(rows), rng.choice(["ods", "xml"]), meant, codes)


def literal_percent(rng: Random) -> Case:
    """A number format whose sign is text shows what is stored; one whose sign scales does not."""
    rows, meant = [_head(heads(rng))], {}
    code = rng.choice(TEXT_SIGNS)
    scaled = rng.random() < 0.3
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value = rng.choice([points(rng), 0.5, 1.0]) if not scaled else points(rng)
        spot = Spot(round(value / 100, 6), "0.00%") if scaled else Spot(value, code)
        rows.append([Spot(name), Spot("2024"), spot])
        meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": (value,)}
    # A shown 0.5 % beside 87 % is plain: the sign says what it is.
    codes = frozenset({"ambiguous_percent_scale"}) if not scaled else frozenset()
    return _case(TOTAL, Book(rows), rng.choice(["xlsx", "xml", "xls"]), meant, codes)


def never_calculated(rng: Random) -> Case:
    """Formulas that no program has calculated: nothing, or a zero, is stored."""
    rows, meant = [_head(heads(rng))], {}
    stored = rng.choice([None, 0.0, 0])
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 9)), start=2):
        cell = Spot(None if stored is None else float(stored), formula="AVERAGE(E2:F2)")
        rows.append([Spot(name), Spot("2024"), cell])
        meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": ()}
    ending = rng.choice(["xlsx", "xlsx", "ods", "xml", "xls"]) if stored is None else "xlsx"
    book = Book(rows, recalculate=stored is not None)
    return _case(TOTAL, book, ending, meant, frozenset({"formula"}))


def calculated(rng: Random) -> Case:
    """Formulas with their values are their values: no fault."""
    rows, meant = [_head(heads(rng))], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 9)), start=2):
        value = points(rng)
        rows.append([Spot(name), Spot("2024"), Spot(value, formula="AVERAGE(E2:F2)")])
        meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": (value,)}
    return _case(TOTAL, Book(rows), rng.choice(["xlsx", "ods", "xml", "xls"]), meant, frozenset())


def dates_of_1904(rng: Random) -> Case:
    """Serial dates count from 1904 where the workbook says so, with a date format or without."""
    is_1904 = rng.random() < 0.7
    code = rng.choice(["dd-mm-yyyy", "yyyy/mm/dd", ""])
    rows, meant = [_head([*heads(rng), "Fecha revisión"])], {}
    epoch = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        day = date(2018, 1, 1) + timedelta(days=rng.randrange(2500))
        serial = Spot(float((day - epoch).days), code)
        value = points(rng)
        rows.append([Spot(name), Spot("2024"), Spot(value), serial])
        meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": (value,), "review_date": (day,)}
    book = Book(rows, date1904=is_1904)
    ending = rng.choice(["xlsx", "xls"])
    codes = {"not_a_date", "ambiguous_date", "serial_date", "outside_bounds", "out_of_range"}
    return _case(TOTAL, book, ending, meant, frozenset(codes) if not code else frozenset())


def hidden_rows(rng: Random) -> Case:
    """Hidden rows are read like the others, and said."""
    rows, meant = [_head(heads(rng))], {}
    many = places(rng, rng.randrange(4, 9))
    for row, (name, cut) in enumerate(many, start=2):
        value = points(rng)
        rows.append([Spot(name), Spot("2024"), Spot(value)])
        meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": (value,)}
    hidden = set(rng.sample(range(2, len(many) + 2), rng.randrange(1, 4)))
    ending = rng.choice(["xlsx", "ods", "xml", "xls"])
    book = Book(rows, hidden=hidden)
    return _case(TOTAL, book, ending, meant, frozenset(), notices=frozenset({"hidden_rows"}))


def very_hidden_sheet(rng: Random) -> Case:
    """A sheet that no menu shows is not loaded unasked."""
    rows, meant = [_head(heads(rng))], {}
    for row, (name, _) in enumerate(places(rng, 4), start=2):
        rows.append([Spot(name), Spot("2024"), Spot(points(rng))])
        meant[at(row, "Datos")] = {"score_pct": ()}
    book = Book(rows, state="veryHidden", beside=[[Spot("Notas")], [Spot("nada")]])
    codes = frozenset({"unknown_kind", "no_header", "missing_columns", "only_hidden", "no_table"})
    return _case(TOTAL, book, "xlsx", meant, codes | {"hidden_only", "very_hidden_sheet"})


def merged_down(rng: Random) -> Case:
    """Names merged downwards are of all their rows; a merged figure is of none."""
    rows, meant = [_head(["Municipio", "Ronda", "Materia", "Criterio", "Puntaje"])], {}
    materias = ["Compras", "Presupuesto", "Subsidios"]
    merges, row = [], 1
    is_figure = rng.random() < 0.3
    for name, cut in places(rng, rng.randrange(2, 6)):
        count = rng.randrange(1, 4)
        first = row + 1
        for at_, materia in enumerate(materias[:count]):
            row += 1
            value = points(rng)
            cells = [Spot(name), Spot("2024"), Spot(materia), Spot("general"), Spot(value)]
            merged = count > 1
            if merged and at_:
                cells[4 if is_figure else 0] = Spot()
            rows.append(cells)
            score = () if is_figure and merged else (value,)
            meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": score}
        if count > 1:
            column = 4 if is_figure else 0
            merges.append((first, row, column, column))
    ending = rng.choice(["xlsx", "ods", "xml", "xls"])
    codes = frozenset({"merged_cell", "no_name_no_code", "missing_required", "empty"})
    return _case(LONG, Book(rows, merges=merges), ending, meant, codes)


def part_names(rng: Random) -> Case:
    """Parts of the package named in another case are the same parts."""
    change = rng.choice([str.upper, str.lower, str.title, str.swapcase])
    which = rng.choice(["styles.xml", "sheet1.xml", "workbook.xml", "workbook.xml.rels"])

    def renamed(name: str) -> str:
        folder, _, last = name.rpartition("/")
        return f"{folder}/{change(last)}".lstrip("/") if last == which else name

    rows, meant = [_head(heads(rng))], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 7)), start=2):
        value = points(rng)
        rows.append([Spot(name), Spot("2024"), Spot(round(value / 100, 6), "0.00%")])
        meant[at(row, "Datos")] = {"cut": (cut,), "score_pct": (value,)}
    made = _case(TOTAL, Book(rows, parts=renamed), "xlsx", meant, frozenset())
    made.log += [which, change.__name__]
    return made


def html_and_others(rng: Random) -> Case:
    """Pages, mail archives, JSON and columns of fixed width are named as what they are."""
    many = [(name, comma(points(rng))) for name, _ in places(rng, 4)]
    table = "".join(f"<tr><td>{n}</td><td>2024</td><td>{v}</td></tr>" for n, v in many)
    table = f"<table><tr><th>Municipio</th><th>Ronda</th><th>Puntaje</th></tr>{table}</table>"
    lines = "\n".join(f"{n:<30}2024  {v:>8}" for n, v in many)
    ending, text, named = rng.choice(
        [
            ("xls", table, "HTML"),
            ("xls", f"\n\n  <TABLE border=1>{table[7:]}", "HTML"),
            ("csv", f"<html><body>{table}</body></html>", "HTML"),
            ("xls", f"MIME-Version: 1.0\nContent-Type: multipart/related\n\n{table}", "MHTML"),
            ("csv", '[{"municipio": "Macul", "ronda": "2024", "puntaje": 87.5}]', "JSON"),
            ("txt", '{"datos": [["Macul", "2024", 87.5]]}', "JSON"),
            ("txt", f"{'Municipio':<30}Ronda  Puntaje\n{lines}\n", "fixed width"),
        ]
    )
    codes = frozenset({"html", "mhtml", "json", "fixed_width", "unknown_format"})
    return Case(TOTAL, f"a.{ending}", text.encode(), {}, codes, named=named, log=[named])


BOOKS = (
    percent_cells, styles_elsewhere, shown_in_thousands, remarks, literal_percent,
    never_calculated, calculated, dates_of_1904, hidden_rows,
    very_hidden_sheet, merged_down, part_names, html_and_others,
)  # fmt: skip
