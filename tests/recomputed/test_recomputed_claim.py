"""The claim, pair by pair, worked out again from the scores and the printed means alone."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pipelines import serving
from presentation.charts import claim_words, study_claim
from presentation.subjects import plain
from presentation.words import LANGUAGES, Text

KEYS = ["from_round_id", "to_round_id", "yardstick"]


@pytest.fixture(scope="module", params=["built", "demo_built"])
def build(request):
    return serving.open(root=request.getfixturevalue(request.param))


def scales(before: float, after: float) -> np.ndarray:
    """A change in points, as a share of the way left, and in log odds."""
    odds = [np.log(value / (100 - value)) for value in (before, after)]
    return np.array([after - before, 100 * (after - before) / (100 - before), odds[1] - odds[0]])


def printed_means(build) -> dict[tuple[str, str], float]:
    """Means of pilots and country as printed, the most precise where several are; the rest."""
    figures = build.table("core_published__figure")
    figures = figures[
        (figures["indicator"] == "ta_compliance_average")
        & (figures["instrument"] == "ta")
        & (figures["sector"] == "municipality")
        & (figures["geography_level"] == "country")
    ]
    rounds = build.table("core_fiscalizacion__round").set_index("year")["round_id"]
    best = figures.sort_values("decimals").drop_duplicates(["year", "group_id"], keep="last")
    means = {}
    for row in best.itertuples():
        group = "pilot" if row.group_id == "mgtm_pilot" else "country"
        means[rounds[row.year], group] = row.value
    for round_id, group in list(means):
        if group == "pilot":
            whole, own = means[round_id, "country"], means[round_id, "pilot"]
            means[round_id, "rest"] = (345 * whole - 36 * own) / (345 - 36)
    return means


def municipal_changes(build) -> pd.DataFrame:
    rows = build.table("out_fiscalizacion__municipality_standing", {"revision": "as_published"})
    rows = rows[rows["score_pct"].notna() & rows["group_id"].notna()]
    return rows.pivot(index=["cut", "group_id"], columns="round_id", values="score_pct")


def yardsticks(scores: pd.DataFrame, late: int, signed: pd.Series) -> dict[str, pd.Series]:
    is_pilot = scores.index.get_level_values("group_id") == "mgtm_pilot"
    year = signed.reindex(scores.index.get_level_values("cut")).fillna(9999).to_numpy()
    none = np.ones(len(scores), dtype=bool)
    return {
        "pilot": is_pilot,
        "country": none,
        "rest": ~is_pilot,
        "not_yet": ~is_pilot & (year > late),
    }


def expected(build) -> pd.DataFrame:
    """Every comparison: its three values, where it comes from and whether it is of one method."""
    printed, scores = printed_means(build), municipal_changes(build)
    years = build.table("core_fiscalizacion__round").set_index("round_id")["year"]
    breaks = build.table("core_fiscalizacion__method_break")["year_position"]
    convenios = build.table("core_convenios__signing", {"country": "CL"})
    convenios = convenios[convenios["kind"].isin(["pilot", "mgtm"])]
    signed = pd.to_datetime(convenios["date_signed"]).dt.year.groupby(convenios["cut"]).min()
    known = sorted(
        {year_id for year_id, _ in printed} | set(scores), key=lambda year_id: years[year_id]
    )
    rows = []
    for pair in combinations(known, 2):
        means: dict[str, tuple[np.ndarray, float, str]] = {}
        if set(pair) <= set(scores):
            both = scores[list(pair)].dropna()
            for name, inside in yardsticks(both, years[pair[1]], signed).items():
                if inside.any():
                    values = both[inside].mean()
                    means[name] = (scales(*values), inside.sum(), "simulated")
        for name in ("pilot", "country", "rest"):
            if {(round_id, name) for round_id in pair} <= set(printed):
                count = {"pilot": 36, "country": 345, "rest": 309}[name]
                change = scales(*(printed[round_id, name] for round_id in pair))
                means[name] = (change, count, "published")
        for name in set(means) - {"pilot"} if "pilot" in means else ():
            if means[name][1] < 10:
                continue
            basis = {means[group][2] for group in ("pilot", name)}
            crossed = ((breaks > years[pair[0]]) & (breaks <= years[pair[1]])).any()
            values = means["pilot"][0] - means[name][0]
            simulated = "simulated" if "simulated" in basis else "published"
            rows.append([*pair, name, *values, simulated, not crossed])
    columns = [*KEYS, "points", "headroom", "logit", "basis", "alone"]
    return pd.DataFrame(rows, columns=columns).set_index(KEYS).sort_index()


def test_every_comparison_agrees_and_is_one_vote(build):
    own, shown = expected(build), build.table("out_estudio__claim")
    shown = shown[shown["value"].notna()]
    wide = shown.pivot(index=KEYS, columns="scale", values="value").sort_index()
    assert wide.index.equals(own.index)
    assert np.allclose(wide[["points", "headroom", "logit"]], own[["points", "headroom", "logit"]])
    first = shown[shown["scale"] == "points"].set_index(KEYS).sort_index()
    assert first["basis"].tolist() == own["basis"].tolist()
    assert first["is_comparable"].tolist() == own["alone"].tolist()
    signs = np.sign(own[["points", "headroom", "logit"]])
    verdict = np.where((signs > 0).all(axis=1), "ahead", "depends")
    verdict = np.where((signs < 0).all(axis=1), "behind", verdict)
    assert first["verdict"].tolist() == verdict.tolist()
    vote = own["alone"] & (own.index.get_level_values("yardstick") != "country")
    assert first["is_vote"].tolist() == vote.tolist()
    assert not shown.loc[shown["scale"] != "points", "is_vote"].any()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_is_of_published_comparisons_alone(build, lang):
    t, rows = Text(lang), build.table("out_estudio__claim")
    rows = rows[rows["value"].notna()]
    headline = claim_words.comparable(rows, t)
    assert t.points(15.2, 1, signed=False) in headline and "2012" in headline and "2013" in headline
    assert claim_words.comparable(rows[rows["basis"] == "published"], t) == headline
    drawn = study_claim.strip(rows, t=t)
    assert set(drawn.spoken["basis"]) == {"published"}
    assert drawn.takeaway == headline and not headline.startswith(t("origin.simulated"))
    apart = claim_words.apart(rows, t)
    simulated = rows[rows["is_vote"] & (rows["basis"] == "simulated")]
    assert any(sentence.startswith(t("origin.simulated")) for sentence in apart) == bool(
        len(simulated)
    )
    places = {plain(name) for trace in drawn.figure.data for name in trace.y}
    crossing = {t("chart.claim.crosses", name=t(f"study.yardstick.{yardstick}")) for yardstick in
                rows.loc[~rows["is_comparable"], "yardstick"]}  # fmt: skip
    assert (
        crossing <= places
        and len(places) == len(crossing) + rows.loc[rows["is_comparable"], "yardstick"].nunique()
    )


def votes(*rows: tuple[str, str, float, bool]) -> pd.DataFrame:
    """Comparisons with the rest: basis, verdict, points, whether of one method."""
    made = [
        {
            "from_round_id": f"a{at}", "to_round_id": f"b{at}", "from_year": 2000 + at,
            "to_year": 2001 + at, "scale": "points", "yardstick": "rest", "basis": basis,
            "verdict": verdict, "value": value, "is_comparable": alone, "is_vote": alone,
        }
        for at, (basis, verdict, value, alone) in enumerate(rows)
    ]  # fmt: skip
    return pd.DataFrame(made)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_alike_is_never_added_up(lang):
    t = Text(lang)
    mixed = votes(
        ("published", "ahead", 3.0, True),
        ("published", "behind", -2.0, True),
        ("published", "ahead", 9.0, False),
        ("simulated", "ahead", 7.0, True),
        ("delivered", "ahead", 8.0, True),
    )
    facts = {"ahead": "1", "n": "2", "low": t.points(-2, 1), "high": t.points(3, 1)}
    assert claim_words.comparable(mixed, t) == t("chart.claim.votes.published", **facts)
    crossing = mixed[~mixed["is_comparable"]]
    assert claim_words.comparable(crossing, t) == t("chart.claim.votes.none")
    assert claim_words.apart(crossing, t) == [t.count("chart.claim.crossing", 1)]
    only = votes(("published", "depends", 0.4, True))
    assert claim_words.comparable(only, t) == t(
        "chart.claim.one.depends",
        start="2000",
        end="2001",
        value=t.points(0.4, 1, signed=False),
        country="",
    )
