"""A cited query gives what its card shows, and a permanent link leads back to the card.

Every card of every page, by one rule: the rows that the query gives are the rows shown, with their
values, and the lines that a reader counts. What no query of the build gives is named here.
"""

from __future__ import annotations

import html as markup
import itertools
import re
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode, urlsplit

import duckdb
import pytest
import streamlit
from pages_for_tests import shown

from dashboard import nav
from pipelines import serving
from presentation import data
from presentation.cards import exact
from presentation.cards.delivered import SHOWN

# Cards whose lines a reader counts are not the rows of what they cite. None may be added that could
# be told line by line.
APART = {
    "compared": "a column is a round",
    "heat": "a column is a region",
    "regions": "a column is a region",
    "pairs": "a column is a tool",
    "materia_changes": "a column is a materia, the first is the total",
    "materias": "a column is a round",
    "punctual": "a column is a month",
    "calendar": "a column is a month",
    "month": "a line is a week",
    "ladder": "a rung has two moments",
    "dimensions": "beside each part stand its country and region",
    "region_places": "beside each score stand its change and its convenio",
    "checks": "a column is a scale",
    "balance": "the overlap, a column of each row, is a line of its own",
    "common_items": "materias alike in all are one line",
    "gam_standards": "beside each event stands its standard",
    "asks": "the questions stand under the tools they are of",
    "process": "an activity may stand in several lines",
    "lateness": "a sentence speaks of several estimates",
    "remaining": "a requirement has several lines",
    "suggested": "the lines are the rule, not the figures",
    "pmg_stages": "the tasks stand apart from the stages",
    "map": "a tool has several lines",
}
# What no table holds: it is worked out of what the reader asks, by a command or an address cited.
ASKED = {"simulador", "muestra", "plan", "autoevaluacion"}
CHECKS = ("datos", "kpi")  # made on finished tables: none can hold their count
VIEWS = [
    *((page, {}) for page in nav.PAGES),
    ("region", {"region": "13"}),
    ("municipio", {"cut": "13119"}),
    ("cobertura", {"region": "13", "asof": "2024-06-30"}),
    ("publicacion", {"region": "13", "year": "2023"}),
    ("cumplimiento", {"view": "map", "region": "13", "round": "r2024"}),
    ("cumplimiento", {"view": "changes"}),
    ("cumplimiento", {"view": "places", "group": "mgtm_pilot", "round": "r2017"}),
    ("cumplimiento", {"view": "materias", "region": "13"}),
    ("tendencias", {"view": "claim"}),
    ("tendencias", {"view": "effect"}),
    ("tendencias", {"view": "start"}),
    ("tendencias", {"view": "moves"}),
    ("tendencias", {"view": "publication"}),
    ("gobierno_abierto", {"commitment": "CL0048"}),
    ("gobierno_abierto", {"commitment": "CL0054", "as_of": "2020-12-31"}),
    ("comparar", {"metric": "ta_score", "who": "13101,R13"}),
    ("simulador", {"w": "compras:2"}),
    ("historia", {"topic": "law"}),
    ("solicitudes", {"place": "CL-01404", "year": "2023"}),
    ("herramientas", {"region": "13"}),
]


ROWS_SHOWN = re.compile(r'href="([^"]*/consulta\.csv[?][^"]*)"')
SHORT = 2000  # letters of a query whose address is never too long


@dataclass
class Cited:
    """What is cited of a card: its address, the query, and the card as a reader counts it."""

    address: str
    query: str
    body: str
    is_kpi: bool

    @property
    def card(self):
        return urlsplit(self.address).fragment

    @property
    def lines(self):
        """How many lines a reader counts: of tables alone, or with those of lists."""
        tables = re.findall(r"<tbody>(.*?)</tbody>", self.body, re.S)
        rows, items = sum(table.count("<tr") for table in tables), self.body.count("<li")
        return {rows or items, rows + items}


def cited(html):
    """Everything cited on a page, with what stands before it since the head of its card."""
    cards = []
    for block in re.finditer(r'<dl class="faro-cite">.*?</dl>', html, re.S):
        texts = [
            markup.unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", block[0], re.S)
        ]
        before = html[: block.start()]
        start = max(before.rfind('<header class="faro-card-head">'), before.rfind("<article"))
        body = before[start:].partition('<div class="faro-actions">')[0]
        query = next((text for text in texts if re.match(r"select\s", text)), "")
        cards.append(Cited(texts[0], query, body, body.startswith("<article")))
    return cards


@pytest.fixture
def rows_of(monkeypatch):
    """Query → the rows it was written for."""
    kept, write = {}, exact._of_one

    def noted(build, table, rows):
        query = write(build, table, rows)
        kept[query] = (table, rows)
        return query

    monkeypatch.setattr(exact, "_of_one", noted)
    return kept


@pytest.fixture
def boxes(monkeypatch):
    """The keys of the containers made."""
    made, container = set(), streamlit.container

    def noted(*options, key=None, **how):
        made.add(key)
        return container(*options, key=key, **how)

    monkeypatch.setattr(streamlit, "container", noted)
    return made


def numbers(rows):
    """Rows as tuples of numbers, what is missing alike."""
    return {tuple(row) for row in rows.astype(float).fillna(-0.125).round(9).to_numpy()}


