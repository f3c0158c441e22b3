"""Origin spreads by construction: each way a row can rest on another, and each that cannot be."""

from __future__ import annotations

import ast
import shutil

import duckdb
import pandas as pd
import pytest
import rooms_for_tests
from sqlglot import exp, parse_one

from pipelines import origins, paths, specs
from pipelines.build import statements, tracing, warehouse
from pipelines.errors import FaroError
from pipelines.specs import lineage
from presentation.panels.municipio import signing
from presentation.words import LANGUAGES, Text

LEVELS = {"mixed": "origin", "given": "origin"}
# What a reader asks, and the rows with their origin: `mixed` holds published rows (1, 2) and a
# simulated one (3) in two groups, `given` one delivered row, `label` rests on nothing.
SPREADS = {
    "a row has its own": (
        "select id from mixed",
        [(1, "published"), (2, "published"), (3, "simulated")],
    ),
    "the author can raise it": (
        "select id, 'computed' as origin from mixed",
        [(1, "computed"), (2, "computed"), (3, "simulated")],
    ),
    "and never lower it": (
        "select 3 as id, min(origin) as origin from mixed",
        [(3, "simulated")],
    ),
    "a join has the worse side": (
        "select mixed.id from mixed inner join given on mixed.id = given.id",
        [(1, "delivered")],
    ),
    "labels change nothing": (
        "select mixed.id, label.name from mixed left join label on mixed.id = label.id",
        [(1, "a", "published"), (2, None, "published"), (3, None, "simulated")],
    ),
    "without a partner all of the other side counts": (
        "select mixed.id from mixed left join given on mixed.id = given.id where mixed.id < 3",
        [(1, "delivered"), (2, "delivered")],
    ),
    "a group has the worst of its rows": (
        "select team, max(id) as top from mixed group by team",
        [("x", 2, "published"), ("y", 3, "simulated")],
    ),
    "a mean is computed": (
        "select team, avg(id) as mean from mixed where team = 'x' group by team",
        [("x", 1.5, "computed")],
    ),
    "a window has the worst of what it sees": (
        "select id, lag(id) over (order by id desc) as before from mixed",
        [(1, 2, "published"), (2, 3, "simulated"), (3, None, "simulated")],
    ),
    "a rank sees everybody": (
        "select id, rank() over (order by id) as place from mixed",
        [(1, 1, "simulated"), (2, 2, "simulated"), (3, 3, "simulated")],
    ),
    "what looks ahead sees everybody": (
        "select id, lead(id) over (order by id) as after from mixed",
        [(1, 2, "simulated"), (2, 3, "simulated"), (3, None, "simulated")],
    ),
    "so does the last value": (
        "select id, last_value(id) over (order by id) as last from mixed",
        [(1, 1, "simulated"), (2, 2, "simulated"), (3, 3, "simulated")],
    ),
    "the first by preference was chosen without the rest": (
        "select id from mixed qualify row_number() over (order by id) = 1",
        [(1, "published")],
    ),
    "equal rows fall together": (
        "select distinct 1 as one from mixed",
        [(1, "simulated")],
    ),
    "so do those of a union": (
        "select 1 as one from mixed union select 1 from given",
        [(1, "simulated")],
    ),
    "what an expression looks into counts": (
        "select id from label where exists (select 1 from mixed where mixed.id = label.id)",
        [(1, "simulated")],
    ),
    "so does a single answer": (
        "select id, (select max(id) from given) as top from label",
        [(1, 1, "delivered")],
    ),
    "nothing found rests on everything": (
        "select max(id) as top from mixed where id > 9",
        [(None, "simulated")],
    ),
    "a relation of its own carries it along": (
        "with own as (select * from mixed) select own.id from own where id = 3",
        [(3, "simulated")],
    ),
    "an author may say that a relation does not decide": (
        "-- origin: mixed does not decide: its rows are only counted off\n"
        "select given.id from given inner join mixed on true where mixed.id = 3",
        [(1, "delivered")],
    ),
}
REFUSED = {
    "-- origin: whatever\nselect 1 as one": "comment",
    "-- origin: nobody does not decide: reason\nselect 1 as one": "nobody",
    "select id from mixed except select id from given": "EXCEPT",
    "with recursive r as (select 1 as n union all select n from r) select n from r": "RECURSIVE",
    "select mixed.id from mixed anti join given on mixed.id = given.id": "ANTI",
}


