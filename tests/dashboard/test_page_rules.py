"""The rules for authors of pages (docs/architecture.md), each with what to do about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
import rooms_for_tests

from pipelines import paths

PAGES = sorted(
    path
    for folder in ("dashboard/app_pages", "presentation/pages", "presentation/outcomes")
    for path in (paths.REPO / folder).glob("*.py")
)
WIDGETS = sorted((paths.REPO / "dashboard" / "widgets").glob("*.py"))
END = "end a page with `done()`: `st.stop()` ends what stands around it too, and loses what waits"
NAME = "say `together(…, name=…)`: without a name its place is its turn, which others move"
TWICE = "give it a name of its own: a page keeps a place by its name"


def broken(source: str) -> list[str]:
    """What a page does against the rules: the line, and what to do."""
    return [f"line {line}: {what}" for line, what in _broken(ast.parse(source), is_inside=False)]


def _broken(node: ast.AST, *, is_inside: bool) -> Iterator[tuple[int, str]]:
    names: set[tuple[str, str]] = set()  # of one branch: another is never beside it
    for branch, child in _children(node):
        inside = is_inside
        if isinstance(child, ast.Call) and ast.unparse(child.func) == "st.stop":
            yield child.lineno, END
        for call in _calls(child, "together") if not is_inside else ():
            inside = True
            given_names = [key.value for key in call.keywords if key.arg == "name"]
            if not given_names:
                yield call.lineno, NAME
            name = branch, ast.unparse(given_names[0]) if given_names else str(call.lineno)
            if name in names:
                yield call.lineno, TWICE
            names.add(name)
        yield from _broken(child, is_inside=inside)


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield field, child


def _calls(node: ast.AST, name: str) -> list[ast.Call]:
    """The calls of a function that a ``with`` enters."""
    items = node.items if isinstance(node, ast.With) else []
    calls = [item.context_expr for item in items if isinstance(item.context_expr, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) == name]


@pytest.mark.parametrize("path", [*PAGES, *WIDGETS], ids=lambda path: path.stem)
def test_a_page_keeps_the_rules(path):
    assert broken(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "remark"),
    [
        ("if empty:\n    st.stop()", END),
        ("with together('faro-page'):\n    put(x)", NAME),
        ("with left, together('faro-row'):\n    put(x)", NAME),
        ("with together(name='a'):\n    put(x)\nwith together(name='a'):\n    put(y)", TWICE),
        ("if x:\n  with together(name='a'): y()\nelse:\n  with together(name='a'): z()", None),
        ("with together(name='a'):\n    with together('faro-row'):\n        put(x)", None),
    ],
)
def test_a_rule_that_is_broken_is_said_with_what_to_do(source, remark):
    remarks = broken(source)
    assert (
        (remarks == []) if remark is None else (len(remarks) == 1 and remarks[0].endswith(remark))
    )


def test_what_was_chosen_of_a_list_is_in_sight_on_a_phone_too():
    """In a column Streamlit keeps the chips of a list on one line, where a phone shows two."""
    for path in (paths.REPO / "dashboard").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "st.multiselect":
                named = {key.arg: ast.unparse(key.value) for key in call.keywords}
                assert named.get("wrap") == "True", f"{path.name}, line {call.lineno}: wrap=True"


# Columns of names that a reader looks for by their letters.
NAMES = {"comuna", "municipality", "region", "file"}
MAKERS = rooms_for_tests.files(without=("pipelines", "cli"))


def sorted_by_bytes(source: str) -> list[str]:
    """Where names are sorted as bytes are: ñ after z, capitals before all else."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        f"line {call.lineno}: say `key=by_name`"
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "sort_values"
        if "by_name" not in {ast.unparse(word.value) for word in call.keywords}
        if any(
            isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and (part.value in NAMES or part.value.startswith(("name_", "term_")))
            and not part.value.endswith("_order")
            for given in call.args
            for part in ast.walk(given)
        )
    ]


@pytest.mark.parametrize("path", MAKERS, ids=lambda path: str(path.relative_to(paths.REPO)))
def test_names_are_sorted_as_they_are_spelled(path):
    assert sorted_by_bytes(path.read_text("utf-8")) == []


def test_a_sort_of_names_is_told_from_one_of_figures():
    assert sorted_by_bytes("rows.sort_values(['year', 'comuna'])")
    assert sorted_by_bytes("rows.sort_values(f'term_{lang}', key=lower)")
    assert not sorted_by_bytes("rows.sort_values(['year', 'comuna'], key=by_name)")
    assert not sorted_by_bytes("rows.sort_values(['score_pct', 'cut', 'term_order'])")
