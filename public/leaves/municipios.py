"""Every municipality, north to south: a list to find one in, which scripts filter and sort."""

from __future__ import annotations

from typing import Any

from presentation import data
from presentation.cards.html import Safe, put, tag
from presentation.context import PageContext
from presentation.panels import municipio
from presentation.sorting import by_name
from public.listing import head

PAGE = "municipios"
POSITION = municipio.POSITION
RURALITY = ("Urbana", "Mixta", "Rural")


def show(ctx: PageContext) -> None:
    """Show the page."""
    t = ctx.t
    rows = listed(ctx)
    head(
        ctx, PAGE, t("public.municipios.title", n=t.number(len(rows))), t("public.municipios.lead")
    )
    put(_controls(ctx, rows))
    put(_table(ctx, rows))


def listed(ctx: PageContext) -> list[dict[str, Any]]:
    """Return every municipality with what the list shows of it, north to south."""
    comunas = data.table(ctx.build_id, municipio.COMUNAS, has_municipality=True)
    comunas = comunas.sort_values(["region_order_north_south", "comuna"], key=by_name)
    scores = ctx.sayable(data.table(ctx.build_id, POSITION))
    scores = scores.sort_values("year").groupby("cut").last()
    rows = []
    for row in comunas.to_dict("records"):
        known = scores.loc[row["cut"]] if row["cut"] in scores.index else None
        rows.append(
            {
                "cut": row["cut"],
                "comuna": row["comuna"],
                "region": row["region"],
                "region_code": row["region_code"],
                "rurality": row["pndr_class_2024"]
                if isinstance(row["pndr_class_2024"], str)
                else None,
                "population": int(row["population_census_2024"]),
                "score_pct": None if known is None else float(known["score_pct"]),
                "year": None if known is None else int(known["year"]),
                "origin": None if known is None else str(known["origin"]),
            }
        )
    return rows


def _controls(ctx: PageContext, rows: list[dict[str, Any]]) -> Safe:
    t = ctx.t
    regions = {row["region_code"]: row["region"] for row in rows}
    orders = ("comuna", "region", "population", "score_pct")

    def select(name: str, label: str, options: dict[str, str], first: str | None) -> Safe:
        usual = [tag("option", first, value="")] if first else []
        inside = [tag("option", words, value=value) for value, words in options.items()]
        return tag("label", label, tag("select", *usual, *inside, name_=name))

    every = t("word.all")
    sizes = {code: t.code("rurality", code) for code in RURALITY}
    sorts = {order: t(f"public.municipios.order.{order}") for order in ("", *orders) if order}
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


def _table(ctx: PageContext, rows: list[dict[str, Any]]) -> Safe:
    t = ctx.t
    heads = {column: column for column in ("comuna", "region", "rurality", "population")}
    heads["score"] = "score_pct"
    body = [
        tag(
            "tr",
            tag("td", tag("a", row["comuna"], href=f"municipio?cut={row['cut']}")),
            tag("td", tag("a", row["region"], href=f"region?region={row['region_code']}")),
            tag("td", t.code("rurality", row["rurality"]) if row["rurality"] else t.missing),
            tag("td", t.number(row["population"]), class_="num", data_value=row["population"]),
            tag("td", _score(ctx, row), class_="num", data_value=_plain(row["score_pct"])),
            data_region=row["region_code"],
            data_rurality=row["rurality"] or "",
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
                class_="num" if column in ("population", "score") else None,
                data_key=key,
            )
            for column, key in heads.items()
        ),
    )
    simulated = any(row["origin"] == "simulated" for row in rows)
    chip = tag("span", t("origin.simulated"), class_="faro-chip simulated") if simulated else ""
    table = tag(
        "table",
        tag("caption", t("public.municipios.caption")),
        tag("thead", top),
        tag("tbody", *body),
        id="municipios-table",
        class_="faro-table",
    )
    wide = tag(
        "div",
        table,
        class_="faro-wide",
        tabindex="0",
        role="region",
        aria_label=t("public.municipios.caption"),
    )
    return tag("section", chip, wide, class_="faro-card st-key-card_municipios")


def _plain(value: float | None) -> str:
    """Return a figure as scripts sort by it; empty where there is none."""
    return "" if value is None else str(value)


def _score(ctx: PageContext, row: dict[str, Any]) -> Any:
    if row["score_pct"] is None:
        return tag("span", ctx.t.missing, class_="none")
    text = f"{ctx.t.percent(row['score_pct'], 1)} · {row['year']}"
    return tag("span", text, class_="faro-sim" if row["origin"] == "simulated" else None)