@pytest.fixture
def small() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"create type {origins.TYPE} as {origins.ENUM}")
    connection.execute(
        "create table mixed as select id, team, level::ORIGIN as origin from (values "
        "(1, 'x', 'published'), (2, 'x', 'published'), (3, 'y', 'simulated')) t (id, team, level)"
    )
    connection.execute("create table given as select 1 as id, 'delivered'::ORIGIN as origin")
    connection.execute("create table label as select 1 as id, 'a' as name")
    return connection


@pytest.mark.parametrize("case", SPREADS)
def test_origin_spreads(small: duckdb.DuckDBPyConnection, case: str):
    query, wanted = SPREADS[case]
    columns = small.sql(query).columns
    made = tracing.marked(tracing.trace(query, levels=LEVELS), columns)
    assert sorted(small.execute(made).fetchall(), key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("query", REFUSED)
def test_what_cannot_be_traced_is_refused(query: str):
    with pytest.raises(FaroError, match=REFUSED[query]):
        tracing.trace(query, levels=LEVELS)


def test_no_table_is_split_by_origin():
    """One row a grain; a commitment alone may be assessed by a source and by a delivery."""
    split = [name for name, contract in specs.contracts().items() if "origin" in contract.keys]
    assert split == ["out_ogp__assessment"]
    assert all(
        "origin" in {column.name for column in contract.columns}
        for name, contract in specs.contracts().items()
        if name.startswith("out_")
    )


def test_the_worst_of_levels():
    assert origins.worst([]) == "published"
    assert origins.worst(["third_party", None, "computed"]) == "third_party"
    assert origins.worst(["published"], least="computed") == "computed"
    with pytest.raises(ValueError):
        origins.worst(["unheard_of"])


def test_a_band_in_which_nobody_stands_rests_on_those_who_stand_in_the_others(small):
    """Its zero is no absence of a row: a simulated group elsewhere has no part in it."""
    with warehouse.teach(small) as connection:
        connection.execute(f"""
            create table out_fiscalizacion__municipality_standing as
            select *, 'r' as round_id, 2024 as year, 'as_published' as revision, 'x' as rurality,
                'delivered'::{origins.TYPE} as origin
            from (values ('1', '13', 'low'), ('2', '13', 'low'), ('3', '07', 'high')) t (
                cut, region_code, band_id
            );
            create table out_convenios__group_member as
            select cut, 'all' as group_id, 'computed'::{origins.TYPE} as origin
            from out_fiscalizacion__municipality_standing
            union all select '1', 'pilot', 'simulated'::{origins.TYPE};
            create table core_catalogue__band as
            select id as band_id, place as band_order, id as name_es, id as name_en,
                'score' as band_kind
            from (values ('low', 1), ('high', 2)) t (id, place);
            create table out_fiscalizacion__universe_round as
            select round_id, year, revision, group_id, region_code, rurality, 9 as n_municipalities,
                max(greatest(s.origin, m.origin)) as origin
            from out_fiscalizacion__municipality_standing as s
            inner join out_convenios__group_member as m on s.cut = m.cut
            group by all
        """)
        query = (paths.SQL_OUT / "out_fiscalizacion__universe_band.sql").read_text("utf-8")
        traced = tracing.trace(query, levels=statements.levels(connection, lineage.read_in(query)))
        rows = connection.execute(tracing.marked(traced, connection.sql(query).columns)).df()
    held = rows.set_index(["group_id", "region_code", "band_id"]).sort_index()
    assert held["n_municipalities"].to_dict() == {
        ("all", "13", "low"): 2, ("all", "13", "high"): 0, ("all", "07", "low"): 0,
        ("all", "07", "high"): 1, ("pilot", "13", "low"): 1, ("pilot", "13", "high"): 0,
    }  # fmt: skip
    assert set(held.loc["all", "origin"]) == {"computed"}
    assert set(held.loc["pilot", "origin"]) == {"simulated"}


@pytest.mark.thorough
def test_a_traced_statement_says_the_same(demo_built, tmp_path):
    """Tracing adds the origin and changes no other cell (sums may differ in their last digits)."""
    [build] = [folder for folder in demo_built.iterdir() if (folder / "curated.duckdb").is_file()]
    copy = shutil.copy(build / "curated.duckdb", tmp_path / "copy.duckdb")
    with duckdb.connect(str(copy), read_only=True) as connection:
        for path in sorted(paths.SQL_OUT.glob("*.sql")):
            query = path.read_text(encoding="utf-8")
            columns = [
                f'round("{name}", 8)' if kind == "DOUBLE" else f'"{name}"'
                for name, kind, *_ in connection.execute(f"describe {query}").fetchall()
                if name != tracing.LEVEL
            ]
            traced = tracing.trace(
                query, levels=statements.levels(connection, lineage.read_in(query))
            ).sql
            query_columns, other = (
                f"select {', '.join(columns)} from ({q})" for q in (query, traced)
            )
            counts = connection.execute(
                f"select count(*) from (({query_columns}) except all ({other}) union all "
                f"(({other}) except all ({query_columns})))"
            ).fetchall()
            assert counts == [(0,)], path.name


@pytest.mark.thorough
def test_no_code_knows_two_levels_alone():
    """``simulated if … else computed`` forgets the levels between: the worst of all is compared."""
    named = {*origins.LEVELS, *(level.upper() for level in origins.LEVELS)}

    def is_level(node: ast.expr) -> bool:
        name = getattr(node, "value", getattr(node, "id", getattr(node, "attr", None)))
        return isinstance(name, str) and name in named

    # Where a file lies says what it is; a what-if is no level.
    known = {"provenance.py", "kpi.py"}
    tests_of_two = [
        f"{path.name}:{node.lineno}"
        for path in rooms_for_tests.files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.IfExp) and is_level(node.body) and is_level(node.orelse)
        if path.name not in known
    ]
    assert tests_of_two == []


