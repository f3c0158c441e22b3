"""What is skipped for want of a program is told in CI, where there should be none."""

from __future__ import annotations

import pytest
from tiers_for_tests import judged


@pytest.mark.parametrize(
    ("ci", "why", "outcome"),
    [
        ("true", "caddy is not installed: its settings were not tried by it", "failed"),
        ("", "caddy is not installed: its settings were not tried by it", "skipped"),
        ("true", "a build is part of make test-spark", "skipped"),
    ],
)
def test_a_program_that_is_missing_in_ci_fails_its_tests(monkeypatch, ci, why, outcome):
    monkeypatch.setenv("CI", ci)
    place = ("tests/x.py", 1, f"Skipped: {why}")
    skipped = pytest.TestReport("x", ("x", 1, "x"), {}, "skipped", place, "setup")
    assert judged(skipped).outcome == outcome
