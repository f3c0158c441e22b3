"""Strangers' queries: every attack is refused in both languages, and the service lives on."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time

import duckdb
import pytest

from pipelines import serving, specs
from pipelines.errors import FaroError
from pipelines.serving import sandbox
from pipelines.serving.open_build import READ_ONLY
from pipelines.serving.sandbox import Limits, desk, worker

COMUNAS = "core_territory__comuna"
GOOD = f"select count(*) as n from {COMUNAS}"
SHORT, PATIENT = Limits(seconds=0.3), Limits(seconds=240)
REFUSED = {
    "files": [
        "select * from '/etc/passwd'",
        "from '/etc/passwd'",
        "select * from 'https://example.org/x.csv'",
        "select * from read_csv('/etc/passwd')",
        "SeLeCt * FrOm/**/read_csv_auto/**/('/etc/passwd')",
        "select * from \"read_csv\"('/etc/passwd')",
        "select * from read_text('/etc/hostname')",
        "select * from read_blob('/proc/self/environ')",
        "select * from read_parquet('../*/tables/*.parquet')",
        "select * from parquet_metadata('x.parquet')",
        "select * from sniff_csv('/etc/passwd')",
        "select * from glob('/*')",
        "select 1 where exists (select 1 from (select * from (from read_json('/etc/x'))))",
        "with x as (select * from read_ndjson('y')) select * from x",
        "describe '/etc/passwd'",
        "summarize select * from read_text('/etc/passwd')",
        "copy (select 1) to '/tmp/stolen.csv'",
        f"copy {COMUNAS} to 'curated.csv'",
        "export database '/tmp/stolen'",
        "select write_log('x')",
    ],
    "attach": ["attach '/tmp/other.duckdb' as o", "attach ':memory:'", "detach curated"],
    "extensions": ["install httpfs", "load httpfs", "force install spatial from 'http://x'"],
    "settings": [
        "set memory_limit = '90GB'",
        "set enable_external_access = true",
        "reset enable_external_access",
        "set variable x = 1",
        "pragma threads = 64",
        "pragma database_list",
        "use memory",
        "select current_setting('temp_directory')",
        "select getenv('HOME')",
        "select 'HOME'.getenv()",
        "select getvariable('x')",
    ],
    "system": [
        "select * from duckdb_secrets()",
        "select * from duckdb_settings()",
        "select path from duckdb_databases()",
        "select * from duckdb_databases",
        "with duckdb_databases as (select 1) select * from (select 2), duckdb_databases",
        "select * from information_schema.tables",
        "select * from pg_catalog.pg_class",
        "select * from sqlite_master",
        "select * from query('select 1')",
        f"select * from query_table('{COMUNAS}')",
        "select * from json_execute_serialized_sql('x')",
        "select pg_sleep(100)",
        "select sleep_ms(100000)",
        "select nextval('x')",
        "select current_query()",
        "show databases",
        "show all tables",
        f"select * from temp.{COMUNAS}",
    ],
    "writes": [
        "create table t as select 1",
        "create or replace temp view v as select 1",
        "create macro f() as 1",
        "create secret s (type s3)",
        f"insert into {COMUNAS} select * from {COMUNAS}",
        f"with x as (insert into {COMUNAS} select 1 returning *) select * from x",
        f"update {COMUNAS} set comuna = 'x'",
        f"delete from {COMUNAS}",
        f"truncate {COMUNAS}",
        f"drop table {COMUNAS}",
        f"/* hello */ -- there\n drop table {COMUNAS}",
        f"alter table {COMUNAS} add column x integer",
        f"comment on table {COMUNAS} is 'x'",
        f"merge into {COMUNAS} using {COMUNAS} c on false when matched then delete",
    ],
    "many": [
        f"select 1; drop table {COMUNAS}",
        "select ';'; select 2",
        "set variable x = 1; select getvariable('x')",
    ],
    "statement": [
        "explain analyze select 1",
        "prepare p as select 1",
        "execute p",
        "begin",
        "vacuum",
        "checkpoint",
        "call duckdb_settings()",
        "update extensions",
    ],
    "pivot": [f"pivot {COMUNAS} on region using count(*)"],
    "function": ["select * from test_all_types()", f"select * from summary({COMUNAS})"],
    "table": [
        "select * from nowhere",
        "select * from df",
        f"select * from {COMUNAS} at (version => 1)",
        f'select * from "{COMUNAS}; drop table x"',
    ],
    "syntax": [
        "selec 1",
        "select",
        f"select * from {COMUNAS} where (",
        "select '",
        "select " + "(" * 1900,
    ],
    "empty": ["", "  \n ", ";", "-- nothing", "/* nothing */"],
    "bad": [
        f"select nothing from {COMUNAS}",
        "select ?",
        "select error('boom')",
        "select repeat('x', 10000000000)",
        "select '290000-01-01'::date",
        "select time '24:00:00'",
        "select union_value(a := 1)",
    ],
    "long": ["select " + "1," * 3000 + "1"],
    "deep": ["select " + "not " * 900 + "true"],
}
ENDLESS = [
    "select max(range) from range(1000000000000)",
    f"select count(*) from {COMUNAS} a, {COMUNAS} b, {COMUNAS} c, {COMUNAS} d",
    "with recursive c(a) as (select 1 union all select a + 1 from c) select count(*) from c",
    "select levenshtein(repeat('a', 1000000), repeat('b', 1000000))",
    "select count(*) from range(900000) t(i) "
    "where regexp_matches(repeat('a', 20000) || i, '(.*)(.*)(.*)x')",
]
GREEDY = [
    "select sum(length(repeat('x', 100000000 + range))) from range(100)",
    "select list(range) from range(100000000)",
    "select count(distinct a.range || '-' || b.range) from range(100000) a, range(100000) b",
]

# Runs a command and says last how many KiB it held at most. Linux counts a process from what held
# it before: one started by these tests would be weighed with all the memory of the tests.
WEIGHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


@pytest.fixture
def build(built) -> serving.Build:
    return serving.open(root=built)


@pytest.fixture(autouse=True)
def patient(monkeypatch) -> None:
    """A busy machine takes its time: only the tests of the limit stand under a short one."""
    monkeypatch.setattr(sandbox, "Limits", lambda: PATIENT)


def refusal(build: serving.Build, sql: str, limits: Limits = PATIENT) -> FaroError:
    with pytest.raises(FaroError) as error:
        build.ask(sql, limits=limits)
    return error.value


@pytest.fixture(scope="module", autouse=True)
def the_service_lives_on(built):
    yield
    assert serving.open(root=built).ask(GOOD).frame.n.tolist() == [346]
    assert serving.open(root=built).query(GOOD).n.tolist() == [346]


@pytest.mark.thorough
@pytest.mark.parametrize("code", REFUSED)
def test_attacks_are_refused_in_both_languages(build, code):
    """The first of each kind goes the whole way; the others meet the judge without a process."""
    for at, sql in enumerate(REFUSED[code]):
        if at and code not in ("bad", "long"):
            with pytest.raises(worker.Refusal) as judged:
                worker.judge(sql, set(build.tables()))
            error = serving.refusal(judged.value.code, judged.value.what)
        else:
            error = refusal(build, sql)
        assert error.code == f"query_{code}", f"{sql}: {error}"
        es, en = error.in_language("es"), error.in_language("en")
        assert es != en and "{what}" not in es + en
        for sentence in (es, en):
            assert len(sentence.splitlines()) == 1 and sentence.endswith(".")
            assert str(build.folder) not in sentence


WRONG = {  # cause → a query, and what its sentence holds
    "near": ("selec 1", ['"selec"']),
    "selection": ("select", []),
    "column_like": (f"select regin from {COMUNAS}", ['"regin"', '"region"']),
    "column": ("select nothing", ['"nothing"']),
    "column_of": (f"select a.nothing from {COMUNAS} a", ['"a"', '"nothing"']),
    "ambiguous": (f"select cut from {COMUNAS} a, {COMUNAS} b", ['"cut"']),
    "group": (f"select region, count(*) from {COMUNAS}", ['"region"']),
    "types": (f"select sum(region) from {COMUNAS}", ["sum(VARCHAR)"]),
    "function": ("select nothing(1)", ["nothing"]),
    "convert": ("select cast('x' as int)", ["'x'", "INT32"]),
    "cast": ("select 1 = date '2020-01-01'", ["INTEGER", "DATE"]),
    "compare": (f"select * from {COMUNAS} where region > 3", ["VARCHAR", "INTEGER"]),
    "subquery": (f"select (select region from {COMUNAS})", []),
}


@pytest.mark.thorough
def test_what_is_wrong_in_a_query_is_said_in_the_language_of_the_reader(build):
    causes = specs.read_yaml(sandbox.WORKER.with_name("causes.yml"))
    assert set(WRONG) == set(causes)
    for name, (sql, holds) in WRONG.items():
        error = refusal(build, sql)
        for lang in ("es", "en"):
            words = error.in_language(lang)
            start = causes[name][lang].partition("{")[0]
            assert start in words and "{" not in words, f"{name}: {words}"
            assert [part for part in holds if part not in words] == [], f"{name}: {words}"


def test_what_no_cause_knows_is_said_in_the_words_of_duckdb():
    error = serving.refusal("bad", "boom")
    assert "DuckDB dice en inglés «boom»" in error.in_language("es")
    assert "the query fails: boom" in error.in_language("en")


@pytest.mark.thorough
@pytest.mark.parametrize("sql", ENDLESS)
def test_a_query_without_end_is_stopped(build, sql):
    assert refusal(build, sql, SHORT).code == "query_time"


@pytest.mark.thorough
@pytest.mark.parametrize("sql", GREEDY)
def test_a_query_that_wants_all_memory_is_stopped(build, sql):
    assert refusal(build, sql).code == "query_memory"


def test_a_result_is_bounded_in_rows_and_bytes(build):
    result = build.ask("select * from range(1000000000000)", limits=Limits(rows=7))
    assert result.is_cut and result.frame["range"].tolist() == list(range(7))
    whole = build.ask("select * from range(7)", limits=Limits(rows=7))
    assert not whole.is_cut and len(whole.frame) == 7
    wide = "select repeat('x', 5000000) from range(20)"
    assert refusal(build, wide, Limits(bytes=1_000_000, seconds=240)).code == "query_size"


@pytest.mark.few(4)
@pytest.mark.parametrize(
    "sql",
    [
        "select ';' as a -- ; drop table x",
        "select '/etc/passwd' as read_text",
        f"with x as (from {COMUNAS}) select count(*) from x",
        f"describe {COMUNAS}",
        f"summarize {COMUNAS}",
        "show tables",
        f"select * from main.{COMUNAS} limit 1;",
        f"pivot {COMUNAS} on region_code in ('01', '13') using count(*) group by rurality_cne",
        "values (1), (2)",
        "select '\ud800'",
        "select interval 3 day, {'a': 1}, map {'k': 2}, 1::hugeint, '1'::blob, uuid(), [1]",
        "select unnest([1, 2, 3]), '﹣‐ ñ 😀' as \"select\"",
    ],
)
def test_what_only_looks_dangerous_is_answered(build, sql):
    if "rurality_cne" in sql:
        sql = sql.replace(" group by rurality_cne", "")
    assert len(build.ask(sql).frame) > 0


def test_missing_whole_numbers_stay_whole_and_names_are_told_apart(build):
    frame = build.ask("select 1 as a, 2 as a, x from (values (1), (null)) t(x)").frame
    assert frame.columns[0] == "a" and len(set(frame.columns)) == 3
    assert str(frame["x"].dtype) == "Int64" and frame["x"].isna().tolist() == [False, True]


def test_the_order_a_reader_asks_for_is_kept(build):
    result = build.ask(f"select cut from {COMUNAS} order by cut desc", limits=Limits(rows=50))
    assert result.frame.cut.is_monotonic_decreasing and result.is_cut


def test_the_engine_alone_is_closed_too(build):
    """The second wall holds without the first: nothing here goes through ``judge``."""
    connection = duckdb.connect(
        str(build.folder / "curated.duckdb"),
        read_only=True,
        config={**READ_ONLY},
    )
    for sql in (
        "select * from read_text('/etc/hostname')",
        "from '/etc/passwd'",
        "copy (select 1) to '/tmp/stolen.csv'",
        "attach '/tmp/other.duckdb'",
        "load httpfs",
        "set threads = 64",
        "set enable_external_access = true",
        "create table t as select 1",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(sql)
    assert worker.CLOSED["enable_external_access"] == "false"
    assert "lock_configuration=true" in worker.LAST_WORDS


@pytest.fixture
def started(monkeypatch) -> list[subprocess.Popen]:
    workers: list[subprocess.Popen] = []
    real = subprocess.Popen

    def spy(*args, **kwargs):
        workers.append(real(*args, **kwargs))
        workers[-1].kwargs = kwargs
        return workers[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", spy)
    return workers


@pytest.mark.thorough
def test_the_process_of_a_query_has_no_environment_and_is_gone_afterwards(
    build, started, monkeypatch
):
    monkeypatch.setenv("FARO_SECRET", "x")
    build.ask(GOOD)
    refusal(build, ENDLESS[3], SHORT)
    assert len(started) == 2
    for process in started:
        assert "FARO_SECRET" not in process.kwargs["env"] and process.returncode is not None


def test_whoever_stops_waiting_ends_the_query(build, started):
    class Gone(BaseException):
        pass

    def leave(seconds: float) -> None:
        if seconds > 0.2:
            raise Gone

    with pytest.raises(Gone):
        build.ask(ENDLESS[0], wait=leave)
    [process] = started
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_others_are_answered_while_a_query_runs(build):
    runs, answered, left = (threading.Event() for _ in range(3))

    class Enough(BaseException):
        pass

    def leave(seconds: float) -> None:
        runs.set()
        if answered.is_set():
            raise Enough

    def slow() -> None:
        with pytest.raises(Enough):
            build.ask(ENDLESS[0], wait=leave)
        left.set()

    thread = threading.Thread(target=slow)
    thread.start()
    try:
        assert runs.wait(PATIENT.seconds)
        assert build.ask(GOOD).frame.n.tolist() == [346]
        assert build.query(GOOD).n.tolist() == [346]
        assert thread.is_alive()
    finally:
        answered.set()
        thread.join()
    assert left.is_set()


def test_more_queries_than_the_desk_has_places_wait_and_are_told(build, monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE_SECONDS", 0.1)
    with contextlib.ExitStack() as held:
        for at in range(desk.PLACES):
            assert serving.desk_is_busy() is (at >= desk.PLACES - desk.KEPT)
            held.enter_context(sandbox._desk.place(f"reader {at}", 0))
        assert refusal(build, GOOD).code == "query_busy"
    assert build.ask(GOOD).frame.n.tolist() == [346]
    assert not serving.desk_is_busy()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "sql",
    [
        "select len(string_split(repeat('a,', 20000000), ','))",
        "select list(range) from range(60000000)",
        "select histogram(range) from range(9000000)",
    ],
)
def test_a_worker_never_takes_more_memory_than_its_limit(build, sql):
    limits = Limits(memory_mb=320, seconds=240)
    done = subprocess.run(
        [sys.executable, "-I", "-c", WEIGHED, sys.executable, "-I", str(sandbox.WORKER)],
        input=sandbox._order(sql, [], limits),
        capture_output=True,
        cwd=build.folder,
        check=True,
    )
    assert b'"memory"' in done.stdout or not done.stdout, done.stdout[:200]
    assert int(done.stderr.splitlines()[-1]) <= limits.memory_mb * 1024


class Hours:
    """A clock that goes as far as it is told."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def seat(desk_, reader, held):
    return held.enter_context(desk_.place(reader, -1))


