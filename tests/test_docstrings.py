"""Docstrings say what goes in and what is raised, and name nothing that is not there.

That an `Args:` section names every argument is the linter's (D417), wherever there is one. Here it
has to be there, and `Raises:` wherever a function raises. A command says it in its `--help`.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import click
import pytest
import typer
from rooms_for_tests import ROOMS

from pipelines import paths

TOOLS = "cli.assistant.server"  # read by a language model, with a schema of what they take
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


def commands(app: typer.Typer) -> Iterator[typer.models.CommandInfo]:
    """Each command: its docstring is what `--help` prints."""
    yield from app.registered_commands
    for group in app.registered_groups:
        yield from commands(group.typer_instance)


@cache
def printed() -> frozenset[tuple[str, str]]:
    """Module and name of each command."""
    import cli

    callbacks = (command.callback for command in commands(cli.app))
    return frozenset((callback.__module__, callback.__name__) for callback in callbacks)


def is_printed(path: Path, name: str) -> bool:
    module = ".".join(path.relative_to(paths.REPO).with_suffix("").parts)
    return module == TOOLS or (module, name) in printed()


def unexplained(command: click.Command, name: str = "") -> Iterator[str]:
    """Each argument and option, of a command and those below it, that its help says nothing of."""
    for parameter in command.params:
        if not getattr(parameter, "help", None) and parameter.name != "help":
            yield f"{name} {parameter.name}".strip()
    for below, part in getattr(command, "commands", {}).items():
        yield from unexplained(part, f"{name} {below}".strip())


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


@pytest.mark.thorough
def test_every_argument_is_named():
    wrong = {
        f"{path.relative_to(paths.REPO)}: {name}": differing
        for path, tree in modules(*ROOMS)
        for name, differing in wrong_args(tree)
        if not is_printed(path, name)
    }
    assert not wrong, "say below Args: what these are, or remove what is no argument"


def test_every_option_of_a_command_is_explained():
    import cli

    assert not [*unexplained(typer.main.get_command(cli.app))]


def test_an_option_without_help_is_found():
    app = typer.Typer()
    group = typer.Typer()
    app.add_typer(group, name="export")

    @group.command("table")
    def _(name: str, out: Annotated[str, typer.Option(help="Where.")] = "") -> None: ...

    @group.command("chart")
    def _(name: Annotated[str, typer.Argument(help="Which.")], lang: str = "") -> None: ...

    command = typer.main.get_command(app)
    named = {name for name in unexplained(command) if "completion" not in name}
    assert named == {"export table name", "export chart lang"}


@pytest.mark.thorough
def test_what_raises_says_so():
    makers = error_makers()
    wrong = {
        f"{path.relative_to(paths.REPO)}: {name}": kinds
        for path, tree in modules(*ROOMS)
        for name, kinds in wrong_raises(tree, makers)
        if not is_printed(path, name)
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
