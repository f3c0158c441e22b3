"""Faults of text files: commas, fractions, tables on tables, columns and rows too many or few."""

from __future__ import annotations

from random import Random

from fuzz.hard.case import Case
from fuzz.hard.drawn import (
    COUNTS,
    LONG,
    SCORES,
    TOTAL,
    WIDE,
    YEARS,
    at,
    comma,
    encoded,
    heads,
    places,
    points,
    text_file,
)


def unquoted_decimal_comma(rng: Random) -> Case:
    """Decimals with a comma in a file of commas, without quotes: no field is known."""
    many = places(rng, rng.randrange(3, 9))
    values = [points(rng, rng.choice([1, 2])) for _ in many]
    share = rng.choice([1.0, 1.0, 0.8, 0.4, 0.15])
    lines, meant = [",".join(heads(rng))], {}
    for row, ((name, _), value) in enumerate(zip(many, values, strict=True), start=2):
        broken = rng.random() < share
        shown = comma(value) if broken else str(round(value))
        lines.append(f"{name},{rng.choice(YEARS)},{shown}")
        meant[at(row)] = {"score_pct": () if broken else (float(round(value)),)}
    data = encoded("\n".join(lines) + "\n", rng)
    codes = frozenset({"rows_over_header", "too_many_cells"})
    return Case(TOTAL, "a.csv", data, meant, codes)


def sign_and_fraction(rng: Random) -> Case:
    """Bare fractions beside points or percentages: they are no points."""
    many = places(rng, rng.randrange(4, 12))
    sign = rng.choice(["%", " %", ""])
    lines, meant = [heads(rng)], {}
    for row, (name, cut) in enumerate(many, start=2):
        value = points(rng)
        is_fraction = row == 3 or rng.random() < 0.4
        shown = comma(round(value / 100, 4)) if is_fraction and row != 2 else comma(value) + sign
        lines.append([name, rng.choice(YEARS), shown])
        meant[at(row)] = {"cut": (cut,), "score_pct": (value,)}
    codes = frozenset({"ambiguous_percent_scale", "ambiguous_number"})
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant, codes)


def stacked_tables(rng: Random) -> Case:
    """A second header below, its columns in another order: its records are under it."""
    first, second = places(rng, 7)[:4], places(rng, 9)[4:]
    columns = ["Municipio", "Ronda", "Compras", "Presupuesto"]
    lines, meant, used = [columns], {}, set()
    row = 1
    for part, many in enumerate((first, second)):
        order = columns if part == 0 else rng.sample(columns, 4)
        if part:
            if rng.random() < 0.5:
                lines.append([""] * 4)
                row += 1
            lines.append([head.upper() if rng.random() < 0.3 else head for head in order])
            row += 1
        for name, cut in many:
            if cut in used:
                continue
            used.add(cut)
            row += 1
            purchases, budget = points(rng), points(rng)
            cells = {"Municipio": name, "Ronda": "2024", "Compras": comma(purchases)}
            cells["Presupuesto"] = comma(budget)
            lines.append([cells[head] for head in order])
            meant[at(row)] = {"cut": (cut,), "compras": (purchases,), "presupuesto": (budget,)}
    return Case(WIDE, "a.csv", text_file(lines, rng), meant, frozenset({"below_other_header"}))


def unknown_dimension(rng: Random) -> Case:
    """An unknown column splits each total into parts: no part is the total."""
    header, parts = rng.choice(
        [("Género", ["F", "M"]), ("Sexo", ["Mujer", "Hombre", "Otro"]), ("Tramo", ["1", "2", "3"]),
         ("Tipo de solicitante", ["natural", "jurídica"]), ("Zona", ["U", "R"])]
    )  # fmt: skip
    many = places(rng, rng.randrange(3, 8))
    head = heads(rng)
    at_column = rng.randrange(4)
    lines, meant = [[*head[:at_column], header, *head[at_column:]]], {}
    alike, row = rng.random() < 0.3, 1
    for name, _ in many:
        same = points(rng)
        for part in parts:
            row += 1
            cells = [name, "2024", comma(same if alike else points(rng))]
            lines.append([*cells[:at_column], part, *cells[at_column:]])
            meant[at(row)] = {"score_pct": ()}
    codes = {"split_by_unknown_column", "duplicate_key_conflict", "duplicate_row"}
    codes |= {"beside_some_people"}
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant, frozenset(codes))


