"""A few hundred seeded variants of deliveries; `make fuzz` runs thousands."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

SEED = 2026
VARIANTS = 500
PARTS = 5


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_every_variant_is_curated_rightly_or_refused_clearly(part, tmp_path):
    from fuzz.variants import HARD, run_any

    results: Counter[str] = Counter()
    failures = []
    for number in range(part * VARIANTS // PARTS, (part + 1) * VARIANTS // PARTS):
        verdict = run_any(SEED, number, tmp_path)
        results[verdict.result] += 1
        if verdict.failures:
            again = f"python -m fuzz --seed {SEED} --only {number}"
            failures.append(f"{again}\n{verdict.log}\n" + "\n".join(verdict.failures))
    assert not failures, "\n\n".join(failures)
    assert set(results) == {"curated", "quarantined", "refused", "right", "apart"}
    assert 2 * len(HARD) < VARIANTS // PARTS, "each kind of fault is in each part"


@pytest.mark.thorough
def test_the_oracle_sees_what_is_wrong(tmp_path, monkeypatch):
    """A matcher that guesses and a reader of numbers that slips are both found out."""
    from fuzz import bases, oracle
    from fuzz.variants import run
    from pipelines.ingest.cells import parsers
    from pipelines.ingest.names import Match

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


def test_the_oracle_of_hard_files_sees_what_is_wrong(tmp_path, monkeypatch):
    """A value that slips, a reason that is another and a good file refused are found out."""
    from fuzz.hard import case, texts
    from pipelines.ingest.cells import parsers

    def judged(make) -> set[str]:
        return {case.judge(make(Random(n)), tmp_path).result for n in range(4)}

    assert judged(texts.long_form) == {"right"}
    with monkeypatch.context() as patch:
        as_number = parsers.numbers.as_number
        patch.setattr(parsers.numbers, "as_number", lambda w, **k: as_number(w, **k) / 10)
        assert judged(texts.long_form) == {"silent"}
    with monkeypatch.context() as patch:
        patch.setattr(parsers.numbers, "as_number", lambda w, **k: None)
        assert judged(texts.long_form) == {"wrong"}
    with monkeypatch.context() as patch:
        patch.setattr(case, "NEAR", ("convenio",))
        assert judged(texts.long_form) == {"wrong"}
