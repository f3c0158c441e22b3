"""Questions about punctuality: each method against another way to its number; the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from pipelines import serving
from pipelines.methods.study import lateness

MONTHS = range(4, 12)
TABLE = "out_publicacion__lateness"


def panel(
    count: int = 60, *, level: float = 20, noise: float = 10, slope: float = 1.5, seed: int = 3
) -> pd.DataFrame:
    """Shares of municipalities in every month, each with a level and a trend of its own."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        own, size = rng.normal(60, level), rng.normal(14, 2)
        leaning = rng.normal(slope, 1)
        for month in MONTHS:
            share = own + 3 * size + leaning * (month - 7.5) + rng.normal(0, noise)
            rows.append({"cut": f"{number:05}", "month": month, "share": share, "doublings": size})
    rows_made = pd.DataFrame(rows)
    return rows_made.assign(since=rows_made["month"] - 7.5, is_rural=rows_made["cut"].str[-1] < "4")


def slopes(rows: pd.DataFrame) -> pd.Series:
    """The slope of each municipality by itself, by least squares."""
    return rows.groupby("cut").apply(
        lambda own: np.polyfit(own["since"], own["share"], 1)[0], include_groups=False
    )


def test_the_trend_is_the_mean_of_the_slopes_each_municipality_has_by_itself():
    """Where every municipality is there every month the mixed model can say nothing else."""
    rows = panel()
    own, trend = slopes(rows), lateness.trend(rows)
    assert trend.value == pytest.approx(own.mean(), abs=1e-3) and trend.n == 60
    margin = 1.96 * own.std() / np.sqrt(len(own))
    assert trend.high - trend.value == pytest.approx(margin, rel=0.03)
    assert trend.value - trend.low == pytest.approx(margin, rel=0.03)
    plain = lateness.mean_slope(rows)
    assert plain.value == pytest.approx(own.mean()) and plain.low == pytest.approx(
        trend.low, abs=0.03
    )


def test_size_is_what_least_squares_say_over_the_means_of_municipalities():
    rows = panel()
    means = rows.groupby("cut")[["share", "doublings", "is_rural"]].mean()
    for of, beside in (("doublings", ()), ("doublings", ("is_rural",)), ("is_rural", ())):
        design = np.column_stack([np.ones(len(means)), means[[of, *beside]].astype(float)])
        fitted, *_ = np.linalg.lstsq(design, means["share"].to_numpy(), rcond=None)
        slope = lateness.slope(rows, of, beside=beside)
        assert slope.value == pytest.approx(fitted[1], abs=1e-3)
        assert slope.low < slope.value < slope.high


def test_agreement_is_that_of_the_analysis_of_variance():
    rows = panel(slope=0)
    left = rows["share"] - rows.groupby("month")["share"].transform("mean")
    means = left.groupby(rows["cut"]).mean()
    between = 8 * means.var(ddof=1)
    within = ((left - left.groupby(rows["cut"]).transform("mean")) ** 2).sum() / (len(rows) - 60)
    agreement = lateness.agreement(rows)
    assert agreement.value == pytest.approx((between - within) / (between + 7 * within))
    assert agreement.low < agreement.value < agreement.high


@pytest.mark.parametrize(("level", "noise", "least", "most"), [(0, 10, -0.2, 0.3), (20, 0, 0.8, 1)])
def test_agreement_tells_a_trait_from_an_episode(level, noise, least, most):
    rows = panel(level=level, noise=noise, slope=0).assign(
        share=lambda rows: rows["share"] - 3 * rows["doublings"]
    )
    agreement = lateness.agreement(rows)
    assert least < agreement.low <= agreement.value <= agreement.high <= most + 1e-9


def test_agreement_of_uneven_months_is_near_that_of_the_mixed_model():
    from statsmodels.regression.mixed_linear_model import MixedLM

    rows = panel().sample(frac=0.8, random_state=1)
    fitted = MixedLM.from_formula("share ~ C(month)", rows, groups=rows["cut"]).fit()
    own = float(fitted.cov_re.iloc[0, 0])
    assert lateness.agreement(rows).value == pytest.approx(own / (own + fitted.scale), abs=0.02)


