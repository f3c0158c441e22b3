"""Minimal, sparse, extreme, even and single-municipality deliveries, from the kind itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from random import Random

from fuzz.bases import municipalities
from pipelines import clock, paths, specs
from pipelines.ingest.checking.template import template_bytes
from pipelines.ingest.reference import Reference
from pipelines.specs import Kind, SourceColumn

Row = dict[str, str]
# The smallest region has four municipalities: no group of it shows a mean.
ALONE = {"municipality": "Putre", "code": "15201", "region": "Arica y Parinacota"}
ALONE |= {"institution": "Municipalidad de Putre", "organism_code": "MU254", "country": "CL"}
MOST = 12


@dataclass(frozen=True)
class Delivery:
    """One file of a kind in one of :data:`SHAPES`; ``template`` is the workbook."""

    kind: str
    shape: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.shape}"

    @property
    def name(self) -> str:
        """Name of the file."""
        last = "_a\udcf1o" if self.shape == "last" else ""  # as Windows wrote it: no UTF-8
        return f"{self.kind}_{self.shape}{last}.{'xlsx' if self.shape == 'template' else 'csv'}"

    @cached_property
    def data(self) -> bytes:
        """What is in it, made when it is first asked for."""
        kind = specs.kinds()[self.kind]
        if self.shape == "template":
            return template_bytes(kind, reference())
        rows = SHAPES[self.shape](kind)
        text = io.StringIO(newline="")
        fields = [field for field in kind.columns if any(row.get(field) for row in rows)]
        lines = csv.writer(text, delimiter=";")
        lines.writerow([_header(kind, field) for field in fields])
        lines.writerows([[row.get(field, "") for field in fields] for row in rows])
        return text.getvalue().encode("utf-8-sig")


@cache
def reference() -> Reference:
    """Return what deliveries are read against."""
    return Reference(paths.raw_dir())


def _header(kind: Kind, field: str) -> str:
    label = kind.columns[field].label
    return label.es if label else field


def _first(kind: Kind) -> list[Row]:
    return [dict(kind.examples[0])]


def _last(kind: Kind) -> list[Row]:
    return [dict(kind.examples[-1])]


def _bare(kind: Kind) -> list[Row]:
    """Only what the kind cannot do without."""
    [row] = _first(kind)
    place = kind.municipality
    needed = {name for name, spec in kind.columns.items() if spec.required}
    needed |= {*kind.keys, *kind.at_least_one[:1]}
    needed |= {name for name in (place.name, place.code, place.region) if name} if place else set()
    return [{name: text for name, text in row.items() if name in needed}]


def _bound(kind: Kind, side: str) -> list[Row]:
    """The first example with every number, year and date at one end of what is accepted."""
    [row] = _first(kind)
    ends = {name: _extreme(kind.columns[name], text, side) for name, text in row.items()}
    if side == "high" and any(c.has_come and c.type == "month" for c in kind.columns.values()):
        ends["year"] = str(clock.today().year - 1)  # the last whose months have all begun
    return [ends]


def _extreme(spec: SourceColumn, text: str, side: str) -> str:
    bound = spec.minimum if side == "low" else spec.maximum
    if not text or (bound is None and spec.type != "percent"):
        return text
    if spec.type == "date" and bound is not None:
        last = f"{clock.today():%d-%m-%Y}" if spec.has_come else f"31-12-{bound:.0f}"
        return f"01-01-{bound:.0f}" if side == "low" else last
    if spec.type == "percent":
        return f"{bound if bound is not None else (0 if side == 'low' else 100):g}"
    if spec.type in ("integer", "decimal", "year") and bound is not None:
        return f"{bound:.0f}"
    return text


def _every_choice(kind: Kind) -> list[Row]:
    """One municipality with each choice of the column that has most of them."""
    [row] = _first(kind)
    listed = {name: reference().choices(spec) or {} for name, spec in kind.columns.items()}
    name = max(listed, key=lambda column: len(listed[column]))
    spelled: dict[str, str] = {}
    for text, value in listed[name].items():
        spelled.setdefault(value, text)
    return [row | {name: text} for text in list(spelled.values())[:MOST]] or [row]


def _alone(kind: Kind) -> list[Row]:
    """Every example, of one municipality in the smallest region."""
    fields = [name for name in ALONE if name in kind.columns]
    return [dict(row) | {name: ALONE[name] for name in fields} for row in kind.examples]


def _unsaid(kind: Kind) -> list[Row]:
    """Every example, with nothing said where a figure or date may be left out."""
    rows = [dict(row) for row in kind.examples]
    for row in rows:
        for name in row.keys() - {*kind.keys}:
            spec = kind.columns[name]
            if spec.type in ("percent", "integer", "decimal", "date") and not spec.required:
                row[name] = "s/i"
    return rows


def _alike(kind: Kind) -> list[Row]:
    """The first example, said of every municipality: nothing in it varies."""
    [row] = _first(kind)
    if not {"municipality", "code"} <= row.keys():
        return [row]
    return [
        row | {"municipality": place["comuna"], "code": place["cut_code"], "region": ""}
        for place in municipalities()
    ]


SHAPES: dict[str, Callable[[Kind], list[Row]]] = {
    "first": _first,
    "last": _last,
    "bare": _bare,
    "low": lambda kind: _bound(kind, "low"),
    "high": lambda kind: _bound(kind, "high"),
    "choices": _every_choice,
    "alone": _alone,
    "unsaid": _unsaid,
    "alike": _alike,
}


def combinations_of(seed: int) -> Iterator[tuple[Delivery, ...]]:
    """Yield deliveries alone — each template first, then each shape of each kind —, then pairs."""
    kinds, shapes = list(specs.kinds()), ("template", *SHAPES)
    for shape in shapes:
        for kind in kinds:
            yield (Delivery(kind, shape),)
    rng = Random(seed)  # noqa: S311 (which pairs are tried)
    pairs = list(combinations(kinds, 2))
    while True:
        rng.shuffle(pairs)
        for first, second in pairs:
            yield (Delivery(first, rng.choice(shapes)), Delivery(second, rng.choice(shapes)))