def refused_at(desk_, reader):
    with pytest.raises(desk.Refused) as refused, desk_.place(reader, -1):
        pass
    return refused.value


def test_one_query_of_a_reader_runs_at_a_time():
    own = desk.Desk(Hours())
    with contextlib.ExitStack() as held:
        seat(own, "a", held)
        assert refused_at(own, "a").code == "one"
        seat(own, "b", held)
    with contextlib.ExitStack() as held:
        seat(own, "a", held)


def test_readers_of_long_queries_leave_a_place_to_the_others():
    hours = Hours()
    own = desk.Desk(hours)
    loops = [f"loop {at}" for at in range(desk.PLACES + 1)]
    for reader in loops:
        with own.place(reader, -1):
            hours.now += desk.LONG_SECONDS + 1
    with contextlib.ExitStack() as held:
        for reader in loops[: desk.PLACES - desk.KEPT]:
            seat(own, reader, held)
        assert refused_at(own, loops[-1]).code == "busy"
        seat(own, "somebody new", held)
    hours.now += desk.REMEMBERED_SECONDS + 1
    with contextlib.ExitStack() as held:
        for reader in loops[: desk.PLACES]:
            seat(own, reader, held)


def test_who_waits_is_let_in_as_they_came():
    own, order = desk.Desk(), []
    names = [f"reader {at}" for at in range(6)]

    def ask(name: str, waits: threading.Event) -> None:
        with own.place(name, 60, lambda gone: waits.set()):
            order.append(name)
            time.sleep(3 * desk.POLL_SECONDS)  # all who wait have looked meanwhile

    with contextlib.ExitStack() as held:
        seats = [contextlib.ExitStack() for _ in range(desk.PLACES)]
        for at, chair in enumerate(seats):
            held.enter_context(chair)
            chair.enter_context(own.place(f"holder {at}", 0))
        threads = []
        for name in names:
            waits = threading.Event()
            threads.append(threading.Thread(target=ask, args=(name, waits)))
            threads[-1].start()
            assert waits.wait(20)
        seats[0].close()  # one place, that all who wait pass on
        for thread in threads:
            thread.join()
    assert order == names


