"""The arrows of the architecture hold, and the contracts that say so can fail."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from itertools import takewhile
from pathlib import Path

import grimp
import pytest
import rooms_for_tests
from rooms_for_tests import PROJECT, ROOMS

from pipelines import paths, specs

MOST_NAMED = 4  # rooms in one list of a test: more is a list of the rooms
IGNORED = shutil.ignore_patterns("__pycache__", "*.parquet", "static")
# Names that say nothing of what they hold: a reader has to look for it.
RIDDLES = {"one", "found", "asked", "said", "told"}
# What says figures. Charts take frames and are held to their metrics by test_metrics.py.
READS_METRICS = (
    *(f"presentation/{room}" for room in ("cards", "choices", "outcomes", "pages", "panels")),
    "dashboard/widgets",
)
VIOLATIONS = {
    "presentation/panels/intruder.py": "from dashboard import nav",
    "presentation/charts/intruder.py": "import streamlit",
    "pipelines/ingest/names/intruder.py": "from pipelines import serving",
    "pipelines/ingest/cells/intruder.py": "import great_expectations",
    "pipelines/methods/planning/intruder.py": "import duckdb",
    "pipelines/build/steps/solver.py": "from ortools.sat.python import cp_model",
}


def settings() -> dict:
    return PROJECT["importlinter"]


def lint(folder: Path) -> tuple[int, str]:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_arrow_holds():
    code, printed = lint(paths.REPO)
    assert code == 0, printed


def test_no_files_import_each_other_in_a_circle():
    """Not by an import inside a function, nor for types alone: what two need is a third's."""
    graph = grimp.build_graph(*ROOMS)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imported) > len(ROOMS)
    TopologicalSorter(imported).prepare()  # what goes round is named by the error


def beside_each_other(imported: Iterable[tuple[str, str]]) -> dict[str, dict[str, set[str]]]:
    """Return, of each package, which of its folders and modules import which others beside them."""
    packages: dict[str, dict[str, set[str]]] = {}
    for importer, module in imported:
        ways = zip(importer.split("."), module.split("."), strict=False)
        shared = [name for name, other in takewhile(lambda way: way[0] == way[1], ways)]
        at = ".".join(shared)
        inside = packages.setdefault(at, {})
        ours, theirs = (f"{name}.".removeprefix(f"{at}.") for name in (importer, module))
        if ours and theirs:  # neither is the package itself
            inside.setdefault(ours.partition(".")[0], set()).add(theirs.partition(".")[0])
    return packages


def test_no_folders_import_each_other_in_a_circle():
    """At every depth: a folder and what stands beside it know each other one way."""
    graph = grimp.build_graph(*ROOMS)
    imported = [
        (importer, module)
        for importer in graph.modules
        for module in graph.find_modules_directly_imported_by(importer)
    ]
    packages = beside_each_other(imported)
    assert packages.keys() > set(ROOMS) - {"cli"}
    for inside in packages.values():
        TopologicalSorter(inside).prepare()  # what goes round is named by the error


def test_a_circle_of_folders_is_seen_at_every_depth():
    up, down = ("a.b.c.x", "a.b.d.y"), ("a.b.d.z", "a.b.c.w")  # no circle of files
    inside = beside_each_other([up, down, ("a.b.c.x", "a.b"), ("a.b", "a.b.c.w")])
    assert inside == {"a.b": {"c": {"d"}, "d": {"c"}}}
    with pytest.raises(CycleError):
        TopologicalSorter(inside["a.b"]).prepare()


def test_every_contract_can_fail(tmp_path):
    for name in ROOMS:
        shutil.copytree(paths.REPO / name, tmp_path / name, ignore=IGNORED)
    shutil.copy(paths.REPO / "pyproject.toml", tmp_path)
    for name, line in VIOLATIONS.items():
        (tmp_path / name).write_text(line + "\n")
    code, printed = lint(tmp_path)
    assert code == 1
    for contract in settings()["contracts"]:
        assert f"{contract['name']} BROKEN" in printed, printed


def test_every_room_stands_in_the_layers():
    [layers] = [c["layers"] for c in settings()["contracts"] if c["id"] == "layers"]
    listed = {name.strip() for layer in layers for name in layer.split("|")}
    inside = {
        f"pipelines.{path.stem}"
        for path in paths.PACKAGE.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }
    assert listed == inside | set(ROOMS) - {"pipelines"}


