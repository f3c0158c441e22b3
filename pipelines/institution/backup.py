"""Everything that a machine holds in one file, and a machine made again from it.

Deliveries, builds, the public edition, the folder of the institution, and what people wrote: rows
of the database as text, so that a copy of SQLite can come back as PostgreSQL and the other way
round. Each file has its digest in the list that comes first; what does not match is not restored.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines import clock, paths
from pipelines.errors import FaroError
from pipelines.institution import audit, chain, database
from pipelines.institution.policy import folder, is_on

LIST, ROWS = "backup.json", "state.jsonl"
LEFT_OUT = ("state.sqlite", "state.sqlite-wal", "state.sqlite-shm", audit.NAME)
DAY = r"\d{4}-\d\d-\d\d"
MOST_TRIES = 3  # a build that ends or a site that is swapped meanwhile is over at the next
PARTS = ("raw", "demo", "curated", "site", "institution")


def backup(out: Path) -> dict[str, Any]:
    """Write everything into one new file, readable by its owner alone.

    Args:
        out: The file, a ``.tar.gz``; its folder has to be there.

    Returns:
        The list that stands first in it: when, the head of the audit log, digests by name.

    Raises:
        FaroError: The file is there already, the audit log is not whole, or files keep changing
            while they are read (``changing``): what is kept could not be restored.
    """
    if out.exists():
        raise FaroError("the file is there already", where=out.name, code="would_overwrite")
    for _ in range(MOST_TRIES):
        with suppress(_Changed):
            return _written(out)
    raise FaroError(
        "files change while they are read",
        where=out.name,
        fix="Take it when nothing is being built or delivered",
        code="changing",
    )


class _Changed(Exception):
    """A file is another than a moment ago."""


def _written(out: Path) -> dict[str, Any]:
    head = _head()
    extra = _state() if is_on() else {}
    places = dict(_files())
    digests = {name: _digest(_now(path)) for name, path in places.items()}
    digests |= {name: _digest(body) for name, body in extra.items()}
    listed = {"made": clock.now().isoformat(timespec="seconds"), "audit": head, "files": digests}
    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(handle, "wb") as sink,
            tarfile.open(fileobj=sink, mode="w:gz", compresslevel=3) as tar,
        ):
            _put(tar, LIST, json.dumps(listed, indent=1).encode())
            for name, body in extra.items():
                _put(tar, name, body)
            for name, path in places.items():
                body = _now(path)
                if _digest(body) != digests[name]:
                    raise _Changed
                _put(tar, name, body)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    audit.record("backup", files=len(digests))
    return listed


def _now(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise _Changed from error


def restore(file: Path, into: Path, *, url: str | None = None) -> dict[str, Any]:
    """Make a machine again: every one of :data:`PARTS` below one folder.

    Args:
        file: What :func:`backup` wrote.
        into: A folder that is empty or not there.
        url: An empty database for the rows; SQLite in the folder when None.

    Returns:
        The list of the backup.

    Raises:
        FaroError: The folder or the database holds something, or the file was changed; then
            nothing is restored.
    """
    if into.exists() and any(into.iterdir()):
        raise FaroError("the folder is not empty", where=str(into), code="would_overwrite")
    try:
        listed = _check(file)
    except (OSError, tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise _spoilt(file, "it is no backup") from error
    if url is not None and ROWS in listed["files"]:
        _hold_empty(url)
    into.mkdir(parents=True, exist_ok=True)
    rows = b""
    with tarfile.open(file, "r:gz") as tar:
        for member in tar:
            if member.name == ROWS:
                rows = _read(tar, member)
            elif member.name != LIST:
                tar.extract(member, into, filter="data")
    house = into / "institution"
    if house.is_dir():
        house.chmod(0o700)
        own = house.resolve() / "state.sqlite"
        if url is None:
            own.touch(0o600)  # for its owner alone from the first byte
        _load(rows, url or f"sqlite:///{own}")
    return listed


def _hold_empty(url: str) -> None:
    """Refuse a database that does not answer, or that holds something."""
    import sqlalchemy as sa

    from pipelines.institution.tables import metadata

    with database.answering(), database.engine(url).begin() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        own = [table for name, table in known.tables.items() if name in metadata.tables]
        if any(connection.execute(sa.select(table)).first() for table in own):
            raise FaroError("the database is not empty", where="database", code="would_overwrite")


def dated(name: str) -> tuple[str, date]:
    """Return the name of a backup without its date, and the date.

    Args:
        name: Name of the file, with or without its ending.

    Raises:
        FaroError: It has none (``bad_backup``): nobody could say how old it is.
    """
    stem, *days = re.sub(DAY, "\0", name), *re.findall(DAY, name)
    try:
        [day] = days
        return stem, date.fromisoformat(day)
    except ValueError as error:
        raise FaroError(
            "its name has no date, or more than one",
            where=name,
            fix="Name it as faro-2026-12-01.tar.gz",
            code="bad_backup",
        ) from error


def prune(beside: Path, days: int) -> list[Path]:
    """Take away the backups that are so many days older than another: who was erased is in none.

    Args:
        beside: A backup; those of its folder and of the same name but for the date are meant.
        days: For how many days one stays, by the dates of the names.

    Returns:
        What was taken away, the oldest first.

    Raises:
        FaroError: Its name has no date (``bad_backup``).
    """
    stem, made = dated(beside.name)
    old = []
    for path in beside.parent.iterdir():
        with suppress(FaroError):
            kind, day = dated(path.name)
            if kind == stem and day <= made - timedelta(days=days):
                old.append(path)
    for path in sorted(old):
        path.unlink()
    return sorted(old)


def _head() -> str:
    if not is_on():
        return ""
    _, head, faults = chain.verify()
    if faults:
        raise FaroError(
            "the audit log is not whole", fix="See `faro audit verify`", code="tampered"
        )
    return head


def _files() -> Iterator[tuple[str, Path]]:
    """Every file by its name in the backup, in order."""
    places = {"raw": paths.raw_dir(), "demo": paths.demo_dir(), "curated": paths.curated_dir()}
    places["site"] = paths.site_dir()
    if is_on():
        places["institution"] = folder()
    for part in PARTS:
        root = places.get(part)
        if root is None or not root.is_dir():
            continue
        for path in sorted(root.rglob("*")):
            hidden = any(name.startswith(".") for name in path.relative_to(root).parts)
            left = part == "institution" and path.name in LEFT_OUT
            if path.is_file() and not path.is_symlink() and not hidden and not left:
                yield f"{part}/{path.relative_to(root).as_posix()}", path


def _state() -> dict[str, bytes]:
    """Return the rows of every table and the audit log, as of one moment."""
    import sqlalchemy as sa

    from pipelines.institution.tables import metadata

    lines, log = [], b""
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                lines.append(json.dumps({"table": table.name, "row": _plain(dict(row))}))
        kept = sa.select(metadata.tables["audit"].c.line).order_by("seq")
        log = "".join(f"{line}\n" for line in connection.execute(kept).scalars()).encode()
    first = json.dumps({"version": database.version()})
    return {
        ROWS: "".join(f"{line}\n" for line in (first, *lines)).encode(),
        f"institution/{audit.NAME}": log,
    }


def _load(rows: bytes, url: str) -> None:
    import sqlalchemy as sa

    from pipelines.institution.tables import metadata

    first, *lines = rows.decode().splitlines()
    database.migrate(url, to=json.loads(first)["version"])
    with database.engine(url).begin() as connection:
        known = sa.MetaData()  # the tables of that version, which may not be those of the code
        known.reflect(connection)
        tables = {name: table for name, table in known.tables.items() if name in metadata.tables}
        for line in lines:
            record = json.loads(line)
            table = tables[record["table"]]
            connection.execute(table.insert().values(**_typed(table, record["row"])))
        if connection.dialect.name == "postgresql":
            for table in tables.values():
                if "id" in table.c:
                    connection.execute(_next(table))
    database.migrate(url)


def _next(table: Any) -> Any:
    """Return what sets the counter of a table behind its rows."""
    import sqlalchemy as sa

    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    return sa.select(sa.func.setval(sequence, sa.func.coalesce(sa.func.max(table.c.id), 1)))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in row.items()}


def _typed(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    import sqlalchemy as sa

    moments = {column.name for column in table.c if isinstance(column.type, sa.DateTime)}
    return {k: datetime.fromisoformat(v) if v and k in moments else v for k, v in row.items()}


def _check(file: Path) -> dict[str, Any]:
    """Read a backup to its end and hold every file to its digest."""
    with tarfile.open(file, "r:gz") as tar:
        first = tar.next()
        if first is None or first.name != LIST:
            raise _spoilt(file, "it is no backup")
        listed: dict[str, Any] = json.loads(_read(tar, first))
        missing = dict(listed["files"])
        for member in tar:
            if member.name == LIST:
                continue
            if not member.isfile() or missing.pop(member.name, "") != _digest(_read(tar, member)):
                raise _spoilt(file, f"{member.name} is not as it was")
    if missing:
        raise _spoilt(file, f"{min(missing)} is missing")
    return listed


def _put(tar: tarfile.TarFile, name: str, body: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(body), 0o600 if name.startswith("institution/") else 0o640
    tar.addfile(about, io.BytesIO(body))


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    body = tar.extractfile(member)
    return body.read() if body else b""


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _spoilt(file: Path, why: str) -> FaroError:
    return FaroError(why, where=file.name, fix="Take another backup", code="bad_backup")
