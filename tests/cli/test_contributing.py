"""The recipes for those who change Faro name what is there, and their commands run."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib

import click
import pytest
import typer.main
from test_readme import NEXT_YEAR, SECTIONS, commands, place, run

from cli import app
from pipelines import paths, serving
from presentation import charts, drawing, words

__all__ = ["place"]

TEXT = (paths.REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, flags=re.DOTALL | re.MULTILINE))
COMMANDS = [
    line
    for block in re.findall(r"```bash\n(.*?)```", TEXT, flags=re.DOTALL)
    for line in block.splitlines()
]
# They make every table, and are run by tests of their own.
MAKING = ("faro build", "faro seal --contracts")
TOLD = ("CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/models.md")
PATH = re.compile(r"`([\w.<>/{},*-]+(?:/|\.(?:py|yml|toml|md|csv|sql|css|js|json)))`")


# Below which folders a short name may stand.
ROOMS = (paths.REPO, paths.PACKAGE, paths.INGEST, paths.BUILD, paths.METHODS, paths.MODELS)


def there(name: str) -> bool:
    """Whether files of this name exist, ``<a name>`` and ``{a,b}`` standing for any of theirs."""
    pattern = re.sub(r"<[^>]*>", "*", name).rstrip("/")
    options = re.search(r"\{([^}]*)\}", pattern)
    chosen = options[1].split(",") if options else [""]
    names = [pattern.replace(options[0], option) if options else pattern for option in chosen]
    return all(any(next(room.glob(name), None) for room in ROOMS) for name in names)


def test_there_is_a_recipe_for_every_change_that_is_asked_for():
    changes = (
        "yearly file, published figure, threshold, table, metric, chart, page, kind of delivery"
    )
    changes += ", management model, export format, route"
    kinds = {title.split(" ", 1)[1] for title in RECIPES}
    assert kinds == set(changes.split(", "))
    for title, text in RECIPES.items():
        assert re.search(r"^Files?: .*`", text, flags=re.MULTILINE), title


@pytest.mark.parametrize(
    ("recipe", "most"),
    [
        ("A yearly file", 2),
        ("A published figure", 2),
        ("A threshold", 1),
        ("A metric", 1),
        ("A chart", 2),
        ("A page", 3),
        ("A kind of delivery", 2),
        ("A management model", 1),
        ("An export format", 2),
        ("A route", 4),
    ],
)
def test_a_change_takes_few_files(recipe, most):
    [first] = re.findall(r"^Files?: (.*?)(?:[.;:](?=\s)|$)", RECIPES[recipe], re.M | re.S)
    files = re.findall(r"`[\w.<>/]+\.(?:py|yml|toml|csv|sql)`", first)
    assert 1 <= len(files) <= most, files


@pytest.mark.parametrize("page", TOLD)
def test_the_files_it_names_are_there(page):
    text = (paths.REPO / page).read_text(encoding="utf-8")
    named = PATH.findall(text)
    assert named
    assert not [name for name in named if not there(name)]
    linked = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]
    folder = (paths.REPO / page).parent
    assert not [link for link in linked if not (folder / link).exists()]


def test_a_decision_names_no_file_that_has_moved():
    rooms = re.compile(r"(pipelines|presentation|dashboard|exports|public|cli|tests|docs)/")
    texts = [path.read_text("utf-8") for path in sorted((paths.REPO / "docs/adr").glob("*.md"))]
    named = [name for text in texts for name in PATH.findall(text) if rooms.match(name)]
    assert named
    assert not [name for name in named if not there(name)]


def test_the_map_has_every_room_of_the_layers():
    with (paths.REPO / "pyproject.toml").open("rb") as file:
        [contract] = [
            contract
            for contract in tomllib.load(file)["tool"]["importlinter"]["contracts"]
            if contract["id"] == "layers"
        ]
    rooms = {room for layer in contract["layers"] for room in layer.split(" | ")}
    drawn = (paths.REPO / "docs/architecture.md").read_text(encoding="utf-8").split("```")[1]
    names = {room.removeprefix("pipelines.") for room in rooms}
    assert not [name for name in names if not re.search(rf"\b{name}(/|\.py)", drawn)]


def test_a_name_that_is_not_there_is_found_out():
    assert there("presentation/charts/<name>.py")
    assert not there("presentation/chart/<name>.py") and not there(
        "presentation/words/{es,fr}.toml"
    )


@pytest.fixture(scope="module")
def delivered(place):
    """The yearly file of the README, where the recipe has it."""
    [name] = re.findall(r"faro check (data/raw/\S+)  # exit 1", TEXT)
    (place / name).parent.mkdir()
    rows = commands(SECTIONS[NEXT_YEAR], "csv")
    (place / name).write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.mark.thorough
@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
def test_the_commands_of_the_recipes_run(built, place, delivered, command):
    program, *given = shlex.split(command, comments=True)
    assert program == "faro"
    if command not in MAKING:
        run(command, place, built)
    else:
        command_line = typer.main.get_command(app)
        context = click.Context(command_line)
        name, subcommand, rest = command_line.resolve_command(context, given)
        assert subcommand.make_context(name, rest).params


def test_the_version_is_the_last_one_of_the_changelog():
    project = tomllib.loads((paths.REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (paths.REPO / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", changes, flags=re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(project['version'])} \(\d{{4}}-\d\d-\d\d\)", headings[1])


@pytest.fixture
def with_words(tmp_path, monkeypatch):
    """Write words of one more chart where they are looked for."""

    def write(text: str) -> None:
        folder = shutil.copytree(words.FOLDER, tmp_path / "words")
        (folder / "charts" / "newcomer.toml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(words, "FOLDER", folder)

    kept = (words.catalogue, words._in_both)
    for texts in kept:
        texts.cache_clear()
    yield write
    for texts in kept:
        texts.cache_clear()


def test_a_chart_is_forty_lines_and_its_words(built, tmp_path, monkeypatch, with_words):
    [code] = re.findall(r"```python\n(.*?)```", RECIPES["A chart"], flags=re.DOTALL)
    [texts] = re.findall(r"```toml\n(.*?)```", RECIPES["A chart"], flags=re.DOTALL)
    assert len(code.splitlines()) <= 40
    (tmp_path / "newcomer.py").write_text(code, encoding="utf-8")
    with_words(texts)
    monkeypatch.setattr(charts, "__path__", [*charts.__path__, str(tmp_path)])
    recipes = {recipe.id: recipe for recipe in charts._recipes()}
    assert recipes.keys() == {*charts.RECIPES, "newcomer"}
    monkeypatch.setitem(charts.RECIPES, "newcomer", recipes["newcomer"])
    build = serving.open(root=built)
    for lang in words.LANGUAGES:
        chart = charts.draw("newcomer", build.table, lang, build=build)
        assert not chart.is_empty
        assert f"{chart.rows['region'].iloc[0]}: " in chart.takeaway
        assert "</svg>" in drawing.svg(chart, words.Text(lang, build))
