"""Whatever changes with the seed of the simulation says that it is simulated.

Two worlds differ in nothing but what the simulation drew. A few combinations of what is real run
with every suite, on the tables and the papers; ``make taint`` runs them all, on every surface.
"""

from __future__ import annotations

import os
from functools import lru_cache

import pytest
from builds_for_tests import kept
from shown import pages, papers
from surfaces import SURFACES, pieces, tables
from taken import CHOSEN, chosen, lacking
from worlds import SEEDS, Panels, take_in, world, write

from pipelines import specs
from pipelines.serving import Build

EVERY = os.environ.get("FARO_TAINT") == "all"
FAMILIES = sorted({kind.family for kind in specs.kinds().values() if kind.in_panel})
ROUNDS = ("2012", "2013", "2016", "2017", "2018", "2024", "2025")
# What is real: nothing; scores alone; all but who signed (and so was a pilot).
FEW = ("nothing", "only fiscalizacion", "all but convenio")
QUICK = {
    "tables": tables,
    "papers": pieces(lambda build: papers(build, langs=("es",))),
    "chosen": pieces(lambda build: chosen(build, CHOSEN[:1])),
}
ALL = (
    *("nothing", "everything"),
    *(f"only {family}" for family in FAMILIES),
    *(f"all but {family}" for family in FAMILIES),
    *(f"all but round {year}" for year in ROUNDS),  # and so with the rest of its family delivered
)


def real(combination: str) -> set[str]:
    """Return the families that are real in a combination."""
    if "round" in combination:
        others = (year for year in ROUNDS if not combination.endswith(year))
        return {*FAMILIES, *(f"fiscalizacion {year}" for year in others)} - {"fiscalizacion"}
    how, _, which = combination.rpartition(" ")
    chosen = {"only": {which}, "all but": set(FAMILIES) - {which}}
    return chosen.get(how, set(FAMILIES) if which == "everything" else set())


@pytest.fixture(scope="module")
def panels() -> Panels:
    return take_in(kept("taint", write), municipalities=None if EVERY else 24)


@pytest.mark.thorough
def test_the_combinations_name_every_family_and_round(panels: Panels):
    assert panels.families == FAMILIES
    assert panels.rounds == sorted(ROUNDS)


@pytest.fixture(scope="module")
def pair(panels: Panels, tmp_path_factory: pytest.TempPathFactory):
    """Return the two worlds of a combination, made once."""

    @lru_cache(maxsize=1)
    def made(combination: str) -> tuple[Build, Build]:
        folder = tmp_path_factory.mktemp("worlds")
        first, second = (
            world(folder / str(seed), panels, seed=seed, delivered=real(combination))
            for seed in SEEDS
        )
        return first, second

    return made


@pytest.mark.few(len(ALL) if EVERY else 1)
@pytest.mark.parametrize("combination", ALL if EVERY else FEW)
def test_what_changes_with_the_seed_is_marked(combination: str, pair):
    surfaces = SURFACES if EVERY else QUICK
    unmarked = {name: differs(*pair(combination)) for name, differs in surfaces.items()}
    assert not any(unmarked.values()), {k: (len(v), v[:20]) for k, v in unmarked.items() if v}


@pytest.mark.thorough
def test_a_world_has_a_file_at_every_address_and_a_page_of_cards(pair):
    """What a world lacks would differ from nothing."""
    build, _ = pair(FEW[0])
    assert not [address for address in lacking(build) if "13119" not in address]  # not of the few
    assert len(list(pages(build))) > 400


@pytest.mark.thorough
def test_the_test_can_fail(pair):
    """Without their marks, the same worlds are full of pieces that fail."""
    assert tables(*pair(FEW[-1]), marks=False)
