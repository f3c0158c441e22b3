"""Kaplan–Meier: the share still waiting, month by month, with those at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Z = 1.959963984540054


@dataclass(frozen=True)
class Curve:
    """One value a month, from month 0 to the last one seen."""

    at_risk: npt.NDArray[np.int64]
    events: npt.NDArray[np.int64]
    censored: npt.NDArray[np.int64]
    waiting: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]


def kaplan_meier(months: npt.NDArray[np.int64], happened: npt.NDArray[np.bool_]) -> Curve:
    """Return the curve with 95 % bands by Greenwood on the log–log scale.

    Args:
        months: (n,) whole months each municipality was watched, 0 or more.
        happened: (n,) whether the wait ended then; otherwise it was only watched until then.

    Returns:
        From month 0 to the last: counts of municipalities; shares still waiting, 0 to 1, with their
        bands.

    Raises:
        ValueError: Nobody was watched.
    """
    if not len(months):
        raise ValueError("nobody was watched")
    length = int(months.max()) + 1
    events = np.bincount(months[happened], minlength=length)
    censored = np.bincount(months[~happened], minlength=length)
    at_risk = len(months) - np.concatenate([[0], np.cumsum(events + censored)[:-1]])
    waiting = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(events / (at_risk * (at_risk - events)))
        logs = np.log(waiting)
        margin = Z * np.sqrt(spread) / np.abs(logs)
        low, high = waiting ** np.exp(margin), waiting ** np.exp(-margin)
    certain = ~np.isfinite(margin)  # nothing happened yet, or nobody is left
    low, high = np.where(certain, waiting, low), np.where(certain, waiting, high)
    return Curve(at_risk, events, censored, waiting, low, high)
