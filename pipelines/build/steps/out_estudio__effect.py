"""The effect of the convenio by cohort and round, in points and as a share of what was lacking.

A municipality counts as treated from the first round of a later year than its first convenio. In
the round of the very year it signs it is neither treated nor a clean control, and is left out of
the comparison; ``cs_same_year`` keeps it, ``cs_anticipation`` counts it as treated from that round
and ``cs_drop`` leaves those municipalities out altogether: how much hangs on that choice.
Headroom is the logarithm of what is lacking to 100 (never less than a point), so that an effect
reads as the share closed of what would have been lacking. Cells with fewer than ten treated or
ten not yet treated have no estimate. Values are rounded to six decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import origins
from pipelines.methods.study import checks, effect

TEXTS = ("estimator", "scale", "level", "place", "cohort_round_id", "round_id")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in TEXTS),
        ("event_time", pa.int32()),
        ("state", pa.string()),
        ("is_comparable", pa.bool_()),
        *((name, pa.float64()) for name in ("estimate", "std_error", "low", "high", "weight_pct")),
        ("q_value", pa.float64()),
        *((name, pa.int32()) for name in ("n_treated", "n_control")),
        ("origin", pa.string()),
    ]
)
SCORES = """
select cut, round_id, year, score_pct, origin
from (
    select *, count(*) over (partition by round_id) as members
    from out_fiscalizacion__municipality_standing
    where revision = 'as_published' and score_pct is not null
)
qualify members * 100 >= full_round_pct() * max(members) over ()
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
BREAKS = "select year_position from core_fiscalizacion__method_break"
KNOWN = ["start", "north_south", "is_capital", "is_mixed", "is_rural", "size"]
FLOOR = 1.0


