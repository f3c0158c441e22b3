"""The scores: every published figure kept, everything else plausible."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from demo_panel import RAW, Panel
from demo_panel import published as table

from pipelines.demo import items, published, signers, totals
from pipelines.demo.fitting import Curve, fit
from pipelines.demo.items import LOCAL

FIGURES = [
    row
    for row in table("published/published_figures")
    if row["indicator"] == "ta_compliance_average" and row["sector"] == "municipality"
]
BIOBIO_OF_UNKNOWN_ROUND = "F042"


def expected(level: str, group: str) -> dict[tuple[str, str], Decimal]:
    """Year and place → published mean with most decimals."""
    rows = [r for r in FIGURES if (r["geography_level"], r["group"]) == (level, group)]
    rows = [r for r in rows if r["figure_id"] != BIOBIO_OF_UNKNOWN_ROUND]
    rows.sort(key=lambda r: int(r["decimals"]))
    return {(r["year"], r["geography"]): Decimal(r["value"]) for r in rows}


def mean(scores: pd.Series) -> Decimal:
    """Exact mean of scores written with two decimals."""
    return sum(Decimal(f"{score:.2f}") for score in scores) / len(scores)


@pytest.mark.thorough
def test_national_means_are_the_published_ones_and_no_other_round_has_rows(panel: Panel):
    scores = panel.totals()
    assert not scores.duplicated(["cut", "round_id"]).any()
    means = {year[1:]: mean(group["score_pct"]) for year, group in scores.groupby("round_id")}
    assert means == {year: value for (year, _), value in expected("country", "").items()}
    assert set(scores.groupby("round_id")["cut"].nunique()) == {345}
    for kind in ("fiscalizacion_wide", "fiscalizacion_long", "autoevaluacion", "observacion"):
        assert set(panel.rows(kind)["round_id"]) <= set(scores["round_id"])


@pytest.mark.thorough
def test_the_pilots_have_their_published_means(panel: Panel):
    named = panel.manifest["pilots"]
    pilots = {*named["known"], *named["simulated"]}
    assert len(pilots) == 36 and len(named["known"]) == 8
    scores = panel.totals()
    wanted = expected("country", "mgtm_pilot")
    assert {year for year, _ in wanted} == {"2012", "2013"}
    for (year, _), value in wanted.items():
        own = scores[(scores["round_id"] == f"r{year}") & scores["cut"].isin(pilots)]
        assert mean(own["score_pct"]) == value


def test_regional_means_are_the_published_ones(panel: Panel, comunas):
    scores = panel.totals().join(comunas["region"], on="cut")
    wanted = expected("region", "")
    assert len(wanted) == 4
    for (year, region), value in wanted.items():
        own = scores[(scores["round_id"] == f"r{year}") & (scores["region"] == region)]
        assert round(mean(own["score_pct"]), 2) == value, region


def test_published_municipal_scores_are_kept(panel: Panel, comunas):
    scores = panel.totals().set_index(["round_id", "cut"])["score_pct"]
    by_name = {(r["comuna"], r["region"]): cut for cut, r in comunas.iterrows()}
    wanted = table("published/municipal_scores")
    for row in wanted:
        cut = by_name[row["municipality_as_published"], row["region"]]
        assert scores[f"r{row['year']}", cut] == float(row["score_percent"]), row


def test_published_places_are_kept(panel: Panel, comunas):
    scores = panel.totals().join(comunas[["region", "comuna"]], on="cut")
    of = {
        name: group.set_index("comuna")["score_pct"] for name, group in scores.groupby("round_id")
    }
    assert (of["r2013"] > of["r2013"]["Algarrobo"]).sum() == 99
    assert of["r2024"].nsmallest(2).index.tolist() == ["María Elena", "Vicuña"]
    assert {"Calama", "Sierra Gorda"} <= set(of["r2024"].nsmallest(10).index)
    assert "Punta Arenas" in of["r2024"].nlargest(10).index
    valparaiso = scores[(scores["round_id"] == "r2018") & (scores["region"] == "Valparaíso")]
    ordered = valparaiso.sort_values("score_pct")["comuna"].tolist()
    assert (ordered[0], ordered[-1]) == ("Juan Fernández", "Villa Alemana")


def test_published_order_of_regions(panel: Panel, comunas):
    scores = panel.totals().join(comunas["region"], on="cut")
    ranks = {
        name: group.groupby("region")["score_pct"].mean().sort_values(ascending=False).index
        for name, group in scores.groupby("round_id")
    }
    assert [*ranks["r2024"][:2], ranks["r2024"][-1]] == ["Atacama", "Aysén", "Antofagasta"]
    ahead = {"Metropolitana", "Los Ríos", "Magallanes", "Aysén", "Los Lagos", "O'Higgins"}
    assert set(ranks["r2018"][:6]) == ahead and ranks["r2018"][6] == "Valparaíso"


def test_bounds_zeros_and_persistence(panel: Panel):
    wide = panel.totals().pivot(index="cut", columns="round_id", values="score_pct")
    assert wide.notna().all(axis=None) and wide.min(axis=None) >= 0 and wide.max(axis=None) <= 100
    zeros = (wide == 0).sum()
    assert zeros["r2012"] >= 5 and zeros["r2012"] == zeros.max()
    assert zeros["r2024"] == 0
    for before, after in zip(wide.columns, wide.columns[1:], strict=False):
        assert 0.35 < wide[before].corr(wide[after]) < 0.92, (before, after)
    assert wide.std().min() > 5 and wide.std().max() < 30


@pytest.mark.parametrize("seed", [1, 7, 99, 2026])
def test_any_seed_keeps_the_means_and_the_totals_of_items(seed):
    base = published.load(RAW, seed=seed)
    pilots = set(signers.choose(base).pilots)
    scores = totals.simulate(base, pilots)
    inside = np.isin(base.cuts, sorted(pilots))
    for round_id, values in scores.items():
        assert values.sum() == base.national[round_id] * len(values)
        assert values.min() >= 0 and values.max() <= 10_000
        if round_id in base.pilots:
            assert values[inside].sum() == base.pilots[round_id] * 36
    for (round_id, region), value in base.regional.items():
        assert scores[round_id][base.regions == region].mean() == pytest.approx(value)
    for round_id, own in items.simulate(base, scores).items():
        assert np.abs(own.totals() - scores[round_id] / 100).max() < 0.01


@pytest.mark.parametrize("seed", range(20))
def test_fit_reaches_any_feasible_sum_within_its_bounds(seed):
    rng = np.random.default_rng(seed)
    curve = Curve(low=float(rng.uniform(0, 40)), high=float(rng.uniform(60, 100)), spread=1.2)
    size = int(rng.integers(1, 60))
    low, high = round(curve.low * 100), round(curve.high * 100)
    total = int(rng.integers(low * size, high * size + 1))
    scores = fit(rng.normal(size=size), total=total, curve=curve)
    assert scores.sum() == total and scores.min() >= low and scores.max() <= high


def weighed(panel: Panel, rows: pd.DataFrame, method: str) -> pd.DataFrame:
    weights = panel.rows("ponderacion")
    assert set(weights["status"]) == {"illustrative"}
    weights = weights[weights["method_id"] == method]
    return rows.merge(weights[["materia_id", "criterion", "weight"]])


def recomputed(rows: pd.DataFrame, by: list[str]) -> pd.Series:
    valued = rows.dropna(subset=["score_pct"])
    sums = (valued["score_pct"] * valued["weight"]).groupby([valued[c] for c in by]).sum()
    return sums / valued.groupby(by)["weight"].sum()


@pytest.mark.parametrize(
    ("round_id", "method"), [("r2024", "semi_automatic_2024"), ("r2025", "re_500_2025")]
)
def test_criteria_add_up_to_the_totals(panel: Panel, round_id, method):
    rows = panel.rows("fiscalizacion_long")
    rows = rows[rows["round_id"] == round_id]
    assert len(rows) == 345 * 14 * 3
    rows = weighed(panel, rows, method)
    assert len(rows) == 345 * 14 * 3
    totals = panel.totals().query("round_id == @round_id").set_index("cut")["score_pct"]
    assert (recomputed(rows, ["cut"]) - totals).abs().max() < 0.01
    assert {"missing", "not_applicable", "value"} == set(rows["score_pct_state"])


def test_materias_add_up_to_the_totals(panel: Panel):
    wide = panel.rows("fiscalizacion_wide")
    names = [row["materia_id"] for row in table("catalogues/materias")]
    long = wide.melt(["cut"], names, "materia_id", "score_pct").assign(criterion="overall")
    sums = recomputed(weighed(panel, long, "ig_11_submatters_2018"), ["cut"])
    totals = panel.totals().query("round_id == 'r2018'").set_index("cut")["score_pct"]
    assert (sums - totals).abs().max() < 0.01
    assert wide["review_date"].between(date(2018, 2, 27), date(2018, 11, 20)).all()


def test_states_say_what_the_scores_say(panel: Panel):
    rows = panel.rows("fiscalizacion_long")
    assert (rows["state_state"] == rows["score_pct_state"]).all()
    valued = rows.dropna(subset=["score_pct"])
    assert ((valued["state"] == "publishes") == (valued["score_pct"] == 100)).all()
    assert ((valued["state"] == "not_published") == (valued["score_pct"] == 0)).all()
    partly = valued[valued["state"] == "outdated"]
    assert set(partly["criterion"]) == {"currency"}
    absent = valued.query("criterion == 'availability' and score_pct == 0")[
        ["cut", "round_id", "materia_id"]
    ]
    assert (valued.merge(absent)["score_pct"] == 0).all() and len(absent) > 50


def test_the_weakest_materias_of_2024_are_the_published_three(panel: Panel, comunas):
    rows = panel.rows("fiscalizacion_long").query("round_id == 'r2024'")
    rows = weighed(panel, rows, "semi_automatic_2024")
    by_materia = recomputed(rows, ["cut", "materia_id"]).unstack()
    national = by_materia.mean().sort_values()
    assert set(national.index[:3]) == {"presupuesto", "compras", "actos_terceros"}
    assert national.iloc[2] < 61 < national.iloc[3]
    regional = by_materia.join(comunas["region"]).groupby("region").mean()
    for region, materia in LOCAL:
        assert regional.loc[region, materia] < national[materia] - 10, (region, materia)