def test_a_long_question_that_waits_first_holds_up_no_short_one_and_keeps_its_turn():
    hours = Hours()
    own = desk.Desk(hours)
    with own.place("long", -1):
        hours.now += desk.LONG_SECONDS + 1
    with contextlib.ExitStack() as held, contextlib.ExitStack() as first:
        seat(own, "a", first)
        seat(own, "b", first)
        waiting = own._arrived("long")
        assert own._enter(waiting) is None
        assert seat(own, "short", held).is_kept
        first.close()
        # One place of two is his who came first; who comes now goes into the other, once he is in.
        assert refused_at(own, "new").code == "busy"
        assert own._enter(waiting) is not None


def test_who_gives_up_or_is_refused_holds_up_nobody():
    own = desk.Desk(Hours())
    with contextlib.ExitStack() as held:
        for at in range(desk.PLACES):
            seat(own, f"holder {at}", held)
        assert refused_at(own, "tired").code == "busy"
        assert refused_at(own, "holder 0").code == "one"
    with contextlib.ExitStack() as held:
        for at in range(desk.PLACES):
            seat(own, f"next {at}", held)


def test_who_is_new_leaves_the_kept_place_when_the_question_is_long():
    hours = Hours()
    own = desk.Desk(hours)
    with contextlib.ExitStack() as first, contextlib.ExitStack() as held:
        usual = [seat(own, "a", first), seat(own, "b", held)]
        kept = own.place("somebody new", -1)
        with pytest.raises(desk.Refused, match="short"), kept as taken:
            taken.look()
            hours.now += desk.LONG_SECONDS + 1
            assert [other.look() for other in usual] == [None, None]
            taken.look()
        assert refused_at(own, "somebody new").code == "busy"  # it is known to be long now
        again = seat(own, "another", held)
        first.close()  # a place that is not kept came free: it goes on in that one
        hours.now += desk.LONG_SECONDS + 1
        again.look()
        assert seat(own, "third", held).is_kept


