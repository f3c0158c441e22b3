"""Bulk files as CPLT's really come, at any size, with what is true of them.

Bodies and the share of each file are those of CPLT's own audit (`records_by_organism.csv`, S060:
94 million records); people and everything else in a line are invented, and so is what is wrong.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

SIZES = Path(__file__).with_name("records_by_organism.csv")
MONTHS = "Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre"
YEARS = (2022, 2023, 2024)
FIRST_NAMES = ("Ximena", "Nicolás", "Ángela", "José Manuel", "Begoña")
LAST_NAMES = ("Ñancupil", "Quiñinao", "Peñafiel", "D’Ottone", "Zúñiga")
"""People of the files, none of them real: whoever finds one in what was written found a leak."""

Key = tuple[str, str, int | None, int | None]


@dataclass
class Truth:
    """What was written.

    Attributes:
        months: Body, file, year, month → records, first day, last day, undated, unread.
        damaged: `(file, byte offset, reason)` of each damaged line.
        records: Records in all.
        size: Bytes in all.
    """

    months: dict[Key, list] = field(default_factory=dict)
    damaged: set[tuple[str, int, str]] = field(default_factory=set)
    records: int = 0
    size: int = 0

    def add(self, key: Key, day: date | None, unread: bool, records: int) -> None:
        month = self.months.setdefault(key, [0, None, None, 0, 0])
        month[0] += records
        if day is None:
            month[3] += records
        else:
            month[1] = day if month[1] is None else min(month[1], day)
            month[2] = day if month[2] is None else max(month[2], day)
        month[4] += records * unread
        self.records += records


def write(folder: Path, rows: int, *, seed: int = 1, files: tuple[str, ...] = ()) -> Truth:
    """Write `TA_<name>.csv` of about so many records in all (at least one a body and file).

    Args:
        folder: Where to; made if it is not there.
        rows: Records.
        seed: The same one writes the same bytes.
        files: Only these.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sizes = _sizes(files)
    share = rows / sum(records for of_file in sizes.values() for _, records in of_file)
    truth = Truth()
    for number, (name, bodies) in enumerate(sizes.items()):
        rng = random.Random(f"{seed}:{name}")
        with (folder / f"{name}.csv").open("wb") as handle:
            layout = _Layout(rng, number)
            handle.write(layout.header)
            for body, records in bodies:
                for block in _blocks(rng, name, body, max(1, round(records * share))):
                    _write_block(handle, rng, layout, name, block, truth)
            truth.size += handle.tell()
    return truth


def _sizes(files: tuple[str, ...]) -> dict[str, list[tuple[str, int]]]:
    sizes: dict[str, list[tuple[str, int]]] = defaultdict(list)
    with SIZES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if not files or row["ta_file"] in files:
                sizes[row["ta_file"]].append((row["organism_code"], int(row["records"])))
    return sizes


class _Layout:
    """The columns of one file, and the rest of its lines from a pool."""

    def __init__(self, rng: random.Random, number: int) -> None:
        self.end = b"\r\n" if number % 2 else b"\n"
        self.is_last = number % 3 == 2
        day = "fecha_publicacion" if number % 4 else "fecha_publicacion_ta"
        own = ["organismo_nombre", "organismo_codigo", day, "anyo", "Mes"]
        rest = ["Nombres", "Apellidos", "cargo", "monto", "observación"]
        header = [*rest, *own] if self.is_last else [*own, *rest]
        self.header = ";".join(header).encode("cp1252") + self.end
        self.pool = [_rest(rng) for _ in range(997)]

    def line(self, own: bytes, rest: bytes) -> bytes:
        both = rest + b";" + own if self.is_last else own + b";" + rest
        return both + self.end


