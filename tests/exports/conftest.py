"""The tables that printed matter is made from: published figures, and the simulated panel."""

from __future__ import annotations

import pytest

from exports.printing import Tables
from pipelines import serving


@pytest.fixture(scope="session")
def tables(demo_built) -> Tables:
    return Tables(serving.open(root=demo_built))


@pytest.fixture(scope="session")
def published(built) -> Tables:
    return Tables(serving.open(root=built))
