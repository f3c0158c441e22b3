"""One made file, what each of its cells means, and the verdict on what Faro read."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fuzz.bases import kinds, reference
from fuzz.oracle import conserved, sentence
from pipelines.ingest.deliveries import Delivery, take_in_all
from pipelines.ingest.intake import read

Place = tuple[str | None, int]
Meant = dict[str, tuple[Any, ...]]
# The kinds a file is told apart from; all of them are in the mutations of :mod:`fuzz.variants`.
NEAR = (
    *("fiscalizacion_total", "fiscalizacion_wide", "fiscalizacion_long", "muestra"),
    *("ponderacion", "observacion", "convenio", "solicitud_mes", "satisfaccion"),
)
# What is said of rows that are no records.
ASIDE = {"total", "total_row", "repeated_header", "footnote"}


@dataclass
class Case:
    """A file with one kind of fault.

    Attributes:
        kind: Id of the kind of delivery.
        name: Name of the file.
        data: Its bytes.
        meant: Where each record stands → field → the values it may be accepted as. A field
            without any may not be accepted: nobody can know it.
        codes: Why a record, or the file, may be set apart instead; none where it must be accepted.
        notices: Codes one of which has to be among the notices, where the fault must be told.
        named: A word that the refusal of the file has to hold.
    """

    kind: str
    name: str
    data: bytes
    meant: dict[Place, Meant]
    codes: frozenset[str] = frozenset()
    notices: frozenset[str] = frozenset()
    named: str = ""
    log: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What became of a case.

    Attributes:
        result: ``right`` (all accepted as meant), ``apart`` (some set apart, with the right
            reason), ``refused`` (the file, with the right reason), ``silent`` (a value accepted
            that was not meant), ``wrong`` (another fault: a wrong reason, a good file refused).
        failures: What does not hold.
    """

    result: str
    failures: list[str]


def judge(case: Case, folder: Path) -> Outcome:
    """Write the file of a case, read it as a build would and compare with what was meant."""
    path = folder / case.name
    path.write_bytes(case.data)
    delivery = Delivery(path, f"entregas/{case.name}", "delivered", "0" * 64)
    try:
        known = {name: kinds()[name] for name in NEAR}
        intakes, refused = take_in_all([delivery], known, reference())
        notes = read(path, case.name).notes if case.notices else []
    except Exception:
        return Outcome("wrong", [traceback.format_exc()])
    finally:
        path.unlink()
    if refused:
        error = refused[0].error
        wrong = list(sentence(error, case.name))
        if error.code not in case.codes:
            wrong.append(f"refused for {error.code}: {error}")
        if case.named.casefold() not in str(error).casefold():
            wrong.append(f"the refusal does not say {case.named}: {error}")
        return Outcome("wrong" if wrong else "refused", wrong)
    silent = [text for intake in intakes for text in _differences(case, intake)]
    if silent:
        return Outcome("silent", silent)
    wrong = list(conserved(intakes))
    problems = [problem for intake in intakes for problem in intake.problems]
    apart = [p for p in problems if p.scope == "row" and p.code not in ASIDE]
    wrong += [
        f"row {p.row} {p.cell} apart for {p.code} {p.raw_text!r}"
        for p in apart
        if p.code not in case.codes
    ]
    accepted = sum(intake.accepted.num_rows for intake in intakes)
    if accepted < len(case.meant) and not apart:
        wrong.append(f"{len(case.meant)} records, {accepted} accepted and none set apart")
    if case.notices and not case.notices & {note.split()[0] for note in notes}:
        wrong.append(f"nothing is said of {', '.join(sorted(case.notices))}")
    return Outcome("wrong" if wrong else "apart" if apart else "right", wrong)


def _differences(case: Case, intake: Any) -> Iterator[str]:
    if intake.source.id != case.kind:
        if intake.accepted.num_rows:
            yield f"read as {intake.source.id}"
        return
    for row in intake.accepted.to_pylist():
        meant = case.meant.get((intake.sheet, row["_row"]))
        if meant is None:
            yield f"row {row['_row']} is no record and is accepted"
            continue
        for name, allowed in meant.items():
            if not any(_same(row[name], value) for value in allowed):
                yield f"row {row['_row']}: {name} is {row[name]!r}, meant {list(allowed)}"


def _same(actual: Any, meant: Any) -> bool:
    if isinstance(actual, float) and isinstance(meant, (int, float)):
        return abs(actual - meant) < 1e-6
    return type(actual) is type(meant) and actual == meant
