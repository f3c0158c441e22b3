"""What Spark would read otherwise is refused, and the list of it names nothing else."""

from __future__ import annotations

import pytest

from pipelines import origins
from pipelines.bulk.spark_lint import refusals
from pipelines.bulk.spark_sql import to_spark
from pipelines.paths import PACKAGE
from pipelines.specs import lineage, read_yaml

LISTED = read_yaml(PACKAGE / "bulk" / "spark.yml")
# The list may only shrink: what leaves it leaves here as well, and nothing is added to either.
EVER = {
    "core_ogp__area",
    "core_ogp__commitment",
    "out_convenios__year_coverage",
    "out_fiscalizacion__common_item_change",
    "out_fiscalizacion__item_gain",
    "out_fiscalizacion__mend_path",
    "out_fiscalizacion__total_check",
    "out_ogp__suggestion",
    "out_pmg__programme",
}


def test_every_statement_is_alike_on_both_engines_or_listed_with_its_reason():
    """A new statement that Spark would read otherwise is written so that both agree."""
    differing = {
        name: refusals(path.read_text(encoding="utf-8"))
        for name, path in lineage.table_files().items()
        if path.suffix == ".sql"
    }
    refused = {name: codes for name, codes in differing.items() if codes}
    assert refused == LISTED["statements"], "write it so that both agree, or list it in spark.yml"
    assert {code for codes in differing.values() for code in codes} <= LISTED["reasons"].keys()


def test_the_list_only_shrinks():
    assert LISTED["statements"].keys() == EVER, "write it so that both agree; take out what does"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select unnest([1, 2]) as a, unnest([3, 4]) as b", "parallel_unnest"),
        (f"select {', '.join(['(select count(*) from u) + 1'] * 5)} from t", "scalar_queries"),
        ("select last_update - deadline as days from t", "date_minus_date"),
        ("select a::date - b::date as days from t", "date_minus_date"),
        ("select date - lag(date) over (order by n) as days from t", "date_minus_date"),
        ("select max(t.date) - (min(t.deadline)) as days from t", "date_minus_date"),
        ("select first_seen_on - last_day(a) + 1 as days from t", "date_minus_date"),
        ("select current_date - filed as days from t", "date_minus_date"),
        (
            "with u as (select make_date(y, 1, 1) as one from t), v as (select one as two from u) "
            "select received - two as days from v",
            "date_minus_date",
        ),
        *(
            (f"select {call} as x from t", "another_meaning")
            for call in (
                "dayofweek(a)",
                "weekday(a)",
                "extract(dow from a)",
                "date_part('dow', a)",
                "date_diff('month', a, b)",
                "datediff('year', a, b)",
                "log(a)",
                "regexp_replace(a, 'x', 'y')",
                "a like 'x\\_%'",
                "arg_max(a, b, 2)",
                "unnest(generate_series(1, n))",
                "skewness(a)",
                "monthname(a)",
                "hash(a)",
                "today()",
                "(a / 2)::integer",
                "cast(avg(a) as bigint)",
                "(1.5 * a)::integer",
            )
        ),
        *(
            (f"select {choice}", "any_row")
            for choice in (
                "a from t limit 5",
                "first(a) from t",
                "mode(a) from t",
                "random() from t",
                "a from t using sample 10",
                "row_number() over (partition by a) from t",
                "lag(a) over () from t",
            )
        ),
        (
            "select rank() over (order by sum(score) desc) as r from t group by a",
            "rank_over_float_sum",
        ),
        ("select round(sum(score), 1) as s from t", "round_float_sum"),
        ("select round(a / b, 2) as s from t", "round_float_sum"),
        ("select string_agg(a, ', ') as s from t", "ordered_list"),
        ("select list(a) as s from t", "ordered_list"),
        ("select * from t unpivot (n for m in (columns('^month_')))", "duckdb_only"),
        ("select strip_accents(a) as s from t", "duckdb_only"),
        ("select * replace (1 as a) from t", "duckdb_only"),
        ("select try_strptime(a, '%B %Y') as s from t", "duckdb_only"),
    ],
)
def test_what_differs_in_silence_is_refused(sql, code):
    assert code in refusals(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select lower(a) as a, count(*) as n from t group by all",
        "select string_agg(distinct a, ', ' order by a) as s from t",
        "select cast(unnest([1, 2]) as integer) as a",
        "select rank() over (order by score desc) as r from t",
        "select date_diff('day', a, b) as days from t",
        "select a from t order by b limit 5",
        "select row_number() over named as n from t window named as (order by a)",
        "select round(1.5 * a)::integer as n, ceil(a / 2)::integer as m, (a > 1.5)::integer from t",
        "select unnest(range(1, n)) as a, regexp_replace(a, 'x', 'y', 'g') as b from t",
        "select filed + 1 as next, filed - 1 as last, log10(a) as l from t",
        "select isodow(a) as d, 100.0 * b / c as share, left(name, 2) as x from t",
    ],
)
def test_what_both_read_alike_is_not(sql):
    assert refusals(sql) == []


