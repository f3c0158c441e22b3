"""Of fewer municipalities than the smallest group, no table says a statistic: held by a taint.

Two builds differ in what was delivered of one of three municipalities. Whatever else differs,
but for counts and places, was computed from a group that is too small to be spoken of.
"""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from builds_for_tests import RAW, build_on

from fuzz.sparse.groups import STATISTICS
from pipelines import serving, specs

MATERIAS = ("Compras", "Presupuesto", "Subsidios", "Estructura")
CRITERIA = ("disponibilidad", "actualización", "completitud")
METHODS = {"2024": "semi_automatic_2024", "2025": "re_500_2025"}
OTHERS, CHANGED = ("Macul", "Buin"), ("Paine", "13404")


def _delivered(raw: Path, seed: int) -> None:
    """Write totals, items and weights of three municipalities in two rounds."""
    totals, items = ["Municipio;Ronda;Puntaje"], ["Municipio;Ronda;Materia;Criterio;Puntaje"]
    for at, name in enumerate((*OTHERS, CHANGED[0])):
        rng = Random(seed if name == CHANGED[0] else at)
        for year in METHODS:
            totals.append(f"{name};{year};{rng.randrange(30, 95)},5")
            for materia, criterion in product(MATERIAS, CRITERIA):
                score = rng.choice(["100", "100", f"{rng.randrange(5, 99)},5"])
                items.append(f"{name};{year};{materia};{criterion};{score}")
    weights = ["Método;Versión ponderación;Materia;Criterio;Peso;Carácter"]
    for weight, (method, materia, criterion) in enumerate(
        product(METHODS.values(), MATERIAS, CRITERIA), start=1
    ):
        weights.append(f"{method};1;{materia};{criterion};{weight % 5 + 1};ilustrativa")
    for name, lines in (("totales", totals), ("items", items), ("pesos", weights)):
        (raw / "deliveries" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> list[serving.Build]:
    """Builds that differ in one municipality of three."""
    builds = []
    for seed in (12, 21):
        folder = tmp_path_factory.mktemp(f"small_{seed}")
        shutil.copytree(RAW, folder / "raw")
        (folder / "raw" / "deliveries").mkdir(exist_ok=True)
        _delivered(folder / "raw", seed)
        build_on(folder / "raw", folder / "curated")
        builds.append(serving.open(root=folder / "curated"))
    return builds


def _of_others(build: serving.Build, table: str) -> pd.DataFrame:
    """Return the statistics of a table but for those of the municipality that changed."""
    contract = build.describe(table)
    rows = build.table(table)
    for column in ("cut", "entity_id", "municipality_code"):
        if column in rows:
            rows = rows[rows[column] != CHANGED[1]]
    columns = [
        c.name for c in contract.columns if c.unit in STATISTICS and c.name not in contract.keys
    ]
    return rows.set_index([*contract.keys])[columns]


@pytest.mark.thorough
def test_nothing_but_counts_and_places_follows_from_one_of_three(pair):
    assert specs.definitions().thresholds.minimum_group > len(OTHERS) + 1
    first, other = pair
    revealed, changed = {}, 0
    for table in (name for name in first.tables() if name.startswith("out_")):
        whole, again = first.table(table), other.table(table)
        changed += not whole.equals(again)
        mine, theirs = _of_others(first, table).align(
            _of_others(other, table), join="inner", axis=0
        )
        for column in mine:
            differing = mine[column].ne(theirs[column]) & (
                mine[column].notna() | theirs[column].notna()
            )
            if differing.any():
                revealed[f"{table}.{column}"] = int(differing.sum())
    assert changed > 10, "what was delivered reaches no table"
    assert revealed == {}
