from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.cells import REASONS, State, parse_column
from pipelines.ingest.names.codes import clean_code
from pipelines.ingest.reading.values import seen

VALUE, MISSING, NOT_APPLICABLE, INVALID = (
    State.VALUE,
    State.MISSING,
    State.NOT_APPLICABLE,
    State.INVALID,
)


def parsed(value, **kwargs):
    parsed = parse_column([value], **kwargs)
    code = parsed.problems[0][1] if parsed.problems else None
    return parsed.values[0], parsed.states[0], code


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("47,3", 47.3),
        ("47.3", 47.3),
        (" 47,30 ", 47.3),
        ("'47,3", 47.3),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1.234.567", 1234567.0),
        ("1,234,567.8", 1234567.8),
        ("1 234,5", 1234.5),
        ("1\u00a0234\u00a0567", 1234567.0),
        ("0.473", 0.473),
        ("0,473", 0.473),
        ("-4,2", -4.2),
        ("−4,2", -4.2),
        ("+4", 4.0),
        (".5", 0.5),
        ("12345.678", 12345.678),
        ("3,27500000000000e+01", 32.75),
        ("3.275E+01", 32.75),
        ("-1,5e-3", -0.0015),
        ("5e1", 50.0),
        ("0", 0.0),
        (0, 0.0),
        (0.1, 0.1),
    ],
)
def test_decimal_styles(raw, expected):
    assert parsed(raw, type="decimal") == (expected, VALUE, None)


def test_half_of_a_letter_read_in_a_wrong_encoding_stays():
    assert seen("MachalÃ\xad") == seen(" MachalÃ\xad\u200b") == "MachalÃ\xad"


@pytest.mark.parametrize("unseen", [*"\u200b\u200e\u2060\ufeff\u00ad", "\u202a\u200b"])
def test_what_nobody_sees_at_the_ends_of_a_cell_is_no_part_of_it(unseen):
    assert parsed(f"{unseen}47,3{unseen}", type="decimal") == (47.3, VALUE, None)
    assert (
        parsed(f"47,3 {unseen}%", type="percent")[1] is INVALID
    )  # within a number it tells nothing
    assert parsed(f"s/i{unseen}", type="percent") == (None, MISSING, None)
    assert parsed(f" {unseen}", type="percent") == (None, MISSING, None)
    assert parsed(f"{unseen}Uno", type="text", choices={"uno": "1"}) == ("1", VALUE, None)
    assert parsed(f"{unseen}29-05-2014", type="date") == (date(2014, 5, 29), VALUE, None)
    assert clean_code(f"{unseen}1107{unseen}") == "01107"


@pytest.mark.parametrize(
    "raw",
    ["abc", "1,2,3", "12.34,5", "1..2", "e5", "1e", "1,2,3e4", "1e500", "inf", "4 7", "--1",
     "1.23.4", "½", "٣", ",", True, math.inf, -math.inf, math.nan],
)  # fmt: skip
def test_no_number(raw):
    assert parsed(raw, type="decimal")[1:] == (INVALID, "not_a_number")


@pytest.mark.parametrize(
    ("column", "expected", "rule"),
    [
        (["1.234", "47,3"], [1234.0, 47.3], "thousands_dot evidence=47,3"),
        (["1.234", "47.3"], [1.234, 47.3], "decimal_dot evidence=47.3"),
        (["1,234", "47.3"], [1234.0, 47.3], "thousands_comma evidence=47.3"),
        (["1,234", "47,3"], [1.234, 47.3], "decimal_comma evidence=47,3"),
        (["1.234", "1.234.567"], [1234.0, 1234567.0], "thousands_dot evidence=1.234.567"),
        (["1.234", "0.500"], [1.234, 0.5], "decimal_dot evidence=0.500"),
    ],
)
def test_other_values_decide_an_ambiguous_separator(column, expected, rule):
    parsed = parse_column(column, type="decimal")
    assert parsed.values == expected
    assert parsed.rule == rule


@pytest.mark.parametrize(
    "column",
    [["1.234"], ["123,456"], ["1.234", "5"], ["1.234", "47,3", "47.3"], ["1.234", "1,234"]],
)
def test_an_undecidable_separator_is_refused(column):
    parsed = parse_column(column, type="decimal")
    assert (parsed.states[0], parsed.values[0]) == (INVALID, None)
    assert (0, "ambiguous_number", column[0]) in parsed.problems


