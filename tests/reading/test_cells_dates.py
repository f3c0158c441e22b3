from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clock import day_of
from pipelines.ingest.cells import State, parse_column

DAY = date(2018, 2, 27)


def parsed(value, **kwargs):
    parsed = parse_column([value], **kwargs)
    return parsed.problems[0][1] if parsed.problems else parsed.values[0]


@pytest.mark.parametrize(
    "raw",
    [
        DAY, datetime(2018, 2, 27, 15, 30), 43158, 43158.6, "43158", "27-02-2018", "27/02/2018",
        "27.02.2018", "27/2/2018", "2018-02-27", "2018/02/27", "20180227", "27 de febrero de 2018",
        "27 de Febrero del 2018", "27-feb-2018", "27 FEB. 2018", "martes, 27 de febrero de 2018",
        "2018-02-27T10:20:30", "27-02-2018 15:30", "2018-02-27 00:00:00", " '27-02-2018",
    ],
)  # fmt: skip
def test_every_way_of_writing_a_day(raw):
    assert parsed(raw, type="date") == DAY


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("31-02-2018", "impossible_date"),
        ("2018-13-01", "impossible_date"),
        ("27-02-18", "two_digit_year"),
        ("27-feb-18", "two_digit_year"),
        ("Julio 3028", "no_day"),
        ("Oct-2020", "no_day"),
        ("10/2020", "no_day"),
        ("2020-10", "no_day"),
        ("2020-13", "not_a_date"),
        ("Octobre-ish 2020", "not_a_date"),
        ("01/07/3028", "out_of_range"),
        (2018, "not_a_date"),
        (0.5, "not_a_date"),
        (True, "not_a_date"),
        ("27 de febrembre de 2018", "not_a_date"),
        ("27-02/2018", "not_a_date"),
        ("ayer", "not_a_date"),
    ],
)
def test_no_date(raw, code):
    assert parsed(raw, type="date") == code


MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "january february march april may june july august september october november december",
)


@given(
    year=st.integers(1950, 2100),
    month=st.integers(1, 12),
    way=st.sampled_from(
        ["{es} de {y}", "{es} del {y}", "{es} {y}", "{en} {y}", "{en}, {y}", "{short} {y}",
         "{short}-{y}", "{short}. {y}", "{m}/{y}", "{m:02}-{y}", "{y}-{m:02}", "{y} {en}"]
    ),
    loud=st.booleans(),
)  # fmt: skip
def test_a_period_is_as_exact_as_it_was_written(year, month, way, loud):
    es, en = (names.split()[month - 1] for names in MONTHS)
    text = way.format(es=es, en=en, short=en[:3].title(), m=month, y=year)
    text = text.upper() if loud else text
    assert parsed(text, type="period") == f"{year}-{month:02}"
    assert parsed(text, type="date") == "no_day"
    for alone in (year, str(year), float(year)):
        assert parsed(alone, type="period") == str(year)


def test_a_period_takes_days_as_a_date_does_and_keeps_its_bounds():
    assert parsed(DAY, type="period") == parsed("27/02/2018", type="period") == "2018-02-27"
    read = parse_column(["02/27/2018", "Oct 2020", "04/13/2018"], type="period")
    assert read.values == ["2018-02-27", "2020-10", "2018-04-13"]
    for text in ("Julio 3028", "3028", "01/07/3028", 3028):
        assert parsed(text, type="period", maximum=2035) in ("out_of_range", "not_a_date")
    for text in ("27-02-18", "Oct-20", "ayer", "13/2020", True, 0.5):
        assert parsed(text, type="period") in ("two_digit_year", "not_a_date")


def test_bounds_are_dates_or_years():
    assert parsed("27-02-2018", type="date", minimum=2019) == "out_of_range"
    assert parsed("27-02-2018", type="date", maximum=date(2018, 2, 26)) == "out_of_range"
    assert parsed("31-12-2018", type="date", maximum=2018) == date(2018, 12, 31)


def test_day_comes_first_unless_impossible():
    assumed = parse_column(["03/04/2018"], type="date")
    assert (assumed.values, assumed.rule) == ([date(2018, 4, 3)], "day_first assumed")
    shown = parse_column(["03/04/2018", "27/02/2018"], type="date")
    assert shown.values[0] == date(2018, 4, 3)
    assert shown.rule == "day_first evidence=27/02/2018"


