"""Thin deliveries: what the check accepts the build takes, and what it makes can be shown."""

from __future__ import annotations

from itertools import islice

import pytest

from fuzz.sparse.deliveries import SHAPES, combinations_of, delivery
from fuzz.sparse.walk import House
from pipelines import blame, serving, specs, warehouse
from pipelines.checking import check_file

ALL = list(islice(combinations_of(seed=1), 21 * (len(SHAPES) + 1) + 40))
# Every kind by its template, then pairs; `make sparse` walks them all.
WALKED = [*ALL[:21], *ALL[-19:]]


@pytest.fixture(scope="module")
def house(built, tmp_path_factory) -> House:
    base = serving.open(root=built)
    return House(tmp_path_factory.mktemp("sparse"), base=base, quick=True, most=2)


@pytest.mark.parametrize("deliveries", WALKED, ids=lambda all_: "+".join(map(str, all_)))
def test_a_thin_delivery_goes_from_file_to_page(house, deliveries):
    assert house.walk(deliveries).failures == []


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
