"""A contract says only what neither SQL nor others say; the lock is what the build has."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

from pipelines import paths, serving, specs
from pipelines.build import making
from pipelines.build.material import begin
from pipelines.build.reuse import Ledger
from pipelines.errors import FaroError
from pipelines.specs import contracting

TABLE = "out_pilot__reading"


def shared():
    return specs.read_yaml(paths.CONTRACTS / "_shared.yml")


def own(table=None):
    files = sorted(paths.CONTRACTS.glob(f"{table or '*__*'}.yml"))
    return {path.stem: specs.read_yaml(path).get("columns") or {} for path in files}


def meant():
    return contracting.meanings([*specs.sources().values(), *specs.kinds().values()])


@pytest.fixture
def contracts(tmp_path, monkeypatch):
    """A copy of the contracts that may be changed."""
    folder = tmp_path / "contracts"
    shutil.copytree(paths.CONTRACTS, folder)
    monkeypatch.setattr(paths, "CONTRACTS", folder)
    specs.contracts.cache_clear()
    yield folder
    specs.contracts.cache_clear()


@pytest.mark.thorough
def test_a_table_repeats_nothing_that_is_said_elsewhere():
    words, own_meanings = shared(), meant()
    for table, columns in own().items():
        for name, entry in columns.items():
            assert entry, f"{table}.{name} says nothing: take the line out"
            known = {**words.get(name, {}), **own_meanings.get(table, {}).get(name, {})}
            again = [key for key, value in entry.items() if known.get(key, "") == value]
            assert not again, f"{table}.{name} repeats its {', '.join(again)}"
            assert not {"type", "required"} & entry.keys(), f"{table}.{name}: the lock says types"


def taken_by_few():
    """Shared entries that fewer than two tables take words from."""
    meanings, tables = meant(), own()
    takers = Counter(
        name
        for table, columns in contracting.locked().items()
        for name in columns
        if not {"label", "definition"} <= (tables.get(table, {}).get(name) or {}).keys()
        and name not in meanings.get(table, {})
    )
    return {name for name in shared() if takers[name] < 2}


def test_what_is_shared_is_shared():
    """An entry that fewer than two tables take its words from belongs to that table."""
    assert not taken_by_few()


def test_the_lock_is_the_file_that_the_command_writes():
    text = (paths.CONTRACTS / contracting.LOCK).read_text(encoding="utf-8")
    assert text == contracting.lock_text(contracting.locked())
    assert set(contracting.locked()) == set(specs.contracts())


def test_a_table_that_a_kind_alone_fills_needs_no_contract(contracts):
    table = "core_gam__participation"
    (contracts / f"{table}.yml").unlink()
    kind = specs.kinds()["participacion"]
    lock = contracts / contracting.LOCK
    text = lock.read_text("utf-8")
    lock.write_text(text.replace("  event_name: VARCHAR\n", "  event: VARCHAR\n"), "utf-8")
    contract = specs.contracts()[table]
    assert (contract.label, contract.grain) == (kind.title, kind.description)
    assert contract.keys == ("country", "code", "plan_year", "event_date", "event", "standard_id")
    [event] = [column for column in contract.columns if column.name == "event"]
    assert event.required
    assert not taken_by_few()
    # A column that says no more in the table than in the file is what its `help` says.
    spec = kind.columns["people"].model_copy(update={"meaning": None})
    helped = kind.model_copy(update={"columns": {**kind.columns, "people": spec}})
    own = contracting.passed_through(helped, contracting.locked()[table], shared())["columns"]
    assert own["people"]["definition"] == spec.help.model_dump()


def test_columns_are_sealed_whatever_was_delivered(raw, contracts, monkeypatch, faro):
    """What was delivered is described with its checksum, of which sealing knew nothing."""
    (raw / "deliveries").mkdir(exist_ok=True)
    text = "Municipio;Código;Ronda;Puntaje\nMacul;13118;2024;87,5\n"
    (raw / "deliveries" / "resultados.csv").write_text(text, encoding="utf-8")
    begun = []

    def fill(connection, material, intakes, refused):
        begun.append(begin(connection, material, intakes, refused, Ledger()))
        raise FaroError("enough")

    monkeypatch.setattr(making, "fill", fill)
    faro("seal", "--contracts", "--raw", raw)
    assert begun and begun[0]["accepted_fiscalizacion_total"].num_rows == 1


@pytest.mark.thorough
def test_sealing_writes_the_columns_of_today_and_says_what_changed(
    built, contracts, monkeypatch, faro
):
    source = serving.open(root=built).folder / "curated.duckdb"

    def fill(connection, *given):
        connection.execute(f"attach '{source}' as built (read_only)")
        for name in contracting.locked():
            connection.execute(f'create table "{name}" as from built."{name}" limit 0')
        connection.execute(f"alter table {TABLE} add column extra integer")

    monkeypatch.setattr(making, "take_in", lambda material: ([], []))
    monkeypatch.setattr(making, "fill", fill)
    before = contracting.locked()
    code, printed, _ = faro("seal", "--contracts")
    assert code == 0 and f"{TABLE}: built has ['extra INTEGER'], the lock had the same" in printed
    now = contracting.locked()
    assert {name: now[name] for name in now if now[name] != before[name]} == {
        TABLE: {**before[TABLE], "extra": "INTEGER"}
    }
    with pytest.raises(FaroError, match=r"columns\.extra: nobody says its label"):
        specs.contracts()
    assert "nothing changed" in faro("seal", "--contracts")[1]


@pytest.mark.parametrize(
    ("entry", "remark"),
    [
        ("columns:\n  unheard: {minimum: 0}\n", "unheard"),
        ("required: [unheard]\n", "unheard"),
        ("columns: 3\n", "a mapping of column names"),
    ],
)
def test_a_contract_that_speaks_of_what_is_not_there(contracts, entry, remark):
    path = contracts / f"{TABLE}.yml"
    head = path.read_text(encoding="utf-8").split("required:")[0]
    path.write_text(head + entry, encoding="utf-8")
    with pytest.raises(FaroError, match=remark) as error:
        specs.contracts()
    assert f"{TABLE}.yml" in str(error.value)


def test_a_table_that_was_never_locked(contracts):
    shutil.copy(contracts / f"{TABLE}.yml", contracts / "out_new__table.yml")
    with pytest.raises(FaroError, match="faro seal --contracts"):
        specs.contracts()
