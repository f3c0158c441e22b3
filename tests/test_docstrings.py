"""Docstrings say what goes in and what is raised, and name nothing that is not there.

That an `Args:` section names every argument is the linter's (D417), wherever there is one. Here it
has to be there in the rooms that others build on, and `Raises:` wherever a function raises.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typer
from rooms_for_tests import ROOMS

from pipelines import paths

FOUNDATIONS = (
    "pipelines/build",
    "pipelines/fetching",
    "pipelines/ingest",
    "pipelines/methods",
    "pipelines/serving",
    "pipelines/receiving",
    "pipelines/bulk",
    "pipelines/telling",
    "pipelines/specs",
    "pipelines/spreadsheets",
    "pipelines/institution",
    "pipelines/demo",
    "presentation/*.py",
    *(f"presentation/{room}" for room in ("cards", "choices", "drawing", "guides", "words")),
    *(f"presentation/{room}" for room in ("desk", "plans", "samples")),
    *(f"presentation/{room}" for room in ("charts", "outcomes", "pages", "panels")),
    "exports",
    "cli/assistant/answers.py",  # of a command, `--help` says it
    "cli/assistant/whole.py",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Makers = Mapping[str, set[str]]


def modules(*places: str) -> Iterator[tuple[Path, ast.Module]]:
    """The modules of folders, and those of patterns, of the repository."""
    for place in places:
        files = [*paths.REPO.glob(place if place.endswith(".py") else f"{place}/**/*.py")]
        assert files, f"{place}: there is no such module"
        for path in sorted(files):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def public(node: ast.Module | ast.ClassDef) -> Iterator[Function]:
    """The functions of a module and the methods of its classes, those without a low dash."""
    for member in node.body:
        if isinstance(member, ast.ClassDef | Function) and not member.name.startswith("_"):
            if isinstance(member, ast.ClassDef):
                yield from public(member)
            else:
                yield member


def section(function: Function, title: str) -> list[str]:
    """The names that a section lists."""
    text = inspect.cleandoc(ast.get_docstring(function) or "")
    match = re.search(rf"^{title}:\n((?:(?: {{4}}.*)?\n)*)", f"{text}\n", re.MULTILINE)
    lines = match[1].splitlines() if match else []
    entries = (re.match(r" {4}(\S[^:]*):", line) for line in lines)
    return [name.strip() for entry in entries if entry for name in entry[1].split(",")]


def arguments(function: Function) -> list[str]:
    own = function.args
    plain = [*own.posonlyargs, *own.args, *own.kwonlyargs]
    names = [argument.arg for argument in plain if argument.arg not in ("self", "cls")]
    names += [f"*{own.vararg.arg}"] if own.vararg else []
    return names + ([f"**{own.kwarg.arg}"] if own.kwarg else [])


def names_in(node: ast.AST) -> set[str]:
    """The last part of each name in an expression: `typer.Exit` is `Exit`."""
    names = (getattr(part, "id", None) or getattr(part, "attr", None) for part in ast.walk(node))
    return {name for name in names if name}


def raised(
    node: ast.AST, makers: Makers, caught: frozenset[str] = frozenset()
) -> Iterator[set[str]]:
    """The classes that each `raise` of a function's own body may be of; none known, none named.

    A bare one passes on what another raised, and one that is caught around it does not leave.
    """
    if isinstance(node, ast.Raise) and node.exc is not None:
        made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = made.id if isinstance(made, ast.Name) else getattr(made, "attr", "")
        kinds = {name} if name[:1].isupper() else set(makers.get(name, ()))
        if not kinds & caught:
            yield kinds
    inside = caught
    if isinstance(node, ast.Try):
        inside |= names_in(ast.Tuple([handler.type for handler in node.handlers if handler.type]))
    for field, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST) and not isinstance(
                part, Function | ast.Lambda | ast.ClassDef
            ):
                yield from raised(part, makers, inside if field == "body" else caught)


def error_makers() -> Makers:
    """The classes of error that functions of a name return, as their annotations say."""
    errors: dict[str, set[str]] = defaultdict(set)
    for _, tree in modules(*ROOMS):
        for node in ast.walk(tree):
            if isinstance(node, Function):
                returned = names_in(node.returns) if node.returns else ()
                errors[node.name] |= {name for name in returned if name.endswith("Error")}
    return errors


def commands(app: typer.Typer) -> Iterator[tuple[str, str]]:
    """Module and name of each command: its docstring is what `--help` prints."""
    for command in app.registered_commands:
        yield command.callback.__module__, command.callback.__name__
    for group in app.registered_groups:
        yield from commands(group.typer_instance)


def wrong_args(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for function in public(tree):
        named, there = section(function, "Args"), arguments(function)
        if differing := {*named} ^ {*there}:
            yield function.name, differing


def wrong_raises(tree: ast.Module, makers: Makers) -> Iterator[tuple[str, set[str]]]:
    for function in public(tree):
        named = {name.rpartition(".")[2] for name in section(function, "Raises")}
        for kinds in raised(function, makers):
            if not named or (kinds and not kinds & named):
                yield function.name, kinds


def test_what_others_build_on_names_every_argument():
    wrong = {
        f"{path.relative_to(paths.REPO)}: {name}": differing
        for path, tree in modules(*FOUNDATIONS)
        for name, differing in wrong_args(tree)
    }
    assert not wrong, "say below Args: what these are, or remove what is no argument"


@pytest.mark.thorough
def test_what_raises_says_so():
    import cli

    printed, makers = {*commands(cli.app)}, error_makers()
    wrong = {
        f"{path.relative_to(paths.REPO)}: {name}": kinds
        for path, tree in modules(*ROOMS)
        for name, kinds in wrong_raises(tree, makers)
        if (".".join(path.relative_to(paths.REPO).with_suffix("").parts), name) not in printed
    }
    assert not wrong, "say below Raises: the class and when"


SOUND = '''
def area(width: float, *sides: float, **more: float) -> float:
    """Return an area.

    Args:
        width: In metres.
        *sides, **more: In metres.

    Raises:
        ValueError: It is negative.
    """
    try:
        raise KeyError(width)
    except KeyError:
        raise ValueError from None
'''


@pytest.mark.parametrize(
    ("written", "instead", "args", "raises"),
    [
        ("", "", False, False),
        ("        width: In metres.\n", "", True, False),
        ("*sides, **more", "*sides", True, False),
        ("*sides, **more", "*sides, **more, depth", True, False),
        ("    Raises:\n", "    Notes:\n", False, True),
        ("        ValueError: It", "        TypeError: It", False, True),
        ("except KeyError", "except OSError", False, True),
        ("raise ValueError from None", "raise", False, False),
        ("raise ValueError from None", "raise too_small(width)", False, True),
    ],
)
def test_a_docstring_that_lacks_something_is_found(written, instead, args, raises):
    tree = ast.parse(SOUND.replace(written, instead))
    assert bool([*wrong_args(tree)]) == args
    assert bool([*wrong_raises(tree, {"too_small": {"SizeError"}})]) == raises
