"""Great Expectations after the build: a process that judges what is served already."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines import paths, specs
from pipelines.build.folder import INGREDIENTS
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


def judge_later(build: Path) -> None:
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
