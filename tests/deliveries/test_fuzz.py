"""A few hundred seeded variants of deliveries; `make fuzz` runs thousands."""

from __future__ import annotations

from collections import Counter

import pytest

SEED = 2026
VARIANTS = 300
PARTS = 6


@pytest.mark.parametrize("part", range(PARTS))
def test_every_variant_is_curated_rightly_or_refused_clearly(part, tmp_path):
    from fuzz.variants import run

    results: Counter[str] = Counter()
    failures = []
    for number in range(part, VARIANTS, PARTS):
        verdict = run(SEED, number, tmp_path)
        results[verdict.result] += 1
        if verdict.failures:
            again = f"python -m fuzz --seed {SEED} --only {number}"
            failures.append(f"{again}\n{verdict.log}\n" + "\n".join(verdict.failures))
    assert not failures, "\n\n".join(failures)
    assert set(results) == {"curated", "quarantined", "refused"}


def test_the_oracle_sees_what_is_wrong(tmp_path, monkeypatch):
    """A matcher that guesses and a reader of numbers that slips are both found out."""
    from fuzz import bases, oracle
    from fuzz.variants import run
    from pipelines.cells import parsers
    from pipelines.names import Match

    with monkeypatch.context() as patch:
        guess = Match("13118", "Macul", "exact")
        patch.setattr(type(bases.reference().matcher), "match", lambda *a, **k: guess)
        wrong = [f for n in range(4, 30) for f in run(SEED, n, tmp_path).failures]
        assert any("matched to 13118" in failure for failure in wrong)
    with monkeypatch.context() as patch:
        as_number = parsers.numbers.as_number
        patch.setattr(parsers.numbers, "as_number", lambda w, **k: as_number(w, **k) * 10)
        wrong = [f for n in range(30) for f in run(SEED, n, tmp_path).failures]
        assert any("was meant as" in failure for failure in wrong)
    with monkeypatch.context() as patch:
        patch.setattr(oracle.Intake, "quarantined", property(lambda self: 0))
        wrong = [f for n in range(30) for f in run(SEED, n, tmp_path).failures]
        assert any("rows delivered" in failure for failure in wrong)