def _rest(rng: random.Random) -> bytes:
    name, surname = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    remark = rng.choices(
        [
            "sin observaciones",
            "",
            '"contrato; renovado"',
            '"dice ""urgente"""',
            'cañería de 12" y 1/2',
            '"primera línea\r\nsegunda; línea\nfin"',
            "– 1.234 € mensuales",
            "x" * 200,
        ],
        [50, 20, 8, 4, 2, 3, 10, 3],
    )[0]
    job = rng.choice(("Administrativo", "Técnico", "Directivo", "Auxiliar", "Profesional"))
    return f"{name};{surname};{job};{rng.randrange(300, 9000)}000;{remark}".encode("cp1252")


@dataclass(frozen=True)
class _Block:
    key: Key
    own: bytes
    day: date | None
    unread: bool
    records: int


def _blocks(rng: random.Random, name: str, body: str, records: int) -> Iterator[_Block]:
    """Yield the records of a body, some at a time, each month published in one or two goes."""
    while records > 0:
        part = min(records, rng.choice((1, 7, 60, 400, 2500)))
        records -= part
        year, month = rng.choice(YEARS), rng.randint(1, 12)
        day = date(year + month // 12, month % 12 + 1, 1) + timedelta(rng.randint(0, 70))
        year_text, year_value, odd_year = rng.choices(
            [
                (str(year), year, False),
                (f"{year}.0", year, False),
                ("", None, False),
                ("20x4", None, True),
            ],
            [80, 12, 7, 1],
        )[0]
        spelled = MONTHS.split()[month - 1]
        month_text, month_value, odd_month = rng.choices(
            [
                (spelled, month, False),
                (spelled.upper(), month, False),
                (f" {spelled.lower()} ", month, False),
                (str(month), month, False),
                ("", None, False),
                ("Mes 13", None, True),
            ],
            [70, 8, 6, 5, 10, 1],
        )[0]
        day_text, day_value, odd_day = rng.choices(
            [
                (f"{day:%Y/%m/%d}", day, False),
                (f"{day:%Y-%m-%d} 10:30:00", day, False),
                (f"{day:%d/%m/%Y}", day, False),
                ("", None, False),
                ("2024/02/31", None, True),
                ("pendiente", None, True),
            ],
            [85, 4, 4, 5, 1, 1],
        )[0]
        own = f"Municipalidad de Ñuñoa;{body};{day_text};{year_text};{month_text}".encode("cp1252")
        key = (body, name, year_value, month_value)
        yield _Block(key, own, day_value, odd_year or odd_month or odd_day, part)


def _write_block(
    handle, rng: random.Random, layout: _Layout, name: str, block: _Block, truth: Truth
) -> None:
    start = rng.randrange(len(layout.pool))
    rests = (layout.pool * (block.records // len(layout.pool) + 2))[start : start + block.records]
    handle.write(b"".join([layout.line(block.own, rest) for rest in rests]))
    truth.add(block.key, block.day, block.unread, block.records)
    if rng.random() < 0.02:
        reason, line = _damaged(rng, layout, block)
        truth.damaged.add((name, handle.tell(), reason))
        handle.write(line)


def _damaged(rng: random.Random, layout: _Layout, block: _Block) -> tuple[str, bytes]:
    """Return a line that is no record, and why; it names people like the others."""
    rest = f"{rng.choice(FIRST_NAMES)};{rng.choice(LAST_NAMES)};Auxiliar;1;nada".encode("cp1252")
    code = block.key[0].encode()
    return rng.choice(
        [
            ("fields", layout.line(block.own, rest.rsplit(b";", 1)[0])),
            ("fields", layout.line(block.own, rest + b";" + rest)),
            ("quote", layout.line(block.own, b'"' + rest)),
            ("organism", layout.line(block.own.replace(code, b"Municipalidad"), rest)),
            ("organism", layout.line(block.own.replace(code, b""), rest)),
        ]
    )


def main() -> None:
    """Write bulk files: `python -m benchmarks.bulk FOLDER --rows 1000000`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    truth = write(options.folder, options.rows, seed=options.seed)
    print(f"{truth.records:,} records, {len(truth.damaged):,} damaged lines, {truth.size:,} bytes")


if __name__ == "__main__":
    main()
