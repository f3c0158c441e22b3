"""What Spark would read otherwise is refused, and the list of it names nothing else."""

from __future__ import annotations

import pytest

from pipelines.bulk.spark_sql import refusals, to_spark
from pipelines.paths import PACKAGE
from pipelines.specs import lineage, read_yaml

LISTED = read_yaml(PACKAGE / "bulk" / "spark.yml")


def test_every_statement_is_alike_on_both_engines_or_listed_with_its_reason():
    """A new statement that Spark would read otherwise is written so that both agree."""
    found = {
        name: refusals(path.read_text(encoding="utf-8"))
        for name, path in lineage.table_files().items()
        if path.suffix == ".sql"
    }
    refused = {name: codes for name, codes in found.items() if codes}
    assert refused == LISTED["statements"], "write it so that both agree, or list it in spark.yml"
    assert {code for codes in found.values() for code in codes} <= LISTED["reasons"].keys()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select unnest([1, 2]) as a, unnest([3, 4]) as b", "parallel_unnest"),
        ("select cast(unnest([1, 2]) as integer) as a", "nested_generator"),
        ("select lower(a) as a, count(*) as n from t group by all", "group_by_all"),
        ("select last_update - deadline as days from t", "date_minus_date"),
        ("select a::date - b::date as days from t", "date_minus_date"),
        ("select date - lag(date) over (order by n) as days from t", "date_minus_date"),
        ("select max(t.date) - (min(t.first_date)) as days from t", "date_minus_date"),
        (
            "select rank() over (order by sum(score) desc) as r from t group by a",
            "rank_over_float_sum",
        ),
        ("select round(sum(score), 1) as s from t", "round_float_sum"),
        ("select string_agg(a, ', ' order by b) as s from t", "ordered_list"),
        ("select list(a) as s from t", "ordered_list"),
        ("select * from t unpivot (n for m in (columns('^month_')))", "duckdb_only"),
        ("select list_transform(a, x -> x + 1) as s from t", "duckdb_only"),
    ],
)
def test_what_differs_in_silence_is_refused(sql, code):
    assert code in refusals(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select a, count(*) as n from t group by all",
        "select rank() over (order by score desc) as r from t",
        "select date_diff('day', a, b) as days from t",
        "select isodow(a) as d, 100.0 * b / c as share, name[1:2] as x from t",
    ],
)
def test_what_both_read_alike_is_not(sql):
    assert refusals(sql) == []


@pytest.mark.parametrize(
    ("sql", "spark"),
    [
        ("select isodow(day) as d from t", "SELECT WEEKDAY(day) + 1 AS d FROM t"),
        ("select 100.0 * a / b as p from t", "SELECT CAST('100.0' AS DOUBLE) * a / b AS p FROM t"),
        ("select minimum_group() as n", "SELECT 5 AS n"),
        ("select quantile_cont(a, 0.25) as q from t", "SELECT PERCENTILE(a, 0.25) AS q FROM t"),
    ],
)
def test_the_rules_of_the_dialect(sql, spark):
    assert to_spark(sql) == spark