def parts_of_counts(rng: Random) -> Case:
    """Counts of some channels, officials or people: the column is not read, and yet splits them."""
    header, parts = rng.choice(
        [("Canal", ["web", "presencial"]), ("Atendido por", ["Ana Soto", "Pedro Rojas"]),
         ("Sexo", ["Mujer", "Hombre"]), ("Unidad", ["Control", "Obras", "Salud"])]
    )  # fmt: skip
    kind, counts = rng.choice([*COUNTS.items()])
    lines, meant = [["Municipio", "Año", "Mes", header, *counts]], {}
    alike, row, left = rng.random() < 0.3, 1, rng.random() < 0.5
    for name, _ in places(rng, rng.randrange(3, 8)):
        same = rng.randrange(2, 90)
        for part in parts[: 1 if left and row > 1 + len(parts) else None]:
            row += 1
            many = same if alike else rng.randrange(2, 90)
            lines.append([name, "2024", "3", part, str(many), str(rng.randrange(many + 1))])
            if alike:
                lines[-1][-1] = str(same // 2)
            meant[at(row)] = {"year": ()}
    codes = {"split_by_unknown_column", "duplicate_key_conflict", "duplicate_row"}
    codes |= {"beside_some_people", "beside_some_requests"}
    return Case(kind, "a.csv", text_file(lines, rng), meant, frozenset(codes))


def other_things(rng: Random) -> Case:
    """An unknown column says that rows are of another body, instrument, scale or of some people."""
    header, own, others = rng.choice(
        [("Tipo de organismo", ["Municipalidad", "Municipio", ""], ["Corporación municipal"]),
         ("Instrumento", ["TA", "Transparencia activa"], ["SAI", "Usabilidad", "Reclamos"]),
         ("Sexo", ["Total", "Ambos sexos", ""], ["Mujer", "M", "2"]),
         ("Grupo etario", ["Todos", "total"], ["18-29", "60 y más"]),
         ("Unidad de medida", ["%", "puntos", "0 a 100"], ["nota", "0-10", "1,0 a 7,0", "‰"])]
    )  # fmt: skip
    lines, meant = [[*heads(rng), header]], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(4, 10)), start=2):
        value, is_other = points(rng), row == 2 or rng.random() < 0.3
        label = rng.choice(others if is_other else own)
        lines.append([name, rng.choice(YEARS), comma(value), label])
        meant[at(row)] = {"cut": (cut,), "score_pct": () if is_other else (value,)}
    codes = frozenset({f"beside_other_{aspect}" for aspect in ("body", "instrument", "scale")})
    codes |= {"beside_some_people"}
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant, codes)


def lost_decimals(rng: Random) -> Case:
    """Decimal commas lost on opening: what is still below 100 is no more known than the rest."""
    lines, meant = [heads(rng)], {}
    for row, (name, _) in enumerate(places(rng, rng.randrange(5, 10)), start=2):
        value = points(rng, 2) if row < 6 else rng.randrange(11, 99) / 10
        lines.append([name, rng.choice(YEARS), comma(value).replace(",", "")])
        meant[at(row)] = {"score_pct": ()}
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant, frozenset({"lost_decimals"}))


def unseen_marks(rng: Random) -> Case:
    """Marks of direction and of places to break a word at the ends of cells: no part of them."""
    marks = ["\u200b", "\u200e", "\u2060", "\ufeff", "\u00ad", "\u202a", ""]
    lines, meant = [heads(rng)], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value = points(rng)
        cells = [name, "2024", rng.choice([comma(value), f"{comma(value)}%"])]
        lines.append([rng.choice(marks) + cell + rng.choice(marks) for cell in cells])
        meant[at(row)] = {"cut": (cut,), "round_id": ("r2024",), "score_pct": (value,)}
    stream = "\n".join(";".join(cells) for cells in lines)
    return Case(TOTAL, "a.csv", stream.encode(), meant)


def bare_na(rng: Random) -> Case:
    """``NA`` is missing; ``N/A`` and ``no aplica`` are not applicable: never a number."""
    words = {"NA": "missing", "N/A": "not_applicable", "no aplica": "not_applicable"}
    words |= {"s/i": "missing", "": "missing", "n/a": "not_applicable"}
    lines, meant = [heads(rng)], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(4, 10)), start=2):
        text = rng.choice([*words, None, None])
        value = points(rng)
        lines.append([name, "2024", comma(value) if text is None else text])
        state = "value" if text is None else words[text]
        score = value if text is None else None
        meant[at(row)] = {"cut": (cut,), "score_pct": (score,), "score_pct_state": (state,)}
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant)


