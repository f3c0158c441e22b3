"""The mark of an answer comes from what the query read, never from what its rows say."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import serving
from pipelines.marking import file_name
from pipelines.origins import worst
from pipelines.serving.holdings import Holdings
from pipelines.serving.sandbox import reading, worker

SCORES, PRINTED = "out_fiscalizacion__municipality_round", "out_fiscalizacion__round_group"
COMUNAS = "core_territory__comuna"
PLAIN = {SCORES: ("round_id", "cut", "origin"), PRINTED: ("round_id", "group_id", "origin")}
SIMULATED = [
    f"from {SCORES}",
    f"select 'published' as origin, score_pct from {SCORES}",
    f"select * exclude (origin) from {SCORES}",
    f"select * replace ('published' as origin) from {SCORES}",
    f"select avg(score_pct) as mean_pct from {SCORES}",
    f"select count(*) as n from {SCORES}",
    f'select "SCORE_PCT" as published from "{SCORES.upper()}"',
    f"with x as (select cut, score_pct from {SCORES}) select x.score_pct from x",
    f"with x as materialized (from {SCORES}) select 1 as one from x limit 1",
    f"select c.comuna from {COMUNAS} c join {SCORES} s using (cut) where s.score_pct > 90",
    f"select comuna from {COMUNAS} where cut in (select cut from {SCORES} where score_pct > 90)",
    f"select comuna, (select max(score_pct) from {SCORES}) as most from {COMUNAS}",
    f"select comuna from {COMUNAS} c where exists (select 1 from {SCORES} s where s.cut = c.cut)",
    f"select mean_pct from {PRINTED} union all select score_pct from {SCORES}",
    f"select cut from {COMUNAS} except select cut from {SCORES}",
    f"select mean_pct from (select score_pct as mean_pct, 'published' as origin from {SCORES}) "
    "where origin = 'published'",
    f"select a.score_pct from {SCORES} as a(origin, cut) where a.origin = 'published'",
    f"select 'published' as origin, n from (select count(*) as n from {SCORES})",
    f"select * from {COMUNAS} c left join {SCORES} s on s.cut = c.cut and s.origin = 'published'",
    f"select s.cut from {COMUNAS} c left join {SCORES} s using (cut) where s.origin = 'published'",
    f"select * from {SCORES} where origin = 'published' or score_pct > 50",
    f"select * from {SCORES} where not origin = 'published'",
    f"select * from {SCORES} where score_pct = 12345",
    f"select * from (pivot {SCORES} on round_id in ('r2024') using count(*) group by cut)",
    f"select * from {SCORES} tablesample 10 rows",
    f"from (from (from {SCORES}))",
    f"select score_pct, row_number() over () from {SCORES} qualify row_number() over () = 1",
    f"select count(*) from {SCORES} where (round_id = 'r1999') and score_pct > 3",
    f"select exists (select 1 from {SCORES} where cut = '00000') as is_there",
    f"select unnest(l) from (select list(score_pct) as l from {SCORES})",
]
NOT_SIMULATED = [
    "select 1 as one",
    f"select comuna from {COMUNAS}",
    f"select round_id, mean_pct from {PRINTED}",
    f"select * from {SCORES} where origin = 'published'",
    f"select score_pct from {SCORES} s where s.origin in ('published', 'delivered')",
    f"with x as (select cut from {SCORES} where origin = 'published') select * from x, {COMUNAS}",
    f"select 'simulated' as origin, comuna from {COMUNAS}",
]


@pytest.fixture
def demo(demo_built) -> serving.Build:
    return serving.open(root=demo_built)


def read(build: serving.Build, sql: str) -> dict[str, str]:
    """What a query reads, as ``ask`` finds it; the query runs too, for it must be a good one."""
    _, tables = worker.judge(sql, set(build.tables()))
    build.query(f"select count(*) from ({sql})")
    return build.holdings.read(sql, tables, build._plain_keys)


@pytest.mark.few(5)
@pytest.mark.parametrize("sql", SIMULATED)
def test_what_reads_simulated_rows_is_simulated_whatever_it_calls_them(demo, built, sql):
    assert read(demo, sql)[SCORES] == "simulated"
    assert worst(read(serving.open(root=built), sql).values()) != "simulated"


@pytest.mark.parametrize("sql", NOT_SIMULATED)
def test_what_reads_none_is_not(demo, sql):
    assert worst(read(demo, sql).values()) != "simulated"


@pytest.mark.parametrize("sql", SIMULATED[1:3])
def test_rows_leave_with_what_was_read(demo, sql):
    answer = demo.ask(sql)
    assert answer.origin == "simulated" and SCORES in answer.simulated
    taken = serving.to_take(answer)
    assert (taken["faro_worst_origin_read"] == "simulated").all()
    assert (
        file_name("faro_consulta", "csv", answer.origin, provisional=False)
        == "faro_consulta-simulado.csv"
    )


def test_rows_without_a_mark_leave_as_they_are(demo):
    answer = demo.ask(NOT_SIMULATED[1])
    assert list(serving.to_take(answer).columns) == list(answer.frame.columns)


@pytest.mark.thorough
@pytest.mark.parametrize("ending", ["table", "csv", "json"])
def test_the_command_says_it_in_every_format(demo_built, monkeypatch, faro, ending):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    sql = f"select 'published' as origin, cut from {SCORES} limit 2"
    code, out, err = faro("query", sql, "--format", ending)
    assert code == 0 and out.count("simulated") >= 2 and "Simulated" in err


COLUMNS = ("origin", "round_id", "cut", "score_pct")
TERMS = st.one_of(
    st.builds(lambda c, v: f"{c} = '{v}'", st.sampled_from(COLUMNS), st.sampled_from("ab")),
    st.builds(lambda c: f"{c} in ('a', 'b')", st.sampled_from(COLUMNS)),
    st.builds(lambda c: f"not ({c} = 'a')", st.sampled_from(COLUMNS)),
    st.builds(lambda c, d: f"{c} = {d}", st.sampled_from(COLUMNS), st.sampled_from(COLUMNS)),
)
WHERES = st.recursive(
    TERMS,
    lambda inner: st.builds(
        lambda a, how, b: f"({a} {how} {b})", inner, st.sampled_from(["and", "or"]), inner
    ),
    max_leaves=6,
)


@pytest.mark.thorough
@settings(max_examples=60)
@given(WHERES, st.booleans())
def test_only_what_must_hold_of_every_row_narrows_a_read(where, is_aliased):
    """Rows that a query keeps are among those that are looked at: shown by running both."""
    con = duckdb.connect()
    con.execute("create table t as select * from (values " + _every_row() + f") v({_listed()})")
    sql = f"select * from t{' as x' if is_aliased else ''} where {where}"
    [read] = reading.reads(sql, ["t"], {"t": ("round_id", "cut", "origin")})
    kept = set(con.execute(sql).fetchall())
    assert kept <= set(con.execute(f"select * from t{read.sql()}").fetchall())


def _listed() -> str:
    return ", ".join(COLUMNS)


def _every_row() -> str:
    return ", ".join(
        f"('{a}', '{b}', '{c}', '{d}')" for a in "ab" for b in "ab" for c in "ab" for d in "ab"
    )


def test_a_table_that_the_other_parser_misses_is_read_whole():
    sql = f"select * from {SCORES} where origin = 'published'"
    [read] = reading.reads(sql, [SCORES], PLAIN)
    assert read.conditions == ("\"origin\" = 'published'",)
    again = reading.reads(sql, [SCORES, SCORES], PLAIN)
    assert all(not reading.conditions for reading in again)
    assert reading.reads("no sql (", [SCORES], PLAIN) == (reading.Read(SCORES),)


def test_the_judge_names_a_table_as_often_as_it_is_read():
    sql = f"select * from {SCORES} a, {SCORES} b where a.cut in (select cut from {COMUNAS})"
    _, tables = worker.judge(sql, {SCORES, COMUNAS})
    assert tables == sorted([SCORES, SCORES, COMUNAS])


GROUPED = [
    "select group_id from t",
    'select "GROUP_ID" from t',
    "from t",
    "select t from t",
    "select x.* exclude (origin) from t x",
    "select columns('gr.*') from t",
    "select 1 from t where group_id = 'pilot'",
    "select cut from t order by group_id",
    "select cut from t join u using (group_id)",
    "select t.cut from t natural join u",
    "select v from t as x(w, v, y, z)",
    "select #2 from t",
    "with x as (from t) select cut from x",
    "summarize t",
]
UNGROUPED = ["select cut, origin from t", "select count(*) from t", "select cut from t, u"]


@pytest.fixture(scope="module")
def grouped() -> Holdings:
    con = duckdb.connect()
    con.execute(
        "create table t (cut varchar, group_id varchar, group_origin varchar, origin varchar)"
    )
    con.execute("insert into t values ('1', 'pilot', 'simulated', 'published')")
    con.execute("create table u as select 'pilot' as group_id, 'published' as origin")
    columns = {
        "t": {"cut", "group_id", "group_origin", "origin"},
        "u": {"group_id", "origin"},
    }
    return Holdings(lambda sql: con.execute(sql).df(), columns, {}, lambda table: ())


@pytest.mark.parametrize("sql", [*GROUPED, *UNGROUPED])
def test_a_column_with_an_origin_of_its_own_counts_where_it_is_read(grouped, sql):
    tables = [name for name in ("t", "u") if re.search(rf"\b{name}\b", sql)]
    levels = grouped.read(sql, tables, {"t": ("cut",), "u": ()})
    assert levels["t"] == ("simulated" if sql in GROUPED else "published")


def test_a_table_taken_whole_is_marked_by_every_column_it_has(grouped):
    assert grouped.of("t") == "simulated" and grouped.of("u") == "published"
    assert grouped.counts["t"] == {"published": 1}


ABSENT = [
    "select count(*) from t where cut = '1' and group_id = 'pilot'",
    "select count(*) from t where cut = '1' and group_id in ('all', 'pilot')",
    "select count(*) from t where group_id = 'nobody'",
    "select count(*) from t where cut = '1' and group_id = 'nobody'",
]
PRESENT = [
    "select count(*) from t where cut = '1' and group_id = 'all'",
    "select count(*) from t where cut = '1' and group_id = 'pilot' and origin = 'published'",
    "select count(*) from t where group_id = 'nobody' and origin = 'published'",
]


@pytest.mark.parametrize("sql", [*ABSENT, *PRESENT])
def test_that_somebody_is_in_no_group_is_learned_from_those_who_are(sql):
    con = duckdb.connect()
    con.execute("create table t (cut varchar, group_id varchar, origin varchar)")
    con.execute("insert into t values ('1', 'all', 'published'), ('2', 'pilot', 'simulated')")
    held = Holdings(
        lambda sql: con.execute(sql).df(),
        {"t": {"cut", "group_id", "origin"}},
        {},
        lambda table: (),
    )
    levels = held.read(sql, ["t"], {"t": ("cut", "group_id")})
    assert levels["t"] == ("simulated" if sql in ABSENT else "published")


def test_a_date_narrows_no_read_for_it_is_a_figure(demo):
    assert "date_signed" in demo.describe("core_convenios__signing").keys
    assert demo._plain_keys["core_convenios__signing"] == ["country", "code", "kind"]
    dates = "select 1 from core_convenios__signing where date_signed > '2999-01-01'"
    assert read(demo, dates)["core_convenios__signing"] == "simulated"
