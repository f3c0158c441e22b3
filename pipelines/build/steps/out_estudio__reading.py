"""What may be said of each claim: a grade, the reasons for it, and the figures behind it.

*Descriptive*: what happened, of whom. *Adjusted comparison*: a comparison with support, whose
earlier rounds show no different path, that two scales agree on and whose interval leaves out
zero. *Inconclusive*: an effect was asked for and these data do not answer.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.methods.study.grading import ADJUSTED, DESCRIPTIVE, INCONCLUSIVE, Evidence, graded

ORIGIN_BY_ROW = "each reading rests on its own claim or effect"
SCHEMA = pa.schema(
    [
        ("reading_id", pa.string()),
        ("reading_order", pa.int32()),
        ("grade", pa.string()),
        ("reasons", pa.string()),
        *((name, pa.float64()) for name in ("estimate_points", "low_points", "high_points")),
        ("estimate_headroom_pct", pa.float64()),
        ("is_scale_dependent", pa.bool_()),
        ("breakdown", pa.float64()),
        *((name, pa.int32()) for name in ("n_treated", "n_control")),
        ("origin", pa.string()),
    ]
)
CLAIM = """
select scale, pilot_change, value, n_treated, n_control, origin
from out_estudio__claim
where from_round_id = 'r2012' and to_round_id = 'r2013' and yardstick = 'rest'
"""
EFFECT = "select * from out_estudio__effect where level <> 'cell' or event_time = 0"
BALANCE = "select * from out_estudio__balance where event_time >= 0"
WARNINGS = "chosen,ahead,one_before,while_running,signed_same_year"


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a reading: the claim of the pilot, where it stands, and the effects.

    Args:
        connection: With ``out_estudio__claim``, ``out_estudio__effect`` and
            ``out_estudio__balance``.
    """
    effects = connection.execute(EFFECT).df()
    alike = connection.execute(BALANCE).df()
    rows = [*_claim(connection.execute(CLAIM).df()), *_effects(effects, alike)]
    return pa.Table.from_pylist(
        [dict.fromkeys(SCHEMA.names) | row | {"reading_order": at} for at, row in enumerate(rows)],
        schema=SCHEMA,
    )


def _claim(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the published claim: a comparison of two groups chosen, with one round before."""
    if rows.empty:
        return []
    by_scale = rows.set_index("scale")
    points = by_scale.loc["points"]
    return [
        {
            "reading_id": "pilot_claim",
            "grade": DESCRIPTIVE,
            "reasons": WARNINGS,
            "estimate_points": float(points["value"]),
            "estimate_headroom_pct": float(by_scale.loc["headroom", "value"]),
            "is_scale_dependent": bool((by_scale["value"] > 0).nunique() > 1),
            "n_treated": int(points["n_treated"]),
            "n_control": int(points["n_control"]),
            "origin": str(points["origin"]),
        }
    ]


def _effects(effects: pd.DataFrame, alike: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the effect over all and at the first round after signing."""
    if effects.empty:
        empty = {"grade": INCONCLUSIVE, "reasons": "no_panel", "origin": "computed"}
        return [{"reading_id": "convenio_overall", **empty}]
    return [
        _effect(effects, alike, f"convenio_{level}", level, place)
        for level, place in (("overall", "all"), ("event", "+0"))
    ]


def _effect(
    effects: pd.DataFrame, alike: pd.DataFrame, name: str, level: str, place: str
) -> dict[str, Any]:
    own = effects[(effects["level"] == level) & (effects["place"] == place)]
    main = own[own["estimator"] == "cs_dr"].set_index("scale")
    same = {"reading_id": name, "origin": str(effects["origin"].iloc[0])}
    if not {"points", "headroom"} <= set(main.index):
        return same | {"grade": INCONCLUSIVE, "reasons": "no_support"}
    earlier = effects[
        (effects["estimator"] == "cs_dr")
        & (effects["level"] == "event")
        & (effects["event_time"] < 0)
    ]
    limits = effects[(effects["estimator"] == "honest") & (effects["scale"] == "points")]
    limits = limits[limits["place"] == place]["estimate"]
    checks = own[(own["estimator"] == "imputation") & (own["scale"] == "points")]["estimate"]
    first = effects[(effects["level"] == "cell") & (effects["estimator"] == "cs_dr")]
    first = first[(first["scale"] == "points") & (first["state"] == "identified")]
    points, headroom = main.loc["points"], main.loc["headroom"]
    within = effects[(effects["level"] == "same_method") & (effects["place"] == place)]
    within = within[(within["estimator"] == "cs_dr") & (within["scale"] == "points")]
    within = within[within["state"] == "identified"]
    alike = alike[alike["event_time"] == 0] if place == "+0" else alike
    early = own[(own["estimator"] == "cs_anticipation") & (own["scale"] == "points")].dropna(
        subset=["low"]
    )
    evidence = Evidence(
        points=(points["low"], points["high"]),
        headroom=(headroom["low"], headroom["high"]),
        earlier=list(zip(earlier["low"], earlier["high"], strict=True)),
        breakdown=None if limits.empty else float(limits.iloc[0]),
        check=None if checks.empty else float(checks.iloc[0]),
        crossed=not points["is_comparable"],
        within=None if within.empty else (within["low"].iloc[0], within["high"].iloc[0]),
        balance=None if alike.empty else float(alike["smd_adjusted"].abs().max()),
        overlap=None if alike.empty else float(alike["overlap_pct"].min()),
        anticipated=None if early.empty else (early["low"].iloc[0], early["high"].iloc[0]),
    )
    grade, reasons = graded(evidence)
    assert grade in (ADJUSTED, INCONCLUSIVE)
    return same | {
        "grade": grade,
        "reasons": ",".join(reasons),
        "estimate_points": float(points["estimate"]),
        "low_points": float(points["low"]),
        "high_points": float(points["high"]),
        "estimate_headroom_pct": float(headroom["estimate"]),
        "is_scale_dependent": "scale" in reasons,
        "breakdown": evidence.breakdown,
        "n_treated": int(first["n_treated"].sum()),
        "n_control": int(first["n_control"].min()),
    }
