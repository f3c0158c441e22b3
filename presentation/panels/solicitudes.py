"""Access requests (SAI): the other half of the law, never mixed with active transparency."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards import queries
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.delivered import chips
from presentation.cards.kpi import Kpi
from presentation.charts.simulated import words
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.rows import joined, records
from presentation.sorting import by_name
from presentation.words import Text

VIEWS = ("results", "process", "law")
PAGE, COUNTRY, ALL = "solicitudes", "CL", "all"
YEAR = "out_solicitudes__year"
PUBLISHED = "out_solicitudes__published"
AMPAROS, COMUNAS = "core_solicitudes__amparo", "core_territory__comuna"
FIGURES = (
    ("in_time", "requests_in_time"),
    ("median", "requests_median_days"),
    ("refused", "requests_refused"),
    ("derived", "requests_derived"),
    ("amparos", "amparos_per_100"),
    ("satisfied", "requests_satisfied"),
)

COUNTED = {"received": "requests_received"} | {
    key: f"{key}_count"
    for key in ("closed", "timed", "dated", "amparo", "survey", "upheld", "decided")
}


@data.drawn
def years(ctx: PageContext) -> list[str]:
    """Return the years with requests, the last first; none where nothing is delivered.

    Args:
        ctx: The page's context.
    """
    logged = data.figures(
        ctx.build_id, "requests_received", scope_kind="country", scope_id=COUNTRY
    )["year"]
    return [str(year) for year in sorted(logged, reverse=True)]


@data.drawn
def usual_year(ctx: PageContext) -> str | None:
    """Return the last year in which requests came in: a log may end after it.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "requests_received", scope_kind="country", scope_id=COUNTRY)
    received = rows.loc[rows["requests_received"] > 0, "year"]
    return str(received.max()) if len(received) else None


@data.drawn
def places(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the country and then every municipality with requests: ids and names.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "requests_month_received").drop_duplicates(
        ["country", "code"]
    )
    rows = rows.sort_values("municipality", key=by_name)
    ids = [ALL, *(rows["country"] + "-" + rows["code"])]
    return ids, [ctx.t("solicitudes.all"), *rows["municipality"]]


@data.drawn
def headline(ctx: PageContext, place: str, year: str | None) -> str:
    """Return what share was closed in time, of how many; that nothing is known otherwise.

    Args:
        ctx: The page's context.
        place: ``all``, or country and code of the municipality as ``CL-13101``.
        year: The year shown, as the address writes it.
    """
    row = _year(ctx, place, year)
    if row is None or pd.isna(row["requests_in_time"]):
        return ctx.t("solicitudes.headline_none")
    share, n = ctx.t.percent(row["requests_in_time"], 1), ctx.t.number(row["timed_count"])
    places_of = ctx.t.count("chart.requests.places", int(row["municipality_count"]))
    return ctx.t("solicitudes.headline", share=share, n=n, places=places_of, year=row["year"])


def of_year(ctx: PageContext, place: str, year: str | None) -> pd.DataFrame:
    """Return the row of a place and year; empty where there is none.

    Args:
        ctx: The page's context.
        place: ``all``, or country and code of the municipality as ``CL-13101``.
        year: The year shown, as the address writes it.
    """
    if year is None:
        return data.figures(ctx.build_id, "requests_received").head(0)
    return data.figures(ctx.build_id, "requests_received", scope_id=_scope(place), year=int(year))


def _year(ctx: PageContext, place: str, year: str | None) -> pd.Series | None:
    rows = of_year(ctx, place, year)
    return None if rows.empty else rows.iloc[0]


def _scope(place: str) -> str:
    return COUNTRY if place == ALL else place


@data.drawn
def kpis(ctx: PageContext, place: str, year: str) -> list[Kpi]:
    """Return in time, median days, refused, appeals per 100 and satisfaction of a year.

    Args:
        ctx: The page's context.
        place: ``all``, or country and code of the municipality as ``CL-13101``.
        year: The year shown, as the address writes it.
    """
    row = _year(ctx, place, year)
    if row is None:
        return []
    choices = {"year": year} | ({} if place == ALL else {"place": place})
    return [_kpi(ctx, row, *figure, choices) for figure in FIGURES if pd.notna(row[figure[1]])]


def _kpi(ctx: PageContext, row: pd.Series, name: str, metric: str, choices: dict[str, str]) -> Kpi:
    t = ctx.t
    value = written(ctx, metric, row[metric])
    label = t(f"solicitudes.kpi.{name}")
    counts = {
        key: t.number(row[name_of]) for key, name_of in COUNTED.items() if pd.notna(row[name_of])
    }
    where = {"scope_kind": row["scope_kind"], "scope_id": row["scope_id"], "year": int(row["year"])}
    query = metric_sql(ctx, metric, **where)
    detail = t(f"solicitudes.kpi.{name}_detail", year=row["year"], **counts)
    cite = Cite(f"{label}: {value}", query, PAGE, choices, (metric,))
    return Kpi(label, value, str(row["origin"]), detail, cite=cite)


