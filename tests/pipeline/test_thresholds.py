"""The smallest group is one value; a build keeps the words and thresholds it was made with."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
import rooms_for_tests
from builds_for_tests import RAW

from exports.package import papers
from pipelines import paths, serving, specs
from pipelines.build import build
from pipelines.errors import FaroError
from pipelines.ingest import intake
from pipelines.ingest.reference import Reference
from presentation import charts
from presentation.words import LANGUAGES, Text, catalogue

calendar = import_module("pipelines.build.steps.core_calendar__day")
NOW, RAISED = specs.thresholds().minimum_group, specs.thresholds().minimum_group + 5
LATER = specs.thresholds().last_year + 3
RELABELLED = {"es": "Porcentaje renombrado", "en": "Renamed share"}
TABLE, COLUMN, METRIC = "out_publicacion__month_share", "published_pct", "months_published"
# Printed by its source for groups of any size; the metric hides the small ones.
AS_PRINTED = "out_publicacion__year_region_file"
# A group compared with a bare number, in any of the languages of the house.
IN_SQL = re.compile(r"(?<![\w.])(?:>=|<|>|<=)\s*(?:4|5)(?![\d.])(?!\s*(?:%|and 100))")
IN_WORDS = re.compile(
    r"\bn\s*[<≥]\s*5\b|(?:menos de|bajo|fewer than|under|below) (?:cinco|five|5) "
    r"(?:munici|ítems|items|respuestas|answers|pares|peers)",
    re.IGNORECASE,
)
SAID = rooms_for_tests.files("py", "yml", "toml", "typ", "md")
AHEAD = ("plan", "plan_local")  # kinds that speak of what is to come
YEAR = 'maximum: "{last_year}"'


@pytest.fixture(scope="module")
def raised(tmp_path_factory) -> Path:
    """A shelf with one build made with a raised minimum and another label."""
    folder = tmp_path_factory.mktemp("raised")
    rules = folder / "thresholds.yml"
    rules.write_text(f"minimum_group: {RAISED}\n")
    shared = folder / "contracts"
    shared.mkdir()
    for path in paths.CONTRACTS.glob("*.yml"):
        shared.joinpath(path.name).write_text(path.read_text())
    own = shared / f"{TABLE}.yml"
    label = specs.contracts()[TABLE].column(COLUMN).label
    text = own.read_text()
    for old, new in ((label.es, RELABELLED["es"]), (label.en, RELABELLED["en"])):
        assert text.count(f'"{old}"') == 1
        text = text.replace(f'"{old}"', f'"{new}"')
    own.write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "THRESHOLDS", rules)
        patch.setattr(paths, "CONTRACTS", shared)
        _forget()
        build(RAW, folder / "curated")
    _forget()
    return folder / "curated"


def _forget() -> None:
    for read in (specs.thresholds, specs.kinds, specs.sources, specs.contracts, specs.metrics):
        read.cache_clear()


@pytest.fixture
def stricter(raised) -> serving.Build:
    return serving.open(root=raised)


@pytest.fixture
def usual(built) -> serving.Build:
    return serving.open(root=built)


@pytest.mark.thorough
def test_another_minimum_gives_a_product_that_agrees_with_itself(stricter, usual):
    assert (stricter.minimum_group, usual.minimum_group, serving.minimum_group()) == (
        RAISED,
        NOW,
        NOW,
    )
    hidden = 0
    for name, metric in stricter.metrics.items():
        before = usual.metrics[name]
        assert metric.min_group == (RAISED if before.min_group == NOW else before.min_group), name
        if metric.n is None or metric.min_group != RAISED:
            continue
        now, then = (build.metric(name, by=metric.dimensions) for build in (stricter, usual))
        small = now["n"].notna() & (now["n"] < RAISED)
        assert now.loc[small, "value"].isna().all(), name
        hidden += int(now["value"].isna().sum() - then["value"].isna().sum())
        if metric.table == AS_PRINTED:
            continue
        stored = stricter.query(f'select "{metric.value}" v, "{metric.n}" n from {metric.table}')
        assert stored.loc[stored["n"] < RAISED, "v"].isna().all(), f"{name} stands in its table"
    assert hidden > 0
    assert [row["v"] for row in stricter.query("select minimum_group() v").to_dict("records")] == [
        RAISED
    ]
    failed = [check for check in stricter.quality["checks"] if not check["success"]]
    assert not [check for check in failed if check["severity"] == "critical"]


@pytest.mark.thorough
def test_a_query_of_a_stranger_reads_the_minimum_of_its_build(stricter, usual):
    for served in (stricter, usual):
        assert served.ask("select minimum_group() as least").frame["least"].tolist() == [
            served.minimum_group
        ]


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_say_the_minimum_of_the_build_shown(stricter, usual, lang):
    for served, other in ((stricter, NOW), (usual, RAISED)):
        t = Text(lang, served)
        assert t("word.few").endswith(str(served.minimum_group))
        own = catalogue(lang, served.minimum_group)
        for key, text in catalogue(lang, 7777).items():
            if "7777" in text:
                assert text.replace("7777", str(served.minimum_group)) == own[key]
        drawn = charts.draw("publication_trend", served.table, lang, build=served)
        assert f"n < {other}" not in (drawn.subtitle or "").replace("\u00a0", " ")
        assert "{minimum_group}" not in f"{drawn.takeaway}{drawn.subtitle}{drawn.alt}"


@pytest.mark.thorough
def test_an_old_build_keeps_its_words(stricter, usual):
    label = stricter.describe(TABLE).column(COLUMN).label
    assert (label.es, label.en) == (RELABELLED["es"], RELABELLED["en"])
    now = usual.describe(TABLE).column(COLUMN).label
    assert now == specs.contracts()[TABLE].column(COLUMN).label != label
    described = SimpleNamespace(name=TABLE, contract=stricter.describe(TABLE))
    dictionary = papers.dictionary(SimpleNamespace(tables=[described])).decode()
    assert f"{RELABELLED['es']},{RELABELLED['en']}" in dictionary
    endpoint = (stricter.endpoint(f"{METRIC}.metadata.json") or b"").decode()
    assert f'"minimum_group": {RAISED}' in endpoint


def test_words_that_later_rules_do_not_know_are_left_out(usual, tmp_path):
    text = (usual.folder / "definitions.json").read_text()
    newer = text.replace('"thresholds": {', '"thresholds": {\n  "unheard_of": 1,', 1)
    assert newer != text
    (tmp_path / "definitions.json").write_text(newer)
    assert specs.kept(tmp_path) == specs.kept(usual.folder)
    (tmp_path / "definitions.json").write_text("{}")
    with pytest.raises(FaroError) as error:
        specs.kept(tmp_path)
    assert error.value.code == "damaged_build"


@pytest.fixture
def later(tmp_path, monkeypatch):
    """The rules of a Faro that lets files speak of some years more."""
    rules = tmp_path / "thresholds.yml"
    rules.write_text(f"minimum_group: {RAISED}\nlast_year: {LATER}\n")
    monkeypatch.setattr(paths, "THRESHOLDS", rules)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def test_the_last_year_is_one_value_that_kinds_contracts_and_the_calendar_read(later, tmp_path):
    rest = "Taller;space_2022"
    held = [f"Macul;2019;01-03-{LATER};{rest}", f"Buin;2019;01-03-{LATER + 1};{rest}"]
    path = tmp_path / "participacion.csv"
    header = "Municipio;Año del plan;Fecha;Instancia;Estándar de cocreación"
    path.write_text("\n".join([header, *held, ""]), encoding="utf-8")
    [taken] = intake.take_in(
        path, source=specs.kinds()["participacion"], file=path.name, reference=Reference(RAW)
    )
    assert taken.accepted.column("municipality_code").to_pylist() == ["13118"]
    [problem] = taken.problems
    assert (problem.code, problem.raw_text) == ("after_last_year", f"01-03-{LATER + 1}")
    assert str(LATER) in problem.reason_es and "thresholds.yml" in problem.reason_en
    year = specs.contracts()["core_calendar__day"].column("year")
    assert year.maximum == LATER
    assert calendar.days().column("year").to_pylist()[-1] == LATER


def test_no_file_says_the_last_year_by_itself():
    folders = (paths.SOURCES, paths.KINDS, paths.CONTRACTS)
    files = [path for folder in folders for path in folder.glob("*.yml") if path.stem not in AHEAD]
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert sum(text.count(YEAR) for text in texts) > 20
    assert not [text for text in texts if re.search(r"maximum: 20(?:2[7-9]|[34]\d)", text)]


@pytest.mark.parametrize("path", [*paths.PACKAGE.glob("**/*.sql")], ids=lambda p: p.stem)
def test_no_sql_says_the_smallest_group_by_itself(path):
    text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
    assert IN_SQL.findall(text) == []


def test_no_text_says_the_smallest_group_by_itself():
    assert {paths.METRICS, paths.REPO / "presentation" / "words" / "es.toml"} <= set(SAID)
    lines = [
        f"{path.name}: {match.group()}"
        for path in SAID
        for match in IN_WORDS.finditer(path.read_text(encoding="utf-8"))
    ]
    assert lines == []
    groups = re.findall(r"min_group: *([^\s,}]+)", paths.METRICS.read_text(encoding="utf-8"))
    assert set(groups) <= {"0", '"{minimum_group'}
