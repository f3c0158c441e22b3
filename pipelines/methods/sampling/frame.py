"""A universe with the class of each variable, and its strata: what a sample is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pandas as pd

from pipelines.errors import FaroError
from pipelines.methods.sampling.asking import VARIABLES

UNKNOWN = "unknown"
_WORDS = {"es": "sin datos publicados", "en": "no published data"}
_IN_ENGLISH = {"Urbana": "Urban", "Mixta": "Mixed"}
_CLASS_ORDER = {"Urbana": 1, "Mixta": 2, "Rural": 3}
ALL = "all"
OWN = ("culture", "society", "economy")  # classes in the words of the country that delivers them


def classes(universe: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return the municipalities of a country with the class of each variable, by code.

    Args:
        universe: ``core_territory__municipality``, one row a municipality: ``country``, ``code``,
            ``municipality``, ``population``, ``origin``; ``region`` with ``region_id`` and
            ``region_order``; ``size_id`` with ``size_es``, ``size_en`` and ``size_order``;
            ``rurality``; where the country delivers them ``culture``, ``society`` and ``economy``.
        country: ISO code.

    Returns:
        One row a municipality: those columns, ``region_name``, and for each of `VARIABLES` its
        class (``unknown`` where nothing is published), ``<variable>_label_es``, ``_label_en`` and
        ``_place`` (the order of the class).

    Raises:
        FaroError: There is no list of that country (``no_universe``).
    """
    frame = universe[universe["country"] == country].sort_values("code").reset_index(drop=True)
    if frame.empty:
        raise FaroError(
            f"there is no list of municipalities of {country[:20]}",
            where="country",
            fix="Deliver it: `faro template territorio` writes an empty one",
            code="no_universe",
            es=f"no hay lista de municipios de {country[:20]}; entréguela: `faro template "
            "territorio` escribe una vacía",
        )
    rurality, columns = frame["rurality"], {}
    named = {
        "size": (frame["size_id"], frame["size_es"], frame["size_en"], frame["size_order"]),
        "region": (frame["region_id"], frame["region"], frame["region"], frame["region_order"]),
        "rurality": (
            rurality,
            rurality,
            rurality.replace(_IN_ENGLISH),
            rurality.map(_CLASS_ORDER),
        ),
    }
    for name in OWN:
        own = frame[name] if name in frame else pd.Series(None, frame.index, dtype=object)
        places = own.map({label: at for at, label in enumerate(sorted(own.dropna().unique()))})
        named[name] = (own, own, own, places)
    for name, (ids, es, en, order) in named.items():
        columns[name] = ids.astype(object).where(ids.notna(), UNKNOWN)
        columns[f"{name}_label_es"] = es.astype(object).where(ids.notna(), _WORDS["es"])
        columns[f"{name}_label_en"] = en.astype(object).where(ids.notna(), _WORDS["en"])
        columns[f"{name}_place"] = order.astype(float).fillna(1e6)
    kept = frame[["country", "code", "municipality", "region", "population", "origin"]]
    return kept.assign(region_name=frame["region"], **columns)


def with_data(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the variables of which something is known.

    Args:
        frame: What :func:`classes` returns.
    """
    return tuple(name for name in VARIABLES if (frame[name] != UNKNOWN).any())


def stratified(frame: pd.DataFrame, strata: Sequence[str]) -> pd.DataFrame:
    """Return the frame with the stratum of each unit, and strata in their order.

    Args:
        frame: What :func:`classes` returns.
        strata: Variables whose classes, crossed, are the strata; none makes one stratum of all.

    Returns:
        The frame with ``stratum_id`` (classes joined by ``|``, or ``all``), ``label_es`` and
        ``label_en``, sorted by stratum and code.
    """
    frame = frame.assign(stratum_id=ALL, label_es="Todo el universo", label_en="Whole universe")
    if strata:
        for column, suffix in (
            ("stratum_id", ""),
            *((f"label_{x}", f"_label_{x}") for x in _WORDS),
        ):
            parts = zip(*(frame[f"{name}{suffix}"].astype(str) for name in strata), strict=True)
            frame[column] = [(" · " if suffix else "|").join(labels) for labels in parts]
    places = [f"{name}_place" for name in strata]
    return frame.sort_values([*places, *strata, "code"], kind="stable").reset_index(drop=True)


def fingerprint(frame: pd.DataFrame) -> str:
    """Return eight digits that change when the universe or its strata do.

    Args:
        frame: What :func:`stratified` returns.

    Returns:
        Eight hexadecimal digits: the SHA-256 of every code with its stratum, begun.
    """
    lines = sorted(frame["code"].astype(str) + "=" + frame["stratum_id"].astype(str))
    return sha256("\n".join(lines).encode()).hexdigest()[:8]


def spread_of(frame: pd.DataFrame, scores: pd.DataFrame) -> dict[str, float]:
    """Return the standard deviation of a score in each stratum that has two scores at least.

    Args:
        frame: What :func:`stratified` returns.
        scores: One row a unit: ``code`` and ``score_pct``, per cent 0 to 100.

    Returns:
        Stratum → standard deviation of a sample (n - 1), in points.
    """
    joined = frame[["code", "stratum_id"]].merge(scores, on="code").dropna(subset=["score_pct"])
    spreads = joined.groupby("stratum_id")["score_pct"].agg(["count", "std"])
    return {
        str(stratum): float(row["std"]) for stratum, row in spreads.iterrows() if row["count"] > 1
    }
