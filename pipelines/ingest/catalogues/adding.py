"""Add rows to catalogues: all of them or none, every other row untouched, and sealed again."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines import atomic, specs
from pipelines.errors import FaroError
from pipelines.ingest import intake, inventory, sealing, seals
from pipelines.ingest.catalogues import catalogue
from pipelines.ingest.catalogues.catalogue import OPEN
from pipelines.ingest.catalogues.wording import wrong
from pipelines.ingest.reference import Reference


@dataclass(frozen=True)
class Row:
    """A row to add: the catalogue (path below the raw folder) and its cells by column."""

    file: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Added:
    """What was added: (file, the line written) a row; rows that stood already are left out."""

    lines: tuple[tuple[str, str], ...]


def add(raw: Path, wanted: Sequence[Row]) -> Added:
    """Add rows at the end of their catalogues and seal these again.

    A row that stands there already, word for word, is left alone, so that asking twice is asking
    once. An order (``…_order``) that is not given is the next one.

    Args:
        raw: The folder of the deliveries.
        wanted: The rows; later ones may point to earlier ones.

    Raises:
        FaroError: A catalogue holds unreviewed changes, or a row is not valid, points to nothing
            or contradicts one that is there. Then nothing is changed.
    """
    with _alone(raw), TemporaryDirectory(prefix="faro-") as folder:
        trial = _copy(raw, Path(folder))
        _hold_sealed(raw, [row.file for row in wanted])
        written = [(row.file, line) for row in wanted if (line := _append(trial, row)) is not None]
        changed = dict.fromkeys(file for file, _ in written)
        for file in changed:
            sealing.seal(catalogue.source_of(file), trial)
        if changed:
            _replace(raw, {f: (trial / f).read_bytes() for f in (*changed, seals.FILE)})
    return Added(tuple(written))


def _append(raw: Path, row: Row) -> str | None:
    """Append one row to the trial copy of its catalogue; None when it stands there already."""
    source, names = catalogue.source_of(row.file), catalogue.header(raw, row.file)
    before = catalogue.rows(raw, row.file)
    cells = {name: text.strip() for name, text in row.cells.items()}
    if unknown := [name for name in cells if name not in names]:
        raise wrong("no_column", row.file, column=unknown[0], columns=", ".join(names))
    if left := [name for name, text in cells.items() if OPEN in text]:
        raise wrong("not_filled_in", row.file, column=left[0])
    keyed = [old for old in before if all(old[k] == cells.get(k, "") for k in source.keys)]
    if keyed:
        differing = [n for n, text in cells.items() if keyed[0][n] != text]
        if not differing:
            return None
        name = differing[0]
        raise wrong("there_already", row.file, key=cells[source.keys[0]], column=name,
            old=keyed[0][name], new=cells[name],
        )  # fmt: skip
    for name in names:
        if name.endswith("_order") and name not in cells:
            cells[name] = catalogue.next_order(raw, row.file, name)
    _hold_references(raw, row.file, cells)
    line = catalogue.line(names, cells)
    path = raw / row.file
    content = path.read_bytes()
    path.write_bytes(content + (b"" if content.endswith(b"\n") else b"\n") + f"{line}\n".encode())
    _judge(raw, row.file, len(before))
    return line


def _hold_references(raw: Path, file: str, cells: Mapping[str, str]) -> None:
    source = catalogue.source_of(file)
    for name, text in cells.items():
        pointed = catalogue.referred(source, name) if text else None
        if pointed is None:
            continue
        known = [row[pointed[1]] for row in catalogue.rows(raw, pointed[0])]
        if text not in known:
            raise wrong("unknown_reference", file, column=name, text=text, other=pointed[0],
                known=", ".join(known[-12:]),
            )  # fmt: skip


def _judge(raw: Path, file: str, before: int) -> None:
    """Read the catalogue as a build would: every row of it has to be accepted."""
    source = catalogue.source_of(file)
    parts = intake.take_in(raw / file, source=source, file=file, reference=Reference(raw))
    problems = [problem for part in parts for problem in part.problems]
    if problems:
        first = problems[0]
        raise FaroError(
            f"the row is not valid: {first.reason_en}",
            where=f"{file}, {first.column}" if first.column else file,
            code="bad_row",
            es=f"la fila no es válida: {first.reason_es}",
        )
    if sum(part.accepted.num_rows for part in parts) != before + 1:
        raise wrong("not_one_row", file)


def _hold_sealed(raw: Path, files: Sequence[str]) -> None:
    """Refuse to seal changes that nobody reviewed along with the row."""
    sealed = seals.read(raw)
    for file in dict.fromkeys(files):
        source, checksum = catalogue.source_of(file), inventory.digest(raw / file)
        if file not in sealed or checksum != sealed[file].sha256:
            raise inventory.altered(file, checksum, source, sealed.get(file))


def _replace(raw: Path, contents: Mapping[str, bytes]) -> None:
    """Put every file in its place; when one cannot be written, put all of them back."""
    before = {file: (raw / file).read_bytes() for file in contents}
    try:
        for file, content in contents.items():
            atomic.write(raw / file, content)
    except BaseException:
        for file, content in before.items():
            if (raw / file).read_bytes() != content:
                atomic.write(raw / file, content)
        raise


@contextmanager
def _alone(raw: Path) -> Iterator[None]:
    """Hold the catalogues of a raw folder; the lock goes with the process."""
    handle = os.open(raw, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _copy(raw: Path, trial: Path) -> Path:
    """Copy what is registered, and the seals: catalogues do not depend on deliveries."""
    for file in (*(f for s in specs.sources().values() for f in s.files), seals.FILE):
        if (raw / file).is_file():
            (trial / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(raw / file, trial / file)
    return trial
