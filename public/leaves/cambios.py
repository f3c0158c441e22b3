"""What changed in this edition: the figures that differ from the edition before it, and why."""

from __future__ import annotations

from pipelines import serving
from presentation.cards.html import put, tag
from presentation.context import PageContext
from presentation.panels import editions
from public.listing import head

PAGE = "cambios"


def show(ctx: PageContext) -> None:
    """Show the page."""
    t = ctx.t
    before = _before(ctx)
    at = t.moment(ctx.build.manifest["built_at"])
    head(ctx, PAGE, t("public.cambios.title"), t("public.cambios.lead", build=ctx.build_id, at=at))
    if before is None:
        put(tag("section", tag("p", t("public.cambios.first")), class_="faro-card"))
    else:
        put(tag("section", editions.difference(ctx, before), class_="faro-card"))


def _before(ctx: PageContext) -> str | None:
    """Return the build made before this one, where it is kept."""
    own = ctx.build.manifest["built_at"]
    older = [one for one in serving.builds(ctx.build.folder.parent) if one["built_at"] < own]
    return str(older[0]["build_id"]) if older else None
