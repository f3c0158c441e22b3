"""What changed in this edition: the figures that differ from the edition before it, and why."""

from __future__ import annotations

from presentation.context import PageContext
from presentation.markup.html import put, tag
from presentation.panels import editions
from public.listing import head

PAGE = "cambios"


def show(ctx: PageContext) -> None:
    """Show the page."""
    t, before = ctx.t, ctx.carried("edition_before")
    at = t.moment(ctx.build.manifest["built_at"])
    head(ctx, PAGE, t("public.cambios.title"), t("public.cambios.lead", build=ctx.build_id, at=at))
    if before is None:
        put(tag("section", tag("p", t("public.cambios.first")), class_="faro-card"))
    else:
        put(tag("section", editions.between(ctx, before, ctx.build_id), class_="faro-card"))
