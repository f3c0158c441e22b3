"""Whether the files of a build are those that were written: each by its digest in the manifest.

The manifest holds the digest of every other file of its folder, and one of itself. A build made
before manifests did is taken as it is, as far as its manifest can be read.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.errors import FaroError, readable

MANIFEST = "manifest.json"
FILES, OWN = "files", "manifest_sha256"
# What every reader of a manifest counts on; without it there is no build to speak of.
NEEDED = {"build_id", "built_at", "inputs", "refused", "row_counts", "conservation", "checks"}
CODE = "damaged_build"


def sealed(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest that holds the digest of every file of a build, and its own.

    Args:
        folder: The build, whole but for its manifest.
        manifest: What the manifest says otherwise.

    Returns:
        The manifest with ``files`` (path below the folder → SHA-256, 64 hexadecimal digits) and
        ``manifest_sha256``, the digest of all the rest.
    """
    files = {
        readable(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    whole = {**{k: v for k, v in manifest.items() if k != OWN}, FILES: files}
    return {**whole, OWN: _own(whole)}


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a build.

    Args:
        folder: Of the build.

    Raises:
        FaroError: It is not there, or not what was written (``damaged_build``).
    """
    try:
        manifest = json.loads(text_of(folder / MANIFEST))
    except OSError as error:
        is_there = not isinstance(error, FileNotFoundError)
        raise damaged(folder, MANIFEST, is_there=is_there) from error
    except (ValueError, RecursionError) as error:
        raise damaged(folder, MANIFEST) from error
    if not isinstance(manifest, dict) or not manifest.keys() >= NEEDED:
        raise damaged(folder, MANIFEST)
    own = manifest.get(OWN)
    if (own is not None or FILES in manifest) and own != _own(manifest):
        raise damaged(folder, MANIFEST)
    _see_it_is_not_renamed(folder, str(manifest["build_id"]))
    return manifest


def _see_it_is_not_renamed(folder: Path, build_id: str) -> None:
    """Refuse a build under another name: its links and its figures would not be of one id.

    One that is being made stands in a hidden folder.
    """
    if folder.name != build_id and not folder.name.startswith("."):
        raise FaroError(
            f"this folder is the build {build_id[:40]} under another name",
            where=folder.name,
            fix=f"Name it {build_id[:40]}, or move it out of the folder of the builds; where that "
            "build is gone, `faro build` makes it anew",
            code=CODE,
            es=f"esta carpeta es la edición {build_id[:40]} con otro nombre. Llámela "
            f"{build_id[:40]} o sáquela de la carpeta de las ediciones; si esa edición ya no está, "
            "`faro build` la hace de nuevo",
        )


def damages(folder: Path) -> Iterator[FaroError]:
    """Yield each damage of a build, in one sentence that says what to do; none when it is whole.

    Args:
        folder: Of the build.
    """
    try:
        known = manifest_of(folder).get(FILES)
    except FaroError as error:
        yield error
        return
    files = {"curated.duckdb": None, "quality.json": None} if known is None else known
    for name, written in files.items():
        path = folder / name
        try:
            digest = _digest(path)
        except OSError as error:
            yield damaged(folder, name, is_there=not isinstance(error, FileNotFoundError))
            continue
        if written not in (None, digest):
            yield damaged(folder, name)
    for path in folder.glob("*.wal"):  # a database would take it in as it opens
        yield damaged(folder, path.name)


def strangers(folder: Path) -> Iterator[FaroError]:
    """Yield what stands in a build that no build wrote there; a folder of such files once.

    Readers ask for files by name and never meet them: what a file manager leaves behind stops no
    build from being served.

    Args:
        folder: Of the build, whole as far as :func:`damages` says.
    """
    known = manifest_of(folder).get(FILES)
    if known is None:
        return
    own = {name.partition("/")[0] for name in known} | {MANIFEST}
    places = set()
    for path in folder.rglob("*"):
        name = readable(path.relative_to(folder))
        if name not in {*known, MANIFEST} and (path.is_symlink() or not path.is_dir()):
            top = name.partition("/")[0]
            places.add(name if top in own or top == name else f"{top}/")
    for place in sorted(places):
        yield FaroError(
            "no build wrote this",
            where=f"{folder.name}/{place}",
            fix="Move it elsewhere; what readers see does not rest on it",
            code="stranger",
            es="esto no lo escribió ninguna edición. Llévelo a otro lugar; lo que se ve no depende "
            "de ello",
        )


def hold(folder: Path) -> None:
    """Refuse a build that is not what was written.

    Args:
        folder: Of the build.

    Raises:
        FaroError: The first damage (``damaged_build``).
    """
    for error in damages(folder):
        raise error


def _own(manifest: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in manifest.items() if key != OWN}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def text_of(path: Path) -> str:
    """Return the text of a file of the shelf.

    Args:
        path: The file.

    Raises:
        OSError: It is not there, or no file: a pipe would be waited for without end.
        ValueError: It is no text.
    """
    _see_it_is_a_file(path)
    return path.read_text(encoding="utf-8")


def _see_it_is_a_file(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("this is no file")


def _digest(path: Path) -> str:
    _see_it_is_a_file(path)
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def damaged(folder: Path, name: str, *, is_there: bool = True) -> FaroError:
    """Return the error of a file of a build that is missing or is another.

    Args:
        folder: Of the build.
        name: The file, below the folder.
        is_there: Whether it is another file; it is missing otherwise.
    """
    what, es = "is missing", "falta"
    if is_there:
        what, es = "is not the file that was written", "no es el archivo que se escribió"
    return FaroError(
        f"the build is damaged: this file {what}",
        where=f"{folder.name}/{name}",
        fix="Restore it from a copy, or run `faro build --rebuild`",
        code=CODE,
        es=f"la edición está dañada: este archivo {es}. Restáurelo desde una copia o ejecute "
        "`faro build --rebuild`",
    )
