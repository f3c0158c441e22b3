"""One numbered variant: a good delivery, some changes, the verdict."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fuzz import oracle
from fuzz.bases import good, kinds, reference
from fuzz.containers import Written, write
from fuzz.damage import DAMAGE
from fuzz.grid import Grid
from fuzz.hard.books import BOOKS
from fuzz.hard.case import judge
from fuzz.hard.texts import TEXTS
from fuzz.harmful import HARMFUL, duplicate_header, merged_cells, void_rows
from fuzz.harmless import HARMLESS, repeated_header
from pipelines.ingest.deliveries import Delivery, take_in_all

HARD = (*TEXTS, *BOOKS)


@dataclass
class Verdict:
    """What became of one variant.

    Attributes:
        result: ``curated`` (every data row accepted), ``quarantined`` (some are not) or
            ``refused`` (the file as a whole); of hard files see :class:`fuzz.hard.case.Outcome`.
        failures: What does not hold; empty when all is well.
    """

    number: int
    kind: str
    result: str
    log: list[str]
    failures: list[str]

    @property
    def is_silent(self) -> bool:
        """Whether a value was accepted that was not meant."""
        return any(re.search(r"\bmeant\b|is no record", text) for text in self.failures)


def run_any(seed: int, number: int, folder: Path) -> Verdict:
    """Run variant ``number``: the even ones are deliveries changed, the odd ones hard files."""
    if number % 2 == 0:
        return run(seed, number // 2, folder)
    make = HARD[number // 2 % len(HARD)]
    name = f"hard:{make.__name__}"
    try:
        case = make(Random(f"{seed}:{number}"))  # noqa: S311
        verdict = judge(case, folder)
    except Exception:
        return Verdict(number, name, "crashed", [], [traceback.format_exc()])
    return Verdict(number, name, verdict.result, case.log, verdict.failures)


def run(seed: int, number: int, folder: Path) -> Verdict:
    """Make variant ``number`` of ``seed`` in ``folder``, read it, and judge what came of it."""
    rng = Random(f"{seed}:{number}")  # noqa: S311
    names = list(kinds())
    grid = good(kinds()[names[number % len(names)]], rng)
    damaged = rng.random() < 0.3
    mutate(grid, rng, harmful=not damaged and rng.random() < 0.65)
    container = rng.choice(["csv", "csv", "csv", "xlsx", "xlsx", "ods", "xls"])
    written = write(grid, container, rng)
    grid.log.append(container)
    data = written.data
    if damaged:
        damage = rng.choice(DAMAGE)
        data = damage(data, rng)
        grid.log.append(damage.__name__)
    name = written.name if rng.random() < 0.8 else rng.choice(["datos.csv", "informe.xls", "a.txt"])
    path = folder / f"{number}_{name}"
    path.write_bytes(data)
    try:
        return _judge(grid, written, path, damaged and data != written.data, number)
    finally:
        path.unlink()


def mutate(grid: Grid, rng: Random, *, harmful: bool) -> None:
    """Apply a few changes, some that keep the meaning and some that do not."""
    chosen = rng.sample(HARMLESS, rng.randrange(0, 5))
    chosen.sort(key=lambda change: change is repeated_header)
    for change in chosen:
        change(grid, rng)
        grid.log.append(change.__name__)
    spoiling = rng.sample(HARMFUL, rng.randrange(1, 4)) if harmful else []
    # Cells merged down say what the first of them says: nothing is changed in them afterwards.
    # And the column that says which rows are void stays as it is.
    spoiling.sort(key=lambda change: change in (void_rows, duplicate_header, merged_cells))
    for spoil in spoiling:
        grid.harmless = False
        spoil(grid, rng)
        grid.log.append(spoil.__name__)


def _judge(grid: Grid, written: Written, path: Path, damaged: bool, number: int) -> Verdict:
    delivery = Delivery(path, f"entregas/{path.name}", "delivered", "0" * 64)
    try:
        intakes, refused = take_in_all([delivery], kinds(), reference())
    except Exception:
        return Verdict(number, grid.kind, "crashed", grid.log, [traceback.format_exc()])
    failures = list(oracle.conserved(intakes))
    for entry in refused:
        failures += oracle.sentence(entry.error, path.name)
    if damaged:
        failures += oracle.after_damage(grid, written, path.read_bytes(), intakes)
    else:
        failures += oracle.refused_rightly(grid, refused)
        failures += oracle.as_intended(grid, written, intakes) if intakes else ()
    accepted = sum(intake.accepted.num_rows for intake in intakes)
    result = "refused" if refused else "quarantined"
    if not refused and accepted == len(grid.data()):
        result = "curated"
    return Verdict(number, grid.kind, result, grid.log, failures)
