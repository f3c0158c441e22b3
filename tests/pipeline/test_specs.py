"""What is wrong in a description is said in one sentence that names the file and the entry."""

from __future__ import annotations

import re
import shutil

import pytest
from builds_for_tests import RAW

from pipelines import paths, specs
from pipelines.build import statements, warehouse
from pipelines.errors import FaroError
from pipelines.ingest import inventory, seals
from pipelines.ingest.reference import Reference
from pipelines.specs import lineage


@pytest.fixture
def fresh():
    """Read the specs anew, before and after."""
    caches = (specs.sources, specs.contracts, specs.metrics)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def sources(tmp_path, monkeypatch, fresh):
    folder = tmp_path / "sources"
    shutil.copytree(paths.SOURCES, folder)
    monkeypatch.setattr(paths, "SOURCES", folder)
    return folder


@pytest.fixture
def contracts(tmp_path, monkeypatch, fresh):
    folder = tmp_path / "contracts"
    shutil.copytree(paths.CONTRACTS, folder)
    monkeypatch.setattr(paths, "CONTRACTS", folder)
    return folder


def one_sentence(error: FaroError, *words: str) -> None:
    text = str(error)
    assert "\n" not in text and "Traceback" not in text and len(text) < 600
    assert error.code == "bad_spec"
    for word in words:
        assert word in text


def test_what_a_list_admits_the_table_takes():
    """A value that the check lets pass and the table refuses would stop every build."""
    reference, contracts = Reference(RAW), specs.contracts()
    looked_at, refused = 0, []
    for kind in specs.kinds().values():
        columns = {column.name: column for column in contracts[kind.table].columns}
        for name, given in kind.columns.items():
            taken, listed = columns.get(name), reference.choices(given)
            if taken is None or listed is None:
                continue
            for value in set(listed.values()):
                looked_at += 1
                if (taken.values and value not in taken.values) or (
                    taken.pattern and not re.search(taken.pattern, value)
                ):
                    refused.append(f"{kind.id}.{name}: {value}")
    assert looked_at > 1000 and refused == []


@pytest.mark.few(7)
@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("publisher:", "publishr:", "publisher"),
        ("origin: published", "origin: guessed", "origin"),
        ("type: year", "type: yeer", "type"),
        ("files: [", "files: [3, ", "files"),
        ("keys: [", "keys: [[", "convenio"),
        ("id: published_convenio", "id: published_convenio\nsurprise: 1", "surprise"),
        ("table: core_", "table: kore_", "table"),
    ],
)
def test_a_wrong_source_names_its_file_and_entry(sources, old, new, word):
    path = sources / "published_convenio.yml"
    text = path.read_text(encoding="utf-8")
    if old == "type: year":
        text = text.replace("  event: {", "  event: {type: yeer, ")
    assert old in text or old == "type: year"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaroError) as error:
        specs.sources()
    one_sentence(error.value, "published_convenio.yml", word)


@pytest.mark.parametrize("content", ["", "[]", "just text", "a: b: c", "{"])
def test_a_source_that_is_no_mapping(sources, content):
    (sources / "published_convenio.yml").write_text(content, encoding="utf-8")
    with pytest.raises(FaroError) as error:
        specs.sources()
    one_sentence(error.value, "published_convenio.yml")


def test_a_kind_keyed_by_what_it_does_not_have_is_refused_with_what_to_write():
    kind = specs.kinds()["autoevaluacion"].model_dump()
    with pytest.raises(FaroError) as error:
        specs.parse(specs.Kind, {**kind, "keys": ["municipality_code"]}, where="visita.yml")
    one_sentence(error.value, "visita.yml", "municipality_code", "cut")


@pytest.mark.thorough
@pytest.mark.parametrize("content", ["", "[]", "columns: 3", "{", "label: {es: x, en: y}"])
def test_a_contract_that_says_nothing(contracts, content):
    (contracts / "out_pilot__reading.yml").write_text(content, encoding="utf-8")
    with pytest.raises(FaroError) as error:
        specs.contracts()
    one_sentence(error.value, "out_pilot__reading.yml")


def test_a_metric_without_its_unit(tmp_path, monkeypatch, fresh):
    path = tmp_path / "metrics.yml"
    text = paths.METRICS.read_text(encoding="utf-8")
    path.write_text(text.replace("  unit: percent\n", "", 1), encoding="utf-8")
    monkeypatch.setattr(paths, "METRICS", path)
    with pytest.raises(FaroError) as error:
        specs.metrics()
    one_sentence(error.value, "metrics.yml", "ta_score", "unit")


