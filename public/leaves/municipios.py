"""Every municipality, north to south: found, sorted and compared where scripts run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from presentation import data
from presentation.context import PageContext
from presentation.markup.html import Safe, join, put, tag
from presentation.panels import municipio
from presentation.sorting import by_name
from public.listing import head

PAGE = "municipios"
CHANGE = "out_fiscalizacion__municipality_change"
PUBLISHED = "out_publicacion__municipality_year"
TOOLS = "out_adopcion__tool_municipality"
RURALITY = ("Urbana", "Mixta", "Rural")
TEXTS = ("comuna", "region", "rurality")


@dataclass(frozen=True)
class Figure:
    """What is known of a municipality.

    Attributes:
        text: As a reader reads it.
        value: As scripts sort by it.
        origin: Where it comes from; None of what needs no mark.
    """

    text: str
    value: float | int | str
    origin: str | None = None


def show(ctx: PageContext) -> None:
    """Show the page."""
    t = ctx.t
    rows = listed(ctx)
    tick = tag("span", t("public.municipios.tick"), class_="faro-scripted")
    lead = join([t("public.municipios.lead"), " ", tick])
    head(ctx, PAGE, t("public.municipios.title", n=t.number(len(rows))), lead)
    figures = {measure: of for measure, of in measures(ctx).items() if of}
    put(_controls(ctx, rows, ("comuna", "region", "population", *figures)))
    simulated = any(f.origin == "simulated" for of in figures.values() for f in of.values())
    chip = tag("span", t("origin.simulated"), class_="faro-chip simulated") if simulated else ""
    put(tag("section", chip, _compared(ctx), _table(ctx, rows, figures),
            class_="faro-card st-key-card_municipios"))  # fmt: skip


def listed(ctx: PageContext) -> list[dict[str, Any]]:
    """Return every municipality with where and how large it is, north to south."""
    comunas = data.table(ctx.build_id, municipio.COMUNAS, has_municipality=True)
    return [
        {
            "cut": row["cut"],
            "comuna": row["comuna"],
            "region": row["region"],
            "region_code": row["region_code"],
            "rurality": row["pndr_class_2024"] if isinstance(row["pndr_class_2024"], str) else None,
            "population": int(row["population_census_2024"]),
        }
        for row in comunas.sort_values(["region_order_north_south", "comuna"], key=by_name).to_dict(
            "records"
        )
    ]


def measures(ctx: PageContext) -> dict[str, Mapping[str, Figure]]:
    """Return what municipalities are compared by: measure → municipality code → figure.

    One that an edition may not say, or that nobody knows, is not there.
    """
    t = ctx.t

    def last(table: str, say: Callable[[Any], tuple[str, float]]) -> Mapping[str, Figure]:
        rows = ctx.sayable(data.table(ctx.build_id, table)).sort_values("year")
        figures = {}
        for row in rows.groupby("cut").tail(1).to_dict("records"):
            text, value = say(row)
            if pd.notna(value):
                figures[row["cut"]] = Figure(f"{text} · {row['year']}", float(value), row["origin"])
        return figures

    def change(row: Any) -> tuple[str, float]:
        if not row["comparable_with_previous"]:
            return "", float("nan")
        return t.points(row["change_pts"]), row["change_pts"]

    def share(column: str) -> Callable[[Any], tuple[str, float]]:
        return lambda row: (t.percent(row[column], 1), row[column])

    return {
        "score": last(municipio.POSITION, share("score_pct")),
        "change": last(CHANGE, change),
        "published": last(PUBLISHED, share("published_due_pct")),
        "signed": _signed(ctx),
        "tools": _tools(ctx),
    }


def _signed(ctx: PageContext) -> dict[str, Figure]:
    """Return when each municipality first signed: by the register, else as it was published."""

    def of(table: str, column: str) -> list[dict[str, Any]]:
        rows = ctx.sayable(data.table(ctx.build_id, table))
        if "kind" in rows:
            rows = rows[rows["kind"].isin(municipio.MGTM)]
        rows = rows[rows[column].notna()].sort_values(column)
        return rows.assign(day=rows[column]).groupby("cut").head(1).to_dict("records")

    rows = [*of(municipio.KNOWN, "date_text"), *of(municipio.CONVENIOS, "date_signed")]
    return {
        row["cut"]: Figure(ctx.t.date(row["day"]), str(row["day"])[:10], row["origin"])
        for row in rows
    }


def _tools(ctx: PageContext) -> dict[str, Figure]:
    """Return how many tools of the model each municipality uses."""
    rows = ctx.sayable(data.table(ctx.build_id, TOOLS)).drop_duplicates("cut")
    return {
        row["cut"]: Figure(
            ctx.t.number(row["mgtm_in_use_count"]), int(row["mgtm_in_use_count"]), row["origin"]
        )
        for row in rows.to_dict("records")
    }


def _controls(ctx: PageContext, rows: list[dict[str, Any]], orders: tuple[str, ...]) -> Safe:
    t = ctx.t
    regions = {row["region_code"]: row["region"] for row in rows}

    def select(name: str, label: str, options: dict[str, str], first: str | None) -> Safe:
        usual = [tag("option", first, value="")] if first else []
        inside = [tag("option", words, value=value) for value, words in options.items()]
        return tag("label", label, tag("select", *usual, *inside, name_=name))

    every = t("word.all")
    sizes = {code: t.code("rurality", code) for code in RURALITY}
    sorts = {order: t(f"public.municipios.order.{order}") for order in orders}
    return tag(
        "form",
        tag("label", t("public.municipios.find"), Safe('<input type="search" name="text">')),
        select("region", t("filter.region"), regions, every),
        select("rurality", t("filter.rurality"), sizes, every),
        select(
            "order", t("public.municipios.order.label"), sorts, t("public.municipios.order.north")
        ),
        tag("output", "", data_words=t("public.municipios.shown"), aria_live="polite"),
        class_="faro-controls",
        data_faro_filter="municipios-table",
        data_pagefind_ignore=True,
    )


def _compared(ctx: PageContext) -> Safe:
    """Return the place where scripts put the municipalities chosen side by side."""
    t = ctx.t
    return tag(
        "section",
        tag("h2", t("public.municipios.compared")),
        tag("div", tag("table", class_="faro-table"), class_="faro-wide", tabindex="0",
            role="region", aria_label=t("public.municipios.compared")),
        tag("button", t("public.municipios.none_compared"), type="button"),
        hidden=True,
        data_faro_compare="municipios-table",
        data_words=t("public.municipios.compare"),
        data_pagefind_ignore=True,
    )  # fmt: skip


def _table(
    ctx: PageContext, rows: list[dict[str, Any]], figures: dict[str, Mapping[str, Figure]]
) -> Safe:
    t = ctx.t
    body = [
        tag(
            "tr",
            tag("th", tag("a", row["comuna"], href=f"municipio?cut={row['cut']}"), scope="row"),
            tag("td", tag("a", row["region"], href=f"region?region={row['region_code']}")),
            tag("td", t.code("rurality", row["rurality"]) if row["rurality"] else t.missing),
            tag("td", t.number(row["population"]), class_="num", data_value=row["population"]),
            *(_cell(ctx, figures[measure].get(row["cut"])) for measure in figures),
            data_region=row["region_code"],
            data_rurality=row["rurality"] or "",
            data_id=row["cut"],
        )
        for row in rows
    ]
    top = tag(
        "tr",
        *(
            tag(
                "th",
                t(f"public.municipios.{column}"),
                scope="col",
                class_=None if column in TEXTS else "num",
                data_key=column,
            )
            for column in (*TEXTS, "population", *figures)
        ),
    )
    table = tag(
        "table",
        tag("caption", t("public.municipios.caption")),
        tag("thead", top),
        tag("tbody", *body),
        id="municipios-table",
        class_="faro-table",
    )
    return tag(
        "div",
        table,
        class_="faro-wide",
        tabindex="0",
        role="region",
        aria_label=t("public.municipios.caption"),
    )


def _cell(ctx: PageContext, figure: Figure | None) -> Safe:
    if figure is None:
        return tag("td", tag("span", ctx.t.missing, class_="none"), class_="num", data_value="")
    mark = "faro-sim" if figure.origin == "simulated" else None
    return tag("td", tag("span", figure.text, class_=mark), class_="num", data_value=figure.value)
