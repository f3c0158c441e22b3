"""Rows against each other: repeated keys, files that only count whole, what takes whose place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from pipelines.ingest.intake.model import Intake, Problem, problem
from pipelines.ingest.reading.columns import Mask
from pipelines.ingest.reading.distinct import joined
from pipelines.specs import Kind, RowSpec

_OTHERS = 20  # places of the same key that a problem names
# Rows set apart that say nothing against the others of their file.
_NO_FAULT = {"duplicate_row", "total", "repeated_header", "footnote"}


def settle(intakes: Sequence[Intake]) -> None:
    """Set apart what files of the same source show to be wrong only together.

    Repeated keys, and what is left of a file that takes the place of another and is not whole.

    Args:
        intakes: Tables of one source or kind, of one file or several; changed in place.
    """
    _settle_duplicates(intakes)
    for part in intakes:
        if isinstance(part.source, Kind) and part.source.replaces:
            _whole_or_nothing(part)


def _whole_or_nothing(part: Intake) -> None:
    """Set every row of a file apart if one of them is: half an instrument would stand for it."""
    wrong = sorted(
        p.row for p in part.problems if p.scope == "row" and p.row and p.code not in _NO_FAULT
    )
    if wrong:
        left = part.accepted.column("_row").to_pylist()
        part.set_apart([problem(row, None, "only_whole", None, others=wrong[0]) for row in left])


def give_place(registered: Sequence[Intake], delivered: Sequence[Intake]) -> None:
    """Set the rows of registered files apart whose place a delivery has taken.

    Args:
        registered: What became of the registered files.
        delivered: What became of the deliveries, settled.
    """
    for taker in delivered:
        if isinstance(taker.source, Kind) and taker.source.replaces and taker.accepted.num_rows:
            for part in registered:
                if part.file in taker.source.replaces:
                    left = part.accepted.column("_row").to_pylist()
                    part.set_apart(
                        [problem(row, None, "replaced", None, others=taker.file) for row in left]
                    )


def _settle_duplicates(intakes: Sequence[Intake]) -> None:
    """Set repeated keys apart, within a file and between files of the same source.

    Identical repeats keep their first row; contradictory ones keep none, since which one holds
    is not known. Those that a column nobody knows tells apart are parts: none of them is the whole.
    An edition is a file as it was published: what several files of it say alike holds against one
    that differs.
    """
    if not intakes:
        return
    keys = intakes[0].source.keys
    frames = [intake.accepted for intake in intakes]
    again = repeated(frames, keys)
    if not again.any():
        return
    groups: dict[tuple, list[tuple[int, int]]] = {}
    row_contents: list[list[tuple]] = []
    ends = np.cumsum([frame.num_rows for frame in frames])[:-1]
    for which, wanted in enumerate(np.split(again, ends)):
        frames[which] = frames[which].filter(pa.array(wanted))
        row_contents.append(contents(frames[which], intakes[which].source))
        columns = [frames[which].column(key).to_pylist() for key in keys]
        for index, key in enumerate(zip(*columns, strict=True)):
            groups.setdefault(key, []).append((which, index))
    apart: dict[int, list[Problem]] = {}
    places = [
        [(intake.file, row) for row in frame.column("_row").to_pylist()]
        for intake, frame in zip(intakes, frames, strict=True)
    ]
    beside = _told_apart(intakes, frames)
    source = intakes[0].source
    by_copies = isinstance(source, Kind) and source.edition is not None
    for key, members in groups.items():
        if len(members) > 1:
            text = " · ".join("" if part is None else str(part) for part in key)
            alike: dict[tuple, list[tuple[int, int]]] = {}
            extras = [beside[which].get(places[which][index][1], {}) for which, index in members]
            parts = _differ(extras)
            for (which, index), extra in zip(members, extras, strict=True):
                content = (*row_contents[which][index], *(sorted(extra.items()) if parts else ()))
                alike.setdefault(content, []).append((which, index))
            for (which, index), code, others in _judged(list(alike.values()), places, by_copies):
                here, row = places[which][index]
                named = _named([places[w][i] for w, i in others], here)
                fault = problem(row, keys[0], code, text, others=named)
                apart.setdefault(which, []).append(fault)
    for which, problems in apart.items():
        intakes[which].set_apart(problems)


def repeated(frames: Sequence[pa.Table], keys: Sequence[str]) -> Mask:
    """Return which rows of some tables, one after the other, have a key that others have too.

    Args:
        frames: Tables that all have the columns of the key.
        keys: Those columns.

    Returns:
        (n,) booleans, n the rows of all of them.
    """
    rows = pa.concat_tables([frame.select(list(keys)) for frame in frames])
    encoded = [column.combine_chunks().dictionary_encode("encode") for column in rows.itercolumns()]
    codes = joined([(column.indices.to_numpy(), len(column.dictionary)) for column in encoded])
    return np.bincount(codes)[codes] > 1


_Member = tuple[int, int]


def _judged(
    alike: list[list[_Member]], places: Sequence[Sequence[tuple[str, int]]], by_copies: bool
) -> Iterator[tuple[_Member, str, list[_Member]]]:
    """Yield each row of a key that is set apart, why, and the rows it is held against.

    Args:
        alike: The rows of the key, those that say the same together.
        places: File and row of each row of each table.
        by_copies: Whether what most files say alike holds.
    """
    files = [len({places[which][index][0] for which, index in rows}) for rows in alike]
    most = max(files)
    kept = None
    if len(alike) == 1 or (by_copies and most > 1 and files.count(most) == 1):
        kept = alike[files.index(most)]
        for member in kept[1:]:
            yield member, "duplicate_row", [other for other in kept if other != member]
    for group in alike:
        if group is not kept:
            rest = kept or [member for other in alike if other is not group for member in other]
            code = "duplicate_key_outnumbered" if kept else "duplicate_key_conflict"
            yield from ((member, code, rest) for member in group)


def _named(others: Sequence[tuple[str, int]], here: str) -> str:
    """Return the rows of the same key, with their file where it is another; a few of many."""
    text = ", ".join(_place(*row, here) for row in others[:_OTHERS])
    beyond = len(others) - _OTHERS
    return f"{text}, … (+{beyond})" if beyond > 0 else text


def _told_apart(
    intakes: Sequence[Intake], frames: Sequence[pa.Table]
) -> list[dict[int, dict[str, str]]]:
    """Return what unknown columns say of the rows of each table, but for numbers of the rows."""
    by_table = []
    for intake, frame in zip(intakes, frames, strict=True):
        extras = extras_of(intake) if frame.num_rows else {}
        headers = {header for extra in extras.values() for header in extra}
        rows = intake.raw.num_rows if headers else 0
        for header in headers:
            values = {row: extra.get(header) for row, extra in extras.items()}
            if len(values) == rows and is_counter(values, 0):
                for extra in extras.values():
                    extra.pop(header, None)
        by_table.append(extras)
    return by_table


def _differ(extras: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether a column that several of the rows have says different things of them."""
    every = {header for extra in extras for header in extra}
    return any(len({extra[h] for extra in extras if h in extra}) > 1 for h in every)


