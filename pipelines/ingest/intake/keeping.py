"""What became of a file, kept with a build, so that the next one need not read it again.

A file is taken over when its name, origin and content are the same, and so is every list that its
cells were held against, unless a day in it had not come then: it may have come since. The caller
answers for the code: what is handed in as the last build's folder was made by the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.ingest.corrections import Applied, Correction
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.intake.model import DAYS_TO_COME, Intake, Problem
from pipelines.specs import RowSpec

FOLDER = "intake"
_TABLES = ("raw", "accepted")


class Kept:
    """Reads what the last build kept of a file, and keeps it for the next.

    Args:
        reference: What cells are held against; it says which of its lists were asked.
        specs: Every description of rows, by its id.
        digests: Digest by path of every file of the raw folder that lists may stand in.
        before: The folder of the last build, if it can be taken over from.
        now: The folder of the build being made; None keeps nothing.

    Attributes:
        read: The files that had to be read.
        texts: By id of a source or kind, what its texts are made of: the same gives the same.
    """

    def __init__(
        self,
        reference: Lists,
        specs: Mapping[str, RowSpec],
        digests: Mapping[str, str],
        *,
        before: Path | None = None,
        now: Path | None = None,
    ) -> None:
        self.reference, self._specs, self._digests = reference, specs, digests
        self._before = before / FOLDER if before else None
        self._now = now / FOLDER if now else None
        self.read: list[str] = []
        self.texts: dict[str, list[str]] = {}
        if self._now:
            self._now.mkdir()

    def known(self, file: str, sha256: str, origin: str) -> list[Intake] | None:
        """Return what became of a file, or None when it has to be read.

        Args:
            file: Its name as readers know it.
            sha256: Its content.
            origin: What it is read for: the id of its source, or ``delivered`` or ``simulated``.

        Returns:
            One a table. Whatever was asked of the reference before is forgotten where it has to be
            read, so that what it asks then is its own.
        """
        key = _key(file, sha256, origin)
        if self._before is None or not (self._before / f"{key}.json").is_file():
            self.reference.consulted.clear()
            return None
        record = json.loads((self._before / f"{key}.json").read_text(encoding="utf-8"))
        codes = {problem["code"] for part in record["parts"] for problem in part["problems"]}
        if not codes.isdisjoint(DAYS_TO_COME) or any(
            self._digest(name) != digest for name, digest in record["asked"].items()
        ):
            self.reference.consulted.clear()
            return None
        parts = [self._part(key, at, part) for at, part in enumerate(record["parts"])]
        self._note_texts(key, parts, record["asked"])
        if self._now:
            for path in self._before.glob(f"{key}*"):
                shutil.copyfile(path, self._now / path.name)
        return parts

    def keep(self, file: str, sha256: str, origin: str, parts: Sequence[Intake]) -> None:
        """Keep what became of a file that was read just now.

        Args:
            file: Its name as readers know it.
            sha256: Its content.
            origin: What it was read for, as :meth:`known` was asked.
            parts: What became of it, one a table.
        """
        self.read.append(file)
        if self._now is None:
            return
        key = _key(file, sha256, origin)
        digests = {name: self._digest(name) for name in sorted(self.reference.consulted)}
        self._note_texts(key, parts, digests)
        for at, part in enumerate(parts):
            for name in _TABLES:
                _write(self._now / f"{key}-{at}-{name}.arrow", getattr(part, name))
            part.texts_stand_elsewhere(partial(_read, self._now / f"{key}-{at}-raw.arrow"))
        record = {"asked": digests, "parts": [_as_json(part) for part in parts]}
        text = json.dumps(record, ensure_ascii=False, sort_keys=True)
        (self._now / f"{key}.json").write_text(text, encoding="utf-8")

    def _note_texts(self, key: str, parts: Sequence[Intake], lists: Mapping[str, str]) -> None:
        for at, part in enumerate(parts):
            self.texts.setdefault(part.source.id, []).append(f"{key}-{at} {sorted(lists.items())}")

    def _digest(self, name: str) -> str:
        """Return the digest of a list, or of all lists below a folder."""
        own = sorted(
            f"{p}:{d}" for p, d in self._digests.items() if p == name or p.startswith(name)
        )
        return hashlib.sha256("\n".join(own).encode()).hexdigest()

    def _part(self, key: str, at: int, record: Mapping[str, Any]) -> Intake:
        assert self._before is not None
        texts, accepted = (self._before / f"{key}-{at}-{name}.arrow" for name in _TABLES)
        return Intake(
            **{
                **record,
                "texts": lambda: _read(texts),
                "accepted": _read(accepted),
                "source": self._specs[record["source"]],
                "problems": [
                    Problem(**{**problem, "suggestions": tuple(problem["suggestions"])})
                    for problem in record["problems"]
                ],
                "above": {name: (row, column) for name, (row, column) in record["above"].items()},
                "notes": tuple(record["notes"]),
                "corrections": [
                    Applied(**{**applied, "correction": Correction(**applied["correction"])})
                    for applied in record["corrections"]
                ],
            }
        )


def _as_json(part: Intake) -> dict[str, Any]:
    """Return all of an intake but its two tables, as JSON has it."""
    tables = {"texts", "accepted"}
    own = {f.name: getattr(part, f.name) for f in fields(part) if f.name not in tables}
    return {
        **own,
        "source": part.source.id,
        "problems": [asdict(problem) for problem in part.problems],
        "corrections": [asdict(applied) for applied in part.corrections],
    }


def _key(file: str, sha256: str, origin: str) -> str:
    return hashlib.sha256(f"{origin}\n{sha256}\n{file}".encode()).hexdigest()[:24]


def _write(path: Path, table: pa.Table) -> None:
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with (
        pa.OSFile(str(path), "wb") as sink,
        pa.ipc.new_file(sink, table.schema, options=options) as to,
    ):
        to.write_table(table)


def _read(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as source:
        return pa.ipc.open_file(source).read_all()
