"""Another list of bodies makes another territory: no table holds the size of Chile."""

from __future__ import annotations

import pytest
from builds_for_tests import RAW, unjudged

from benchmarks import panel
from pipelines import serving, specs
from pipelines.build import build, quality

BODIES, MATERIAS, ROUNDS = 400, 14, 2


@pytest.fixture(scope="module")
def of_others(tmp_path_factory):
    """Return the build of 400 bodies, more than Chile has municipalities."""
    folder = tmp_path_factory.mktemp("others")
    panel.write(folder / "raw", bodies=BODIES, materias=MATERIAS, rounds=ROUNDS, raw=RAW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quality, "judge_later", unjudged)
        build(folder / "raw", folder / "curated", accept_changes=True)
    return serving.open(root=folder / "curated")


@pytest.mark.thorough
def test_its_bodies_are_scored(of_others):
    cells = of_others.query(
        "select round_id, count(distinct cut) as bodies, count(*) as cells "
        "from out_fiscalizacion__materia_cell where score_pct is not null group by round_id"
    )
    assert cells["bodies"].tolist() == [BODIES] * ROUNDS
    assert cells["cells"].tolist() == [BODIES * MATERIAS] * ROUNDS


def test_a_number_of_municipalities_is_held_against_the_list():
    checks = {
        f"{table}.{check.id.partition(':')[2]}"
        for table, contract in specs.contracts().items()
        for check in contract.checks
        if check.id.startswith("at_most_all:")
    }
    assert "out_fiscalizacion__round_group.n_municipalities" in checks
    # Chile has 345 or 346, depending on what is counted: no bound of a column may say so.
    assert not [
        (table, column.name)
        for table, contract in specs.contracts().items()
        for column in contract.columns
        if column.maximum in (345, 346)
    ]
