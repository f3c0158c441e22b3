"""A cited query gives what its card shows, and a permanent link leads back to the card.

Every card of every page, by one rule: the rows that the query gives are the rows shown, with their
values, and the lines that a reader counts. What no query of the build gives is named here.
"""

from __future__ import annotations

import html as markup
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
from pages_for_tests import shown, whole

from dashboard import nav
from pipelines import serving
from presentation.cards import exact
from presentation.words import Text

# A line of these is no row: cells of a matrix, several tables in one card, a sentence of many rows.
APART: dict[str, str] = {}
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
    ("solicitudes", {"place": "CL-13101", "year": "2023"}),
    ("herramientas", {"region": "13"}),
]


@dataclass
class Cited:
    """What is cited of a card: its address, the query, and the card as a reader counts it."""

    address: str
    query: str
    body: str

    @property
    def card(self):
        return urlsplit(self.address).fragment

    @property
    def lines(self):
        bodies = re.findall(r"<tbody>(.*?)</tbody>", self.body, re.S)
        return sum(one.count("<tr") for one in bodies) + self.body.count("<li")


def cited(html):
    """Everything cited on a page, with what stands before it since the head of its card."""
    found = []
    for block in re.finditer(r'<dl class="faro-cite">.*?</dl>', html, re.S):
        told = [markup.unescape(one) for one in re.findall(r"<pre[^>]*>(.*?)</pre>", block[0], re.S)]
        before = html[: block.start()]
        start = max(before.rfind('<header class="faro-card-head">'), before.rfind("<article"))
        body = before[start:].partition('<div class="faro-actions">')[0]
        query = next((one for one in told if one.startswith("select ")), "")
        found.append(Cited(told[0], query, body))
    return found


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


@pytest.mark.parametrize(("page", "view"), VIEWS)
def test_probe(visit_demo, demo_built, rows_of, page, view):
    build = serving.open(root=demo_built)
    app = visit_demo(page, lang="en", **view)
    html = shown(app)
    bad = []
    for one in cited(html):
        where = f"{page} {one.card or '??'}"
        if f'id="{one.card}"' not in html and one.card:
            bad.append(f"{where}: no anchor")
        if not one.query:
            bad.append(f"{where}: no query"); continue
        try:
            answer = build.query(one.query)
        except Exception as e:
            bad.append(f"{where}: {e!r}"[:300] + one.query[:300]); continue
        parts = [rows_of.get(p) for p in one.query.split("\nunion all by name\n")]
        if all(parts):
            n = sum(len(rows) for _, rows in parts)
            if n != len(answer):
                bad.append(f"{where}: rows {n} answer {len(answer)} :: {one.query[:200]}")
        elif "faro-kpi" not in one.body:
            bad.append(f"{where}: own query {len(answer)} rows, {len(one.query)}")
        elif len(answer) != 1:
            bad.append(f"{where}: kpi {len(answer)}")
        if one.lines and one.lines != len(answer):
            bad.append(f"{where}: lines {one.lines} answer {len(answer)} len {len(one.query)}")
    with open(f"/tmp/m18a/r_{page}_{'_'.join(view.values())}.txt", "w") as f:
        f.write("\n".join(bad))