def test_month_first_needs_witnesses():
    texts = ["03/04/2018", "02/27/2018", "02/28/2018", "03/30/2018"]
    american = parse_column(texts, type="date")
    assert american.values[:2] == [date(2018, 3, 4), DAY]
    assert american.rule == "month_first evidence=02/27/2018"
    only = parse_column(["02/27/2018"], type="date")
    assert only.values == [DAY]
    few = parse_column(["03/04/2018", "02/27/2018"], type="date")
    assert few.values == [None, None]
    assert {code for _, code, _ in few.problems} == {"contradictory_date_order"}


def test_a_stray_month_first_date_spoils_only_itself():
    sure = ["27/02/2018", "28/02/2018", "13/03/2018"]
    stray = parse_column(["03/04/2018", "12-13-2017", *sure, "2018-02-27"], type="date")
    assert stray.values[:3] == [date(2018, 4, 3), None, DAY]
    assert [code for _, code, _ in stray.problems] == ["impossible_date"]


def test_a_column_with_both_orders_is_refused():
    texts = ["03/04/2018", "02/27/2018", "02/28/2018", "27/02/2018", "2018-02-27"]
    mixed = parse_column(texts, type="date")
    assert mixed.values == [None, None, None, None, DAY]
    assert {code for _, code, _ in mixed.problems} == {"contradictory_date_order"}


@pytest.mark.parametrize("texts", [["13/06/2024", "25/06/2024"], ["06/25/2024"]])
def test_dates_that_a_program_turned_round_are_refused(texts):
    stored = [date(2024, 5, 6), date(2024, 3, 6), date(2024, 6, 6), datetime(2024, 4, 6)]
    column = parse_column([*stored, *texts], type="date")
    assert column.values[:4] == [None, None, date(2024, 6, 6), None]
    assert {code for _, code, _ in column.problems} == {"swapped_date"}
    for other in (date(2024, 5, 13), "03/04/2024"):  # a day above 12 stored, or one below as text
        assert parse_column([*stored, *texts, other], type="date").values[:2] == stored[:2]


def test_timestamps_keep_the_clock():
    assert parsed("27-02-2018 15:30", type="timestamp") == datetime(2018, 2, 27, 15, 30)
    assert parsed(43158.5, type="timestamp") == datetime(2018, 2, 27, 12)
    assert parsed(DAY, type="timestamp") == datetime(2018, 2, 27)


@given(st.lists(st.dates(date(1950, 1, 1), date(2099, 12, 31)), min_size=1, max_size=15))
def test_round_trip_of_dates(days):
    for style in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y"):
        texts = [day.strftime(style) for day in days]
        fixed = [*texts, date(2018, 2, 27).strftime(style)]
        if style.startswith("%Y") or any(day.day > 12 for day in days):
            assert parse_column(texts, type="date").values == days
        assert parse_column(fixed, type="date").values[:-1] == days
    serials = [(day - date(1899, 12, 30)) / timedelta(days=1) for day in days]
    assert parse_column(serials, type="date").values == days


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("Enero", 1), ("DICIEMBRE", 12), ("setiembre", 9), ("sept.", 9), ("ago", 8), ("03", 3),
     ("3", 3), (3.0, 3), ("3.0", 3), (12, 12), ("0", "not_a_month"), (13, "not_a_month"),
     (1.5, "not_a_month"), ("Enerro", "not_a_month"), (True, "not_a_month")],
)  # fmt: skip
def test_months(raw, expected):
    assert parsed(raw, type="month") == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("x", True), ("X ", True), ("✓", True), ("Sí", True), ("si", True), ("1", True), (1.0, True),
     (True, True), ("no", False), ("0", False), (0, False), (False, False),
     ("quizás", "not_a_mark"), (2, "not_a_mark")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["mark", "boolean"])
def test_marks(raw, expected, kind):
    assert parsed(raw, type=kind) is expected or parsed(raw, type=kind) == expected


def test_an_empty_mark_is_missing_unless_the_caller_says_what_it_means():
    assert parse_column(["x", None, ""], type="mark").states[1:] == [State.MISSING] * 2
    column = parse_column(["x", None, " ", "s/i"], type="mark", empty_means=False)
    assert column.values == [True, False, False, None]
    assert column.states[3] == State.MISSING


ROUNDS = {"2024": "r2024", "r2024": "r2024", "2022–2023": "r2023", "2023": "r2023", "2022": "r2022"}


