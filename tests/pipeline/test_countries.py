"""A municipality is (country, code): Mexico is there, a country is a file, Chile stays Chile."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from builds_for_tests import RAW

from pipelines import serving, specs
from pipelines.build import PROVIDED, statements, warehouse
from pipelines.ingest import deliveries, intake
from pipelines.ingest.names import CountryMatcher, Named, country_of
from pipelines.ingest.reference import Reference
from pipelines.methods import sampling
from pipelines.specs import lineage

URUGUAY = [
    ["País", "Código", "Municipio", "Departamento", "Población"],
    ["Uruguay", "0101", "San Ejemplo", "Norte", "4.500"],
    ["Uruguay", "0102", "Las Piedras de Ensayo", "Norte", "25.000"],
    ["UY", "0201", "San Ejemplo", "Sur", ""],
]


def write(path: Path, rows: list[list[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    return path


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Path:
    """The territory tables and catalogues, and one list that somebody delivered."""
    folder = tmp_path_factory.mktemp("countries") / "raw"
    for name in ("territory", "catalogues"):
        shutil.copytree(RAW / name, folder / name)
    write(folder / "deliveries" / "territorio" / "uruguay.csv", URUGUAY)
    return folder


@pytest.fixture(scope="module")
def reference(raw) -> Reference:
    return Reference(raw)


def adopted(reference: Reference, folder: Path, rows: list[list[str]]):
    """What becomes of rows (country, code, name, region) of adoption."""
    table = [["País", "Código", "Municipio", "Región", "Herramienta", "Etapa", "Fecha"]]
    table += [[*row, "open_data", "iniciada", "12-04-2017"] for row in rows]
    path = write(folder / "adopcion.csv", table)
    [part] = intake.take_in(
        path, source=specs.kinds()["adopcion"], file=path.name, reference=reference
    )
    return part


def keyed(part) -> list[tuple[str, str, str | None]]:
    frame = part.accepted
    names = ("country", "municipality_code", "cut")
    return list(zip(*(frame.column(name).to_pylist() for name in names), strict=True))


def test_a_country_enters_with_a_file_and_nothing_else(reference, tmp_path):
    part = adopted(
        reference,
        tmp_path,
        [
            ["", "", "Municipalidad de Macul", ""],
            ["México", "", "Toluca", ""],
            ["mx", "15106", "", ""],
            ["Uruguay", "101", "", ""],
            ["UY", "", "San Ejemplo", "Departamento Sur"],
            ["UY", "", "Las Piedras de Ensayo, Norte", ""],
        ],
    )
    # The two rows of Toluca are one: the second is a repetition, set apart.
    assert keyed(part) == [
        ("CL", "13118", "13118"),
        ("MX", "15106", None),
        ("UY", "0101", None),
        ("UY", "0201", None),
        ("UY", "0102", None),
    ]
    assert [p.code for p in part.problems] == ["duplicate_row"]


@pytest.mark.few(12)
@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Atlantis", "", "Toluca", ""], "unknown_country"),
        (["Perú", "", "Lima", ""], "country_without_list"),
        (["MX", "13118", "", ""], "unknown_code_abroad"),
        (["MX", "", "Macul", ""], "unknown_name_abroad"),
        (["", "", "Ecatepec de Morelos", ""], "unknown_name"),
        (["CL", "15106", "Toluca", ""], "unknown_code"),
        (["MX", "15106", "Acolman", ""], "code_name_contradiction"),
        (["UY", "", "San Ejemplo", ""], "ambiguous_name"),
        (["UY", "0102", "", "Sur"], "region_contradiction"),
        (["MX", "", "Corporación Municipal de Nadie", ""], "other_body"),
    ],
)
def test_what_is_no_municipality_of_its_country_is_refused(reference, tmp_path, row, code):
    part = adopted(reference, tmp_path, [row])
    assert [p.code for p in part.problems] == [code]
    assert part.accepted.num_rows == 0
    assert row[1] in part.problems[0].reason_es or row[2] in part.problems[0].reason_es


def test_every_mexican_name_and_code_is_its_own(reference):
    matcher = reference.matcher_of("MX")
    with (RAW / "territory" / "mexico_edomex_municipios.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 125
    for row in rows:
        name = row["municipality"]
        forms = (name, name.upper(), f"H. Ayuntamiento de {name}", f"{name}, Estado de México")
        for text in (forms[0], forms[1], forms[3]):
            assert matcher.match(text).cut == row["code"], text
        assert matcher.match(None, code=int(row["code"])).cut == row["code"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Chile", "13118", "Macul", "RM", "1"], "chile_is_registered"),
        (["MX", "15106", "Toluca", "México", "1"], "already_registered"),
        (["Ninguno", "1", "A", "B", "1"], "unknown_country"),
        (["UY", "", "A", "B", "1"], "missing_required"),
        (["UY", "9", "A", "B", "0"], "outside_bounds"),
    ],
)
def test_a_list_that_cannot_stand_is_refused(reference, tmp_path, row, code):
    path = write(tmp_path / "lista.csv", [URUGUAY[0], row])
    [part] = intake.take_in(
        path, source=specs.kinds()["territorio"], file=path.name, reference=reference
    )
    assert [p.code for p in part.problems] == [code]


def test_a_code_twice_says_that_nobody_knows_which(reference, tmp_path):
    rows = [URUGUAY[0], ["UY", "7", "A", "B", "10"], ["UY", "7", "C", "B", "10"]]
    path = write(tmp_path / "lista.csv", rows)
    [part] = intake.take_in(
        path, source=specs.kinds()["territorio"], file=path.name, reference=reference
    )
    assert {p.code for p in part.problems} == {"duplicate_key_conflict"}
    assert part.accepted.num_rows == 0


def test_the_list_is_recognised_and_stands_in_the_tables(raw, reference, built):
    path = raw / "deliveries" / "territorio" / "uruguay.csv"
    delivery = deliveries.Delivery(path, path.name, "delivered", "")
    [part], refused = deliveries.take_in_all([delivery], specs.kinds(), reference)
    assert not refused and part.source.id == "territorio"
    files = lineage.table_files()
    with warehouse.connect(Path(":memory:")) as connection:
        source = serving.open(root=built).folder / "tables"
        for name in ("core_territory__comuna", "core_catalogue__band"):
            connection.execute(f"create table {name} as select * from '{source / name}.parquet'")
        warehouse.provide(connection, "accepted_territorio", part.accepted)
        for name in ("territory_mexico", "territory_country"):
            spec = specs.sources()[name]
            [own] = intake.take_in(
                RAW / spec.files[0],
                source=spec,
                file=spec.files[0],
                reference=reference,
                origin="published",
            )
            warehouse.provide(connection, f"accepted_{name}", own.accepted)
        for name in ("core_territory__municipality", "core_territory__country"):
            statements.make_table(connection, name, files[name])
        sizes = connection.execute(
            "select country, count(*) from core_territory__municipality group by 1 order by 1"
        ).fetchall()
        assert sizes == [("CL", 345), ("MX", 125), ("UY", 3)]
        own = connection.execute(
            "select code, size_id, population, origin from core_territory__municipality "
            "where country = 'UY' order by code"
        ).fetchall()
        assert own == [
            ("0101", "population_small", 4500, "delivered"),
            ("0102", "population_large", 25000, "delivered"),
            ("0201", None, None, "delivered"),
        ]
        everybody = connection.execute("from core_territory__municipality").df()
        drawn = sampling.draw(everybody, sampling.Request("UY", "60%", ("region",)))
        assert drawn.strata["sampled"].tolist() == [1, 1]
        states = dict(
            connection.execute("select country, state from core_territory__country").fetchall()
        )
    assert states["UY"] == states["MX"] == states["CL"] == "listed"
    assert {states[c] for c in ("AR", "EC", "GT", "PY", "PE")} == {"no_data"}


@pytest.mark.thorough
def test_a_foreign_row_changes_no_table_of_chile(demo_built):
    """Every table that reads a core table of all countries is made again with foreign rows."""
    source = serving.open(root=demo_built).folder / "tables"
    shared = ("core_adopcion__stage_event", "core_convenios__signing")
    files = lineage.table_files()
    needs = lineage._needs(files)
    order = lineage.in_order(files, given=sorted(PROVIDED))
    readers = [n for n in order if n.startswith("out_") and needs[n] & set(shared)]
    assert len(readers) >= 13
    readers.remove("out_estudio__effect")  # slow, and it starts from Chile's communes
    with warehouse.connect(Path(":memory:")) as connection:
        for path in sorted(source.glob("*.parquet")):
            make = "table" if path.stem in shared else "view"
            connection.execute(f"create {make} \"{path.stem}\" as select * from '{path}'")
        for name in readers:
            connection.execute(f'drop view "{name}"')
            statements.make_table(connection, name, files[name])
            connection.execute(f'alter table "{name}" rename to before_{name}')
            connection.execute(f'create view "{name}" as select * from before_{name}')
        for name in shared:
            connection.execute(
                f"insert into {name} select * replace ('MX' as country, '15106' as code, "
                f"null as cut, 'delivered' as origin) from {name} limit 40"
            )
        for name in readers:
            connection.execute(f'drop view "{name}"')
            statements.make_table(connection, name, files[name])
            # A table that counts by country may have rows of Mexico now; those of Chile stay.
            columns = {column.name for column in specs.contracts()[name].columns}
            chile = " where country = 'CL'" if "country" in columns else ""
            for left, right in ((name, f"before_{name}"), (f"before_{name}", name)):
                query = f"select count(*) from (from {left}{chile} except all from {right}{chile})"
                assert connection.execute(query).fetchall() == [(0,)], name


def test_countries_are_read_by_code_and_by_name():
    assert country_of("México") == country_of("mexico") == country_of("MX") == "MX"
    assert country_of("Perú") == country_of("Peru") == "PE"
    assert country_of("Unión Europea") is None


def test_zeros_that_a_spreadsheet_dropped_are_put_back_only_where_one_code_fits():
    matcher = CountryMatcher([Named("0101", "A"), Named("101", "B"), Named("0202", "C")])
    assert matcher.match(None, code=202).cut == "0202"
    assert matcher.match(None, code="101").cut == "101"
    assert matcher.match(None, code="00101").reason == "unknown_code"
