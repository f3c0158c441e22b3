"""What a file is checked against."""

from __future__ import annotations

import pytest
from builds_for_tests import RAW

from pipelines.ingest.reference import Reference


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The catalogues and the matcher of the repository's own data."""
    return Reference(RAW)
