"""The SELECTs of a build, by DuckDB alone, on a panel of scores by item.

``python -m benchmarks.same_statements SOURCE TARGET BUILD`` reads the CSV of a panel, makes every
table that a SELECT makes, with its origin, and writes each as Parquet: no checks, no accounts of
rows, no digests. What is not the panel's (catalogues, other deliveries, steps in Python) is taken
from the build.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipelines.build.statements import statement
from pipelines.build.warehouse import quoted, teach
from pipelines.specs import lineage

ITEM = "core_fiscalizacion__item_result"
ROWS = f"""
create table {ITEM} as
select
    scores."Código" as cut,
    scores."Ronda" as round_id,
    'as_published' as revision,
    materia.materia_id,
    case scores."Criterio"
        when 'disponibilidad' then 'availability'
        when 'actualización' then 'currency'
        when 'completitud' then 'completeness'
    end as criterion,
    null::varchar as state,
    scores."Puntaje"::double as score_pct,
    'value' as score_state,
    null::date as review_date,
    'delivered'::{{origin}} as origin,
    scores.filename as source_file,
    null::varchar as source_sheet,
    row_number() over ()::integer as source_row
from
    read_csv({{source}}, delim = ';', all_varchar = true, filename = true) as scores
left join
    build.core_catalogue__materia as materia on scores."Materia" = materia.name_es
"""


def main(source: Path, target: Path, build: Path) -> None:
    """Make the tables of a build.

    Args:
        source: Folder of the panel's CSV.
        target: A folder that is there, for a database and its Parquet.
        build: The build of the same panel that all else is taken from.
    """
    files = lineage.table_files()
    with teach(duckdb.connect(str(target / "same.duckdb"))) as con:
        con.execute(f"attach {quoted(build / 'curated.duckdb')} as build (read_only)")
        [[origin]] = con.execute(
            "select type_name from duckdb_types() where database_name = 'same' and not internal"
        ).fetchall()
        con.execute(ROWS.format(origin=origin, source=quoted(source / "*.csv")))
        there = con.execute(
            "select table_name from duckdb_tables() where database_name = 'build'"
        ).fetchall()
        taken = [
            name
            for (name,) in there
            if name != ITEM and (name.startswith("core_") or files[name].suffix != ".sql")
        ]
        for name in taken:
            con.execute(f'create table "{name}" as from build."{name}"')
        con.execute("detach build")
        for name in lineage.in_order(files, given=[*taken, ITEM]):
            if name not in taken and name != ITEM:
                con.execute(f'create table "{name}" as {statement(con, files[name])}')
            if files[name].suffix == ".sql":
                to = quoted(target / f"{name}.parquet")
                con.execute(f'copy "{name}" to {to} (format parquet, compression zstd)')
        print(con.execute(f"select count(*), avg(score_pct) from {ITEM}").fetchall())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