@data.drawn
def maturity(ctx: PageContext, year: str) -> Safe | None:
    """Return the maturity of the process by diagnosis beside its results; None without both.

    Args:
        ctx: The page's context.
        year: The year shown, as the address writes it.
    """
    t = ctx.t
    rows = data.figures(ctx.build_id, "diagnosis_maturity", process="sai", country=COUNTRY)
    rows = rows.sort_values(["moment", "instrument_id"]).drop_duplicates("code")
    results = data.figures(
        ctx.build_id, "requests_received", scope_kind="municipality", year=int(year)
    )
    results = results.assign(code=results["scope_id"].str.removeprefix(f"{COUNTRY}-"))
    columns = [
        "code",
        "requests_in_time",
        "requests_median_days",
        "closed_count",
        "origin",
    ]
    both = joined(rows, results[columns], ["code"])
    if both.empty:
        return None
    comunas = data.table(ctx.build_id, COMUNAS).set_index("cut")["comuna"]
    both = both.assign(municipality=both["code"].map(comunas))
    both = both.sort_values(
        ["diagnosis_maturity", "municipality"], ascending=[False, True], key=by_name
    )
    lines = [
        [
            tag("a", row["municipality"], href=address(ctx, "municipio", cut=row["code"])),
            t.number(row["diagnosis_maturity"]),
            *(written(ctx, m, row[m]) for m in ("requests_in_time", "requests_median_days")),
            t.number(row["closed_count"]),
        ]
        for row in records(both)
    ]
    keys = (("municipality", False), *((k, True) for k in ("level", "in_time", "median", "closed")))
    title = t.count("solicitudes.maturity", len(both), year=year)
    return html_card(
        ctx,
        chips(ctx, both),
        data_table([(t(f"solicitudes.head.{k}"), n) for k, n in keys], lines, caption=title),
        name="maturity",
        title=words(title, both, t),
        subtitle=t("solicitudes.maturity_subtitle"),
        rows=both,
        table=YEAR,
        query=queries.MATURITY_AND_RESULTS.format(year=int(year)),
        page=PAGE,
        metrics=("diagnosis_maturity", "requests_in_time", "requests_median_days"),
        year=year,
    )


def appeals(counts: pd.DataFrame, t: Text) -> str:
    """Return how many appeals there are and how they ended, each count with its own number.

    Args:
        counts: A column for each result.
        t: Text in the language of the reader.
    """
    upheld = int(counts[["upheld", "partly_upheld"]].to_numpy().sum())
    return t.count(
        "solicitudes.amparos",
        int(counts.to_numpy().sum()),
        upheld=t.count("solicitudes.amparos_upheld", upheld),
        sarc=t.count("solicitudes.amparos_sarc", int(counts["sarc"].sum())),
    )


@data.drawn
def amparos(ctx: PageContext, place: str) -> Safe | None:
    """Return the appeals by ground and result; None where none is delivered.

    Args:
        ctx: The page's context.
        place: ``all``, or country and code of the municipality as ``CL-13101``.
    """
    t, rows = ctx.t, data.table(ctx.build_id, AMPAROS)
    if place != ALL:
        rows = rows[rows["country"] + "-" + rows["code"] == place]
    if rows.empty:
        return None
    results = rows["result"].fillna("pending")
    shown = ["upheld", "partly_upheld", "sarc", "rejected", "inadmissible", "withdrawn", "pending"]
    grounds = rows["ground"].fillna("other")
    counts = pd.crosstab(grounds, results).reindex(columns=shown, fill_value=0)
    lines = [
        [t(f"solicitudes.ground.{ground}"), *(t.number(n) for n in row), t.number(row.sum())]
        for ground, row in counts.iterrows()
    ]
    heads = [(t("solicitudes.head.ground"), False)]
    heads += [(t(f"solicitudes.result.{result}"), True) for result in shown]
    title = appeals(counts, t)
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table([*heads, (t("solicitudes.head.total"), True)], lines, caption=title),
        name="amparos",
        title=words(title, rows, t),
        subtitle=t("solicitudes.amparos_subtitle"),
        rows=rows,
        table=AMPAROS,
        query=queries.appeals_by_ground(place, shown),
        page=PAGE,
        place=place,
    )


def written(ctx: PageContext, metric: str, value: float) -> str:
    """Return a figure in the unit of its metric, or that it is missing.

    Args:
        ctx: The page's context.
        metric: Id of the metric.
        value: The figure, in the unit of the metric.
    """
    is_share = ctx.build.metrics[metric].unit == "percent"
    return ctx.t.percent(value, 1) if is_share else ctx.t.number(value, 1)