def test_who_runs_out_of_time_waits_longer_each_time():
    hours = Hours()
    own = desk.Desk(hours)
    waits = []
    for _ in range(6):
        with own.place("a", -1) as taken:
            taken.ran_out()
        refused = refused_at(own, "a")
        assert refused.code == "rest"
        waits.append(refused.seconds)
        hours.now += refused.seconds + 0.1
    assert waits == sorted(waits) and waits[0] == desk.BACK_OFF_SECONDS
    assert max(waits) == desk.MOST_BACK_OFF_SECONDS
    with own.place("a", -1):
        pass
    with own.place("a", -1):
        pass


def test_a_query_out_of_time_makes_its_reader_wait_and_nobody_else(build):
    limits = serving.Limits(seconds=0.5)
    for code in ("query_time", "query_rest"):
        with pytest.raises(FaroError) as refused:
            build.ask(ENDLESS[0], limits=limits, reader="somebody")
        assert refused.value.code == code
    assert build.ask(GOOD, reader="somebody else").frame.n.tolist() == [346]


@pytest.mark.thorough
def test_every_example_gives_rows_in_both_languages(build):
    for example in serving.examples():
        for lang in ("es", "en"):
            result = build.ask(example.in_language(lang))
            assert len(result.frame) > 0 and not result.is_cut and not result.simulated, example.id
            assert not any(
                name.endswith(f"_{'en' if lang == 'es' else 'es'}") for name in result.frame
            )


def test_answers_say_which_tables_hold_simulated_figures(build, demo_built):
    demo = serving.open(root=demo_built)
    sql = "select cut, score_pct from out_fiscalizacion__municipality_round"
    assert demo.ask(sql).simulated == ("out_fiscalizacion__municipality_round",)
    assert build.ask(sql).simulated == () and build.origin_of() != "simulated"
    assert demo.ask(GOOD).simulated == ()


def test_no_table_made_of_simulated_rows_goes_unmarked(build, demo_built):
    """A table that the simulated panel changes is marked, whatever its columns."""
    demo = serving.open(root=demo_built)
    for name in demo.tables():
        if (demo.folder / "tables" / f"{name}.parquet").read_bytes() != (
            build.folder / "tables" / f"{name}.parquet"
        ).read_bytes():
            assert demo.origin_of(name) == "simulated", name


def test_the_command_says_what_it_cuts(served, faro):
    code, out, err = faro("query", f"select cut from {COMUNAS}", "--format", "csv", "--rows", 3)
    assert code == 0 and len(out.splitlines()) == 4 and "cut at 3 rows" in err
