"""A good delivery of each kind, drawn at random from the kind's own description."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from fuzz.grid import Cell, Column, Grid, Row
from pipelines import clock, paths, specs
from pipelines.ingest.cells import parse_column
from pipelines.ingest.names.worded import WordedNames
from pipelines.ingest.reading.no_value import folded
from pipelines.ingest.reference import Reference
from pipelines.specs import Kind, SourceColumn

RAW = paths.raw_dir()
FIRST_DAY = date(2012, 1, 13)
# Without catalogues, and yet their rules hold several columns or rows together.
BOUND = {"adhesion", "plan_local", "pmg", "proceso", "ta_masivo"}
BOUND |= {"solicitud", "solicitud_mes", "amparo", "satisfaccion"}
DESIGN = "CL.size.proportional.2-7-13-16.2012.6f404aea"  # a code that says how it was drawn
ROLES = ("Unidad de Transparencia", "Directora de Control", "Encargado de transparencia")
MATCHED = {"cut", "municipality_code"}
MUNICIPAL = {"municipality", "code", "region", "institution", "organism_code"}


@cache
def reference() -> Reference:
    """Return the municipalities and catalogues that every variant is read against."""
    return Reference(RAW)


@cache
def municipalities() -> tuple[dict[str, str], ...]:
    """Return the rows of the territory table that have a municipality."""
    with (RAW / "territory" / "comunas.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(row for row in csv.DictReader(handle) if row["has_municipality"] == "true")


def good(kind: Kind, rng: Random, rows: int = 12) -> Grid:
    """Return a delivery of ``kind`` that has to be accepted whole."""
    columns = [
        Column(header_of(kind, name), name)
        for name, spec in kind.columns.items()
        if _wanted(kind, name, spec, rng)
    ]
    rule = kind.municipality
    places = [name for name in (rule.name, rule.code) if name] if rule else []
    if places and not set(places) & {column.field for column in columns}:
        columns.insert(0, Column(header_of(kind, places[0]), places[0]))
    chosen = {column.field for column in columns}
    if not chosen & set(kind.at_least_one or chosen):
        name = next(iter(kind.at_least_one))
        columns.append(Column(header_of(kind, name), name))
    columns.append(Column("Folio interno", None))
    grid = Grid(kind.id, columns, [])
    keys: set[tuple[Any, ...]] = set()
    style = Style(rng)
    # Rows differ by their municipality; and one day is to come after another.
    days = sum(column.type == "date" for column in kind.columns.values())
    style.keeps_days = kind.municipality is not None or days > 1
    for _ in range(50 * rows):  # a catalogue may have fewer examples than that
        if len(grid.rows) == rows:
            break
        row = _row(grid, kind, rng, style, f"REF{len(grid.rows) + 1000}Z")
        key = tuple(
            row.cuts[0] if name in MATCHED else _value(grid, row, kind, name) for name in kind.keys
        )
        if key not in keys:
            keys.add(key)
            grid.rows.append(row)
    return grid


class Style:
    """How one sender writes numbers and dates, all through the file."""

    def __init__(self, rng: Random) -> None:
        self.percent = rng.choice(["comma", "dot", "sign", "format", "native"])
        self.date = rng.choice(["dash", "slash", "iso", "words", "native", "serial"])
        self.code = rng.choice(["cut", "mu", "number"])
        self.name = rng.choice(["plain", "prefixed"])
        self.keeps_days = False


def header_of(kind: Kind, name: str) -> str:
    """Return the header a template would write."""
    label = kind.columns[name].label
    return label.es if label else name


def _wanted(kind: Kind, name: str, spec: SourceColumn, rng: Random) -> bool:
    if _is_bound(kind):
        return True  # its columns only make sense together
    if spec.required or name == "revision" or name == kind.keys[-1] or name in kind.keys:
        return True
    if name in ("tool_id", "stage", "score_pct", "municipality"):
        return rng.random() < 0.9 or name == "tool_id"
    return rng.random() < 0.75


def _is_bound(kind: Kind) -> bool:
    return bool(kind.lookups) or kind.id in BOUND


def _value(grid: Grid, row: Row, kind: Kind, name: str) -> Any:
    if grid.column(name) is None:
        return kind.columns[name].default
    return grid.cell(row, name).allowed[0]


def _row(grid: Grid, kind: Kind, rng: Random, style: Style, token: str) -> Row:
    row = Row(token)
    place = rng.choice(municipalities())
    if kind.municipality:
        row.cuts = (place["cut_code"],)
    corporation = kind.id == "publicacion" and rng.random() < 0.15
    if corporation:
        row.cuts = (None,)
    row.by_name = row.by_code = row.cuts
    if kind.municipality and not kind.municipality.code:
        row.by_code = (None,)  # its name is all there is, and need not be there
    signed = FIRST_DAY + timedelta(days=rng.randrange(4000))
    example = rng.choice(kind.examples)
    for column in grid.columns:
        name = column.field
        if name is None:
            row.cells[id(column)] = Cell(token)
        elif kind.municipality and name == kind.municipality.region != "region":
            code = {folded(text): value for text, value in _choices(kind, name).items()}
            row.cells[id(column)] = Cell(place["region"], None, (code[folded(place["region"])],))
        elif name in MUNICIPAL:
            row.cells[id(column)] = _municipal(name, place, style, corporation, rng)
        elif _is_bound(kind):
            spec, text = kind.columns[name], example.get(name, "")
            is_fixed = name in kind.keys or spec.keep_state or kind.municipality is not None
            row.cells[id(column)] = _exemplary(text, spec, rng, style, None if is_fixed else token)
        else:
            spec = kind.columns[name]
            row.cells[id(column)] = _typed(name, spec, rng, style, token, signed)
    return row


def _choices(kind: Kind, name: str) -> dict[str, str]:
    return reference().choices(kind.columns[name]) or {}


@cache
def _told_apart(choices: tuple[tuple[str, str], ...], has_kin: bool) -> list[str]:
    """Return the names of one value alone: in a file of several models the others are refused."""
    worded = WordedNames(dict(choices)) if has_kin else None
    return [text for text, value in choices if not (worded and worded.rivals(text, value))]


def _exemplary(text: str, spec: SourceColumn, rng: Random, style: Style, token: str | None) -> Cell:
    """Return a cell of a kind whose rules hold columns together: an example on another day.

    Without a token the text is what the rules judge and stays as it is.
    """
    choices = reference().choices(spec)
    if not text:
        return Cell("", None, (spec.default,))
    if choices:
        meant = {folded(spelling): value for spelling, value in choices.items()}
        return Cell(text, None, (meant[folded(text)],))
    if spec.type == "date" and style.keeps_days:
        return written_date(datetime.strptime(text, "%d-%m-%Y").date(), style.date)
    if spec.type == "percent":
        return percent(float(text.rstrip(" %").replace(",", ".")), style.percent)
    if spec.type in ("year", "month", "period", "boolean"):
        return Cell(text, None, (parse_column([text], type=spec.type).values[0],))
    if spec.type == "date":
        first = date(int(text[-4:]), 1, 1)
        return written_date(first + timedelta(days=rng.randrange(360)), style.date)
    if spec.type in ("decimal", "integer"):
        value = float(text.replace(",", "."))
        number = int(value) if spec.type == "integer" else value
        return Cell(text, number, (number,))
    if token is None or spec.is_role:
        return Cell(text, None, (text,), None, "value" if spec.keep_state else None)
    link = "https://ejemplo.cl/" if (spec.pattern or "").startswith("http") else ""
    content = f"{link}{token}.pdf" if spec.pattern else f"Revisar «{token}»; el plazo, y más"
    return Cell(content, None, (content,))


def _municipal(
    name: str, place: dict[str, str], style: Style, corporation: bool, rng: Random
) -> Cell:
    if name == "organism_code":
        code = f"CM{rng.randrange(100, 999)}" if corporation else place["cplt_code"]
        return Cell(code, code, (code,))
    if name == "code":
        code = place["cplt_code"] if style.code == "mu" else place["cut_code"]
        native: Any = int(code) if style.code == "number" else code
        text = str(native)
        return Cell(text, native, (text, code, f"{text}.0"))
    if name == "region":
        return Cell(place["region"], None, (place["region"],))
    prefix = "Municipalidad de " if style.name == "prefixed" or name == "institution" else ""
    text = f"Corporación Municipal de {place['comuna']}" if corporation else prefix
    text = text if corporation else f"{prefix}{place['comuna']}"
    return Cell(text, None, (text,))


def _typed(
    name: str, spec: SourceColumn, rng: Random, style: Style, token: str, signed: date
) -> Cell:
    choices = {"Chile": "CL"} if spec.is_country else reference().choices(spec)
    if choices:
        text = rng.choice(
            _told_apart(
                tuple(sorted(choices.items())),
                spec.choices_from is not None and spec.choices_from.kin is not None,
            )
        )
        cell = Cell(text, None, (choices[text],))
    elif spec.is_role:
        text = rng.choice(ROLES)
        cell = Cell(text, None, (text,))
    elif spec.type == "percent":
        cell = percent(rng.randrange(200, 10000) / 100, style.percent)
    elif spec.type == "decimal":
        value = rng.randrange(1, 2000) / 4
        cell = Cell(f"{value:g}".replace(".", ","), value, (value,))
    elif spec.type == "date":
        shift = {"date_end": 3000, "date_renewed": 1500}.get(name, 0)
        latest = clock.today() if spec.has_come else date(2029, 12, 30)
        day = min(signed + timedelta(days=shift), latest)
        cell = written_date(day, style.date)
    elif spec.type == "period":
        cell = written_period(signed, rng.choice(["day", "month", "year"]), style.date)
    elif spec.type == "mark":
        cell = Cell("x", None, (True,)) if rng.random() < 0.6 else Cell("", None, (False,))
    elif spec.type in ("integer", "year"):
        last = min(signed.year, 2025)  # no year is told before it has begun
        number = rng.randint(2012, last) if spec.type == "year" else rng.randrange(0, 60)
        cell = Cell(str(number), number, (number,))
    elif spec.pattern:
        text = f"https://ejemplo.cl/{token}/{name}.pdf"
        cell = Cell(text, None, (text,))
    else:
        own = {"version": "v1", "design": DESIGN}
        text = own.get(name, f"Revisar «{token}»; el plazo, y más")
        cell = Cell(text, None, (text,))
    if spec.keep_state:
        cell.state = "value"
    return cell


def percent(value: float, style: str) -> Cell:
    """Return a percentage in points as one sender writes it."""
    plain = f"{value:.2f}".rstrip("0").rstrip(".")
    if style == "dot":
        return Cell(plain, None, (value,), None, "value")
    if style == "sign":
        return Cell(plain.replace(".", ",") + "%", None, (value,), None, "value")
    if style == "format":
        fraction = float(f"{value / 100:.6f}")
        return Cell(plain.replace(".", ",") + " %", fraction, (value,), "0.00%", "value")
    native = value if style == "native" else None
    return Cell(plain.replace(".", ","), native, (value,), None, "value")


def written_period(day: date, exactness: str, style: str) -> Cell:
    """Return a day, its month or its year as one sender writes it; it stays as exact as that."""
    if exactness == "year":
        return Cell(str(day.year), None, (str(day.year),))
    if exactness == "month":
        return Cell(f"{_month(day)} de {day.year}", None, (f"{day:%Y-%m}",))
    return replace(written_date(day, style), allowed=(day.isoformat(),))


def _month(day: date) -> str:
    months = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    return [*months.split(), "diciembre"][day.month - 1]


def written_date(day: date, style: str) -> Cell:
    """Return a date as one sender writes it; days above 12 stand in every file of a dozen."""
    month = _month(day)
    if style == "slash":
        return Cell(f"{day:%d/%m/%Y}", None, (day,))
    if style == "iso":
        return Cell(f"{day:%Y-%m-%d}", None, (day,))
    if style == "words":
        return Cell(f"{day.day} de {month} de {day.year}", None, (day,))
    if style == "native":
        return Cell(f"{day:%d-%m-%Y}", day, (day,), "dd-mm-yyyy")
    if style == "serial":
        serial = (day - date(1899, 12, 30)).days
        return Cell(str(serial), serial, (day,))
    return Cell(f"{day:%d-%m-%Y}", None, (day,))


def kinds() -> dict[str, Kind]:
    """Return every kind of delivery whose rows hold one by one: an instrument stands as a whole."""
    return {name: kind for name, kind in specs.kinds().items() if not kind.replaces}
