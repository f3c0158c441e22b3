"""A simulated figure judges no published target and stands in no sentence of a report."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.ogp import rows
from presentation.charts.ogp_indicators import indicators
from presentation.desk import forms
from presentation.desk.at_a_date import read
from presentation.desk.indicator import NO_DATA, NOT_BY_SIMULATION, Indicator
from presentation.words import LANGUAGES, Text

ORIGINS = ("published", "delivered", "computed", "third_party", "simulated")
AS_OF = date(2018, 6, 30)


@given(st.lists(st.tuples(st.sampled_from(ORIGINS), st.integers(0, 345)), max_size=6))
def test_only_a_figure_that_is_real_judges(values):
    """Oracle: reached or not by the last value where that is real; else nobody says, and why."""
    about = {"target_value": 69.0, "is_target_judged": True, "unit": "municipalities",
             "decimals": 0, "target_pct": 20.0, "universe": 345}  # fmt: skip
    held = [{"origin": origin, "value": value} for origin, value in values]
    indicator = Indicator(about, held, None)
    last = held[-1] if held else None
    made_up = last is not None and last["origin"] == "simulated"
    assert indicator.is_reached == (None if last is None or made_up else last["value"] >= 69)
    for lang in LANGUAGES:
        assert indicator.unjudged(lang) == (NOT_BY_SIMULATION[lang] if made_up else "")
        real = [row for row in held if row["origin"] != "simulated"]
        assert indicator.known.written(lang) == (str(real[-1]["value"]) if real else NO_DATA[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_judges_no_target_by_the_demonstration_panel(simulated, lang):
    """CL0048 has a simulated figure of its promised coverage, over the target."""
    record, t = read(simulated, "CL0048", AS_OF, simulated=True), Text(lang)
    own = record.indicators["cl0048_started"]
    assert own.is_simulated and own.latest["value"] > own.about["target_value"]
    assert own.is_reached is None and own.unjudged(lang) == NOT_BY_SIMULATION[lang]
    assert own.written(lang) not in (record.text("results", lang) or "")
    assert dict(forms.remaining(record, t))[t.pick(own.about, "name")].startswith(t.missing)
    frames = [
        simulated.table(f"out_ogp__{name}")
        for name in ("indicator", "indicator_value", "commitment")
    ]
    drawn = indicators(*frames, t=t, commitment="CL0048", as_of=AS_OF.isoformat())
    made_up = sum(
        indicator.has_aim and indicator.is_simulated for indicator in record.indicators.values()
    )
    assert t.count("chart.desk.targets_simulated", made_up) in drawn.takeaway
    assert t("ogp.by_simulation") in drawn.alt


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("day", [date(2016, 12, 31), date(2025, 12, 31)])
def test_a_value_across_breaks_of_method_is_not_given_as_a_result(published, lang, day):
    """CL0020 has a baseline of 2012: every break in the catalogue between both is counted."""
    record, t = read(published, "CL0020", day), Text(lang)
    own = record.indicators["cl0020_ta_mean"]
    years = published.table("out_fiscalizacion__method_break")["year_position"]
    last = int(own.latest["observed_text"][:4])
    between = int(years.between(2012, last).sum())
    breaks = t.count("ogp.breaks", between, since=t.date(own.baseline["observed_text"]))
    assert own.breaks == between > 0 and breaks in own.dated(lang)
    assert breaks in (record.text("results", lang) or "")
    [row] = [r for r in rows.indicators(record, t) if r["indicator_id"] == "cl0020_ta_mean"]
    assert row["comparison_note"] == breaks
    frames = [
        published.table(f"out_ogp__{name}")
        for name in ("indicator", "indicator_value", "commitment")
    ]
    drawn = indicators(*frames, t=t, commitment="CL0020", as_of=day.isoformat())
    assert breaks in drawn.alt and t("chart.desk.breaks") in drawn.subtitle
    frames[1] = frames[1].drop(columns="breaks_before")  # builds before breaks were told
    assert breaks not in indicators(*frames, t=t, commitment="CL0020").alt
    assert record.indicators["cl0020_convenios"].breaks == 0
