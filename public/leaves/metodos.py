"""How every figure is made: the origins, and each metric with its definition and its files."""

from __future__ import annotations

from pipelines.origins import LEVELS, SIMULATED
from presentation.cards.kpi import origin_chip
from presentation.context import PageContext
from presentation.markup.html import Safe, join, put, tag
from public.listing import head

PAGE = "metodos"


def show(ctx: PageContext) -> None:
    """Show the page."""
    t, metrics = ctx.t, ctx.build.metrics
    title = t("public.metodos.title", n=t.number(len(metrics)))
    head(ctx, PAGE, title, t("public.metodos.lead"))
    origins = [
        tag("div", tag("dt", origin_chip(t, level)), tag("dd", t(f"origin_help.{level}")))
        for level in LEVELS
        if not (ctx.published_only and level == SIMULATED)
    ]
    heading = tag("h2", t("public.metodos.origins"))
    put(tag("section", heading, tag("dl", *origins, class_="faro-words"), class_="faro-card"))
    put(tag("section", tag("h2", t("public.metodos.metrics")), _metrics(ctx), class_="faro-card"))


def _metrics(ctx: PageContext) -> Safe:
    entries = []
    for metric in ctx.build.metrics.values():
        links = [
            join([" ", tag("a", words, href=f"/api/{metric.id}.{ending}", download=True)])
            for words, ending in (("CSV", "csv"), (ctx.t("public.facts"), "metadata.json"))
        ]
        entries.append(
            tag(
                "div",
                tag("dt", tag("a", metric.name.in_language(ctx.lang), href=f"#{metric.id}")),
                tag("dd", metric.definition.in_language(ctx.lang)),
                tag("dd", tag("code", f"{metric.table}.{metric.value}"), *links),
                id=metric.id,
            )
        )
    return tag("dl", *entries, class_="faro-words")