def wrong(build, page, card, rows_of):
    """What a cited query gives that its card does not show, or the other way round."""
    if not card.query:
        return "" if page in ASKED or (page, card.card) == CHECKS else "no query"
    assert len(card.query) <= serving.MOST_CHARACTERS, "it can be asked on the page"
    answer = build.query(card.query)
    if card.is_kpi:
        return "" if len(answer) == 1 else f"{len(answer)} rows for one number"
    counts = card.lines - {0}
    if counts and card.card not in APART and min(len(answer), SHOWN) not in counts:
        return f"{card.lines} lines, {len(answer)} rows: {card.query}"
    parts = card.query.split("\nunion all by name\n")
    for table, rows in (rows_of[part] for part in parts if part in rows_of):
        part = build.query(next(part for part in parts if rows_of.get(part, [0])[0] == table))
        figures = [name for name in rows.select_dtypes("number") if name in part]
        differ = numbers(part[figures]) ^ numbers(rows[figures])
        if len(part) != len(rows) or differ:
            remark = f"{len(rows)} rows shown of {table}, {len(part)} given"
            return f"{remark}: {figures} {sorted(differ)[:4]} {card.query}"
    return ""


@pytest.mark.thorough
@pytest.mark.parametrize(("page", "view"), VIEWS, ids=str)
def test_a_cited_query_gives_what_its_card_shows(visit_demo, panel, rows_of, page, view):
    cards = cited(shown(visit_demo(page, lang="en", **view)))
    assert cards or page in ("ayuda", "entregas")
    troubles = [(card.card, wrong(panel, page, card, rows_of)) for card in cards]
    assert [f"{card}: {what}" for card, what in troubles if what] == []


@pytest.mark.few(7)
@pytest.mark.parametrize("page", nav.PAGES)
def test_so_it_does_on_published_figures(visit, build, rows_of, page):
    html = shown(visit(page, lang="es"))
    cards = cited(html)
    troubles = [(card.card, wrong(build, page, card, rows_of)) for card in cards]
    assert [f"{card}: {what}" for card, what in troubles if what] == []
    taken = [
        dict(parse_qsl(urlsplit(markup.unescape(link)).query)).get("q")
        for link in ROWS_SHOWN.findall(html)
    ]
    whole = [card.query for card in cards if card.query and not card.is_kpi]
    assert [query for query in whole if len(query) < SHORT and query not in taken] == []


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("page", "view"),
    [("municipio", {"cut": "13119"}), ("cumplimiento", {"view": "changes"}), ("region", {})],
    ids=str,
)
def test_so_it_does_of_tables_too_large_to_be_looked_through(
    visit_demo, panel, rows_of, monkeypatch, page, view
):
    monkeypatch.setattr(exact, "MOST_ROWS", 0)
    data.clear()
    cards = cited(shown(visit_demo(page, lang="es", **view)))
    data.clear()
    troubles = [(card.card, wrong(panel, page, card, rows_of)) for card in cards]
    assert [f"{card}: {what}" for card, what in troubles if what] == []
    assert rows_of


@pytest.mark.thorough
@pytest.mark.parametrize(("page", "view"), VIEWS, ids=str)
def test_a_permanent_link_leads_back_to_its_card_as_it_is(visit_demo, boxes, page, view):
    """The page it stands on, its anchor there, and the same figure when the link is opened."""
    html = shown(visit_demo(page, lang="en", **view))
    again: dict[str, list[Cited]] = {}
    for card in cited(html):
        place, choices = urlsplit(card.address), dict(parse_qsl(urlsplit(card.address).query))
        assert f'id="{card.card}"' in html or f"card_{card.card}" in boxes, card.address
        assert place.path.strip("/") == page.replace("resumen", ""), card.address
        again.setdefault(urlencode(choices), []).append(card)
    for query, cards in again.items():
        opened = cited(shown(visit_demo(page, **(dict(parse_qsl(query)) | {"open": "all"}))))
        there = {(card.card, card.query) for card in opened}
        assert {(card.card, card.query) for card in cards} - there == set(), query


@pytest.mark.few(4)
@pytest.mark.parametrize("kind", ["integer", "double", "date", "varchar", "boolean"])
def test_a_key_that_is_missing_is_cited_whatever_it_is_made_of(monkeypatch, kind):
    """Rows with and without it, and rows that lack another one too: those named and no other."""
    value = {"date": "2024-02-29", "varchar": "it's", "boolean": "true"}.get(kind, "7")
    build = SimpleNamespace(
        build_id=kind,
        describe=lambda table: SimpleNamespace(keys=("a", "b")),
        manifest={"row_counts": {}},
    )
    with duckdb.connect() as base:
        base.execute(
            f"""create table held as select cast(a as {kind}) as a, b, n from (values
            ($1, 'x', 0), ($1, 'y', 1), (null, 'x', 2), (null, 'y', 3), (null, null, 4))
            held(a, b, n)""",
            [value],
        )
        held = base.sql("select * from held order by n").df()
        monkeypatch.setattr(data, "table", lambda build, name: held)
        for shown in itertools.chain(*(itertools.combinations(range(5), n) for n in range(1, 6))):
            query = exact.exact(build, {"held": held.iloc[list(shown)]})
            given = base.sql(f"select n from ({query}) order by n").fetchall()
            assert [n for (n,) in given] == list(shown), query
