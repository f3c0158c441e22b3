"""The effect of the convenio by cohort and round, in points and as a share of what was lacking.

A municipality counts as treated from the first round of a later year than its first convenio.
Headroom is the logarithm of what is lacking to 100 (never less than a point), so that an effect
reads as the share closed of what would have been lacking. Cells with fewer than ten treated or
ten not yet treated have no estimate. Values are rounded to six decimals.
"""

from __future__ import annotations

import warnings
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.study import effect

TEXTS = ("estimator", "scale", "level", "place", "cohort_round_id", "round_id")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in TEXTS),
        ("event_time", pa.int32()),
        ("state", pa.string()),
        *((name, pa.float64()) for name in ("estimate", "std_error", "low", "high", "weight_pct")),
        *((name, pa.int32()) for name in ("n_treated", "n_control")),
        ("origin", pa.string()),
    ]
)
SCORES = """
select cut, round_id, year, score_pct, origin
from out_fiscalizacion__municipality_standing
where revision = 'as_published' and score_pct is not null
order by cut, year
"""
UNITS = """
select
    comuna.cut,
    comuna.region_order_north_south as north_south,
    (comuna.region_code = '13')::integer as is_capital,
    (comuna.pndr_class_2024 = 'Mixta')::integer as is_mixed,
    (comuna.pndr_class_2024 = 'Rural')::integer as is_rural,
    ln(greatest(comuna.population_census_2024, 1)) as size,
    min(year(signing.date_signed)) filter (where signing.kind in ('pilot', 'mgtm')) as year_signed,
    max(signing.origin) as origin
from core_territory__comuna as comuna
left join core_convenios__signing as signing on comuna.cut = signing.cut
where comuna.has_municipality
group by all
order by comuna.cut
"""
KNOWN = ["start", "north_south", "is_capital", "is_mixed", "is_rural", "size"]
FLOOR = 1.0


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row an estimator, scale, level and place; none without a panel and convenios."""
    scores, units = connection.execute(SCORES).df(), connection.execute(UNITS).df()
    rounds = scores.drop_duplicates("round_id").sort_values("year")
    if len(rounds) < 2 or units["year_signed"].isna().all():
        return SCHEMA.empty_table()
    wide = scores.pivot(index="cut", columns="round_id", values="score_pct")
    wide = wide[rounds["round_id"].tolist()].dropna()
    units = units.set_index("cut").loc[wide.index]
    cohorts = np.array([_first(one, rounds["year"].tolist()) for one in units["year_signed"]])
    inside = cohorts > 0
    wide, units, cohorts = wide[inside], units[inside], cohorts[inside]
    made_up = {*scores["origin"], *units["origin"].dropna()}
    study = {
        "cohorts": cohorts,
        "known": _standard(units.assign(start=wide.iloc[:, 0])[KNOWN].to_numpy(float)),
        "names": wide.columns.tolist(),
    }
    rows: list[dict[str, Any]] = []
    for scale, outcome in _scales(wide.to_numpy(float)).items():
        rows += _effects("cs_dr", scale, outcome, **study)
        rows += _effects("cs_plain", scale, outcome, **{**study, "known": None})
        rows += _checks(scale, outcome, **study)
    origin = "simulated" if "simulated" in made_up else "computed"
    return pa.Table.from_pylist([row | {"origin": origin} for row in rows], schema=SCHEMA)


def _first(year_signed: float, years: list[int]) -> int:
    """Return the position of the first round after the signing; past the last one if none."""
    if pd.isna(year_signed):
        return len(years)
    return next((at for at, year in enumerate(years) if year > year_signed), len(years))


def _standard(known: np.ndarray) -> np.ndarray:
    spread = known.std(axis=0)
    return (known - known.mean(axis=0))[:, spread > 0] / spread[spread > 0]


def _scales(scores: np.ndarray) -> dict[str, np.ndarray]:
    lacking = np.maximum(100 - scores, FLOOR)
    return {"points": scores, "headroom": -np.log(lacking)}


def _row(estimator: str, scale: str, level: str, place: str, **more: Any) -> dict[str, Any]:
    blank = {"cohort_round_id": "", "round_id": "", "event_time": None, "state": "identified"}
    same = {"estimator": estimator, "scale": scale, "level": level, "place": place}
    return dict.fromkeys(SCHEMA.names) | blank | same | more


def _effects(
    estimator: str,
    scale: str,
    outcome: np.ndarray,
    *,
    cohorts: np.ndarray,
    known: np.ndarray | None,
    names: list[str],
) -> list[dict[str, Any]]:
    found = effect.cells(outcome, cohorts, known)
    rows = []
    for cell in found:
        own: dict[str, Any] = {
            "cohort_round_id": names[cell.cohort],
            "round_id": names[cell.period],
        }
        own |= {"event_time": cell.since, "n_treated": cell.n_treated, "n_control": cell.n_control}
        place = f"{names[cell.cohort]}:{names[cell.period]}"
        told: dict[str, Any] = {"state": "not_identifiable"}
        if cell.is_identified:
            one = effect.Estimate(cell.estimate, cell.influence)
            told = _told(scale, one.value, one.error, effect.Z)
        rows.append(_row(estimator, scale, "cell", place, **own, **told))
    after = [cell for cell in found if cell.since >= 0 and cell.is_identified]
    if not after:
        return rows
    times = effect.by_time(found, cohorts)
    errors, width = effect.redrawn(list(times.values()))
    for (since, one), error in zip(times.items(), errors, strict=True):
        told = _told(scale, one.value, error, width) | {"event_time": since}
        rows.append(_row(estimator, scale, "event", f"{since:+d}", **told))
    for cohort, one in effect.by_cohort(found, cohorts).items():
        [error] = effect.redrawn([one])[0]
        told = _told(scale, one.value, error, effect.Z)
        told |= {"cohort_round_id": names[cohort], "n_treated": int((cohorts == cohort).sum())}
        rows.append(_row(estimator, scale, "cohort", names[cohort], **told))
    whole = effect.added_up(after, cohorts)
    [error] = effect.redrawn([whole])[0]
    n = int(np.isin(cohorts, [cell.cohort for cell in after]).sum())
    told = _told(scale, whole.value, error, effect.Z) | {"n_treated": n}
    return [*rows, _row(estimator, scale, "overall", "all", **told)]


def _told(scale: str, value: float, error: float, width: float) -> dict[str, Any]:
    """Return estimate, error and interval; headroom as the share closed of what was lacking."""
    low, high = value - width * error, value + width * error
    if scale == "headroom":
        error *= 100 * float(np.exp(-value))
        value, low, high = (100 * (1 - float(np.exp(-one))) for one in (value, low, high))
    named = {"estimate": value, "std_error": error, "low": low, "high": high}
    return {name: round(float(one), 6) for name, one in named.items()}


def _checks(
    scale: str, outcome: np.ndarray, *, cohorts: np.ndarray, known: np.ndarray, names: list[str]
) -> list[dict[str, Any]]:
    """Return imputation, two-way fixed effects and the breakdown value, from ``diff_diff``."""
    import diff_diff

    last = outcome.shape[1]
    panel = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(len(outcome)), last),
            "period": np.tile(np.arange(1, last + 1), len(outcome)),
            "score": outcome.ravel(),
            "first": np.repeat(np.where(cohorts < last, cohorts + 1, 0), last),
        }
    )
    columns = ("score", "unit", "period", "first")
    # Where fewer than ten are left untreated nothing can be imputed.
    supported = [at for at in range(last) if (cohorts > at).sum() >= effect.MIN_CONTROL]
    panel = panel[panel["period"] <= max(supported, default=0) + 1]
    if panel["period"].nunique() < 2:
        return []
    panel["first"] = panel["first"].where(panel["first"] <= panel["period"].max(), 0)
    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        imputed = diff_diff.ImputationDiD().fit(panel, *columns)
        told = _told(scale, imputed.overall_att, imputed.overall_se, effect.Z)
        rows.append(_row("imputation", scale, "overall", "all", **told))
        bacon = diff_diff.BaconDecomposition().fit(panel, *columns)
        alone = {"estimate": _told(scale, bacon.twfe_estimate, 0.0, effect.Z)["estimate"]}
        rows.append(_row("twfe", scale, "overall", "all", **alone))
        kinds = bacon.to_dataframe().groupby("comparison_type", sort=True)
        for kind, own in kinds if scale == "points" else ():
            share = float(own["weight"].sum())
            mean = float((own["weight"] * own["estimate"]).sum() / share)
            told = {"estimate": round(mean, 6), "weight_pct": round(100 * share, 6)}
            rows.append(_row("twfe", scale, "weight", str(kind), **told))
        rows += _breakdown(panel, columns, scale)
    return rows


def _breakdown(panel: pd.DataFrame, columns: tuple[str, ...], scale: str) -> list[dict[str, Any]]:
    """Return how many times the largest earlier deviation undoes the conclusion, if it can be."""
    import diff_diff

    plain = diff_diff.CallawaySantAnna(control_group="not_yet_treated", base_period="universal")
    times = plain.fit(panel, *columns).aggregate("event_study")
    earlier = [one for one, ref in zip(times.event_time, times.is_reference, strict=True)]
    if sum(one < -1 for one in earlier) < 1:
        return []
    honest = diff_diff.HonestDiD(method="relative_magnitude")
    value = honest.breakdown_value(times)
    told = {"estimate": None if value is None else round(float(value), 2)}
    return [_row("honest", scale, "breakdown", "all", **told)]
