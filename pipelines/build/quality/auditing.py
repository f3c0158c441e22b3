"""Great Expectations beside the build: a process that imports it early and is asked late."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from pipelines import paths
from pipelines.build.quality.measuring import Measure
from pipelines.errors import FaroError
from pipelines.specs import Contract

WORKER = "pipelines.build.quality.expectations"
# Tables that Great Expectations reads itself, so that the measures are held against another hand.
IN_FULL = (
    "core_fiscalizacion__round",
    "core_published__source",
    "core_territory__municipality",
    "out_fiscalizacion__round_group",
    "out_pilot__reading",
    "out_quality__conservation",
)


class Auditor:
    """A second judge of a build's measures, in a process of its own.

    Starts on entering; ``begin`` hands the measures over and returns at once; ``confirm`` waits and
    raises where the two do not agree. Leaving ends the process, whatever it was doing.
    """

    def __init__(self) -> None:
        self._worker: subprocess.Popen[str] | None = None
        self._failing: set[str] = set()

    def __enter__(self) -> Auditor:
        self._worker = subprocess.Popen(  # noqa: S603 (our own module; what it reads goes by the pipe)
            [sys.executable, "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=paths.REPO,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        worker = self._worker
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()

    def begin(
        self,
        measures: Sequence[Measure],
        *,
        contracts: Mapping[str, Contract],
        tables: Path,
        docs: Path,
    ) -> None:
        """Hand over what was measured.

        Args:
            measures: One a check.
            contracts: Contract by table name.
            tables: Folder of the build's Parquet files.
            docs: Folder for the Data Docs.
        """
        self._failing = {_key(m.table, m.check_id) for m in measures if not m.success}
        order = {
            "measures": [asdict(m) for m in measures],
            "contracts": [contracts[t].model_dump() for t in IN_FULL if t in contracts],
            "tables": str(tables.resolve()),
            "docs": str(docs.resolve()),
        }
        assert self._worker is not None and self._worker.stdin is not None
        try:
            self._worker.stdin.write(json.dumps(order, default=str))
            self._worker.stdin.close()
        except OSError as error:
            raise _crashed("it ended before it was asked") from error

    def confirm(self) -> None:
        """Wait for Great Expectations.

        Raises:
            FaroError: It crashed, or its verdicts are not ours.
        """
        assert self._worker is not None and self._worker.stdout is not None
        answer = self._worker.stdout.read()
        try:
            said = json.loads(answer)
        except ValueError as error:
            raise _crashed(f"no verdict (exit {self._worker.wait()})") from error
        if "crash" in said:
            raise _crashed(said["crash"])
        theirs = set(said["failing"])
        different = sorted(theirs ^ self._failing)
        if different:
            raise _crashed(f"it and our measures disagree on {', '.join(different[:5])}")


def _key(table: str, check_id: str) -> str:
    return f"{table}.{check_id}"


def _crashed(why: str) -> FaroError:
    return FaroError(
        f"the checks could not be confirmed: {why}",
        where="Great Expectations",
        fix="The last good build is still served; build again, and report it if it persists",
        code="check_crashed",
    )