@dataclass(frozen=True)
class Panel:
    """Municipalities with a score in every round, and when each signed.

    Attributes:
        scores: Units × rounds, in points.
        known: Units × characteristics before, named as :data:`KNOWN`; not standardised.
        signed: Year of the first convenio of each unit; NaN without one.
        years: Of the rounds.
        names: Ids of the rounds.
        methods: A number a method, by round.
        origin: Of everything made from it.
    """

    scores: np.ndarray
    known: np.ndarray
    signed: np.ndarray
    years: list[int]
    names: list[str]
    methods: list[int]
    origin: str

    def cohorts(self, *, own_year: bool = False) -> np.ndarray:
        """Return the first round treated of each unit; past the last one if none.

        Args:
            own_year: Whether the round of the year of signing counts as treated.
        """
        late = self.signed - 1 if own_year else self.signed
        return np.array([_first(year, self.years) for year in late])

    @property
    def barred(self) -> np.ndarray:
        """Units × rounds: whether the unit signs in the year of the round."""
        return self.signed[:, None] == np.array(self.years)[None, :]

    def only(self, stays: np.ndarray) -> Panel:
        """Return the panel of some units.

        Args:
            stays: (units,) whether each is in it.
        """
        own = {name: getattr(self, name)[stays] for name in ("scores", "known", "signed")}
        return replace(self, **own)


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row an estimator, scale, level and place; none without a panel and convenios.

    Args:
        connection: With what :func:`read` reads.

    Returns:
        Columns of :data:`SCHEMA`; estimates in points, or of the headroom in per cent of what was
        lacking; a breakdown (``honest``) has no unit.
    """
    panel = read(connection)
    if panel is None:
        return SCHEMA.empty_table()
    rows = [*_main(panel), *_other_years(panel)]
    return pa.Table.from_pylist([row | {"origin": panel.origin} for row in rows], schema=SCHEMA)


def read(connection: duckdb.DuckDBPyConnection) -> Panel | None:
    """Return the panel of a build; None without two rounds or without convenios.

    Args:
        connection: With the standings, the convenios, the comunas and the breaks of method; rounds
            with less than ``full_round_pct`` per cent of the municipalities of the largest one do
            not count.

    Returns:
        Its units are the municipalities with a score in every round that counts.
    """
    scores, units = connection.execute(SCORES).df(), connection.execute(UNITS).df()
    rounds = scores.drop_duplicates("round_id").sort_values("year")
    if len(rounds) < 2 or units["year_signed"].isna().all():
        return None
    wide = scores.pivot(index="cut", columns="round_id", values="score_pct")
    wide = wide[rounds["round_id"].tolist()].dropna()
    units = units.set_index("cut").loc[wide.index]
    breaks = [place for (place,) in connection.execute(BREAKS).fetchall()]
    return Panel(
        scores=wide.to_numpy(float),
        known=units.assign(start=wide.iloc[:, 0])[KNOWN].to_numpy(float),
        signed=units["year_signed"].to_numpy(float, na_value=np.nan),
        years=rounds["year"].tolist(),
        names=wide.columns.tolist(),
        methods=[sum(place <= year for place in breaks) for year in rounds["year"]],
        origin=origins.worst([*scores["origin"], *units["origin"]], least=origins.COMPUTED),
    )


def _main(panel: Panel) -> list[dict[str, Any]]:
    """Return the estimates as they are read, and other estimators beside them."""
    panel = panel.only(panel.cohorts() > 0)
    study: dict[str, Any] = {name: getattr(panel, name) for name in ("names", "methods", "years")}
    study["cohorts"] = panel.cohorts()
    rows: list[dict[str, Any]] = []
    for scale, outcome in _scales(panel.scores).items():
        own = {**study, "barred": panel.barred}
        rows += _effects("cs_dr", scale, outcome, known=_standard(panel.known), **own)
        rows += _effects("cs_plain", scale, outcome, known=None, **own)
        rows += _checks(scale, outcome, cohorts=study["cohorts"])
    return rows


def _other_years(panel: Panel) -> list[dict[str, Any]]:
    """Return what the choice about the year of signing is worth: over all and at first."""
    own_year = np.asarray(panel.barred.any(axis=1))
    ways = {
        "cs_same_year": (panel, panel.cohorts(), np.zeros_like(panel.barred)),
        "cs_anticipation": (panel, panel.cohorts(own_year=True), np.zeros_like(panel.barred)),
        "cs_drop": (panel.only(~own_year), panel.cohorts()[~own_year], panel.barred[~own_year]),
    }
    rows: list[dict[str, Any]] = []
    for estimator, (units, cohorts, barred) in ways.items():
        stays = cohorts > 0
        own, treated = units.only(stays), cohorts[stays]
        for scale, outcome in _scales(own.scores).items():
            cells = effect.cells(outcome, treated, _standard(own.known), barred[stays])
            for level, place, since in (("overall", "all", None), ("event", "+0", 0)):
                after = [cell for cell in cells if cell.is_identified and cell.since >= 0]
                chosen = [cell for cell in after if since is None or cell.since == since]
                if chosen:
                    figures = _alone(scale, effect.added_up(chosen, treated)) | {
                        "n_treated": _members(chosen, treated),
                        "is_comparable": _one_method(chosen, own.methods),
                        "event_time": since,
                    }
                    rows.append(_row(estimator, scale, level, place, **figures))
    return rows


def _first(year_signed: float, years: list[int]) -> int:
    """Return the position of the first round after the signing; past the last one if none."""
    if pd.isna(year_signed):
        return len(years)
    return next((at for at, year in enumerate(years) if year > year_signed), len(years))


def _standard(known: np.ndarray) -> np.ndarray:
    """Return what is known before, centred and in standard deviations; constants are left out."""
    if not len(known):
        return known[:, :0]
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
    barred: np.ndarray,
    names: list[str],
    methods: list[int],
    years: list[int],
) -> list[dict[str, Any]]:
    cells = effect.cells(outcome, cohorts, known, barred)
    rows = [
        _cell(estimator, scale, cell, names, methods)
        | {"event_time": cell.years_since(years), "q_value": q and round(q, 6)}
        for cell, q in zip(cells, effect.adjusted_for_many(cells), strict=True)
    ]
    identified = [cell for cell in cells if cell.is_identified]
    if any(cell.since >= 0 for cell in identified):
        for level, place, own in _sums(scale, identified, cohorts, names, methods, years):
            rows.append(_row(estimator, scale, level, place, **own))
        if known is not None:
            rows += _honest(scale, identified, cohorts, years)
    return rows


def _cell(
    estimator: str, scale: str, cell: effect.Cell, names: list[str], methods: list[int]
) -> dict[str, Any]:
    own: dict[str, Any] = {
        "cohort_round_id": names[cell.cohort],
        "round_id": names[cell.period],
        "n_treated": cell.n_treated,
        "n_control": cell.n_control,
        "is_comparable": _one_method([cell], methods),
        "state": "identified" if cell.is_identified else "not_identifiable",
    }
    if cell.is_identified:
        estimate = effect.Estimate(cell.estimate, cell.influence)
        own |= _figures(scale, estimate.value, estimate.error, effect.Z)
    place = f"{names[cell.cohort]}:{names[cell.period]}"
    return _row(estimator, scale, "cell", place, **own)


def _sums(
    scale: str,
    identified: list[effect.Cell],
    cohorts: np.ndarray,
    names: list[str],
    methods: list[int],
    years: list[int],
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield level, place and figures of what the cells add up to."""
    after = [cell for cell in identified if cell.since >= 0]
    times = effect.by_time(identified, cohorts, years)
    errors, width = effect.redrawn(list(times.values()))
    for (since, estimate), error in zip(times.items(), errors, strict=True):
        chosen = [cell for cell in identified if cell.years_since(years) == since]
        own = _figures(scale, estimate.value, error, width) | {"event_time": since}
        own |= {
            "n_treated": _members(chosen, cohorts),
            "is_comparable": _one_method(chosen, methods),
        }
        yield "event", f"{since:+d}", own
    for cohort, estimate in effect.by_cohort(identified, cohorts).items():
        chosen = [cell for cell in after if cell.cohort == cohort]
        own = _alone(scale, estimate) | {"cohort_round_id": names[cohort]}
        own |= {
            "n_treated": _members(chosen, cohorts),
            "is_comparable": _one_method(chosen, methods),
        }
        yield "cohort", names[cohort], own
    own = _alone(scale, effect.added_up(after, cohorts))
    own |= {"n_treated": _members(after, cohorts)}
    yield "overall", "all", own | {"is_comparable": _one_method(after, methods)}
    for place, chosen in (("all", after), ("+0", [cell for cell in after if not cell.since])):
        one_method = [cell for cell in chosen if _one_method([cell], methods)]
        own = {"state": "not_identifiable"}
        if one_method:
            own = _alone(scale, effect.added_up(one_method, cohorts)) | {"is_comparable": True}
            own |= {"n_treated": _members(one_method, cohorts)}
        yield "same_method", place, own


