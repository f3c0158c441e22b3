"""What the tests of builds share that is no fixture."""

from __future__ import annotations

from pipelines import paths, quality

RAW = paths.REPO / "data" / "raw"


def sql_checks_only(connection, contracts, docs):
    """The contracts' own checks, without the seconds that Great Expectations takes."""
    return [r for c in contracts.values() for r in quality._sql_checks(connection, c)]
