"""A difference across a change of method is called neither rise nor fall, wherever it is told.

One function decides (``presentation.charts.change``); here every chart, page and print that tells a
change is walked twice: over a pair of rounds that share a method, where the words of direction
must be found, and over one that does not, where they must not.
"""

from __future__ import annotations

import re

import pandas as pd
import pytest
from pages_for_tests import text_of

from exports import printing, report
from presentation import charts
from presentation.charts import change
from presentation.words import LANGUAGES, Text, catalogue

SAME, ACROSS = "r2017", "r2025"
DIRECTION = {
    "es": r"\b(sub(ió|ieron|idas?)|baj(ó|aron|adas?)|alzas?|bajas|(mayor|una) baja|cay(ó|eron)|"
    r"mejor(ó|aron|a)|empeor\w+|ganaron|perdieron)\b",
    "en": r"\b(rose|rises?|risers?|fell|falls?|fallers?|gained|lost|improved|worsened)\b",
}
DENIED = {
    "es": r"no miden? (alzas ni bajas|una baja)|ni mejora ni deterioro",
    "en": r"(do(es)? not measure|measure no) (a |any )?(rise or )?fall",
}
TOLD = ("movers", "change_quadrants", "band_transitions", "regression_groups")


def directions(text: str, lang: str) -> list[str]:
    """Words of direction in a text, those it denies apart."""
    left = re.sub(DENIED[lang], "", text, flags=re.IGNORECASE)
    return [match[0] for match in re.finditer(DIRECTION[lang], left, re.IGNORECASE)]


def of_round(panel, round_id):
    """Tables of a build as if a round were the last one."""
    year = int(round_id[1:])

    def table(name: str) -> pd.DataFrame:
        rows = panel.table(name)
        return rows[rows["year"] <= year] if "year" in rows and "round_id" in rows else rows

    return table


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chart_of_a_change_names_a_direction_only_within_a_method(panel, lang):
    charted: dict[str, set[str]] = {SAME: set(), ACROSS: set()}
    for round_id, names in charted.items():
        for name, recipe in charts.RECIPES.items():
            if not name.startswith(("movers", "change_", "band_", "regression", "quartile")):
                continue
            takes = recipe.draw.__kwdefaults__ or {}
            params = {"round_id": round_id} if "round_id" in takes else {}
            chart = charts.draw(name, of_round(panel, round_id), lang, params)
            text = f"{chart.takeaway} {chart.subtitle} {chart.alt}"
            text += " ".join(note.text or "" for note in chart.figure.layout.annotations)
            if directions(text, lang):
                names.add(name)
    assert charted[ACROSS] == set()
    assert charted[SAME] >= {"movers", "band_transitions"}


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("resumen", {}),
        ("cumplimiento", {"view": "places"}),
        ("municipio", {"cut": "13101"}),
        ("tendencias", {"view": "start"}),
        ("tendencias", {"view": "moves"}),
    ],
)
def test_no_page_calls_the_last_difference_a_rise_or_a_fall(visit_demo, panel, lang, page, query):
    """The last pair of the panel crosses a break: the municipality that lost most is no faller."""
    rows = panel.table("out_fiscalizacion__municipality_change", {"round_id": ACROSS})
    assert not rows["comparable_with_previous"].any()
    html = text_of(visit_demo(page, lang=lang, **query))
    names = "|".join(map(re.escape, rows.sort_values("change_pts")["comuna"].head(3)))
    sentences = re.findall(rf"[^.:]*\b(?:{names})\b[^.]*", html)
    assert [words for words in sentences if directions(words, lang)] == []


def test_the_list_of_what_needs_a_look_holds_no_fall_across_a_break(panel):
    assert "fell_most" not in set(panel.table("out_resumen__attention")["attention_id"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_council_report_names_directions_only_within_a_method(panel, lang):
    tables = printing.Tables(panel)
    sections = str(report.words(tables, lang)["sections"])
    [part] = re.findall(r"'title': '([^']*2025[^']*(?:compar)[^']*)'", sections)[:1]
    assert directions(part, lang) == []
    t = Text(lang)
    for direction in ("rose", "fell"):
        assert directions(t(f"print.regression.{direction}"), lang)
        assert not directions(t(f"print.regression.{direction}{change.ACROSS}"), lang)
        assert t(f"print.regression.{direction}{change.ACROSS}") in sections


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_of_a_change_has_a_neutral_one_beside_it(lang):
    texts = catalogue(lang, 5)
    pairs = {key: key.removesuffix(change.ACROSS) for key in texts if key.endswith(change.ACROSS)}
    assert len(pairs) >= 8 and set(pairs.values()) <= set(texts)
    for across, same in pairs.items():
        assert not directions(texts[across], lang), across
        assert change.change_text(Text(lang), same, True, **_any(texts[same])) != ""
    neutral = {"chart.ribbons.takeaway", "chart.quadrants.takeaway", "print.regression.title"}
    for same in set(pairs.values()) - neutral:
        named = directions(texts[same], lang)
        assert named or same.rsplit(".", 1)[1] in ("same", "fallers_subtitle"), same


def _any(text: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(r"{(\w+)}", text), "x")


@pytest.mark.parametrize("unknown", [None, pd.NA, float("nan"), False])
def test_what_is_not_known_to_share_a_method_does_not(unknown):
    assert change.is_like(True) and not change.is_like(unknown)
    assert not change.is_like(pd.Series([True, unknown])) and not change.is_like(pd.Series([]))
    assert change.change_text(Text("en"), "ranks.fallers", unknown, comuna="x", change="y") == Text(
        "en"
    )("ranks.fallers_across", comuna="x", change="y")
