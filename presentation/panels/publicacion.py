"""Publication: how fresh active transparency is between two yearly rounds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.marking import origin_of
from presentation import data
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi
from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.panels.resumen import matters

NO_DAYS = ("fresh", "where", "rules")
VIEWS = ("days", "late", *NO_DAYS)
PAGE = "publicacion"


@data.drawn
def years(ctx: PageContext) -> list[str]:
    """Return the years audited, latest first.

    Args:
        ctx: The page's context.
    """
    audited = data.figures(ctx.build_id, "months_due_published")["year"].unique()
    return [str(year) for year in sorted(audited, reverse=True)]


@data.drawn
def newest(ctx: PageContext) -> str:
    """Return the last year with a figure of the country; the last one audited where none has.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "months_due_published")
    known = rows[(rows["geography_level"] == "country") & rows["months_due_published"].notna()]
    return str((rows if known.empty else known)["year"].max())


@data.drawn
def fell_most(ctx: PageContext) -> str | None:
    """Return what the first page says of the file that fell most, where a file fell.

    Args:
        ctx: The page's context.
    """
    fallen = [matter for matter in matters(ctx) if matter.id == "fewer_months"]
    return f"{fallen[0].value} {fallen[0].words}." if fallen else None


@data.drawn
def files(ctx: PageContext, year: int) -> pd.DataFrame:
    """Return the monthly files of the country in a year, the one furthest behind first.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    rows = data.figures(
        ctx.build_id,
        "months_due_published_file",
        year=year,
        geography_level="country",
        is_monthly=True,
    )
    return rows.sort_values(["months_due_published_file", "ta_file_order"])


@data.drawn
def headline(ctx: PageContext, year: int) -> str:
    """Return the sentence that says where freshness stands and which file lags most.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    t, worst = ctx.t, files(ctx, year).iloc[0]
    share = data.metric(
        ctx.build_id, "months_due_published", year=year, geography_level="country"
    ).iloc[0]
    if pd.isna(share["value"]):
        return t("publicacion.headline_few", year=year)
    return t(
        "publicacion.headline",
        share=t.percent(share["value"], 1),
        year=year,
        file=t.pick(worst, "ta_file"),
        low=t.percent(worst["months_due_published_file"], 1),
    )


@data.drawn
def kpis(ctx: PageContext, year: int, region: str) -> list[Kpi]:
    """Return the share of months due, of updates on time and overdue, and the file behind.

    Args:
        ctx: The page's context.
        year: The year shown.
        region: Code of the region shown; ``all`` for the country.
    """
    return [
        _due(ctx, year, region),
        *nationwide(ctx, [*_updates(ctx), _worst(ctx, year)], region),
    ]


def nationwide(ctx: PageContext, kpis: list[Kpi], region: str) -> list[Kpi]:
    """Return figures that exist for the country alone; they say so where a region is chosen.

    Args:
        ctx: The page's context.
        kpis: The figures of the country.
        region: Code of the region shown; ``all`` for the country.
    """
    if region == ALL:
        return kpis
    country = ctx.t("publicacion.kpi.country")
    return [replace(kpi, detail=f"{country} · {kpi.detail}") for kpi in kpis]


def _due(ctx: PageContext, year: int, region: str) -> Kpi:
    t = ctx.t
    where = {"geography_level": "country"} if region == ALL else {"region_code": region}
    rows = data.figures(ctx.build_id, "months_due_published", **where).sort_values("year")
    row = rows[rows["year"] == year].iloc[0]
    label, share = t("publicacion.kpi.due"), row["months_due_published"]
    value = t("publicacion.few") if pd.isna(share) else t.percent(share, 1)
    change = None
    if pd.notna(row["change_pts"]):
        points = t.points(row["change_pts"], 1)
        change = t("publicacion.kpi.change", change=points, year=year - 1)
    known = rows[rows["months_due_published"].notna()]
    detail = t(
        "publicacion.kpi.files",
        files=t.number(row["file_count"]),
        n=t.number(row["municipalities"]),
        year=year,
    )
    return Kpi(
        label=label,
        value=value,
        origin=str(row["origin"]),
        detail=detail if region == ALL else f"{row['geography']} · {detail}",
        change=change,
        spark=tuple(zip(known["year"], known["months_due_published"], strict=True)),
        below=origin_of(known),
        role="pilot",
        cite=Cite(
            f"{label}: {value}",
            metric_sql(ctx, "months_due_published", **where, year=year),
            PAGE,
            {"year": str(year), "region": region},
            ("months_due_published",),
        ),
    )


def _updates(ctx: PageContext) -> list[Kpi]:
    t = ctx.t
    row = data.figures(ctx.build_id, "updates_on_time", is_monthly=True).iloc[0]
    notes = {
        "on_time": t("publicacion.kpi.late", late=t.percent(row["late_pct"], 1)),
        "overdue": t("publicacion.kpi.overdue_note"),
    }
    cards = []
    for state, note in notes.items():
        metric = f"updates_{state}"
        label, value = t(f"publicacion.kpi.{state}"), t.percent(row[metric], 1)
        detail = t(
            "publicacion.kpi.updates",
            part=t.number(row[f"{state}_count"]),
            n=t.number(row["dated_count"]),
            day=t.date(row["seen_until"]),
        )
        query = metric_sql(ctx, metric, is_monthly=True)
        cite = Cite(f"{label}: {value}", query, PAGE, metrics=(metric,))
        cards.append(Kpi(label, value, str(row["origin"]), detail, change=note, cite=cite))
    return cards


def _worst(ctx: PageContext, year: int) -> Kpi:
    t, row = ctx.t, files(ctx, year).iloc[0]
    label, share = t("publicacion.kpi.worst"), row["months_due_published_file"]
    # Of shares that are all withheld none is the lowest: no file is named.
    few = pd.isna(share)
    value = t("publicacion.few") if few else t.percent(share, 1)
    metric = "months_due_published_file"
    file = str(row["ta_file"])
    query = metric_sql(ctx, metric, year=year, geography_level="country", ta_file=file)
    note = t(
        "publicacion.kpi.worst_note",
        n=t.number(row["municipalities"]),
        day=t.date(row["seen_until"]),
    )
    return Kpi(
        label=label,
        value=value,
        origin=str(row["origin"]),
        detail=str(year) if few else f"{t.pick(row, 'ta_file')} · {year}",
        change=note,
        cite=Cite(f"{label}: {value}", query, PAGE, {"year": str(year)}, (metric,)),
    )
