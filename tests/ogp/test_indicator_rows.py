"""Rows of the chart of indicators: each as high as its words need, on a phone and on paper."""

from __future__ import annotations

import re
from datetime import date

import pytest
from prints_for_tests import blanks

from exports import printing
from exports.ogp import plan, reports
from presentation import charts, drawing
from presentation.charts.ogp_indicators import LETTERS, NAME
from presentation.desk.at_a_date import read
from presentation.drawing import fonts
from presentation.words import LANGUAGES, Text

CODES = ("CL0020", "CL0046", "CL0048", "CL0054")
WIDTHS = (320, 350, 640, 860)  # half a sheet, a phone, a sheet, a page
WHEN = date(2020, 12, 31)
AIR = 6  # pixels at least between a bar and the words of the next row
_BAR = re.compile(r'<rect[^>]* y="([\d.]+)"[^>]* height="([\d.]+)" fill=')
_LINE = re.compile(r'<text[^>]* y="([\d.]+)"[^>]*>(.*?)</text>')


def marks(svg: str) -> tuple[list[tuple[float, float]], list[tuple[float, str]]]:
    """Return the bars of a picture as top and foot, and its lines of words with their baseline."""
    bars = [(float(top), float(top) + float(high)) for top, high in _BAR.findall(svg)]
    lines = [(float(at), re.sub("<[^<>]*>", "", words)) for at, words in _LINE.findall(svg)]
    return bars, lines


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("source", ["published", "simulated"])
def test_no_words_of_a_row_reach_a_bar(request, source, code, lang):
    build = request.getfixturevalue(source)
    choices = {"commitment": code, "as_of": WHEN.isoformat()}
    chart = charts.draw("ogp_indicators", build.table, lang, choices, build=build)
    for width in WIDTHS:
        bars, lines = marks(drawing.svg(chart, Text(lang), title=False, width=width))
        assert bars and len(lines) >= 2 * len(chart.rows)
        for baseline, words in lines:
            assert fonts.width(words, LETTERS, bold=True) <= width
            over = [foot for top, foot in bars if top < baseline]
            assert all(baseline - LETTERS * fonts.ASCENT >= foot + AIR for foot in over), words
            under = [top for top, _ in bars if top >= baseline]
            assert all(top >= baseline + LETTERS * fonts.DESCENT - 1 for top in under), words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_of_many_lines_makes_its_own_row_higher(published, lang):
    tables = [published.table(f"out_ogp__{name}") for name in ("indicator", "indicator_value")]
    described, t = tables[0][tables[0]["commitment_id"] == "CL0048"].copy(), Text(lang)
    frames = (tables[1], published.table("out_ogp__commitment"))

    def height() -> float:
        fig = charts.ogp_indicators.indicators(described, *frames, t=t, as_of="2020-12-31").figure
        return float(fig.layout.height)

    before = height()
    described.loc[described.index[0], f"name_{lang}"] = "palabra " * (3 * NAME // 8)
    assert 30 < height() - before < 60


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", ["CL0001", *CODES])
def test_a_plan_takes_two_pages_and_wastes_no_half_of_the_first(published, code, lang, monkeypatch):
    monkeypatch.setattr(printing, "pdf", lambda template, data, *_, **__: blanks(template, data))
    pages = plan.summary(published, read(published, code, WHEN), lang)
    assert len(pages) <= 2
    assert max(pages[:-1], default=0) < 1 / 2


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("form", ["plantilla-pdf", "autoevaluacion-pdf"])
def test_no_page_of_a_form_is_wasted(published, form, code, lang, monkeypatch):
    monkeypatch.setattr(printing, "pdf", lambda template, data, *_, **__: blanks(template, data))
    record = read(published, code, WHEN)
    *pages, last = reports._MAKERS[form](published, record, lang, None)
    assert max(pages, default=0) < 1 / 2
    assert last < 0.55 or not pages