def test_those_who_stay_late_are_counted_and_their_interval_is_wilsons():
    first = {"a": 10, "b": 40, "c": 49, "d": 50, "e": 90}
    second = {"a": 0, "b": 60, "c": 20, "d": 10, "e": 90}
    rows = pd.DataFrame(
        [(cut, half, given[cut]) for half, given in ((-1, first), (1, second)) for cut in given],
        columns=["cut", "since", "share"],
    )
    stays, becomes = lateness.stays(rows), lateness.stays(rows, late_first=False)
    assert (stays.value, stays.n) == (pytest.approx(200 / 3), 3)
    assert (becomes.value, becomes.n) == (50, 2)
    share, n, z = 2 / 3, 3, 1.959964
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    margin = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    assert (stays.low, stays.high) == (
        pytest.approx(100 * (middle - margin), abs=1e-3),
        pytest.approx(100 * (middle + margin), abs=1e-3),
    )


def arrivals(tenth: float, seed: int = 5) -> pd.DataFrame:
    """Arrivals of municipalities: a smooth rush, and so many times it on the tenth day."""
    rng, days = np.random.default_rng(seed), np.arange(1, 21)
    rate = 6 * np.exp(-(((days - 9) / 6) ** 2)) * np.where(days == 10, tenth, 1)
    return pd.DataFrame(
        [
            (f"{number:05}", day)
            for number in range(80)
            for day, times in zip(days, rng.poisson(rate), strict=True)
            for _ in range(times)
        ],
        columns=["cut", "day"],
    )


def test_the_excess_of_the_tenth_day_is_what_another_fit_says():
    days = arrivals(3)
    share, excess = lateness.bunching(days)
    counts = days["day"].value_counts().reindex(range(1, 21), fill_value=0).to_numpy(float)
    place = np.arange(1, 21) - 10.0
    others = place != 0

    def lack(weights: np.ndarray) -> float:
        line = np.polyval(weights, place[others] / 10)
        return float((np.exp(line) - counts[others] * line).sum() / counts.sum())

    start = np.array([0.0, 0.0, 0.0, np.log(counts[others].mean())])
    expected = np.exp(minimize(lack, start, tol=1e-12).x[-1])
    assert excess.value == pytest.approx(counts[9] / expected, rel=1e-3)
    assert share.value == pytest.approx(100 * counts[9] / counts.sum())
    assert share.low < share.value < share.high and excess.low < 3.1 and excess.high > 2.9


def test_the_excess_of_many_samples_is_that_of_each_by_itself():
    """Fitted at once or one after the other by statsmodels, gaps and empty days included."""
    import statsmodels.api as sm

    counts = np.random.default_rng(4).poisson(np.linspace(0.4, 30, 40)[:, None], (40, 20)) * 1.0
    place = np.arange(20) - 9.5
    design, others = np.vander(place / place.std(), 4, increasing=True), np.arange(20) != 9
    for excess, own in zip(lateness._excess(counts), counts, strict=True):
        fitted = sm.GLM(own[others], design[others], family=sm.families.Poisson()).fit()
        assert excess == pytest.approx(own[9] / fitted.predict(design[~others])[0], rel=1e-6)


def test_without_a_rush_the_tenth_day_has_no_excess():
    _, excess = lateness.bunching(arrivals(1))
    assert excess.low < 1 < excess.high


def cells(stale_from: int) -> pd.DataFrame:
    """A punctual file, and one never on time that is not known any more from a month on."""
    rng, rows = np.random.default_rng(8), []
    for number in range(60):
        habit = rng.beta(2, 1)
        for month in MONTHS:
            rows.append((f"{number:05}", "good", month, True, rng.random() < habit))
            known = month < stale_from
            rows.append((f"{number:05}", "bad", month, known, known and rng.random() < 0.1))
    return pd.DataFrame(rows, columns=["cut", "ta_file", "month", "is_known", "is_on_time"])


def test_a_file_that_went_stale_moves_no_trend():
    """Left in, it looks as if everybody had become punctual the month it was not read any more."""
    every = cells(stale_from=7)
    assert lateness.mean_slope(lateness.shares(every)).low > 3
    files = lateness.followed(every)
    assert files == ["good"]
    kept = lateness.mean_slope(lateness.shares(every[every["ta_file"].isin(files)]))
    assert kept.low < 0 < kept.high


