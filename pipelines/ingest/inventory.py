"""What a build is made of: which raw files, with which checksums, under which rules.

The build's id is derived from all of it, so the same inputs give the same id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pipelines import paths
from pipelines.errors import FaroError, readable
from pipelines.ingest import seals
from pipelines.ingest.seals import Seal
from pipelines.specs import Source

VERSIONS_THAT_MATTER = ("duckdb", "numpy", "pyarrow", "pandas", "great-expectations", "holidays")
_RULES = ("*.sql", "*.yml", "*.csv", "*.py")
_READERS = {"bulk", "checking", "compare.py", "demo", "quality", "receiving", "sandbox"}


@dataclass(frozen=True)
class Input:
    """One raw file of a build."""

    source: str
    path: str
    sha256: str
    registered_rows: int
    sealed: bool


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal.

    Args:
        path: The file; read in pieces, so that it may be of any size.
    """
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def take_inventory(
    raw: Path, sources: Mapping[str, Source], *, accept_changes: bool = False
) -> list[Input]:
    """List the registered files under ``raw`` and hold them against their checksums.

    Args:
        raw: The folder of the deliveries.
        sources: The registered sources.
        accept_changes: Take altered files as they are; they are marked as not sealed.

    Raises:
        FaroError: A file is missing, or its content is not the registered one.
    """
    if not raw.is_dir():
        raise FaroError(
            "the raw folder does not exist", where=str(raw), fix="Name it with --raw", code="no_raw"
        )
    sealed = seals.read(raw)
    inputs = []
    for source in sources.values():
        for file in source.files:
            seal = sealed.get(file)
            if not (raw / file).is_file():
                raise _missing(raw, file, seal.sha256 if seal else "", source)
            checksum = digest(raw / file)
            is_sealed = seal is not None and checksum == seal.sha256
            if not is_sealed and not accept_changes:
                raise altered(file, checksum, source, seal)
            inputs.append(Input(source.id, file, checksum, seal.rows if seal else 0, is_sealed))
    return inputs


def altered(file: str, checksum: str, source: Source, seal: Seal | None) -> FaroError:
    """Return the error of a registered file whose content nobody has reviewed.

    Args:
        file: Its path below the raw folder.
        checksum: SHA-256 of what stands there.
        source: The source that registers it.
        seal: What was reviewed; None where nothing ever was.
    """
    was = (
        f"(sha256 {checksum[:12]}… instead of {seal.sha256[:12]}…)" if seal else "(it has none yet)"
    )
    return FaroError(
        f"its content is not the registered one {was}",
        where=file,
        fix=f"Restore the file; if the change is meant, review it with `faro check` "
        f"and register it with `faro seal {source.id}`",
        code="altered_file",
        es=f"su contenido no es el registrado. Restaure el archivo; si el cambio es intencional, "
        f"revíselo con `faro check` y regístrelo con `faro seal {source.id}`",
    )


def rules_digest() -> str:
    """Return the digest of every rule that shapes a table: code, SQL, contracts, sources."""
    files = sorted(
        path
        for pattern in _RULES
        for path in paths.PACKAGE.rglob(pattern)
        if not _READERS & set(path.relative_to(paths.PACKAGE).parts)
    )
    return _digest_of(f"{path.relative_to(paths.PACKAGE)}:{digest(path)}" for path in files)


def versions() -> dict[str, str]:
    """Return the versions of the libraries that shape a build."""
    return {name: version(name) for name in VERSIONS_THAT_MATTER}


def build_id(inputs: Iterable[Input], rules: str) -> str:
    """Return the id of the build that these inputs and today's rules give (12 characters).

    Args:
        inputs: The files in the order of the build: in another one they give another id.
        rules: Digest of today's rules, as :func:`rules_digest` gives it.
    """
    lines = [f"{item.path}:{item.sha256}:{item.registered_rows}:{item.sealed}" for item in inputs]
    lines += [rules, *(f"{name}={number}" for name, number in versions().items())]
    return _digest_of(lines)[:12]


def _missing(raw: Path, name: str, sha256: str, source: Source) -> FaroError:
    same = [
        readable(path.relative_to(raw))
        for path in sorted(raw.rglob("*"))
        if path.is_file() and digest(path) == sha256
    ]
    hint = f"The same content is at {same[0]}: give it its name back" if same else "Restore it"
    return FaroError(
        f"the file of source {source.id} is missing", where=name, fix=hint, code="missing_file"
    )


def _digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
