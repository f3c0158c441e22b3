"""Simulated answers of a sample of Estado de México: 30 % of its 125 municipalities."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.demo.sheets import Cell, Grid
from pipelines.methods import sampling

ASKED = sampling.Request("MX", "30%", ("size",), "proportional", 2012)
LEVEL, POLICY = "Nivel de instalación (0 a 100)", "Tiene política de datos abiertos"
_MEANS = {"population_small": 24, "population_medium": 33, "population_large": 42}
_SPREAD, _SILENT = 11, (4, 19)


def universe(raw: Path) -> pd.DataFrame:
    """Return the municipalities of Estado de México as the curated table has them.

    Args:
        raw: Folder of the untouched deliveries.
    """
    listed = _rows(raw / "catalogues" / "bands.csv")
    bands = [row for row in listed if row["band_kind"] == "population"]
    rows = []
    for place in _rows(raw / "territory" / "mexico_edomex_municipios.csv"):
        people = int(place["population_census_2020"])
        band = next(b for b in bands if int(b["low"]) <= people < int(b["high"]))
        size = {"size_id": band["band_id"], "size_es": band["name_es"], "size_en": band["name_en"]}
        own: dict[str, object] = {name: place[name] for name in ("country", "code", "municipality")}
        own |= {"region_id": place["state"], "region": place["state"], "region_order": None}
        own |= {"population": people, "rurality": None, "origin": "published"}
        rows.append({**own, **size, "size_order": int(band["band_order"])})
    return pd.DataFrame(rows)


def answers(raw: Path, *, seed: int) -> Grid:
    """Return the answers: two of those drawn are silent, and their replacements answer.

    Args:
        raw: Folder of the untouched deliveries.
        seed: Of every random stream.
    """
    sample = sampling.draw(universe(raw), ASKED)
    units = sample.units.to_dict("records")
    drawn = [unit for unit in units if unit["status"] == "drawn"]
    silent = [drawn[at] for at in _SILENT]
    spare = [_first_spare(units, unit["stratum_id"]) for unit in silent]
    rng = np.random.default_rng([seed, 38])
    rows: list[list[Cell]] = []
    for unit in [*drawn, *spare]:
        centre = _MEANS.get(unit["stratum_id"], 55)
        level = int(np.clip(rng.normal(centre, _SPREAD), 0, 100) * 100)
        policy = int(rng.random() < centre / 100)
        is_silent = any(unit is other for other in silent)
        role = "titular" if unit["status"] == "drawn" else "reemplazo"
        head: list[Cell] = ["México", unit["code"], unit["municipality"], sample.code, role]
        rows.append([*head, LEVEL, None if is_silent else level / 100])
        rows.append([*head, POLICY, None if is_silent else policy])
    headers = ["País", "Código", "Municipio", "Código del diseño", "Papel", "Medida", "Valor"]
    return Grid(headers, rows)


def _first_spare(units: list[dict], stratum: str) -> dict:
    """Return the first replacement of a stratum."""
    return next(u for u in units if u["status"] == "replacement" and u["stratum_id"] == stratum)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
