"""Thin deliveries: what the check accepts the build takes, and what it makes can be shown."""

from __future__ import annotations

import inspect
import re
import shutil
from itertools import islice

import duckdb
import pytest

from fuzz.sparse.deliveries import SHAPES, combinations_of, delivery
from fuzz.sparse.walk import House, Unaudited
from pipelines import serving, specs
from pipelines.build import blame, quality, warehouse
from pipelines.ingest.checking import check_file
from pipelines.specs import lineage

KINDS = len(specs.kinds())
ALONE = KINDS * (len(SHAPES) + 1)
# Every template and kind's first rows, alone; pairs meet the simulated panel. `make sparse` walks
# them all, and hundreds more.
WALKED = list(islice(combinations_of(seed=1), ALONE + 20))
# Weights that are all zero, and items of the same round to weigh with them.
FOUND = [("ponderacion", "low"), ("autoevaluacion", "bare")]
PAIRS = [
    *WALKED[ALONE:],
    tuple(delivery(specs.kinds()[kind], shape) for kind, shape in FOUND),
]


@pytest.fixture(scope="module")
def panel(demo_built, tmp_path_factory) -> House:
    """The house with the simulated panel, whose kinds a real file takes the place of."""
    base = serving.open(root=demo_built)
    return House(tmp_path_factory.mktemp("sparse_panel"), base=base, quick=True, most=1)


@pytest.fixture(scope="module")
def house(built, panel, tmp_path_factory) -> House:
    """The house without any delivery; what a page reads of it, it reads of the panel as well."""
    base, folder = serving.open(root=built), tmp_path_factory.mktemp("sparse")
    return House(folder, base=base, quick=True, most=1, fuller=panel)


def test_the_walk_stands_in_for_the_whole_auditor():
    """`make sparse` leaves one process out; a build must not ask it for more than it answers."""
    asked = {
        name: inspect.signature(what)
        for name, what in vars(quality.Auditor).items()
        if inspect.isfunction(what) and not name.startswith("__")
    }
    assert asked == {name: inspect.signature(vars(Unaudited)[name]) for name in asked}


def _named(deliveries: tuple) -> str:
    return "+".join(map(str, deliveries))


@pytest.mark.thorough
@pytest.mark.parametrize("deliveries", WALKED[:KINDS], ids=_named)
def test_a_template_goes_from_file_to_page(house, deliveries):
    verdict = house.walk(deliveries)
    assert verdict.accepted and verdict.failures == []


@pytest.mark.thorough
@pytest.mark.parametrize("deliveries", PAIRS, ids=_named)
def test_thin_pairs_meet_the_simulated_rest(panel, deliveries):
    assert panel.walk(deliveries).failures == []


@pytest.mark.few(5)
@pytest.mark.parametrize("kind", specs.kinds().values(), ids=lambda kind: kind.id)
def test_a_template_with_its_examples_passes_the_check(kind, tmp_path):
    one = delivery(kind, "template")
    path = tmp_path / one.name
    path.write_bytes(one.data)
    report = check_file(path)
    assert report.error is None and report.accepted == report.delivered > 0


def test_a_table_that_data_break_names_the_file_and_row(tmp_path):
    made = tmp_path / "out_a__derived.sql"
    made.write_text("select cast(kind as integer) as kind from core_convenios__signing")
    with warehouse.connect(tmp_path / "some.duckdb") as connection:
        connection.execute(
            "create table core_convenios__signing as select * from (values "
            "('a.csv', null, 2, '1'), ('b.csv', 'Datos', 2, '7'), ('b.csv', 'Datos', 3, 'seven'),"
            " ('b.csv', 'Datos', 4, '8')) as _ (source_file, source_sheet, source_row, kind)"
        )
        files = {made.stem: made}
        assert blame.row_of(connection, made.stem, files) == "b.csv, sheet Datos, row 3"
        assert warehouse.count(connection, "core_convenios__signing") == 4
        made.write_text("select no_such_column from core_convenios__signing")
        assert blame.row_of(connection, made.stem, files) is None  # no row is to blame


@pytest.mark.parametrize("name", ["core_fiscalizacion__round", "out_estudio__series"])
def test_rules_that_fail_are_said_as_they_are(built, tmp_path, name):
    """No row is to blame for wrong SQL, whatever the table rests on."""
    files = dict(lineage.table_files())
    files[name] = tmp_path / f"{name}.sql"
    text = lineage.table_files()[name].read_text(encoding="utf-8")
    files[name].write_text(text.replace("select", "select no_such_column,", 1))
    copy = tmp_path / "curated.duckdb"
    shutil.copyfile(serving.open(root=built).folder / copy.name, copy)
    with duckdb.connect(str(copy), config=dict(warehouse.CLOSED)) as connection:
        for read in set(re.findall(r"accepted_[a-z_]+", text)):
            connection.execute(
                f"create table {read} as select 1 as _row, '' as _file, '' as _sheet"
            )
        assert blame.row_of(connection, name, files) is None
