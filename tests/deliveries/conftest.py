"""What the tests of deliveries share: the catalogues, and one way to take a file in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from builds_for_tests import RAW

from pipelines import paths, specs
from pipelines.ingest import intake
from pipelines.ingest.intake import Intake
from pipelines.ingest.reference import Reference

if str(paths.REPO) not in sys.path:
    sys.path.insert(0, str(paths.REPO))


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The catalogues and the matcher of the repository's own data."""
    return Reference(RAW)


@pytest.fixture
def taken(reference: Reference):
    """Recognise a file and take it in; its kind has to be the one expected."""

    def take(path: Path, kind: str) -> list[Intake]:
        name = f"entregas/{path.name}"
        recognised = intake.recognise(intake.read(path, name), specs.kinds())
        assert recognised.id == kind
        parts = intake.take_in(path, source=recognised, file=name, reference=reference)
        for part in parts:
            assert part.delivered == part.accepted.num_rows + part.quarantined
        return parts

    return take