def test_bounds_and_type_decide_where_the_column_is_silent():
    assert parse_column(["12.345"], type="decimal", maximum=100).values == [12.345]
    assert parse_column(["1.234"], type="decimal", minimum=100).values == [1234.0]
    assert parse_column(["1.234", "7"], type="integer").values == [1234, 7]
    assert parse_column(["12.345"], type="percent").values == [12.345]


@pytest.mark.parametrize(
    ("raw", "expected"), [("12", 12), ("12,0", 12), (12.0, 12), ("1.234.567", 1234567), ("0", 0)]
)
def test_integers(raw, expected):
    value, state, _ = parsed(raw, type="integer")
    assert (value, type(value), state) == (expected, int, VALUE)


def test_integers_refuse_fractions_and_bounds():
    assert parsed("12,5", type="integer")[2] == "not_an_integer"
    assert parsed("12", type="integer", maximum=11)[2] == "out_of_range"
    assert parsed("2022.0", type="year")[0] == 2022
    assert parsed(2022.0, type="year")[0] == 2022
    assert parsed("3028", type="year")[2] == "out_of_range"


@pytest.mark.parametrize(
    ("column", "flags", "expected"),
    [
        (["47,3%"], None, [47.3]),
        (["47.3 %"], None, [47.3]),
        (["47,3\u00a0%", "0,5%"], None, [47.3, 0.5]),
        ([0.473], [True], [47.3]),
        ([0.57, 1.0, 0], [True] * 3, [57.0, 100.0, 0.0]),
        ([0.473, 47.3], [True, False], [47.3, 47.3]),
        ([0.5, 0.9, 47.3], [2, 2, 0], [0.5, 0.9, 47.3]),
        (["0,5", "50,1", 60, 70, 80, 90], None, [0.5, 50.1, 60.0, 70.0, 80.0, 90.0]),
        (["3,275e+01"], None, [32.75]),
        (["0", "0"], None, [0.0, 0.0]),
        ([0, 100], None, [0.0, 100.0]),
    ],
)
def test_percent_scale(column, flags, expected):
    parsed = parse_column(column, type="percent", percent_flags=flags)
    assert parsed.values == expected
    assert set(parsed.states) == {VALUE}


@pytest.mark.parametrize(
    ("column", "flags", "refused"),
    [
        ([0.473, 0.8], None, {0, 1}),
        (["0,473", "0", "1"], None, {0, 2}),
        ([0, 1], None, {1}),
        ([0.473, 0.5], [True, False], {1}),
        (["87,5%", "0,66", "91%", "0,72"], None, {1, 3}),
        (["0,5 %", "47,3", "1"], None, {2}),
        ([0.5, 47.3, 80], [2, 0, 0], set()),
        ([87.5, 0.66, 91.0, 0.72, 60.0], None, {1, 3}),
        (["0,5", "47,3"], None, {0}),
        (["0,8062", "50,12", 60, 70, 80, 90], None, {0}),
        (["0,5", 50, 60, 70, 80, 90], None, {0}),
        ([0.4, 0.5, 0.6, 1.02], None, {0, 1, 2}),
    ],
)
def test_an_undecidable_percent_scale_is_refused_but_zero_is_zero(column, flags, refused):
    parsed = parse_column(column, type="percent", percent_flags=flags)
    assert {i for i, code, _ in parsed.problems if code == "ambiguous_percent_scale"} == refused
    zeros = [v for v, raw in zip(parsed.values, column, strict=True) if raw in (0, "0")]
    assert all(value == 0.0 for value in zeros)


@pytest.mark.parametrize("kind", ["decimal", "integer", "year"])
def test_a_percentage_among_plain_numbers_is_refused(kind):
    parsed = parse_column([0.625, 41, "62,5%", 2000], type=kind, percent_flags=[1, 0, 0, 2])
    codes = [code for _, code, _ in parsed.problems if code != "out_of_range"]
    assert codes == ["percent_in_number"] * 3


def test_few_small_numbers_among_points_are_listed_for_a_person():
    rule = parse_column([0.5, 50.1, 60, 70, 80, 90], type="percent").rule
    assert rule == "percent_points evidence=90; points_below_one evidence=0.5"


def test_a_whole_number_too_large_to_be_exact_is_refused():
    assert parsed("9e60", type="integer")[2] == "out_of_range"
    assert parsed("9007199254740993", type="integer")[2] == "out_of_range"


