"""Editions of the publication audit as they really came, one after the other.

They stand in ``../shared``, beside the repository, and are never copied into it. A tenth of the
municipalities is read through the door of deliveries, in the column set of each edition.
"""

from __future__ import annotations

import csv

import duckdb
import pyarrow as pa
import pytest
from builds_for_tests import RAW
from python_calamine import CalamineWorkbook

from pipelines import paths, specs
from pipelines.build import statements, warehouse
from pipelines.ingest import intake
from pipelines.specs import lineage

SHARED = paths.REPO.parent / "shared" / "data" / "ta_publication"
EDITIONS = {
    "2023-11-25": SHARED / "editions" / "Consolidado_final_2023-11-25.xlsx",
    "2024-05-26": SHARED / "editions" / "Consolidado_final_2024-05-26.xlsx",
    "2024-12-28": SHARED / "editions" / "Consolidado_final_2024-12-28.xlsx",
    "2025-01-11": SHARED / "Consolidado_final.xlsx",
}
ACCUMULATED = SHARED / "editions" / "Consolidado_historico_final_2025-01-11.xlsx"
MADE = ("core_publicacion__audit_row", "out_publicacion__edition", "out_publicacion__month_seen")
TABLES = (
    "core_publicacion__file_year",
    "core_publicacion__arrival",
    "core_publicacion__edition_read",
)

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder of the real editions is not beside the repository"
)


def tenth(path, to):
    """Write one municipality in ten of a workbook as CSV, under its own header."""
    [sheet] = CalamineWorkbook.from_path(path).sheet_names
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    code = head.index("Codigo")
    with to.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(head)
        for row in rows:
            if row[code].startswith("MU") and row[code].endswith("5"):
                writer.writerow([int(v) if isinstance(v, float) else v for v in row])
    return to


@pytest.fixture(scope="module")
def made(reference, tmp_path_factory):
    """The tables of publication made of the four editions alone."""
    folder, kind = tmp_path_factory.mktemp("editions"), specs.kinds()["publicacion"]
    parts = []
    for day, path in [*EDITIONS.items(), ("2025-01-11", ACCUMULATED)]:
        name = f"{path.stem.split('_2')[0]}_{day}.csv"
        [part] = intake.take_in(
            tenth(path, folder / name), source=kind, file=name, reference=reference
        )
        assert part.quarantined == 0 and part.accepted.num_rows > 400
        parts.append(part)
    intake.settle(parts)
    connection = warehouse.teach(duckdb.connect())
    accepted = pa.concat_tables([part.accepted for part in parts])
    connection.register("accepted_publicacion", accepted)
    for name in TABLES:
        source = next(s for s in specs.sources().values() if s.table == name)
        nothing = intake.empty_accepted(source)
        connection.register(f"accepted_{source.id}", nothing)
    files = {name: path for name, path in lineage.table_files().items() if name in (*MADE, *TABLES)}
    for name in lineage.in_order(files, given=[]):
        statements.make_table(connection, name, files[name])
    return connection


@pytest.mark.thorough
def test_the_accumulated_edition_is_of_bodies_and_days_alone(made):
    """The fourth column set, of the same day as another: it has days of update and no month."""
    [(rows, years, marks, days)] = made.execute(
        "select count(*), count(year), count(month_01), count(last_update) "
        "from accepted_publicacion where _file like '%historico%'"
    ).fetchall()
    assert (years, marks) == (0, 0) and 0 < days <= rows


@pytest.mark.thorough
def test_the_day_of_an_edition_is_in_its_name(made):
    states = made.execute(
        "select edition_date::varchar, edition_state from out_publicacion__edition order by all"
    ).fetchall()
    assert [day for day, _ in states] == list(EDITIONS)
    assert dict(states) == {
        "2023-11-25": "without_year",
        **dict.fromkeys(["2024-05-26", "2024-12-28", "2025-01-11"], "used"),
    }


def test_arrivals_agree_with_the_compiled_series(made):
    """Fewer editions give wider intervals: each must hold the compiled one, and none may lack."""
    made.execute(
        f"create or replace view compiled as select territory.cut_code as cut, given.* from "
        f"read_csv('{SHARED / 'publication_arrivals.csv'}') as given join "
        f"read_csv('{RAW / 'territory' / 'comunas.csv'}', all_varchar = true) as territory "
        "on territory.cplt_code = given.organism_code"
    )
    [(arrived, known, held)] = made.execute(
        "select count(*), count(compiled.cut), count(*) filter (where seen.absent_on <= "
        "compiled.absent_on and compiled.first_seen_on <= seen.first_seen_on) "
        "from out_publicacion__month_seen as seen "
        "left join compiled using (cut, ta_file, year, month) "
        "where seen.absent_on is not null and seen.first_seen_on is not null"
    ).fetchall()
    assert arrived == known == held > 1_000


def test_the_last_edition_has_the_months_of_the_compiled_table(made):
    differing = made.execute(
        "with given as (select cut_code as cut, ta_file, year, months, "
        "unnest(range(1, 13)) as month "
        f"from read_csv('{SHARED / 'publication_months.csv'}') join "
        f"read_csv('{RAW / 'territory' / 'comunas.csv'}', all_varchar = true) as territory "
        "on territory.cplt_code = organism_code where organism_code like '%5') "
        "select count(*) from given left join out_publicacion__month_seen as seen "
        "using (cut, ta_file, year, month) "
        "where seen.is_published is distinct from (substr(months, month, 1) = 'x')"
    ).fetchone()
    assert differing == (0,)
