"""The one formatter: Chilean Spanish and English, missing said in words."""

import datetime as dt
import html
import math
import re

import pandas as pd
import pytest
import rooms_for_tests

from presentation import formats as fmt
from presentation.markup.html import esc, self_linked, tag


@pytest.mark.parametrize(
    ("written", "es", "en"),
    [
        (lambda lang: fmt.percent(30.26, lang), "30,3\u00a0%", "30.3%"),
        (lambda lang: fmt.percent(98.5507, lang, decimals=2), "98,55\u00a0%", "98.55%"),
        (lambda lang: fmt.number(1234, lang), "1.234", "1,234"),
        (lambda lang: fmt.number(36485.5, lang, decimals=1), "36.485,5", "36,485.5"),
        (lambda lang: fmt.points(17.17, lang), "+17,2\u00a0pts", "+17.2\u00a0pts"),
        (lambda lang: fmt.points(-1.2, lang), "\u22121,2\u00a0pts", "\u22121.2\u00a0pts"),
        (lambda lang: fmt.points(-0.04, lang), "0,0\u00a0pts", "0.0\u00a0pts"),
        (lambda lang: fmt.date("2018-02-27", lang), "27-02-2018", "27 Feb 2018"),
        (lambda lang: fmt.date(dt.datetime(2018, 2, 27, 9), lang), "27-02-2018", "27 Feb 2018"),
        (lambda lang: fmt.date("2019-12", lang), "diciembre de 2019", "December 2019"),
        (lambda lang: fmt.date("2012", lang), "2012", "2012"),
        (lambda lang: fmt.quantity(0.6039, "logit", lang, decimals=2), "0,60", "0.60"),
        (lambda lang: fmt.quantity(0, "percent", lang, decimals=1), "0,0\u00a0%", "0.0%"),
        (
            lambda lang: fmt.interval(15.095, 15.341, "percentage_points", lang, decimals=1),
            "15,1 a 15,3\u00a0pts",
            "15.1 to 15.3\u00a0pts",
        ),
    ],
)
def test_values_are_written_in_the_language(written, es, en):
    assert written("es") == es
    assert written("en") == en


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, pd.NaT])
@pytest.mark.parametrize("lang", fmt.LANGUAGES)
def test_missing_is_said_in_words_and_never_zero(missing, lang):
    for written in (
        fmt.number(missing, lang),
        fmt.percent(missing, lang),
        fmt.points(missing, lang),
        fmt.quantity(missing, "percent", lang),
        fmt.date(missing, lang),
        fmt.interval(missing, 1, "percent", lang),
    ):
        assert written == fmt.MISSING[lang]


def test_missing_zero_and_not_applicable_differ():
    for lang in fmt.LANGUAGES:
        assert len({fmt.MISSING[lang], fmt.NOT_APPLICABLE[lang], fmt.number(0, lang)}) == 3


def test_a_date_that_is_no_date_is_kept_as_printed():
    assert fmt.date("2019-01/02", "es") == "2019-01/02"
    assert fmt.date("2018-13", "en") == "2018-13"


def test_what_no_calendar_and_no_row_of_digits_can_hold_is_still_written():
    assert fmt.number(-1.5e300, "es") == f"{fmt.MINUS}1,5E300"
    far = pd.Timestamp.min.as_unit("s") + pd.Timedelta(10**12, "s")
    assert fmt.date(far, "es").startswith("33366")
    assert fmt.number(10**19, "en") == "10,000,000,000,000,000,000"


def test_only_one_is_singular():
    assert [fmt.plural(n, "one", "other") for n in (0, 1, 2)] == ["other", "one", "other"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("entre 4–95 municipios", "4–95"),
        ("de 37,5–68,3 %.", "37,5–68,3 %"),
        ("−3,35…−2,25 pts", "−3,35…−2,25"),
        ("al 13-11-2026", "13-11-2026"),
        ("termina en 2028-07.", "2028-07"),
        ("desde 2028-07-31", "2028-07-31"),
    ],
)
def test_no_line_ends_inside_a_range_or_a_day(text, whole):
    span = f'<span class="faro-whole">{whole}</span>'
    assert esc(text) == text.replace(whole, span)
    assert span in self_linked(tag("h2", text), "x")


def test_a_query_to_copy_has_nothing_between_its_letters():
    text = "select 1 where since < '2024-12-14' and month = '2024-12'"
    assert html.unescape(tag("pre", text)) == f"<pre>{text}</pre>"


@pytest.mark.parametrize("text", ["Ñuble – Maule", "MGTM–IG 11", "5 – 6"])
def test_other_dashes_may_end_a_line(text):
    assert esc(text) == text


# A missing value says of itself why it is missing: whoever asks first whether it is there, and
# then says that nobody publishes it, is wrong where too few stand behind it.
ASKED_FIRST = re.compile(
    r"t\.missing if pd\.isna|pd\.notna\([^)]*\)\s*else (?:ctx\.)?t\.missing"
    r"|if (?:pd\.isna|is_missing)\([^)]*\):\s*return (?:ctx\.)?t\.missing"
)


def test_nobody_says_for_a_value_that_it_is_missing():
    asking = {
        f"{path.name}: {match[0]}"
        for path in rooms_for_tests.files()
        for match in ASKED_FIRST.finditer(path.read_text())
    }
    assert asking == set(), "write the value itself: percent, number and quantity say why"
