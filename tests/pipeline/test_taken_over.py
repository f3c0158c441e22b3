"""What a build takes over from the last one is what it would have made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from threading import Event, Thread
from unittest.mock import Mock

import duckdb
import pytest

from fuzz import changes
from pipelines import specs
from pipelines.build import build, ingredients, reuse, warehouse
from pipelines.build import folder as shelf
from pipelines.build.foreseeing import foresee
from pipelines.build.quality import expectations
from pipelines.ingest import inventory
from pipelines.specs import lineage

TABLES = lineage.table_files()


def made(folder: Path) -> dict[str, str]:
    """Why each table of a build was made that was not taken over."""
    return json.loads((folder / shelf.INGREDIENTS).read_text(encoding="utf-8"))["made"]


@pytest.fixture
def panel(demo_built: Path) -> list[Path]:
    return changes.small(demo_built.parent / "panel")


@pytest.mark.parametrize("seed", [1])
def test_after_any_changes_a_build_is_what_a_cold_one_is(
    seed, raw, out, panel, tmp_path, without_gx
):
    random = Random(seed)
    changed = [changes.new_figure(raw, random)]  # so that no change leads back to the first build
    changed += changes.chain(raw, out, panel, random, 2)
    warm = out / (out / "LATEST").read_text().strip()
    assert 0 < len(made(warm)) < len(TABLES) / 2, changed
    # Equal inputs, so an equal id; most of it made in another place, before.
    cold = build(raw, tmp_path / "cold", accept_changes=True).folder
    assert warm.name == cold.name and made(cold).keys() == TABLES.keys()
    assert changes.differences(warm, cold) == [], changed


def test_the_plan_of_a_delivery_names_what_rests_on_it_and_nothing_else(raw, out, panel):
    whole = foresee(raw, out)
    assert (whole.read, whole.made, whole.may) == ([], {}, {}) and whole.taken == len(TABLES)
    convenios = next(path for path in panel if path.stem == "convenios")
    (raw / "entregas").mkdir()
    (raw / "entregas" / convenios.name).write_bytes(convenios.read_bytes())
    seen, rests = foresee(raw, out), lineage.lineage(TABLES)
    others = {*seen.read} - {f"entregas/{convenios.name}"}
    # Deliveries may add to the lists of OGP and to an instrument: what those hold is read again.
    assert len(others) < len(seen.read) and all(
        file.startswith(("ogp/", "instrumento/")) for file in others
    )
    [delivered] = [name for name, why in seen.made.items() if "accepted_convenio" in why]
    of_itself = {"core_quality__dataset", "core_quality__quarantine", "core_quality__conservation"}
    for name in seen.may:
        assert rests[name] & {delivered, *of_itself, *seen.made}, name
    assert seen.taken == len(TABLES) - len(seen.made) - len(seen.may) > len(TABLES) / 2


def test_without_a_build_of_the_same_code_everything_is_made(raw, out, monkeypatch):
    monkeypatch.setattr(ingredients, "code", lambda: "another")
    seen = foresee(raw, out)
    assert seen.from_build is None and seen.made.keys() == TABLES.keys() and not seen.taken


def test_raw_texts_are_taken_over_where_the_same_files_give_them():
    earlier = reuse.Earlier(Path("last"), texts={"a": ["1-0 []"], "b": ["2-0 []", "3-0 []"]})
    now = reuse.Ledger(earlier, texts={"a": ["1-0 []"], "b": ["3-0 []"], "c": ["4-0 []"]})
    assert now.same_texts("a") == Path("last/raw/raw_a.parquet")
    assert (
        now.same_texts("b") is now.same_texts("c") is reuse.Ledger(texts={}).same_texts("a") is None
    )


def test_definitions_are_taken_from_a_build_of_the_same_rules_and_are_those_read(
    built, monkeypatch
):
    folder = built / (built / shelf.LATEST).read_text().strip()
    rules, read = inventory.rules_digest(), specs.definitions()
    monkeypatch.setattr(specs, "definitions", Mock(side_effect=AssertionError("they are read")))
    taken = reuse.definitions(folder, rules)
    assert taken == read and taken.model_dump_json() == read.model_dump_json()
    assert [*taken.contracts] == [*read.contracts] and [*taken.metrics] == [*read.metrics]
    for before in (folder, None):
        with pytest.raises(AssertionError, match="they are read"):
            reuse.definitions(before, "other rules")


def test_a_damaged_build_is_not_taken_over(out):
    folder = out / (out / "LATEST").read_text().strip()
    assert reuse.earlier(out, ingredients.code())
    table = next((folder / "tables").iterdir())
    content = table.read_bytes()
    table.unlink()
    table.write_bytes(content[:-1] + b"x")
    assert reuse.earlier(out, ingredients.code()) is None


@pytest.mark.parametrize("stays", [True, False])
def test_what_is_not_confirmed_once_served_is_withdrawn(stays, out, monkeypatch):
    served = (out / shelf.LATEST).read_text().strip()
    newer = out / "newer"
    shutil.copytree(out / served, newer)
    record = json.loads((newer / shelf.INGREDIENTS).read_text())
    every = [m for judged in record["verdicts"].values() for m in judged["measures"]]
    every[0]["success"] = False
    failing = [f"{m['table']}.{m['check_id']}" for m in every if not m["success"]]
    (newer / shelf.INGREDIENTS).unlink()
    (newer / shelf.INGREDIENTS).write_text(json.dumps(record))
    shelf.point_latest(out, "newer")
    monkeypatch.setattr(expectations, "import_gx", lambda: None)
    monkeypatch.setattr(expectations, "_context", _writes_docs)
    monkeypatch.setattr(expectations, "judge", lambda gx, context, order: failing if stays else [])
    expectations.judge_served(newer)
    assert newer.is_dir() is stays is not (out / shelf.FAILURE).exists()
    assert (shelf.docs_of(newer) / "index.html").is_file() is stays
    assert (out / shelf.LATEST).read_text().strip() == ("newer" if stays else served)


@pytest.mark.parametrize("is_anew", [True, False])
def test_what_goes_away_while_it_is_judged_is_not_withdrawn(is_anew, out, monkeypatch):
    served = (out / shelf.LATEST).read_text().strip()
    newer = shutil.copytree(out / served, out / "newer")
    shelf.point_latest(out, "newer")

    def gone_meanwhile(gx, context, order):
        if is_anew:
            shelf.finish(shutil.copytree(newer, out / f"{shelf._UNFINISHED}newer"), newer)
        else:
            shelf.remove(newer)
        raise FileNotFoundError("core_model__tool.parquet")

    monkeypatch.setattr(expectations, "import_gx", lambda: None)
    monkeypatch.setattr(expectations, "_context", _writes_docs)
    monkeypatch.setattr(expectations, "judge", gone_meanwhile)
    expectations.judge_served(newer)
    assert newer.is_dir() is is_anew
    assert not (out / shelf.FAILURE).exists() and not shelf.docs_of(newer).exists()


def test_a_build_that_begins_while_docs_are_put_beside_another_leaves_them_whole(
    out, tmp_path, monkeypatch
):
    served = out / (out / shelf.LATEST).read_text().strip()
    docs, half, begun = tmp_path / "docs", Event(), Event()
    docs.mkdir()
    for name in ("index.html", "static"):
        (docs / name).write_text(name)

    def copied_in_halves(given, to):
        to.mkdir()
        shutil.copy(given / "index.html", to)
        half.set()
        begun.wait(0.3)  # nobody may sweep until the rest is there
        shutil.copy(given / "static", to / "static")

    def building():
        half.wait()
        with shelf.locked(out):
            begun.set()

    shutil.rmtree(shelf.docs_of(served), ignore_errors=True)
    monkeypatch.setattr(shelf.shutil, "copytree", copied_in_halves)
    builder = Thread(target=building)
    builder.start()
    shelf.put_docs(docs, served)
    builder.join()
    assert {path.name for path in shelf.docs_of(served).iterdir()} == {"index.html", "static"}
    assert not list(out.glob(f"{shelf._UNFINISHED}*"))


def _writes_docs(gx: object, docs: Path) -> Mock:
    """What stands for the context of Great Expectations: it writes one page."""

    def build_data_docs() -> None:
        docs.mkdir()
        (docs / "index.html").write_text("<html>")

    return Mock(build_data_docs=build_data_docs)


def test_any_code_and_any_rule_is_an_ingredient(monkeypatch, tmp_path):
    known = ingredients.code()
    assert ingredients.code() == known
    for module in ("methods/study/effect.py", "build/steps/out_estudio__effect.py", "origins.py"):
        package = tmp_path / module.replace("/", "_")
        package.mkdir()
        for path in ingredients.paths.PACKAGE.rglob("*.*"):
            if path.suffix in {".py", ".yml", ".csv"}:
                target = package / path.relative_to(ingredients.paths.PACKAGE)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        with monkeypatch.context() as patch:
            patch.setattr(ingredients.paths, "PACKAGE", package)
            assert ingredients.code() == known
            (package / module).write_text("# another\n" + (package / module).read_text())
            assert ingredients.code() != known, module


def test_the_content_of_a_table_is_the_same_by_batches(monkeypatch):
    """A table of any size is read some rows at once: where they are cut says nothing."""
    monkeypatch.setattr(warehouse, "BATCH", 2)
    monkeypatch.setattr(ingredients, "BATCH", 2)
    with duckdb.connect(config=dict(warehouse.CLOSED)) as connection:
        connection.execute(
            "create table held as select i, if(i = 3, null, i::varchar) as label, "
            "if(i % 2 = 0, 'a', 'b')::enum('a', 'b') as kind from range(5) as rows(i)"
        )
        connection.execute("create table other as from held where i <> 4")
        by_batches = ingredients.content(warehouse.batches_of(connection, "held"))
        whole = warehouse.rows_of(connection, "held")
        assert by_batches == ingredients.content(whole)
        assert by_batches != ingredients.content(whole.take([1, 0, 2, 3, 4]))
        assert by_batches != ingredients.content(warehouse.batches_of(connection, "other"))