def sql(tmp_path, **texts):
    files = {}
    for name, text in texts.items():
        files[name] = tmp_path / f"{name}.sql"
        files[name].write_text(text)
    return files


def test_tables_come_after_those_they_read(tmp_path):
    files = sql(
        tmp_path,
        out_a__x="select * from core_a__x -- and not out_c__x",
        core_a__x="select 1 as one",
        out_b__x="select * from out_a__x, core_given__x",
    )
    assert lineage.in_order(files, given=["core_given__x"]) == [
        "core_a__x",
        "out_a__x",
        "out_b__x",
    ]


def test_tables_that_read_each_other(tmp_path):
    files = sql(tmp_path, out_a__x="select * from out_b__x", out_b__x="select * from out_a__x")
    with pytest.raises(FaroError, match="in a circle: out_") as error:
        lineage.in_order(files)
    assert error.value.code == "bad_sql"


def test_a_table_that_nothing_makes(tmp_path):
    with pytest.raises(FaroError, match="core_b__x, which nothing makes"):
        lineage.in_order(sql(tmp_path, out_a__x="select * from core_b__x"))


def test_wrong_sql_names_its_file(tmp_path):
    files = sql(tmp_path, out_a__x="select nothing from nowhere")
    with warehouse.connect(tmp_path / "a.duckdb") as connection, pytest.raises(FaroError) as error:
        statements.make_table(connection, "out_a__x", files["out_a__x"])
    assert "out_a__x.sql" in str(error.value) and "\n" not in str(error.value)


def test_sealing_registers_checksum_and_rows_and_nothing_else(raw, faro):
    list_ = raw / seals.FILE
    before = list_.read_text(encoding="utf-8")
    assert "nothing changed" in faro("seal", "published_source", "--raw", raw)[1]
    assert list_.read_text(encoding="utf-8") == before

    path = raw / "published" / "sources.csv"
    with path.open("a", encoding="utf-8") as handle:
        handle.write("S999,Fuente de prueba,Nadie,2026,,es\n")
    with pytest.raises(FaroError):
        inventory.take_inventory(raw, specs.sources())
    rows = seals.read(raw)["published/sources.csv"].rows
    code, printed, _ = faro("seal", "published_source", "--raw", raw)
    assert code == 0 and f"{rows} → {rows + 1}" in printed
    after = list_.read_text(encoding="utf-8")
    [line] = set(after.splitlines()) - set(before.splitlines())
    assert inventory.digest(path) in line and f"rows: {rows + 1}" in line
    assert all(item.sealed for item in inventory.take_inventory(raw, specs.sources()))


def test_a_list_of_seals_that_says_something_else_is_named(raw):
    path = raw / seals.FILE
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("published/convenios.csv:")
    path.write_text(
        f"{head}published/convenios.csv:{re.sub('rows: [0-9]+', 'rows: many', rest, count=1)}"
    )
    with pytest.raises(FaroError) as error:
        seals.read(raw)
    one_sentence(error.value, seals.FILE, "published/convenios.csv", "rows")
    path.unlink()
    with pytest.raises(FaroError, match="seals"):
        inventory.take_inventory(raw, specs.sources())


def test_sealing_a_source_that_is_not_there(raw, faro):
    code, _, refusal = faro("seal", "no_such", "--raw", raw)
    assert code == 1 and "no_such" in refusal and "published_figure" in refusal


@pytest.mark.parametrize("kind", specs.kinds().values(), ids=specs.kinds())
def test_what_the_check_of_a_kind_accepts_is_within_the_bounds_of_its_table(kind):
    by_nature = {"percent": (0, 100), "month": (1, 12)}  # bounds that a type has of itself
    table = {column.name: column for column in specs.contracts()[kind.table].columns}
    for name, given in kind.columns.items():
        if name not in table or given.type == "text":
            continue
        low, high = by_nature.get(given.type, (float("-inf"), float("inf")))
        low = low if given.minimum is None else given.minimum
        high = high if given.maximum is None else given.maximum
        least, most = table[name].minimum, table[name].maximum
        assert least is None or least <= low, f"{name}: {low:g} passes, {least:g} is least"
        assert most is None or high <= most, f"{name}: {high:g} passes, {most:g} is most"