@pytest.mark.parametrize(
    ("sql", "spark"),
    [
        ("select isodow(day) as d from t", "SELECT (WEEKDAY(day) + 1) AS d FROM t"),
        ("select 1.5 * a as p from t", "SELECT CAST('1.5' AS DOUBLE) * a AS p FROM t"),
        (
            "select a * 2 / b / 3 as p from t",
            "SELECT CASE WHEN b = 0 THEN a * 2 * CAST('Infinity' AS DOUBLE) ELSE a * 2 / b END / 3 "
            "AS p FROM t",
        ),
        (
            "select string_agg(distinct a, ', ' order by a) filter (where b) as s from t",
            "SELECT CASE WHEN SIZE(COLLECT_SET(a) FILTER(WHERE b)) > 0 THEN "
            "ARRAY_JOIN(ARRAY_SORT(COLLECT_SET(a) FILTER(WHERE b)), ', ') END AS s FROM t",
        ),
        (
            "select string_agg(a, ', ' order by b) as s from t",
            "SELECT LISTAGG(a, ', ') WITHIN GROUP (ORDER BY b NULLS LAST) AS s FROM t",
        ),
        (
            "select arg_max(a, b) as p from t",
            "SELECT MAX_BY(a, CASE WHEN NOT a IS NULL THEN b END) AS p FROM t",
        ),
        ("select a / nullif(b, 0) as p from t", "SELECT a / NULLIF(b, 0) AS p FROM t"),
        ("select minimum_group() as n", "SELECT 5 AS n"),
        (
            "select lower(a) as a, 'x' as b, count(*) as n from t group by all",
            "SELECT LOWER(a) AS a, 'x' AS b, COUNT(*) AS n FROM t GROUP BY LOWER(a)",
        ),
        ("select count(*) as n from t group by all", "SELECT COUNT(*) AS n FROM t"),
        (
            "select unnest(range(1, 4))::integer as n",
            "SELECT EXPLODE(CAST(SEQUENCE(1, 3) AS ARRAY<INT>)) AS n",
        ),
        (
            "select quantile_cont(a, 0.25) as q from t",
            "SELECT PERCENTILE(a, CAST('0.25' AS DOUBLE)) AS q FROM t",
        ),
    ],
)
def test_the_rules_of_the_dialect(sql, spark):
    assert to_spark(sql) == spark


PLACE = f"ARRAY_POSITION({(LEVELS := str(origins.LEVELS).replace('(', 'ARRAY('))}, "


@pytest.mark.parametrize(
    ("sql", "spark"),
    [
        ("select max(origin) from t", f"SELECT MAX_BY(origin, {PLACE}origin)) FROM t"),
        ("select 'computed'::ORIGIN as o", "SELECT CAST('computed' AS STRING) AS o"),
        ("select max(score) from t", "SELECT MAX(score) FROM t"),
        (
            "select greatest(a.origin, b._floor) from a, b",
            f"SELECT CASE GREATEST({PLACE}a.origin), {PLACE}b._floor)) "
            f"{' '.join(f'WHEN {n} THEN {at!r}' for n, at in enumerate(origins.LEVELS, 1))} END "
            "FROM a, b",
        ),
    ],
)
def test_the_worst_of_origins_is_found_by_its_place(sql, spark):
    assert to_spark(sql) == spark
