"""What is known of a period counts from one and the same day, wherever a form states it."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from pipelines import clock
from pipelines.errors import FaroError
from presentation import formats as fmt
from presentation.desk import forms
from presentation.desk.at_a_date import read
from presentation.desk.indicator import NO_DATA
from presentation.words import Text

MUNICIPAL = ("CL0020", "CL0046", "CL0048", "CL0054")
DAY = len("2017-07-31")
AROUND = (-366, -364, -180, -32, -31, -30, -29, -15, -1, 0, 1)
BUILDS = ("published", "delivered", "simulated")


def dated(build, code: str) -> dict[str, dict[object, str]]:
    """Return by kind what of a commitment has a date, and that date as it is written."""
    own = {"commitment_id": code}
    tables = {
        "text": ("core_ogp__text", ["field_id", "wording"], "from_text"),
        "figure": ("out_ogp__indicator_value", ["indicator_id"], "observed_text"),
        "milestone": ("core_ogp__milestone", ["milestone_id"], "done_text"),
        "assessment": ("out_ogp__assessment", ["scheme_id", "assessed_by"], "date_text"),
    }
    days = {}
    for kind, (table, keys, column) in tables.items():
        rows = build.table(table, own).dropna(subset=[column])
        if "value" in rows:
            rows = rows.dropna(subset=["value"])
        days[kind] = {(*(row[k] for k in keys), row[column]): row[column]
                       for row in rows.to_dict("records")}  # fmt: skip
    return days


def shown(record) -> dict[str, set[object]]:
    """Return by kind what of a commitment is told at the date of a record."""
    values = [v for indicator in record.indicators.values() for v in indicator.values]
    return {
        "text": {(r["field_id"], r["wording"], r["from_text"]) for r in record.versions},
        "figure": {(v["indicator_id"], v["observed_text"]) for v in values},
        "milestone": {m["milestone_id"] for m in record.milestones if m["state"] == "done"},
        "assessment": {(a["scheme_id"], a["assessed_by"], a["date_text"])
                       for a in record.assessments},
    }  # fmt: skip


class Kept:
    """A build whose tables are read once: it is asked anew for every day."""

    def __init__(self, build) -> None:
        self.build_id, self.manifest = build.build_id, build.manifest
        self._ask, self._tables = build.table, {}

    def table(self, name, where=None):
        key = (name, *(where or {}).items())
        if key not in self._tables:
            self._tables[key] = self._ask(name, where)
        return self._tables[key]


@pytest.fixture(params=MUNICIPAL)
def code(request) -> str:
    return request.param


def turning(build, code: str) -> list[date]:
    """The days on which what is told can change: where any period of the record starts or is over.

    And one in its midst, and those beside. Nothing is dated to any other day.
    """
    about = build.table("out_ogp__commitment", {"commitment_id": code}).iloc[0]
    start = about["start_date"]
    first = date(int(about["year_from"]), 1, 1) if pd.isna(start) else start.date()
    written = {text for kind in dated(build, code).values() for text in kind.values()}
    periods = {first, *(fmt.period_end(text) for text in written if len(text) < DAY)}
    near = {end + timedelta(days=n) for end in periods for n in AROUND}
    exact = {fmt.period_end(text) for text in written if len(text) == DAY}
    near |= {end + timedelta(days=n) for end in exact for n in (-1, 0)}
    return sorted(day for day in near if first <= day <= clock.today())


@pytest.mark.thorough
@pytest.mark.parametrize("which", BUILDS)
def test_everything_dated_to_a_period_is_told_from_the_day_it_is_over(which, code, request):
    build = Kept(request.getfixturevalue(which))
    known = dated(build, code)
    for day in turning(build, code):
        shown_then = shown(read(build, code, day, simulated=True))
        for kind, items in known.items():
            for item, written in items.items():
                name = item[0] if kind == "milestone" else item
                due = fmt.period_end(written) <= day
                assert (name in shown_then[kind]) == due, (kind, item, day)


@pytest.mark.thorough
def test_on_every_day_a_text_of_a_period_states_the_figures_of_that_period(published, code):
    published = Kept(published)
    values = published.table("out_ogp__indicator_value", {"commitment_id": code})
    for day in turning(published, code):
        record = read(published, code, day)
        for field, row in record.texts.items():
            own = values[values["observed_text"] == row["from_text"]]["indicator_id"]
            for name in set(own) & set(record.figures_of(field)):
                assert record.indicators[name].latest is not None, (code, field, name, day)


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_field_states_a_figure_or_says_that_nothing_was_delivered(published, code, lang):
    t, published = Text(lang), Kept(published)
    for day in turning(published, code):
        record = read(published, code, day)
        for field in record.texts:
            named = [record.indicators[name] for name in record.figures_of(field)]
            text = forms.written(record, field, t)
            if named and not any(indicator.latest for indicator in named):
                assert t.pick(named[0].about, "name") in text
                assert NO_DATA[lang] not in text and str(record.texts[field]["text_es"]) != text


def test_the_forms_of_july_2017_do_not_contradict_themselves(published):
    before, after = (forms.fill(read(published, "CL0048", day), forms.LEGACY, "es")
                     for day in (date(2017, 7, 30), date(2017, 7, 31)))  # fmt: skip
    results = [next(f.text for f in form.fields if f.id == "results") for form in (before, after)]
    assert results[0] == NO_DATA["es"]
    assert "en 12 de las 15 regiones" in results[1] and "Asistieron 230" in results[1]


def test_python_and_sql_end_a_period_on_the_same_day(published):
    frame = published.table("out_ogp__milestone").dropna(subset=["end_text"])
    assert len(frame)
    for row in frame.to_dict("records"):
        assert row["end_date"].date() == fmt.period_end(row["end_text"])


def test_a_date_to_come_is_refused_in_one_clear_error(published, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 1))
    assert read(published, "CL0048", date(2026, 3, 1)).as_of == date(2026, 3, 1)
    for day in (date(2026, 3, 2), date(9999, 12, 31)):
        with pytest.raises(FaroError) as error:
            read(published, "CL0048", day)
        assert error.value.code == "in_future"
        assert "01-03-2026 en Chile" in error.value.in_language("es")