def test_the_newest_version_is_the_one_people_count_last():
    with warehouse.teach(duckdb.connect()) as connection:
        rows = connection.execute(
            "select version from unnest(?) as _(version) order by natural_order(version)",
            [["10", "v1.10", "9", "2024-11", "v1.9", "2024-2", "007"]],
        ).fetchall()
    order = [name for (name,) in rows]
    for older, newer in (("9", "10"), ("007", "9"), ("2024-2", "2024-11"), ("v1.9", "v1.10")):
        assert order.index(older) < order.index(newer)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", origins.LEVELS)
def test_who_never_signed_is_as_certain_as_the_register(lang, register):
    t = Text(lang)
    rows = pd.DataFrame(columns=["kind", "date_signed", "origin"])
    sentence = signing(t, rows, rows, register)
    assert sentence.startswith(t("municipio.no_convenio"))
    assert (t.code("origin", register).lower() in sentence) is (register != origins.PUBLISHED)


def test_an_origin_is_the_worst_of_others_and_no_choice_between_words():
    ends = {"moved": "select * from moved"}  # the tables that every scenario begins with
    statements = {
        path.stem: path.read_text(encoding="utf-8").replace("?::", "null::")
        + ends.get(path.stem, "")
        for folder in (paths.SQL_CORE, paths.SQL_OUT, paths.SQL_WHAT_IF)
        for path in folder.glob("*.sql")
    }
    assert {
        name: picked
        for name, sql in statements.items()
        if (picked := _chosen(parse_one(sql, dialect="duckdb")))
    } == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select if(given.origin = 'simulated', 'simulated', 'computed') as origin from given",
        "select if('simulated' in (a.origin, b.origin), 'simulated', a.origin) as origin from a, b",
        "select case origin when 'published' then 'computed' else origin end as origin from given",
        "select if(bool_or(origin <> 'simulated'), 'computed', 'simulated') as origin from given",
        "select 1, origin from a union all select 2, if(origin = 'delivered', 'computed', origin)",
        "select min(given.origin) as origin from given",
        "select any_value(done_origin) as origin from given",
    ],
)
def test_a_choice_between_words_is_found_however_it_is_written(sql):
    assert len(_chosen(parse_one(sql, dialect="duckdb"))) == 1


def _chosen(tree):
    """Return where a statement picks an origin by hand, where ``greatest`` or ``max`` belongs."""
    best = tree.find_all(exp.Min, exp.First, exp.AnyValue, exp.ArgMin)
    picked = [node for node in best if _of_origin(node.this)]
    for choice in tree.find_all(exp.If, exp.Case):
        inner = isinstance(choice, exp.If) and isinstance(choice.parent, exp.Case)
        alias = choice.find_ancestor(exp.Alias, exp.Select)
        decides = not isinstance(alias, exp.Alias) or alias.alias.endswith(tracing.LEVEL)
        if not inner and decides and _of_origin(choice) and _says_level(choice):
            picked.append(choice)
    return [node.sql() for node in picked]


def _of_origin(node):
    return any(column.name.endswith(tracing.LEVEL) for column in node.find_all(exp.Column))


def _says_level(choice):
    """Tell whether a choice compares a level with a word: by itself, or as ``case origin when``."""
    compared = [*choice.find_all(exp.EQ, exp.NEQ, exp.In)]
    if isinstance(choice, exp.Case) and choice.this is not None:
        compared.append(choice)
    return any(
        _of_origin(node) and any(text.name in origins.LEVELS for text in node.find_all(exp.Literal))
        for node in compared
    )
