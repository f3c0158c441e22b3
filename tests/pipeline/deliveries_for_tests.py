"""What the tests of builds share that is no fixture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines import paths, quality

RAW = paths.REPO / "data" / "raw"


def sql_checks_only(connection, contracts, docs):
    """The contracts' own checks, without the seconds that Great Expectations takes."""
    return [r for c in contracts.values() for r in quality._sql_checks(connection, c)]


def documented_checks(connection, contracts, docs):
    """The same, leaving something where the Data Docs go."""
    docs.mkdir()
    (docs / "index.html").write_text("")
    return sql_checks_only(connection, contracts, docs)


def start_build(raw: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start ``faro build`` in a process of its own, without Great Expectations."""
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); "
        f"sys.path.insert(0, {str(paths.REPO)!r}); "
        "import deliveries_for_tests as tests; from pipelines import quality; "
        "from pipelines.cli import main; quality.run = tests.documented_checks; "
        f"sys.argv = ['faro', 'build', '--accept-changes', '--raw', {str(raw)!r}, "
        f"'--out', {str(out)!r}]; main()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