@pytest.mark.thorough
def test_the_rooms_are_the_same_wherever_they_are_listed():
    """What is typed, linted and packed is one list, and no test has one of its own."""
    with_code = {path.parts[-2] for path in paths.REPO.glob("*/*.py")}
    assert set(PROJECT["mypy"]["files"]) == with_code - {"tests", "notebooks"}
    assert tuple(PROJECT["mypy"]["files"])[: len(ROOMS)] == ROOMS
    packed = PROJECT["setuptools"]["packages"]["find"]["include"]
    assert packed == [f"{name}*" for name in ROOMS]
    own = {
        f"{path.relative_to(paths.REPO)}:{node.lineno}"
        for path in sorted((paths.REPO / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Tuple | ast.List | ast.Set)
        and len({getattr(element, "value", None) for element in node.elts} & set(ROOMS))
        >= MOST_NAMED
    }
    assert own == set(), "read the rooms from rooms_for_tests"


def test_there_is_no_ignore_list():
    for contract in settings()["contracts"]:
        assert not [key for key in contract if key.startswith(("ignore", "unmatched"))]


def test_no_two_modules_of_tests_have_one_name():
    """pytest imports them by their bare names: the second one would be taken for the first."""
    names = [path.name for path in (paths.REPO / "tests").rglob("*.py")]
    twice = {name for name in names if names.count(name) > 1}
    assert twice <= {"conftest.py", "__init__.py"}


def tables_read(source: str, names: dict[str, object]) -> Iterator[tuple[int, str]]:
    """Yield line and name of every table that a module reads by its name, or a name it gives it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == "table":
            for argument in node.args:
                if isinstance(argument, ast.Constant):
                    yield node.lineno, argument.value
                elif isinstance(argument, ast.Name) and argument.id in names:
                    yield node.lineno, str(names[argument.id])


def test_a_figure_is_read_as_a_metric():
    """What says and shows asks for a metric; where that is stored is said in metrics.yml alone."""
    measured = {metric.table: metric.id for metric in specs.metrics().values()}
    of_tables = [
        f"{path.relative_to(paths.REPO)}:{line}: {table}, as `{measured[table]}`"
        for room in READS_METRICS
        for path in sorted((paths.REPO / room).rglob("*.py"))
        for names in [vars(import_module(_module(path)))]
        for line, table in tables_read(path.read_text("utf-8"), names)
        if table in measured
    ]
    assert of_tables == [], (
        "ask for it with data.metric(build_id, metric, *dimensions) or, where more of its rows is "
        "shown, data.figures(build_id, metric): a figure stands there under the id of its metric"
    )


def _module(path: Path) -> str:
    return ".".join(path.relative_to(paths.REPO).with_suffix("").parts).removesuffix(".__init__")


def test_a_table_read_past_its_metrics_is_seen():
    table = "out_fiscalizacion__round_group"
    names: dict[str, object] = {"GROUPS": table}
    for call in (f"data.table(build, '{table}')", "data.table(build, GROUPS, year=2)",
                 "ctx.build.table(GROUPS)"):  # fmt: skip
        assert list(tables_read(call, names)) == [(1, table)]
    assert not list(tables_read("html_card(table=GROUPS); data.figures(build, 'ta_score')", names))


def names_given(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield every name that a module gives: to functions, arguments, fields, locals, imports."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.alias(name=name, asname=None) | ast.alias(asname=str(name)):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)):
                yield node.lineno, name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name


def riddles(source: str) -> list[tuple[int, str]]:
    """Return line and name of each riddle, private ones (`_said`, `_told`) too."""
    given = names_given(ast.parse(source))
    return [(line, name) for line, name in given if name.strip("_") in RIDDLES]


def test_names_say_what_they_hold():
    beside = (*(set(PROJECT["mypy"]["files"]) - set(ROOMS)), "tests", "notebooks")
    modules = rooms_for_tests.files(beside=beside)
    named = [
        f"{path.relative_to(paths.REPO)}:{line}: `{name}`"
        for path in modules
        for line, name in riddles(path.read_text("utf-8"))
    ]
    named += [str(path.relative_to(paths.REPO)) for path in modules if path.stem in RIDDLES]
    assert named == [], (
        "call it by what it holds (`row`, `cell`, `reply`, `refusal`, `sentence`, `choices`), and "
        "a function by what it returns or does (`_as_written`, `_worded`)"
    )


def test_a_riddle_is_seen_wherever_a_name_is_given():
    given = (
        "def _said(): ...",
        "def f(*_asked): ...",
        "match f:\n    case [told, *_]: ...",
        "def said(): ...",
        "def f(told=1): ...",
        "f = lambda *asked: 1",
        "found: int = 1",
        "[one for one in f]",
        "self.found = 1",
        "from x import y as told",
        "from x import said",
        "with f as one: ...",
        "try: ...\nexcept E as found: ...",
    )
    for source in given:
        assert riddles(source), source
    assert not riddles("t(said=row.told, one='found')")
