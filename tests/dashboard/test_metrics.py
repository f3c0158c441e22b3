"""Every figure of a page and of a chart is a metric, defined once in ``metrics.yml``."""

import html as markup
import re

import pytest
from pages_for_tests import shown

from fuzz.sparse import groups
from pipelines import serving, specs
from pipelines.errors import FaroError
from presentation import charts, data
from presentation.words import Text

FIGURE = ("DOUBLE", "INTEGER", "BIGINT", "DECIMAL")
# Not figures measured: a goal somebody set, a key, an order.
GIVEN = {"target_pct", "target_value", "year", "step", "effort", "working_day_of_month"}
KPI_PAGES = ("resumen", "cumplimiento", "municipio", "publicacion", "gobierno_abierto", "datos")
NOT_A_TABLE = "datos.kpi.checks"  # checks run on finished tables


@pytest.mark.parametrize("recipe_id", sorted(set(charts.RECIPES) - {"compare_panels"}))
def test_every_figure_a_chart_shows_is_one_of_its_metrics(recipe_id):
    recipe, metrics = charts.RECIPES[recipe_id], serving.metrics()
    drawn = [metrics[metric_id] for metric_id in recipe.metrics]
    for metric in drawn:
        assert {metric.table, *metric.repeated_in} & set(recipe.tables), metric.id
    named = {name for metric in drawn for name in (metric.value, metric.n, *metric.dimensions)}
    columns = {column.name: column for column in specs.contracts()[recipe.tables[0]].columns}
    figures = {
        column for column in recipe.columns if column in columns and columns[column].type in FIGURE
    }
    assert figures - named - GIVEN == set()


@pytest.mark.parametrize(
    ("metric_id", "table"),
    [(metric.id, table) for metric in specs.metrics().values() for table in metric.repeated_in],
)
def test_a_figure_that_stands_in_two_tables_is_the_same(demo_built, metric_id, table):
    build, metric = serving.open(root=demo_built), specs.metrics()[metric_id]
    there = {column.name for column in specs.contracts()[table].columns}
    by = ", ".join([*(name for name in metric.dimensions if name in there), metric.value])
    rows = f"select {by} from {table} where {metric.value} is not null"
    [[n, strays]] = build.query(
        f"select count(*), (select count(*) from ({rows} except select {by} from {metric.table}))"
        f" from ({rows})"
    ).to_numpy()
    assert n > 0
    assert strays == 0


@pytest.fixture
def simulated(demo_built, monkeypatch):
    """The build of the demonstration panel, where pages look for it."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return serving.open()


@pytest.mark.parametrize("table", sorted({metric.table for metric in specs.metrics().values()}))
def test_a_figure_beside_what_its_row_is_of_is_what_the_metric_says(simulated, table):
    own = [metric for metric in simulated.metrics.values() if metric.table == table]
    rows = data.figures(simulated.build_id, own[0].id)
    columns = {metric.value for metric in own}
    assert columns & set(rows) <= {metric.id for metric in own}
    for metric in own:
        by = list(metric.dimensions)
        value = simulated.metric(metric.id, by)[[*by, "value", "n"]]
        both = rows[[*by, metric.id]].merge(value, on=by, how="left", validate="one_to_one")
        differ = ~(
            (both[metric.id] == both["value"]) | both[[metric.id, "value"]].isna().all(axis=1)
        )
        assert (both.loc[differ, "n"] == 0).all(), metric.id  # of nobody the table says its count
    stored = data.as_stored(simulated.build_id, table, rows)
    assert set(stored) == set(simulated.table(table))


def test_a_figure_of_a_group_below_the_minimum_is_not_given(simulated, monkeypatch):
    metric = simulated.metrics["materia_mean"]
    at_least = 1 + int(simulated.table(metric.table)[metric.n].max())
    strict = metric.model_copy(update={"min_group": at_least})
    monkeypatch.setitem(simulated.metrics, metric.id, strict)
    data.clear()
    rows = data.figures(simulated.build_id, metric.id)
    assert len(rows)
    assert rows[metric.id].isna().all()
    assert {Text(lang).percent(value) for lang in ("es", "en") for value in rows[metric.id]} == {
        f"n < {at_least}"
    }
    data.clear()


@pytest.mark.parametrize("root", ["built", "demo_built"])
def test_no_table_says_of_a_small_group_what_its_metric_hides(request, root):
    build = serving.open(root=request.getfixturevalue(root))
    assert sum(metric.min_group > 1 for metric in build.metrics.values()) > 40
    shown = groups.spoken_of(build)
    assert shown == {}, f"leave it empty in SQL below minimum_group(): {shown}"


def test_there_is_no_figure_of_a_metric_that_is_none(simulated):
    with pytest.raises(FaroError) as caught:
        data.figures(simulated.build_id, "no_such")
    assert caught.value.code == "no_metric"


@pytest.mark.few(3)
@pytest.mark.parametrize("page", KPI_PAGES)
@pytest.mark.parametrize("which", ["built", "demo_built"])
def test_the_query_a_kpi_cites_gives_the_number_it_shows(visit, request, monkeypatch, page, which):
    root = request.getfixturevalue(which)
    monkeypatch.setenv("FARO_CURATED", str(root))
    cards = re.findall(r'<article class="faro-kpi"[^>]*>.*?</article>', shown(visit(page)), re.S)
    build, metrics = serving.open(root=root), serving.metrics()
    for card in cards:
        if Text("es")(NOT_A_TABLE) in card:
            continue
        value = markup.unescape(re.search(r'<p class="value">(.*?)</p>', card)[1])
        cited = [markup.unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", card, re.S)]
        query = next(text for text in cited if text.startswith("select "))
        number = build.query(query).iloc[0, 0]
        assert any(Text("es").number(number, n).lstrip("-") in value for n in (0, 1, 2)), value
        names = re.findall(r"^(\w+): ", cited[-1], re.M)
        assert metrics[names[0]].value == query.split()[1].rstrip(","), query
        assert set(names) <= set(metrics), value
    assert cards or (which == "built" and page in ("cumplimiento", "municipio"))


@pytest.mark.thorough
@pytest.mark.parametrize("scope", ["country", "R13", "13101"])
def test_a_card_of_a_what_if_names_the_metric_it_moves(visit_demo, scope):
    html = shown(visit_demo("simulador", w="compras:2", scope=scope))
    cards = re.findall(r'<article class="faro-kpi"[^>]*>.*?</article>', html, re.S)
    assert len(cards) == 4
    for card in cards:
        *_, named = re.findall(r"<pre[^>]*>(.*?)</pre>", card, re.S)
        assert named.split(": ")[0] in serving.metrics()
