"""What has to hold of every variant: nothing crashes, is lost, is guessed or changes its value."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from fuzz.bases import kinds
from fuzz.containers import Written
from fuzz.grid import Grid, Row
from pipelines.errors import FaroError
from pipelines.ingest.deliveries import Refused
from pipelines.ingest.intake import Intake
from pipelines.personal import HIDDEN

TOKEN = re.compile(r"REF\d{4}Z")
_LONGEST = 2500
# What a column is made of where its cell is empty, as its kind's help says it.
MADE = {
    "milestone_id": "{commitment_id}-{milestone_order}",
    "indicator_id": "{commitment_id}_{indicator_order}",  # in small letters
}


def sentence(error: FaroError, name: str) -> Iterator[str]:
    """Check that a refusal is one clear sentence that names the file."""
    text = str(error)
    if name not in text:
        yield f"the refusal does not name the file: {text}"
    if "\n" in text or "Traceback" in text or "Error(" in text or len(text) > _LONGEST:
        yield f"the refusal is no clear sentence: {text[:300]}"
    if error.code == "error":
        yield f"the refusal has no code: {text}"


def conserved(intakes: list[Intake]) -> Iterator[str]:
    """Check that each delivered row is accepted or in quarantine, and never both."""
    for intake in intakes:
        if intake.delivered != intake.accepted.num_rows + intake.quarantined:
            yield (
                f"{intake.delivered} rows delivered, {intake.accepted.num_rows} accepted and "
                f"{intake.quarantined} in quarantine ({intake.sheet})"
            )
        bad = {p.row for p in intake.problems if p.scope == "row"}
        if bad & set(intake.accepted.column("_row").to_pylist()):
            yield "a row is both accepted and in quarantine"


def as_intended(grid: Grid, written: Written, intakes: list[Intake]) -> Iterator[str]:
    """Check a file whose bytes are whole: each accepted row says what it was meant to say."""
    delivered = sum(intake.delivered for intake in intakes)
    if grid.countable and intakes and delivered != grid.delivered * written.sheets:
        yield f"{grid.delivered * written.sheets} rows written, {delivered} delivered"
    accepted = 0
    for intake in intakes:
        if intake.source.id != grid.kind:
            if intake.accepted.num_rows:
                yield f"a file of {grid.kind} is accepted as {intake.source.id}"
            continue
        for record in intake.accepted.to_pylist():
            row = written.places.get((intake.sheet, record["_row"]))
            if row is None or row.role != "data":
                yield f"row {record['_row']} was not a data row and is accepted"
                continue
            accepted += 1
            yield from _judge(grid, intake, row, record)
    if grid.harmless and accepted != len(grid.data()):
        reasons = [p for i in intakes for p in i.problems if p.scope == "row"]
        shown = "; ".join(f"{p.row} {p.cell} {p.code} {p.raw_text!r}" for p in reasons[:4])
        yield f"{accepted} of {len(grid.data())} good rows accepted: {shown}"


def _judge(grid: Grid, intake: Intake, row: Row, record: Mapping[str, Any]) -> Iterator[str]:
    if "cut" in record and record["cut"] not in row.cuts:
        yield f"row {record['_row']}: matched to {record['cut']}, was meant as {row.cuts}"
    edition = kinds()[grid.kind].edition
    for name, spec in kinds()[grid.kind].columns.items():
        column = grid.column(name)
        if column is None and edition and name == edition.column:
            continue  # where no column tells the day of an edition, its updates do
        nothing: list[Any] = [spec.default, *([spec.empty_means] * (spec.empty_means is not None))]
        if spec.made_of:
            nothing.append(_made(name, record))
        if column is None:
            allowed = nothing
        else:
            cell = row.cells[id(column)]
            allowed = list(cell.allowed)
            if None in allowed or (not grid.harmless and name not in intake.columns):
                allowed += nothing
        if not any(
            _same(record[name], value) or _hides(grid, record[name], value) for value in allowed
        ):
            yield f"row {record['_row']}: {name} is {record[name]!r}, was meant as {allowed}"
        state = record.get(f"{name}_state")
        wanted = row.cells[id(column)].state if column is not None else None
        if state and wanted and name in intake.columns and state != wanted:
            yield f"row {record['_row']}: {name} is {state}, was meant as {wanted}"


def _hides(grid: Grid, shown: Any, meant: Any) -> bool:
    """Tell whether a text is what was meant, less words that a kind without people may hide.

    A word may be hidden from within: of «O'Hi» stays «O'•••».
    """
    if not kinds()[grid.kind].drops_people or HIDDEN not in str(shown):
        return False
    return all(piece in str(meant) for piece in str(shown).replace(HIDDEN, " ").split())


def after_damage(grid: Grid, written: Written, data: bytes, intakes: list[Intake]) -> Iterator[str]:
    """Check a damaged file that is read all the same: what is whole is neither lost nor changed.

    A zip tells its own damage, so all of it has to be whole; in a text, the rows whose bytes
    were not touched.
    """
    packed = written.data.startswith(b"PK")
    whole = grid.data() if packed else _untouched(grid, written.data, data)
    if kinds()[grid.kind].drops_people:  # the token goes with the columns nobody knows
        yield from _unnamed(grid, whole, intakes)
        return
    by_token = {row.token: row for row in whole}
    seen: set[str] = set()
    strangers = 0
    for intake in intakes:
        for values in intake.raw.to_pylist():
            seen |= set(_tokens(values))
        seen |= {t for p in intake.problems for t in TOKEN.findall(p.raw_text or "")}
        raw = {values["_row"]: values for values in intake.raw.to_pylist()}
        times = Counter(token for values in raw.values() for token in _tokens(values))
        for record in intake.accepted.to_pylist():
            tokens = set(_tokens(raw[record["_row"]]))
            if len(tokens) > 1 and tokens & by_token.keys():
                yield f"row {record['_row']} swallowed others: {sorted(tokens)}"
            if any(times[token] > 1 for token in tokens):
                continue  # a cut through two rows made the token of a third
            row = by_token.get(next(iter(tokens), ""))
            if row is None:
                strangers += 1
            elif intake.source.id != grid.kind:
                yield f"a file of {grid.kind} is accepted as {intake.source.id}"
            else:
                yield from _judge_damaged(grid, row, record)
    lost = by_token.keys() - seen
    if intakes and lost:
        yield f"untouched rows are lost: {sorted(lost)}"
    if strangers > len(grid.data()) - len(whole):
        yield f"{strangers} accepted rows are none that was written"


def _unnamed(grid: Grid, whole: list[Row], intakes: list[Intake]) -> Iterator[str]:
    """Check the rows of a damaged file by what they say."""
    left, strangers = list(whole), 0
    for intake in intakes:
        if intake.source.id != grid.kind and intake.accepted.num_rows:
            yield f"a file of {grid.kind} is accepted as {intake.source.id}"
            return
        for record in intake.accepted.to_pylist():
            row = next((row for row in left if not any(_judge_damaged(grid, row, record))), None)
            if row is not None:
                left.remove(row)
            strangers += row is None
    if intakes and len(left) > sum(intake.quarantined for intake in intakes):
        yield f"untouched rows are lost: {sorted(row.token for row in left)}"
    if strangers > len(grid.data()) - len(whole):
        yield f"{strangers} accepted rows are none that was written"


def _judge_damaged(grid: Grid, row: Row, record: Mapping[str, Any]) -> Iterator[str]:
    if "cut" in record and record["cut"] not in (*row.cuts, None):
        yield f"row {record['_row']}: matched to {record['cut']}, was meant as {row.cuts}"
    for name, spec in kinds()[grid.kind].columns.items():
        column = grid.column(name)
        allowed = list(row.cells[id(column)].allowed) if column else []
        allowed += [None, spec.default, spec.empty_means]
        allowed += [_made(name, record)] if spec.made_of else []
        if spec.type == "text" and not (spec.choices or spec.choices_from):
            continue
        if not any(_same(record[name], value) for value in allowed):
            yield f"row {record['_row']}: {name} is {record[name]!r}, was meant as {allowed}"


def _untouched(grid: Grid, before: bytes, after: bytes) -> list[Row]:
    """Return the data rows whose bytes stand before the first or after the last change."""
    shortest = min(len(before), len(after))
    head = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    tail = next(
        (i for i in range(shortest - head) if before[-1 - i] != after[-1 - i]), shortest - head
    )
    wide = b"\0" in before[:100]
    untouched = []
    for row in grid.data():
        token = row.token.encode("utf-16-le" if wide else "utf-8")
        first, last = _line_of(before, token, wide)
        if last < head or first > len(before) - tail:
            untouched.append(row)
    return untouched


def _line_of(data: bytes, token: bytes, wide: bool) -> tuple[int, int]:
    """Return where the line of a token begins and ends, in bytes."""
    first, last = data.find(token), data.rfind(token) + len(token)
    ends = [b"\r\0", b"\n\0"] if wide else [b"\r", b"\n", b"<Row>"]
    closing = [b"\r\0", b"\n\0"] if wide else [b"\r", b"\n", b"</Row>"]
    begin = max(data.rfind(end, 0, first) for end in ends)
    after = [place for end in closing if (place := data.find(end, last)) >= 0]
    return max(begin, 0), min(after, default=len(data)) + 6


def _tokens(values: Mapping[str, Any]) -> list[str]:
    extra = json.loads(values["_extra"] or "{}").values()
    own = [value for name, value in values.items() if name not in ("_file", "_extra")]
    return TOKEN.findall(" ".join(str(value) for value in [*own, *extra]))


def _made(name: str, record: Mapping[str, Any]) -> str:
    made = MADE[name].format_map(record)
    return made.lower() if name == "indicator_id" else made


def _same(actual: Any, meant: Any) -> bool:
    if isinstance(actual, float) and isinstance(meant, (int, float)):
        return abs(actual - meant) < 1e-9
    if isinstance(actual, str) and isinstance(meant, str):
        return actual.strip() == meant.strip()
    return type(actual) is type(meant) and actual == meant


def refused_rightly(grid: Grid, refused: list[Refused]) -> Iterator[str]:
    """Check that only a file that lacks something is refused as a whole."""
    if grid.harmless and refused:
        yield f"a good file is refused: {refused[0].error}"
