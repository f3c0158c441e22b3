"""What changes with simulated rows says so: every page and file, on two builds that differ in them.

The second build is a copy of the demonstration panel whose simulated rows alone hold other numbers,
so that nothing but the surfaces is tested: whatever they show differently, unmarked, fails.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from builds_for_tests import without_digests
from marks_for_tests import MARK, cards_of, text_of
from pages_for_tests import shown

from dashboard import nav
from pipelines import origins, paths, serving
from presentation import data

OTHER = "otherseed"
# Numbers that tell rows apart or put them in order, which a figure never is.
KEPT = re.compile(r"(^|_)(year|order|month|number|position|id|row|decimals|capacity)(_|$)")


@pytest.fixture(scope="module")
def other(demo_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of builds whose one build differs from the panel in the numbers of simulated rows."""
    known = serving.open(root=demo_built)
    root = tmp_path_factory.mktemp("other")
    shutil.copytree(known.folder, root / OTHER)
    (root / "LATEST").write_text(OTHER)
    manifest = root / OTHER / "manifest.json"
    written = without_digests(json.loads(manifest.read_text("utf-8")))
    manifest.write_text(json.dumps(written | {"build_id": OTHER}))
    with duckdb.connect(str(root / OTHER / "curated.duckdb")) as con:
        for name in known.tables():
            contract = known.describe(name)
            if "origin" not in {column.name for column in contract.columns}:
                continue
            set_ = [
                f'"{column.name}" = "{column.name}" * 0.97'
                for column in contract.columns
                if column.type == "DOUBLE"
                and column.name not in contract.keys
                and not KEPT.search(column.name)
            ]
            if set_:
                con.execute(f"update {name} set {', '.join(set_)} where origin = 'simulated'")
    return root


def unmarked(html: str) -> Counter[str]:
    """The words of a page that no mark stands by: its head, and each card."""
    head = re.search(r'<header class="faro-head">.*?</header>', html, re.DOTALL)
    unmarked_parts: Counter[str] = Counter()
    if head and not re.search(r"<h1>.*?(Simula|simula).*?</h1>", head[0], re.DOTALL):
        unmarked_parts[text_of(head[0])] += 1
    for title, body in cards_of(html):
        if not MARK.search(body):
            drawn = re.findall(r'(?:aria-label|data-src)="([^"]*)"', body)
            unmarked_parts["\n".join([title, text_of(body), *drawn])] += 1
    return unmarked_parts


@pytest.mark.thorough
@pytest.mark.parametrize("page", nav.PAGES)
def test_what_no_mark_stands_by_is_the_same_whatever_is_simulated(
    visit, demo_built, other, monkeypatch, page
):
    pages = []
    for root in (demo_built, other):
        data.clear()
        monkeypatch.setenv("FARO_CURATED", str(root))
        html = shown(visit(page)).replace(serving.open(root=root).build_id, "BUILD")
        pages.append(unmarked(re.sub(r"\b\d+,\d s\b", "", html)))  # how long a query took
    assert pages[0] - pages[1] == Counter() == pages[1] - pages[0]


def test_no_figure_of_a_card_says_its_origin_by_itself():
    """What a card shows rests on rows: its origin is theirs, never a word of the code."""
    named = [
        f"{path.name}:{call.lineno}"
        for path in (paths.REPO / "presentation").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Kpi", "Work", "Matter")
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and part.value in origins.LEVELS
    ]
    assert named == []