def test_what_is_not_known_is_left_out_or_taken_for_the_worst_or_the_best():
    rows = pd.DataFrame(
        [("a", "f", 4, True, True), ("a", "g", 4, False, False), ("a", "h", 4, True, False)],
        columns=["cut", "ta_file", "month", "is_known", "is_on_time"],
    )
    shares = [lateness.shares(rows, unknown)["share"].iloc[0] for unknown in (None, False, True)]
    assert shares == [50, pytest.approx(100 / 3), pytest.approx(200 / 3)]


@pytest.mark.thorough
def test_too_few_to_say_is_no_number():
    rows = panel(count=1)
    assert lateness.agreement(rows) is None and lateness.level(rows) is None
    assert lateness.bunching(pd.DataFrame({"cut": ["a"], "day": [3]})) is None
    assert lateness.stays(rows.assign(share=90.0)) is None
    assert lateness.trend(panel().assign(share=100.0)) is None


@pytest.fixture(scope="module")
def build(built):
    return serving.open(root=built)


def followed_cells(build) -> pd.DataFrame:
    rows = build.table("out_publicacion__punctuality")
    rows = rows[rows["is_watched"] & rows["is_monthly"]]
    rows = rows[rows["year"] == rows["year"].max()]
    known = rows["punctuality_state"] != "unknown"
    by_month = known.groupby([rows["ta_file"], rows["month"]]).mean().unstack()
    files = by_month.index[by_month.min(axis=1) >= 0.8]
    return rows[known & rows["ta_file"].isin(files)]


def test_the_table_says_what_its_months_say(build):
    own = followed_cells(build)
    share = (own["punctuality_state"] == "on_time").groupby([own["cut"], own["month"]]).mean()
    wide = 100 * share.unstack()
    table = build.table(TABLE).set_index(["question", "measure", "member"])
    for month, mean in wide.mean().items():
        assert table.loc[("change", "level", str(month)), "estimate"] == pytest.approx(mean)
    whole = wide.dropna()
    centred = np.array(whole.columns, float) - np.mean(list(whole.columns))
    mean_slope = (whole.to_numpy() @ centred / (centred**2).sum()).mean()
    trend = table.loc[("change", "trend", "all")]
    assert trend["estimate"] == pytest.approx(mean_slope, abs=0.4)
    assert trend["low"] < trend["estimate"] < trend["high"]
    late = wide[[4, 5, 6, 7]].mean(axis=1) < 50
    stays = 100 * (wide.loc[late, [8, 9, 10, 11]].mean(axis=1) < 50).mean()
    assert table.loc[("trait", "stays", "all"), "estimate"] == pytest.approx(stays)
    days = own.loc[own["day_basis"] == "exact", "earliest_working_day"]
    days = days[days.between(1, 20)]
    tenth = table.loc[("tenth", "share", "all")]
    assert tenth["estimate"] == pytest.approx(100 * (days == 10).mean())
    assert tenth["rests_on_count"] == len(days)
    assert set(table["origin"]) == {"computed"}
    assert set(table.index.get_level_values("question")) == {"change", "tenth", "size", "trait"}


def test_every_answer_is_a_metric_and_comes_out_of_a_query(build):
    where = {"question": "trait", "measure": "agreement", "member": "all"}
    value = build.metric("lateness_answer", where=where)["value"].iloc[0]
    estimates = build.query(f"select estimate from {TABLE} where measure = 'agreement'")
    assert value == estimates["estimate"].iloc[0]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_page_answers_each_question(served, lang):
    from html import unescape

    from presentation.context import PageContext
    from presentation.panels import lateness as panel_of
    from presentation.words import Text

    build, t = serving.open(root=served), Text(lang)
    text = unescape(str(panel_of._answers(PageContext(build=build, t=t))))
    for question in panel_of.QUESTIONS:
        assert t(f"lateness.question.{question}") in text
    agreement = build.table(TABLE, {"measure": "agreement"}).iloc[0]
    assert t.number(agreement["estimate"], 2) in text and t.number(agreement["high"], 2) in text
