"""An unknown column, titles between rows, a sheet or a file each may split a total into parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations

from pipelines.ingest import reading
from pipelines.ingest.intake.model import Intake, Problem, problem
from pipelines.ingest.intake.settling import contents, is_counter, repeated
from pipelines.personal import hidden, masked
from pipelines.specs import Kind

_TITLE = ""  # what no column can be called
_SHARE = 0.1  # of the keys: below it, repeats are slips and not the way the table is built
_OF_FILES = 0.25  # the same of two files: a later one may put some rows of an earlier one right

Groups = Mapping[Hashable, Sequence[int]]
Extras = Mapping[int, Mapping[str, str]]


def split_by_unknown(intake: Intake, delivered: reading.Table) -> None:
    """Set apart the rows of a sheet that an unknown column tells apart where their keys repeat.

    A text alone in its row is a title of those below it, and says as much as a column would.
    None of the repeats is accepted, equal or not. Where the column says the same few things
    all through the table and a tenth of the keys repeat, it is how the table is built, and every
    row it says something of is a part as well.

    Args:
        intake: What became of the sheet; changed in place.
        delivered: The sheet as it came: columns that are left at the door split a total as well,
            and of what they say no word that may be a name is told.
    """
    if not repeated([intake.accepted], intake.source.keys).any():
        return
    extras = _with_titles(intake, _beside(delivered))
    headers = dict.fromkeys(header for extra in extras.values() for header in extra)
    groups = _groups(intake)
    several = {key: rows for key, rows in groups.items() if len(rows) > 1}
    if not headers or not several:
        return
    apart: dict[int, str] = {}
    for header in headers:
        values = {row: extras.get(row, {}).get(header) for rows in groups.values() for row in rows}
        differing = {k: rows for k, rows in several.items() if _differ([values[r] for r in rows])}
        if not differing or is_counter(values, sum(map(len, differing.values()))):
            continue
        parts = {row for rows in differing.values() for row in rows}
        if _is_dimension(values, groups, differing):
            parts |= {row for row, value in values.items() if value is not None}
        for row in parts:
            apart.setdefault(row, header)
    intake.set_apart([_problem(intake, row, apart[row], extras) for row in sorted(apart)])


def _beside(table: reading.Table) -> Extras:
    """Return row → header → what columns that nobody knows say there."""
    beside: dict[int, dict[str, str]] = {}
    for position, header in table.unknown.items():
        column = table.cells.column(position).mapped(reading.as_text)
        for row, text in zip(table.numbers.tolist(), column, strict=True):
            if text is not None and (stripped := str(text).strip()):
                beside.setdefault(row, {})[header] = stripped
    return beside


def _problem(intake: Intake, row: int, header: str, extras: Extras) -> Problem:
    keeps_out = isinstance(intake.source, Kind) and intake.source.drops_people
    text = (hidden if keeps_out else masked)(extras.get(row, {}).get(header)) or ""
    code = "split_by_title" if header == _TITLE else "split_by_unknown_column"
    return problem(row, None, code, text, header=header)


def _with_titles(intake: Intake, extras: Extras) -> dict[int, dict[str, str]]:
    """Return what unknown columns say in each row, and the title above it where there is one."""
    fields = [name for name in intake.raw.column_names if not name.startswith("_")]
    rows = intake.raw.column("_row").to_pylist()
    columns = [intake.raw.column(name).to_pylist() for name in fields]
    accepted = set(intake.accepted.column("_row").to_pylist())
    texts: dict[int, dict[str, str]] = {}
    title = ""
    for row, *cells in zip(rows, *columns, strict=True):
        filled = [cell.strip() for cell in cells if cell and cell.strip()]
        if len(filled) == 1 and row not in accepted and row not in extras:
            title = filled[0]
        else:
            texts[row] = {**extras.get(row, {}), **({_TITLE: title} if title else {})}
    return texts


def _groups(intake: Intake) -> dict[Hashable, list[int]]:
    columns = [intake.accepted.column(key).to_pylist() for key in intake.source.keys]
    groups: dict[Hashable, list[int]] = {}
    for key, row in zip(
        zip(*columns, strict=True), intake.accepted.column("_row").to_pylist(), strict=True
    ):
        groups.setdefault(key, []).append(row)
    return groups


def _differ(values: Sequence[str | None]) -> bool:
    return len(set(values)) > 1


def _is_dimension(values: Mapping[int, str | None], groups: Groups, differing: Groups) -> bool:
    counts = Counter(value for value in values.values() if value is not None)
    recurs = sum(counts.values()) > len(counts)
    return recurs and len(differing) >= _SHARE * len(groups)


def split_by_table(intakes: Sequence[Intake]) -> None:
    """Set apart the tables of one file that say different things of the same keys.

    Two sheets, or two tables one below the other, that contradict each other in a tenth of the
    keys of the smaller one are parts of a total, or versions of it: what only one of them says,
    or both alike, is then no total either.

    Args:
        intakes: What became of each table of the file; changed in place.
    """
    if len(intakes) < 2:
        return
    by_table = [_contents_by_key([intake]) for intake in intakes]
    beside: dict[int, list[int]] = {}
    for (left, first), (right, second) in combinations(enumerate(by_table), 2):
        clash = sum(first[key].isdisjoint(second[key]) for key in first.keys() & second.keys())
        if clash and clash >= _SHARE * min(len(first), len(second)):
            beside.setdefault(left, []).append(right)
            beside.setdefault(right, []).append(left)
    for which, others in beside.items():
        rows = intakes[which].accepted.column("_row").to_pylist()
        text = " · ".join(_place(intakes[other]) for other in others)
        intakes[which].set_apart([problem(row, None, "split_by_table", text) for row in rows])


def split_by_file(intakes: Sequence[Intake]) -> None:
    """Set apart the files that count parts of the same whole, a file for each.

    They are parts, or versions, where they say different things of a quarter of the keys of the
    larger one; where their names say each another part, what they say alike is a chance as well.

    Args:
        intakes: What became of the tables of one kind, of several files; changed in place.
    """
    intakes = [i for i in intakes if isinstance(i.source, Kind) and i.source.of_everyone]
    by_file: dict[str, list[Intake]] = {}
    for intake in intakes:
        by_file.setdefault(intake.file, []).append(intake)
    keys = intakes[0].source.keys if intakes else ()
    if len(by_file) < 2 or not repeated([intake.accepted for intake in intakes], keys).any():
        return
    contents_of = {file: _contents_by_key(parts) for file, parts in by_file.items()}
    beside: dict[str, list[str]] = {}
    for first, second in combinations(by_file, 2):
        left, right = contents_of[first], contents_of[second]
        shared = left.keys() & right.keys()
        clash = sum(left[key].isdisjoint(right[key]) for key in shared)
        is_named = _named_apart(by_file[first], by_file[second])
        if shared and (is_named or clash >= _OF_FILES * max(len(left), len(right))):
            beside.setdefault(first, []).append(second)
            beside.setdefault(second, []).append(first)
    for file, others in beside.items():
        for part in by_file[file]:
            rows = part.accepted.column("_row").to_pylist()
            text = " · ".join(others)
            part.set_apart([problem(row, None, "split_by_file", text) for row in rows])


def _named_apart(first: Sequence[Intake], second: Sequence[Intake]) -> bool:
    """Tell files whose names, or columns that nobody knows, say each another part."""
    left, right = (
        {(header, word) for part in side for header, word in part.of_all.items()}
        for side in (first, second)
    )
    both = dict(left).keys() & dict(right).keys()
    agreed = {header for header, _ in left & right}
    return bool(both - agreed)


def _contents_by_key(intakes: Iterable[Intake]) -> dict[Hashable, set[Hashable]]:
    """Return key → what the rows of some tables say of it."""
    by_key: dict[Hashable, set[Hashable]] = {}
    for intake in intakes:
        columns = [intake.accepted.column(key).to_pylist() for key in intake.source.keys]
        rows = contents(intake.accepted, intake.source)
        for key, content in zip(zip(*columns, strict=True), rows, strict=True):
            by_key.setdefault(key, set()).add(content)
    return by_key


def _place(intake: Intake) -> str:
    return f"{intake.sheet or ''} {intake.header_row}".strip()
