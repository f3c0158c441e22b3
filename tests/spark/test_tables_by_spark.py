"""A table that Spark made stands in the build as DuckDB would have made it, its origins too."""

from __future__ import annotations

import pytest

from pipelines import origins
from pipelines.build import statements, warehouse
from pipelines.bulk.spark_tables import SparkTables

QUERY = """
select
    left_one.team,
    count(*)::bigint as n,
    100.0 * sum(left_one.n) / 3 as share,
    max(left_one.day) as day,
    bool_or(left_one.n > 5) as is_many,
    string_agg(distinct left_one.name, ', ' order by left_one.name) as names,
    max(left_one.origin) as origin
from core_a__b as left_one
left join core_a__c as right_one on left_one.id = right_one.id
group by all
"""


@pytest.mark.thorough
@pytest.mark.parametrize("heavy", [0, 1_000])
def test_spark_makes_the_heavy_tables_alone(spark, tmp_path, monkeypatch, heavy):
    (path := tmp_path / "out_a__b.sql").write_text(QUERY)
    with warehouse.connect(tmp_path / "curated.duckdb") as connection:
        connection.execute(
            "create table core_a__b as select i::integer as id, i % 4 as team, i * i as n, "
            "date '1582-10-10' + i::integer as day, if(i % 3 = 0, null, 'ñ' || i % 2) as name, "
            f"if(i % 4 = 0, 'simulated', 'published')::{origins.TYPE} as origin from range(50) t(i)"
        )
        connection.execute("create table core_a__c as select 7 as id")
        engine = SparkTables("local[1]", tmp_path / "builds", heavy=heavy)
        monkeypatch.setattr(engine._spark, "close", lambda: None)  # other tests go on with it
        made = []
        for maker in (None, engine):
            statements.make_table(connection, "out_a__b", path, maker)
            assert warehouse.count(connection, "out_a__b") == 4
            kinds = connection.execute("describe out_a__b").fetchall()
            made.append((kinds, connection.execute("from out_a__b order by all").fetchall()))
            connection.execute("drop table out_a__b")
        engine.close()
    assert engine.made == ([] if heavy else ["out_a__b"])
    assert made[0] == made[1]
    assert not list((tmp_path / "builds").iterdir()), "nothing that passed between the two is left"
