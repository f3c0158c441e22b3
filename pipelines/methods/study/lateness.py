"""What the months of a year say of punctuality: did it change, who is late, and is it a habit.

The unit is a municipality in a month: which share of its files it published on time. Files are
those followed in every month: where CPLT's open file was not renewed, only what came early is known
of it, and comparing months over other files would compare the files. The trend is that of a linear
mixed model (statsmodels, REML) that gives each municipality a level and a trend of its own; shares
have a floor and a ceiling, so slopes are averages, not forecasts.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

FOLLOWED = 0.8  # of the municipalities of a file, whose month is decided
LATE = 50.0  # percent: a municipality is late that publishes less than half on time
TENTH, LAST_DAY = 10, 20
DRAWS, REFITS, SEED = 999, 299, 2024
CURVE = 3  # degree of what the days beside the tenth lead to expect
STEPS, FAR = 25, 30.0  # of Newton, which needs about eight; logarithms beyond which nothing is seen
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """An estimate and its 95 % interval; ``n`` is what it rests on, as its function says."""

    value: float
    low: float
    high: float
    n: int


def followed(cells: pd.DataFrame, least: float = FOLLOWED) -> list[str]:
    """Return the files whose state is known of most municipalities in every month.

    Args:
        cells: One row a municipality, file and month: ``cut``, ``ta_file``, ``month``,
            ``is_known``, ``is_on_time``.
        least: Least share known, 0 to 1, in each month.
    """
    known = cells.pivot_table(index="ta_file", columns="month", values="is_known", aggfunc="mean")
    return sorted(known.index[(known >= least).all(axis=1)])


def shares(cells: pd.DataFrame, unknown: bool | None = None) -> pd.DataFrame:
    """Return ``cut``, ``month``, ``share`` (0–100) and ``since`` (months since the middle one).

    Args:
        cells: As in :func:`followed`, of the files compared.
        unknown: What is taken of a month that is not known: on time, late, or left out.
    """
    kept = cells[cells["is_known"]] if unknown is None else cells
    on_time = kept["is_on_time"].where(kept["is_known"], bool(unknown)).astype(float)
    means = (100 * on_time).groupby([kept["cut"], kept["month"]]).mean()
    rows = means.rename("share").reset_index()
    months = np.sort(rows["month"].unique())
    return rows.assign(since=rows["month"] - months.mean())


def trend(rows: pd.DataFrame) -> Found | None:
    """Return how many points a month the share changes; ``n`` is municipalities.

    Each municipality has a level and a trend of its own.

    Args:
        rows: As :func:`shares` returns.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM  # seconds to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = MixedLM.from_formula(
                "share ~ since", rows, groups=rows["cut"], re_formula="~since"
            )
            # Not its usual way: that one stops early and calls it the end.
            fitted = model.fit(reml=True, method=["lbfgs", "powell"])
    except np.linalg.LinAlgError:
        return None
    return _interval(fitted, "since", rows) if fitted.converged else None


def mean_slope(rows: pd.DataFrame) -> Found | None:
    """Return the mean of the slopes of municipalities, points a month (Student's interval).

    What :func:`trend` says where everybody was watched every month, and what can be said of a
    single file, whose shares are 0 or 100.

    Args:
        rows: As :func:`shares` returns; those with fewer than three months are left out.
    """
    rows = rows[rows.groupby("cut")["share"].transform("size") >= 3]
    by = rows["cut"]
    since = rows["since"] - rows["since"].groupby(by).transform("mean")
    moved = (since * rows["share"]).groupby(by).sum() / (since**2).groupby(by).sum()
    return _mean(moved)


def slope(rows: pd.DataFrame, of: str, *, beside: tuple[str, ...] = ()) -> Found | None:
    """Return by how many points municipalities differ whose ``of`` is one apart.

    Least squares; the interval takes the months of a municipality as one observation.

    Args:
        rows: As :func:`shares` returns, with a column of that name; its gaps are left out.
        of: A number, or a yes and no.
        beside: Columns held equal.
    """
    from statsmodels.regression.linear_model import OLS  # seconds to import

    columns = ["since", of, *beside]
    rows = rows.dropna(subset=columns)
    design = rows[columns].astype(float).assign(level=1.0)
    if rows["cut"].nunique() < 2 or np.linalg.matrix_rank(design.to_numpy()) < design.shape[1]:
        return None
    groups = {"groups": rows["cut"].factorize()[0]}
    fitted = OLS(rows["share"], design).fit(cov_type="cluster", cov_kwds=groups)
    return _interval(fitted, of, rows)


def _interval(fitted: Any, term: str, rows: pd.DataFrame) -> Found | None:
    """Return the coefficient of a term and its interval; None where they are not numbers."""
    low, high = fitted.conf_int().loc[term]
    ends = (float(fitted.params[term]), float(low), float(high))
    return Found(*ends, n=int(rows["cut"].nunique())) if np.isfinite(ends).all() else None


def level(rows: pd.DataFrame) -> Found | None:
    """Return the mean over municipalities of the shares of a month (Student's interval).

    Args:
        rows: One row a municipality (``cut``) and month, with its ``share``, 0 to 100.
    """
    return _mean(rows.groupby("cut")["share"].mean())