def _members(cells: Sequence[effect.Cell], cohorts: np.ndarray) -> int:
    """Return how many municipalities are in the cohorts of some cells."""
    return int(np.isin(cohorts, [cell.cohort for cell in cells]).sum())


def _honest(
    scale: str, identified: list[effect.Cell], cohorts: np.ndarray, years: list[int]
) -> list[dict[str, Any]]:
    """Return how large a deviation undoes the effect over all, and the one at the first round.

    The deviations are those of a year. No row where no cohort has a second round before it signed.
    """
    after = [cell for cell in identified if cell.since >= 0]
    times = effect.by_time(identified, cohorts, years)
    errors, width = effect.redrawn(list(times.values()))
    whole = effect.added_up(after, cohorts)
    sums = {"all": (whole, effect.Z * effect.redrawn([whole])[0][0], after)}
    if 0 in times:
        margin = width * errors[list(times).index(0)]
        sums["+0"] = (times[0], margin, [cell for cell in after if not cell.since])
    earlier = checks.drift(identified, cohorts, years)
    rows = []
    for place, (estimate, margin, chosen) in sums.items():
        interval = estimate.value - margin, estimate.value + margin
        limit = checks.breakdown(interval, checks.reach(chosen, cohorts, years), earlier)
        if limit is not None:
            rows.append(_row("honest", scale, "breakdown", place, estimate=round(limit, 6)))
    return rows


def _alone(scale: str, estimate: effect.Estimate) -> dict[str, Any]:
    return _figures(scale, estimate.value, effect.redrawn([estimate])[0][0], effect.Z)


def _one_method(cells: Sequence[effect.Cell], methods: list[int]) -> bool:
    """Return whether every cell compares rounds of one method: its own and the one before."""
    return all(methods[cell.period] == methods[cell.cohort - 1] for cell in cells)


def _figures(scale: str, value: float, error: float, width: float) -> dict[str, Any]:
    """Return estimate, error and interval; headroom as the share closed of what was lacking."""
    low, high = value - width * error, value + width * error
    if scale == "headroom":
        error *= 100 * float(np.exp(-value))
        value, low, high = (100 * (1 - float(np.exp(-figure))) for figure in (value, low, high))
    named = {"estimate": value, "std_error": error, "low": low, "high": high}
    return {name: round(float(figure), 6) for name, figure in named.items()}


def _checks(scale: str, outcome: np.ndarray, *, cohorts: np.ndarray) -> list[dict[str, Any]]:
    """Return imputation, two-way fixed effects and what they are made of."""
    panel = checks.long(outcome, cohorts)
    treated = panel[(panel["first"] > 0) & (panel["period"] >= panel["first"])]
    if panel["period"].nunique() < 2 or treated["unit"].nunique() < effect.MIN_TREATED:
        return []
    figures = _figures(scale, *checks.imputation(panel), effect.Z)
    rows = [_row("imputation", scale, "overall", "all", **figures)]
    twfe, parts = checks.bacon(panel)
    alone = {"estimate": _figures(scale, twfe, 0.0, effect.Z)["estimate"]}
    rows.append(_row("twfe", scale, "overall", "all", **alone))
    for kind, share, mean in parts if scale == "points" else ():
        figures = {"estimate": round(mean, 6), "weight_pct": round(100 * share, 6)}
        rows.append(_row("twfe", scale, "weight", kind, **figures))
    return rows
