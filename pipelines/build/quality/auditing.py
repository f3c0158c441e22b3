"""Great Expectations beside the build: a process that imports it early and is asked late."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from pipelines import paths, specs
from pipelines.build import workers
from pipelines.build.folder import INGREDIENTS
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

    ``wake`` starts it; ``begin`` hands the measures over and returns at once; ``confirm`` waits and
    raises where the two do not agree; ``leave`` lets it go, to write the Data Docs beside a build
    that is served. Otherwise leaving the context ends the process, whatever it was doing.

    Args:
        later: Start nothing before ``confirm_later``: what takes over most of the last build is
            ready before Great Expectations is imported, and is judged once it is served.
    """

    def __init__(self, *, later: bool = False) -> None:
        self._worker: subprocess.Popen[str] | None = None
        self._failing: set[str] = set()
        self._later = later

    def __enter__(self) -> Auditor:
        return self

    def wake(self) -> None:
        """Start the process, which takes seconds to import what it judges with."""
        if self._later:
            return
        self._worker = subprocess.Popen(  # noqa: S603 (our own module; what it reads goes by the pipe)
            [sys.executable, "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=paths.REPO,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._worker is not None:
            workers.end(self._worker)

    def begin(
        self,
        measures: Sequence[Measure],
        *,
        contracts: Mapping[str, Contract],
        tables: Path,
    ) -> None:
        """Hand over what was measured.

        Args:
            measures: One a check.
            contracts: Contract by table name.
            tables: Folder of the build's Parquet files.

        Raises:
            FaroError: The process of the audit is gone (``check_crashed``).
        """
        self._failing = {_key(m.table, m.check_id) for m in measures if not m.success}
        if self._later:
            return
        assert self._worker is not None and self._worker.stdin is not None
        order = _order([dict(vars(m)) for m in measures], contracts, tables)
        try:
            self._worker.stdin.write(f"{json.dumps(order, default=str)}\n")
            self._worker.stdin.flush()
        except OSError as error:
            raise _crashed("it ended before it was asked") from error

    def confirm(self) -> None:
        """Wait for Great Expectations.

        Raises:
            FaroError: It crashed, or its verdicts are not ours.
        """
        assert self._worker is not None and self._worker.stdout is not None
        answer = self._worker.stdout.readline()
        try:
            verdict = json.loads(answer)
        except ValueError as error:
            raise _crashed(f"no verdict (exit {self._worker.wait()})") from error
        if why := disagreement(verdict, self._failing):
            raise why

    def leave(self, build: Path) -> None:
        """Let the process write the Data Docs beside a build, without anybody who waits.

        Args:
            build: The folder of the build, served.
        """
        worker, self._worker = self._worker, None
        assert worker is not None and worker.stdin is not None
        with suppress(OSError):  # it is gone, and no build rests on its docs
            worker.stdin.write(f"{build.resolve()}\n")
            worker.stdin.flush()
        workers.close(worker)

    def confirm_later(self, build: Path) -> None:
        """Have a build that is served judged by a process that outlives this one.

        What it cannot confirm it withdraws: the newest other is served again, and
        ``last_failure.json`` says why.

        Args:
            build: The folder of the build.
        """
        subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-m", WORKER, str(build.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=paths.REPO,
            start_new_session=True,
        )


def order_of(build: Path) -> tuple[dict[str, Any], set[str]]:
    """Return what there is to judge of a build that stands, and the checks that fail by its word.

    Args:
        build: The folder of the build.

    Raises:
        OSError: It kept no measures: it was made before builds did, or is gone.
    """
    record = json.loads((build / INGREDIENTS).read_text(encoding="utf-8"))
    measures = [fields for judged in record["verdicts"].values() for fields in judged["measures"]]
    definitions = specs.kept(build) or specs.definitions()
    failing = {_key(m["table"], m["check_id"]) for m in measures if not m["success"]}
    return _order(measures, definitions.contracts, build / "tables"), failing


def _order(
    measures: Sequence[Mapping[str, Any]], contracts: Mapping[str, Contract], tables: Path
) -> dict[str, Any]:
    return {
        "measures": measures,
        "contracts": [contracts[t].model_dump() for t in IN_FULL if t in contracts],
        "tables": str(tables.resolve()),
    }


def disagreement(verdict: Mapping[str, Any], failing: Collection[str]) -> FaroError | None:
    """Return why a build is not confirmed; None when it is.

    Args:
        verdict: The answer of the process.
        failing: The checks that fail by our measures.
    """
    if "crash" in verdict:
        return _crashed(verdict["crash"])
    different = sorted({*verdict["failing"]} ^ {*failing})
    if different:
        return _crashed(f"it and our measures disagree on {', '.join(different[:5])}")
    return None


def _key(table: str, check_id: str) -> str:
    return f"{table}.{check_id}"


def _crashed(why: str) -> FaroError:
    return FaroError(
        f"the checks could not be confirmed: {why}",
        where="Great Expectations",
        fix="The last good build is still served; build again, and report it if it persists",
        code="check_crashed",
    )