def _mean(own: pd.Series) -> Found | None:
    from scipy import stats

    if len(own) < 2 or own.std() == 0:
        return None
    margin = stats.t.ppf(0.975, len(own) - 1) * own.std() / np.sqrt(len(own))
    return Found(
        float(own.mean()), float(own.mean() - margin), float(own.mean() + margin), len(own)
    )


def agreement(rows: pd.DataFrame) -> Found | None:
    """Return the intraclass correlation of the months of a municipality, 0 to 1.

    One-way analysis of variance over what is left of each share once the mean of its month is
    taken; 1 where lateness is a lasting trait, 0 where every month begins anew. The interval is
    that of a bootstrap by municipality (percentiles).

    Args:
        rows: One row a municipality (``cut``) and ``month``, with its ``share``, 0 to 100.
    """
    left = rows["share"] - rows.groupby("month")["share"].transform("mean")
    by = left.groupby(rows["cut"])
    parts = np.stack([by.size(), by.sum(), (left**2).groupby(rows["cut"]).sum()]).astype(float)
    count = parts.shape[1]
    if count < 2 or parts[0].sum() <= count:
        return None
    drawn = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), DRAWS)
    with np.errstate(all="ignore"):
        value = float(_intraclass(parts, np.ones((1, count)))[0])
        low, high = np.nanpercentile(_intraclass(parts, drawn), [2.5, 97.5])
    return Found(value, float(low), float(high), count) if np.isfinite(value) else None


def _intraclass(parts: Floats, times: npt.NDArray[np.generic]) -> Floats:
    """Return the correlation, one a row of ``times``: how often each municipality counts."""
    size, total, squares = parts
    groups = times.sum(axis=1)
    n, n_squared = times @ size, times @ size**2
    grand = (times @ total) / n
    own = times @ (total**2 / size)
    between = (own - n * grand**2) / (groups - 1)
    within = (times @ squares - own) / (n - groups)
    usual = (n - n_squared / n) / (groups - 1)
    correlation: Floats = (between - within) / (between + (usual - 1) * within)
    return correlation


def stays(rows: pd.DataFrame, *, late_first: bool = True) -> Found | None:
    """Return which share (0–100) is late in the second half of the months (Wilson's interval).

    Args:
        rows: As :func:`shares` returns.
        late_first: Of those that were late in the first half, or of those that were not.
    """
    from statsmodels.stats.proportion import proportion_confint

    half = rows["since"].to_numpy() > 0
    first, second = (rows[chosen].groupby("cut")["share"].mean() for chosen in (~half, half))
    both = pd.concat([first, second], axis=1, keys=["first", "second"]).dropna()
    compared = both[(both["first"] < LATE) == late_first]
    if compared.empty:
        return None
    late = int((compared["second"] < LATE).sum())
    low, high = proportion_confint(late, len(compared), method="wilson")
    return Found(100 * late / len(compared), 100 * float(low), 100 * float(high), len(compared))


def bunching(days: pd.DataFrame) -> tuple[Found, Found] | None:
    """Return what the tenth working day holds of the arrivals, and how often more than expected.

    Expected is what a smooth curve over the other days says (Poisson, cubic in the day): the days
    just before and after the tenth are in it, so that a rush over several days makes the excess
    smaller, not larger. Intervals: bootstrap by municipality (percentiles); ``n`` is arrivals.

    Args:
        days: ``cut`` and ``day``: the working day, 1 to 20, of each arrival whose day is known.

    Returns:
        The share (0–100), and how many times what is expected; None with too few arrivals.
    """
    kept = days[days["day"].between(1, LAST_DAY)]
    table = pd.crosstab(kept["cut"], kept["day"]).reindex(columns=range(1, LAST_DAY + 1))
    counts = table.fillna(0).to_numpy(dtype=float)
    if len(counts) < 2 or (counts.sum(axis=0) > 0).sum() < LAST_DAY // 2:
        return None
    rng, even = np.random.default_rng(SEED), np.full(len(counts), 1 / len(counts))
    drawn = rng.multinomial(len(counts), even, REFITS)
    samples = np.vstack([counts.sum(axis=0), drawn @ counts])
    held = 100 * samples[:, TENTH - 1] / samples.sum(axis=1)
    excess = _excess(samples)
    estimates = []
    for values in (held, excess):
        low, high = np.nanpercentile(values[1:], [2.5, 97.5])
        estimates.append(Found(float(values[0]), float(low), float(high), len(kept)))
    return (
        (estimates[0], estimates[1])
        if np.isfinite([estimate.value for estimate in estimates]).all()
        else None
    )


def _excess(counts: Floats) -> Floats:
    """Return how many times as many arrivals the tenth day has as the others lead to expect.

    Args:
        counts: (samples, days); each row is fitted by itself (Newton, all rows at once).
    """
    days = np.arange(1, LAST_DAY + 1)
    place = (days - days.mean()) / days.std()
    design = np.vander(place, CURVE + 1, increasing=True)
    others = days != TENTH
    seen, known = counts[:, others], design[others]
    logs = np.log(seen + 0.5)
    weights = np.linalg.lstsq(known, logs.T, rcond=None)[0].T
    for _ in range(STEPS):
        rate = np.exp(np.clip(weights @ known.T, -FAR, FAR))
        lack = (seen - rate) @ known
        curve = np.einsum("sd,di,dj->sij", rate, known, known)
        weights = weights + np.linalg.solve(curve, lack[..., None])[..., 0]
    expected: Floats = np.exp(weights @ design[~others][0])
    return counts[:, TENTH - 1] / expected
