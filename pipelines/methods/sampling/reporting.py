"""What a delivered sample says: each answer in its place, and the estimates with their reasons."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pandas as pd

from pipelines import origins
from pipelines.errors import FaroError
from pipelines.methods.sampling.drawing import Sample, again
from pipelines.methods.sampling.estimating import Estimate, Stratum, count, mean, proportion, total

DECIMALS = 6


def placed(universe: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers with their stratum and their place in the draw.

    Args:
        universe: ``core_territory__municipality``, one row a municipality.
        answers: ``core_muestra__answer``, one row an answer: ``design`` (the code of its sample),
            ``country``, ``code``, ``measure``, ``value``, ``origin``.

    Returns:
        The answers with ``place`` (``drawn``, ``replacement``, ``outside`` the universe of the
        design, or why the design says no sample: ``no_design``, ``other_universe``,
        ``no_universe``), ``stratum_id``, its labels, ``draw_order`` and ``weight``.
    """
    parts = []
    for design, own in answers.groupby("design", sort=True):
        names = ["country", "code", "stratum_id", "label_es", "label_en", "draw_order", "weight"]
        try:
            units = again(universe, str(design)).units
        except FaroError as error:
            parts.append(own.assign(place=error.code, **dict.fromkeys(names[2:])))
            continue
        known = units[[*names, "status"]].rename(columns={"status": "place"})
        located = own.merge(known, on=["country", "code"], how="left")
        parts.append(located.assign(place=located["place"].fillna("outside")))
    if not parts:
        empty = ("place", "stratum_id", "label_es", "label_en", "draw_order", "weight")
        return answers.assign(**{name: pd.Series(dtype=object) for name in empty})
    return pd.concat([part.astype(object) for part in parts], ignore_index=True)


def estimates(universe: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates of each design and measure, for the universe and each stratum.

    Args:
        universe: ``core_territory__municipality``.
        answers: What :func:`placed` returns. Answers outside the sample never enter.

    Returns:
        One row a design, measure, stratum (``all`` is the universe) and statistic: ``estimate``,
        ``std_error``, ``low`` and ``high`` in per cent for a ``proportion``, in units of the
        universe for the ``total`` of values that are all 0 or 1, else in the unit of the answers;
        ``state`` says why one is missing. No columns where no answer is inside a sample.

    Raises:
        FaroError: The code of a design says no sample of this universe.
    """
    inside = answers[answers["place"].isin(["drawn", "replacement"])]
    rows: list[dict[str, Any]] = []
    for (design, measure), own in inside.groupby(["design", "measure"], sort=True):
        sample = again(universe, str(design))
        valued = own[own["value"].notna()]
        counts = {
            "estimate_id": estimate_id(str(design), str(measure)),
            "design": design,
            "country": sample.request.country,
            "measure": measure,
            "sampled": sample.size,
            "replaced_count": int((valued["place"] == "replacement").sum()),
            "outside_count": int(_outside(answers, str(design), str(measure))),
            "origin": origins.worst(own["origin"], least=origins.COMPUTED),
        }
        estimated = _of_measure(sample, valued)
        order = {"all": 0} | {
            stratum: at for at, stratum in enumerate(sample.strata["stratum_id"], 1)
        }
        rows += [counts | row | {"stratum_order": order[row["stratum_id"]]} for row in estimated]
    return pd.DataFrame(rows)


def estimate_id(design: str, measure: str) -> str:
    """Return a short name of a measure of a sample, fit for an address.

    Args:
        design: Code of the sample.
        measure: What was asked.

    Returns:
        Eight hexadecimal digits.
    """
    return sha256(f"{design}|{measure}".encode()).hexdigest()[:8]


def refuse_outside(answers: pd.DataFrame) -> None:
    """Refuse answers of units that are not in their sample; for who estimates from one file.

    Args:
        answers: What :func:`placed` returns.

    Raises:
        FaroError: A unit is not in its sample (``outside_sample``), or the code is no sample of the
            universe (``no_design``, ``other_universe``, ``no_universe``): which rows, and what to
            do.
    """
    wrong = answers[~answers["place"].isin(["drawn", "replacement"])]
    if wrong.empty:
        return
    listed = ", ".join(dict.fromkeys(wrong["code"].astype(str)))[:80]
    first = wrong.iloc[0]
    if first["place"] != "outside":
        raise FaroError(
            f"«{str(first['design'])[:60]}» is no sample of these municipalities "
            f"({first['place']})",
            where="design",
            fix="Copy the code from the sample, whole, into every row",
            code=str(first["place"]),
            es=f"«{str(first['design'])[:60]}» no es una muestra de estos municipios; copie el "
            "código de la muestra, entero, en cada fila",
        )
    raise FaroError(
        f"these municipalities are not in the sample: {listed}",
        where=str(first["design"]),
        fix="Remove their rows, or write the code of the sample they belong to",
        code="outside_sample",
        es=f"estos municipios no están en la muestra: {listed}; quite sus filas, o escriba el "
        "código de la muestra a la que pertenecen",
    )


def _outside(answers: pd.DataFrame, design: str, measure: str) -> int:
    same = (answers["design"] == design) & (answers["measure"] == measure)
    return int((same & (answers["place"] == "outside")).sum())


def _of_measure(sample: Sample, valued: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of one measure: a proportion and a count where every value is 0 or 1."""
    is_share = bool(len(valued)) and set(valued["value"].astype(float)) <= {0.0, 1.0}
    strata, labels = [], {}
    for row in sample.strata.to_dict("records"):
        own = valued[valued["stratum_id"] == row["stratum_id"]]["value"].astype(float)
        strata.append(Stratum(row["stratum_id"], int(row["universe"]), tuple(sorted(own))))
        labels[row["stratum_id"]] = (row["label_es"], row["label_en"])
    name, rule, sum_ = ("proportion", proportion, count) if is_share else ("mean", mean, total)
    rows = [_row(rule(strata), name, "all", ("Universo", "Universe"), labels)]
    rows.append(_row(sum_(strata), "total", "all", ("Universo", "Universe"), labels))
    if len(strata) > 1:
        rows += [
            _row(rule([stratum]), name, stratum.stratum_id, labels[stratum.stratum_id], labels)
            for stratum in strata
        ]
    return rows


def _row(
    estimate: Estimate,
    statistic: str,
    stratum: str,
    label: tuple[str, str],
    labels: dict[str, tuple[str, str]],
) -> dict[str, Any]:
    numbers = {"estimate": estimate.value, "std_error": estimate.std_error}
    numbers |= {"low": estimate.low, "high": estimate.high}
    numbers |= {"freedom": estimate.freedom, "effective_n": estimate.effective}
    return {
        "statistic": statistic,
        "stratum_id": stratum,
        "label_es": label[0],
        "label_en": label[1],
        "state": estimate.state,
        **{k: None if v is None else round(v, DECIMALS) for k, v in numbers.items()},
        "answers": estimate.answers,
        "universe": estimate.universe,
        "strata_es": "; ".join(labels[key][0] for key in estimate.strata) or None,
        "strata_en": "; ".join(labels[key][1] for key in estimate.strata) or None,
    }