def extras_of(intake: Intake) -> dict[int, dict[str, str]]:
    """Return row → header → what columns that nobody knows say there; nothing where they are blank.

    Args:
        intake: The table.
    """
    if all(problem.code != "unknown_column" for problem in intake.problems):
        return {}
    rows, texts = (intake.raw.column(name).to_pylist() for name in ("_row", "_extra"))
    return {
        row: {header: value.strip() for header, value in json.loads(text).items() if value.strip()}
        for row, text in zip(rows, texts, strict=True)
        if text
    }


def is_counter(values: Mapping[int, str | None], repeats: int) -> bool:
    """Tell a number or name of its own for each row of the table from a way to split it.

    Args:
        values: Row → what the column says there.
        repeats: How many rows have a key that others have too.
    """
    texts = [value for value in values.values() if value is not None]
    running = all(value.isdigit() for value in texts)
    return len(set(texts)) == len(texts) == len(values) and (len(values) > repeats or running)


def _place(file: str, row: int, here: str) -> str:
    return str(row) if file == here else f"{row} ({file})"


def contents(frame: pa.Table, source: RowSpec) -> list[tuple]:
    """Return what each row says; how a matched municipality was written is no part of it.

    Args:
        frame: Typed rows.
        source: Their description.

    Returns:
        One a row, over all columns but the row marks.
    """
    rule = source.municipality
    spellings = {rule.name, rule.code, rule.region, "cut_basis"} if rule else set()
    match = "municipality_code" if rule and rule.country else "cut"
    names = [name for name in frame.column_names if not name.startswith("_")]
    matched = frame.column(match).is_valid().to_pylist() if rule else [False] * frame.num_rows
    columns = [
        [None if known else value for value, known in zip(values, matched, strict=True)]
        if name in spellings
        else values
        for name in names
        for values in [frame.column(name).to_pylist()]
    ]
    return list(zip(*columns, strict=True))
