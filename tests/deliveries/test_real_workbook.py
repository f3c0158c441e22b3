"""The publication audit as CPLT delivers it, against what was published from it."""

from __future__ import annotations

import duckdb
import openpyxl
import pytest
from builds_for_tests import RAW

from pipelines import paths, specs
from pipelines.ingest import intake
from pipelines.ingest.deliveries import Delivery, take_in_all
from pipelines.ingest.reading import Document, read_document
from pipelines.ingest.reading.headers import normalise_header

SHARED = paths.REPO.parent / "shared" / "data"
WORKBOOK = SHARED / "ta_publication" / "Consolidado_final.xlsx"
MONTHS = [f"month_{number:02}" for number in range(1, 13)]

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder of the real workbook is not beside the repository"
)


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(WORKBOOK)


@pytest.fixture(scope="module")
def audit(reference):
    delivery = Delivery(WORKBOOK, "entregas/Consolidado_final.xlsx", "delivered", "0" * 64)
    [part], refused = take_in_all([delivery], specs.kinds(), reference)
    assert not refused
    return part


@pytest.fixture(scope="module")
def rows(audit):
    with duckdb.connect() as connection:
        connection.register("audit", audit.accepted)
        connection.execute("create table kept as select * from audit")
        yield connection


@pytest.mark.thorough
def test_every_row_is_accounted_for(audit):
    assert audit.source.id == "publicacion"
    assert audit.delivered == 36_485 == audit.accepted.num_rows + audit.quarantined
    assert audit.raw.num_rows == 36_485


def test_stray_columns_are_kept(audit):
    columns = [p for p in audit.problems if p.scope == "column"]
    assert {p.code for p in columns} == {"unknown_column"}
    assert {p.column for p in columns} == {"Unnamed: 20", "Unnamed: 21", "Unnamed: 22"}
    assert any(text for text in audit.raw.column("_extra").to_pylist())


def test_municipalities_and_nobody_else_are_matched(rows):
    [(municipal, cuts, named)] = rows.execute(
        "select count(*), count(distinct cut), count(distinct organism_code) from kept "
        "where cut is not null"
    ).fetchall()
    assert (municipal, cuts, named) == (16_425, 328, 328)
    assert rows.execute(
        "select count(*) from kept where (cut is null) = (organism_code like 'MU%')"
    ).fetchall() == [(0,)]
    others = rows.execute(
        "select count(*) from kept where cut is not null and "
        "regexp_matches(lower(institution), 'corporaci|asociaci|servicio|universidad')"
    ).fetchall()
    assert others == [(0,)]


def test_every_code_is_the_one_of_its_municipality(rows):
    territory = RAW / "territory" / "comunas.csv"
    differing = rows.execute(
        "select distinct organism_code, kept.cut from kept "
        f"join read_csv('{territory}', all_varchar=true) as t on t.cut_code = kept.cut "
        "where t.cplt_code <> organism_code"
    ).fetchall()
    assert differing == []


def test_corporations_and_state_bodies_keep_their_own_codes(rows):
    sectors = dict(
        rows.execute("select left(organism_code, 2), count(*) from kept group by all").fetchall()
    )
    assert sectors["MU"] == 16_425
    assert sectors["CM"] > 0 and sectors["MA"] > 0 and sectors["AO"] > 0
    assert sum(sectors.values()) == 36_485


def test_all_published_means_and_shares_come_out_of_it(rows):
    published = RAW / "published" / "publication_by_region.csv"
    territory = RAW / "territory" / "comunas.csv"
    months = " + ".join(f"{month}::integer" for month in MONTHS)
    rows.execute(
        f"create or replace view counted as select year, ta_file, region, {months} as months "
        f"from kept join read_csv('{territory}', all_varchar=true) as t on t.cut_code = kept.cut"
    )
    compared = rows.execute(
        f"""
        select
            p.year, p.geography, p.ta_file, p.municipalities, count(*),
            p.mean_months_published, avg(months),
            p.share_any_month_pct, 100 * avg((months > 0)::integer),
            p.share_11_or_12_months_pct, 100 * avg((months >= 11)::integer)
        from read_csv('{published}') as p
        join counted as c on c.year = p.year and c.ta_file = p.ta_file
            and (p.geography_level = 'country' or p.geography = c.region)
        group by all
        """
    ).fetchall()
    assert len(compared) == 957
    for *_, n, counted, mean, our_mean, any_month, our_any, nearly, our_nearly in compared:
        assert counted == n
        assert abs(our_mean - mean) <= 0.005 + 1e-9
        assert abs(our_any - any_month) <= 0.05 + 1e-9
        assert abs(our_nearly - nearly) <= 0.05 + 1e-9


SISTERS = {
    "reordered": lambda names: list(reversed(names)),
    "without the stray and count columns": lambda names: [
        name
        for name in names
        if not name.startswith("Unnamed") and not normalise_header(name).startswith(("sin", "tot"))
    ],
    "half a year and no last update": lambda names: [
        *names[7:9], *names[0:2], *names[3:7], names[20 - 1], names[20],
    ],
}  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("sister", SISTERS)
def test_sister_editions_say_the_same(sister, document, audit, tmp_path, taken):
    sheet = document.sheets[0]
    header = [str(cell) for cell in sheet.rows[0]]
    kept = SISTERS[sister](header)
    positions = [header.index(name) for name in kept]
    workbook = openpyxl.Workbook()
    target = workbook.active
    target.append(kept)
    numbers = range(1, len(sheet.rows), 151)
    for number in numbers:
        cells = sheet.rows[number]
        target.append([cells[p] if p < len(cells) else None for p in positions])
    path = tmp_path / "Consolidado.xlsx"
    workbook.save(path)

    [part] = taken(path, "publicacion")
    assert part.delivered == part.accepted.num_rows == len(numbers)
    original = {
        (row["organism_code"], row["ta_file"], row["year"]): row
        for row in audit.accepted.to_pylist()
    }
    fields = ["cut", "institution", *(name for name in part.columns)]
    for row in part.accepted.to_pylist():
        before = original[row["organism_code"], row["ta_file"], row["year"]]
        assert {name: row[name] for name in fields} == {name: before[name] for name in fields}
    assert {"institution", "organism_code", "ta_file", "year"} <= set(part.columns)
    absent = [name for name in MONTHS if name not in part.columns]
    assert intake.empty_accepted(part.source).column_names == part.accepted.column_names
    assert (len(absent) > 0) == (sister == "half a year and no last update")