def short_rows(rng: Random) -> Case:
    """Rows with fewer fields than the header: what lacks is said, never taken from beside."""
    many = places(rng, rng.randrange(4, 9))
    head = [*heads(rng), "Versión"]
    if rng.random() < 0.5:
        head = [head[0], head[1], head[3], head[2]]
    lines, meant = [head], {}
    for row, (name, cut) in enumerate(many, start=2):
        value = points(rng)
        cells = [name, "2024", comma(value), "publicado"]
        if head[3] != "Versión":
            cells = [name, "2024", "publicado", comma(value)]
        left = rng.choice([4, 4, 3, 2]) if row > 2 else 4
        lines.append(cells[:left])
        has = left == 4 or (left == 3 and head[3] == "Versión")
        meant[at(row)] = {"cut": (cut,), "score_pct": (value,) if has else ()}
    codes = frozenset({"short_row"})
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant, codes)


def synonym_columns(rng: Random) -> Case:
    """Two columns of one meaning, unlike each other: the refusal names both."""
    first, second = rng.sample(SCORES, 2)
    while first.casefold() == second.casefold():
        first, second = rng.sample(SCORES, 2)
    lines, meant = [["Municipio", first, "Ronda", second]], {}
    for row, (name, _) in enumerate(places(rng, 5), start=2):
        lines.append([name, comma(points(rng)), "2024", comma(points(rng))])
        meant[at(row)] = {"score_pct": ()}
    codes = frozenset({"ambiguous_column"})
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant, codes)


def scientific_comma(rng: Random) -> Case:
    """``3,275e+01`` is 32.75."""
    lines, meant = [heads(rng)], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value = points(rng)
        text = f"{value:.{rng.choice([3, 4, 6])}e}".replace(".", ",")
        text = text.upper() if rng.random() < 0.3 else text
        lines.append([name, "2024", text])
        meant[at(row)] = {"cut": (cut,), "score_pct": (value,)}
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant)


def long_form(rng: Random) -> Case:
    """A file without a fault: nothing in it may be set apart or read otherwise."""
    lines, meant = [["Municipio", "Ronda", "Materia", "Criterio", "Puntaje"]], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        value = points(rng)
        lines.append([name, "2024", "Compras", "general", comma(value)])
        meant[at(row)] = {"cut": (cut,), "score_pct": (value,)}
    return Case(LONG, "a.csv", text_file(lines, rng), meant)


def injection(rng: Random) -> Case:
    """Cells that would run: never a value, never a name."""
    evil = ["=1+1", "=cmd|'/C calc'!A0", " =1+1", "＝1+1", "@SUM(A1)", "+1+cmd", "\t=1", "=87,5"]
    lines, meant = [heads(rng)], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(4, 8)), start=2):
        value, where = points(rng), rng.randrange(4)
        cells = [name, "2024", comma(value)]
        if where < 3:
            cells[where] = rng.choice(evil)
        lines.append(cells)
        field = ["cut", "round_id", "score_pct"][where] if where < 3 else None
        meant[at(row)] = {"cut": (cut,), "score_pct": (value,)} | ({field: ()} if field else {})
    codes = {
        "not_a_number",
        "formula",
        "not_in_list",
        "not_a_choice",
        "unknown_name",
        "missing_required",
    }
    codes |= {"not_a_municipality", "empty", "no_name_no_code", "bad_format"}
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant, frozenset(codes))


def round_spellings(rng: Random) -> Case:
    """Spellings of a round that the catalogue knows are that round."""
    spelt = {"r2024": ["2024", "2024.0", " 2024 ", "2024,0"], "r2025": ["2025", "2025.0"]}
    spelt["r2023"] = ["2022-2023", "2022–2023", "2022 - 2023", "2022/2023", "2022—2023"]
    lines, meant = [heads(rng)], {}
    for row, (name, cut) in enumerate(places(rng, rng.randrange(3, 8)), start=2):
        round_id = rng.choice([*spelt])
        value = points(rng)
        lines.append([name, rng.choice(spelt[round_id]), comma(value)])
        meant[at(row)] = {"cut": (cut,), "round_id": (round_id,), "score_pct": (value,)}
    return Case(TOTAL, "a.csv", text_file(lines, rng), meant)


TEXTS = (
    unquoted_decimal_comma, sign_and_fraction, stacked_tables, unknown_dimension, parts_of_counts,
    bare_na, unseen_marks,
    other_things, lost_decimals,
    short_rows, synonym_columns, scientific_comma, long_form, injection, round_spellings,
)  # fmt: skip