def test_percent_bounds_and_rule():
    assert parsed("120", type="percent")[2] == "out_of_range"
    assert parsed("-1", type="percent")[2] == "out_of_range"
    assert parsed(1.2, type="percent", percent_flags=[True])[2] == "out_of_range"
    assert parsed("100,0", type="percent")[0] == 100.0
    assert "percent_points evidence=47.3" in parse_column(["47,3"], type="percent").rule


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (None, MISSING), ("", MISSING), ("  ", MISSING), ("s/i", MISSING), ("S/I", MISSING),
        ("-", MISSING), ("--", MISSING), ("No Recepcionado", MISSING), ("ND", MISSING),
        ("sin  Información", MISSING), ("n/d", MISSING), ("NULL", MISSING), ("NaN", MISSING),
        ("N/A", NOT_APPLICABLE), ("n.a.", NOT_APPLICABLE), ("No aplica", NOT_APPLICABLE),
        ("No corresponde", NOT_APPLICABLE), ("0", VALUE), (0, VALUE), (0.0, VALUE),
        ("#REF!", INVALID), ("#DIV/0!", INVALID), ("#N/A", INVALID), ("#¡VALOR!", INVALID),
        ("=1/0", INVALID), (" =1+1", INVALID), ("＝1+1", INVALID), ("NA", MISSING), ("na", MISSING),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["decimal", "integer", "percent"])
def test_missing_zero_and_not_applicable_are_three_things(raw, state, kind):
    assert parsed(raw, type=kind)[1] == state


def test_words_for_no_value_are_said_for_the_column():
    parsed = parse_column(["87,5", "NA", "N/A", "no  aplica", "s/i", ""], type="percent")
    assert parsed.rule.split("; ")[1:] == [
        "missing_text evidence=NA · s/i",
        "not_applicable_text evidence=N/A · no aplica",
    ]


@pytest.mark.parametrize(
    ("column", "lost"),
    [([875, 9125, 75, 0], True), (["875", "9125", "75"], True), ([875, 75, 60], False),
     ([875.5, 912, 75], False), ([999, 87, 75, 999], False)],
)  # fmt: skip
def test_percentages_that_lost_their_decimals_are_refused_together(column, lost):
    codes = [code for _, code, _ in parse_column(column, type="percent").problems]
    assert (codes == ["lost_decimals"] * 3) is lost


def test_every_code_has_a_sentence_in_both_languages():
    columns = [
        ("decimal", ["x", "1.234", "#REF!", "=A1"]),
        ("integer", ["1,5", "5%"]),
        ("percent", ["0,5"]),
        ("percent", ["120%"]),
        ("percent", ["875", "9125", "75"]),
        ("date", ["31/02/2018", "1/1/18", "hoy", "3028-01-01", "Oct 2020"]),
        ("date", ["13/01/2018", "01/13/2018"]),
        ("date", [date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4), "13/01/2018"]),
        ("month", ["13"]),
        ("mark", ["tal vez"]),
        ("year", ["2022-23"]),
    ]
    codes = {
        code for kind, values in columns for _, code, _ in parse_column(values, type=kind).problems
    }
    assert codes == REASONS.keys() - {"not_a_choice"}
    for code in codes:
        for lang in ("es", "en"):
            assert REASONS[code][lang].format(text="t", column="c")


FINITE = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2)


def in_style(number, thousands, decimal):
    text = f"{number:,.2f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@given(
    st.lists(FINITE, min_size=1, max_size=20),
    st.sampled_from([("", "."), ("", ","), (".", ","), (",", "."), (" ", ","), ("\u00a0", ".")]),
)
def test_round_trip_of_every_style(numbers, style):
    parsed = parse_column([in_style(n, *style) for n in numbers], type="decimal")
    assert parsed.problems == []
    assert parsed.values == [float(n) for n in numbers]


@given(st.lists(st.decimals(min_value=0, max_value=100, places=1), min_size=1, max_size=20))
def test_round_trip_of_percentages(numbers):
    signed = parse_column([f"{n}".replace(".", ",") + " %" for n in numbers], type="percent")
    stored = parse_column(
        [float(n / 100) for n in numbers], type="percent", percent_flags=[True] * len(numbers)
    )
    assert signed.values == stored.values == [float(n) for n in numbers]


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())))
def test_no_value_ever_raises_and_states_agree_with_values(values):
    for kind in ("text", "integer", "decimal", "percent", "year", "month", "mark", "date"):
        parsed = parse_column(values, type=kind)
        assert len(parsed.values) == len(parsed.states) == len(values)
        for value, state in zip(parsed.values, parsed.states, strict=True):
            assert (value is not None) == (state is VALUE)
        assert [i for i, _, _ in parsed.problems] == [
            i for i, state in enumerate(parsed.states) if state is INVALID
        ]