@pytest.mark.parametrize(
    ("raw", "value"),
    [("2022-2023", "r2023"), ("2022/2023", "r2023"), ("2022 — 2023", "r2023"), ("2022-23", "r2023"),
     ("2022 a 2023", "r2023"), ("2024.0", "r2024"), ("2024,0", "r2024"), (2024.0, "r2024"),
     ("Año 2024", "r2024"), ("RONDA N° 2024", "r2024"), ("ronda de 2022 - 2023", "r2023"),
     ("2024,5", None), ("20244", None), ("2023-2024", None), ("ronda", None), ("2024 2025", None)],
)  # fmt: skip
def test_spellings_that_cannot_mean_another_choice(raw, value):
    parsed = parse_column([raw], type="text", choices=ROUNDS, fillers=["Ronda", "año"])
    assert parsed.values == [value]


@pytest.mark.parametrize(
    ("raw", "value"),
    [("Etapa N° 3", "third"), ("n 3", "third"), ("no. 3", "third"), ("No iniciada", None),
     ("etapa no iniciada", None), ("NO. INICIADA", None), ("N iniciada", None)],
)  # fmt: skip
def test_what_is_not_is_never_what_it_denies(raw, value):
    """«No» is a number sign before a number alone."""
    stages = {"iniciada": "started", "3": "third"}
    assert parse_column([raw], type="text", choices=stages, fillers=["etapa"]).values == [value]


def test_a_spelling_that_fits_two_choices_fits_none():
    parsed = parse_column(["a / b"], type="text", choices={"a-b": "1", "a–b": "2", "c": "3"})
    assert parsed.problems == [(0, "not_a_choice", "a / b")]


def test_na_is_a_country_where_countries_are_chosen():
    choices = {"NA": "NA", "Namibia": "NA", "CL": "CL"}
    assert parse_column(["NA", "N/A"], type="text", choices=choices).values == ["NA", None]


def test_serial_dates_count_from_the_day_of_their_workbook():
    parsed = parse_column([43158 - 1462, "41696"], type="date", epoch=datetime(1904, 1, 1))
    assert parsed.values == [DAY, DAY]


def test_text_and_choices():
    assert parse_column([" Macul ", 5.0], type="text").values == ["Macul", "5"]
    states = {"Publica información": "complete", "Información incompleta": "incomplete"}
    parsed = parse_column(["PUBLICA INFORMACION", "otra"], type="text", choices=states)
    assert parsed.values == ["complete", None]
    assert parsed.problems == [(1, "not_a_choice", "otra")]


@pytest.mark.parametrize("hyphen", "‐‑‒–—−")
def test_a_date_is_one_whatever_hyphen_it_is_written_with(hyphen):
    assert parse_column([f"27{hyphen}02{hyphen}2018"], type="date").values == [DAY]
    assert parse_column([f"2018{hyphen}02{hyphen}27"], type="date").values == [DAY]


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2015-06-15T02:00:00Z", date(2015, 6, 14)),
        ("2018-06-15T04:00:00Z", date(2018, 6, 15)),  # midnight of the winter there
        ("2015-01-15T03:00:00Z", date(2015, 1, 15)),  # and of the summer
        ("2015-01-15T02:59:59+00:00", date(2015, 1, 14)),
        ("15-06-2015 01:00 UTC", date(2015, 6, 14)),
        ("2015-06-15T00:00:00Z", date(2015, 6, 15)),  # a day alone, as programs write it
        ("2015-06-15T00:00:00-04:00", date(2015, 6, 15)),
        ("2015-06-15T00:30:00-0300", date(2015, 6, 15)),  # the hour of Chile, or of Magallanes
        ("2015-06-15T04:30:00+02", date(2015, 6, 14)),
        ("2015-06-15T02:00:00", date(2015, 6, 15)),
    ],
)
def test_a_time_of_elsewhere_is_read_as_the_day_in_chile(raw, day):
    assert parsed(raw, type="date") == day


def test_a_midnight_elsewhere_is_a_moment_among_moments():
    written = ["2015-06-15T00:00:00Z", "2015-06-15T13:20:00Z", "2015-06-16T00:00:00-04:00"]
    column = parse_column(written, type="timestamp")
    assert [f"{moment:%d %H:%M}" for moment in column.values] == [
        "14 21:00", "15 10:20", "16 00:00",
    ]  # fmt: skip
    assert column.rule == "from_elsewhere count=1"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)))
def test_every_moment_in_utc_is_the_same_day_as_the_clock_of_chile_says(moment):
    moment = moment.replace(microsecond=0)
    written = f"{moment:%Y-%m-%dT%H:%M:%S}Z"
    is_day = moment.time() == datetime.min.time()
    assert parsed(written, type="date") == (moment.date() if is_day else day_of(moment))
