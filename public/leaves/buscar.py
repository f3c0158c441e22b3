"""Search over all pages in the reader's language; without scripts, the lists to look in."""

from __future__ import annotations

from presentation.context import PageContext
from presentation.markup.html import put, tag
from public.listing import head

PAGE = "buscar"


def show(ctx: PageContext) -> None:
    """Show the page."""
    t = ctx.t
    head(ctx, PAGE, t("public.buscar.title"), t("public.buscar.lead"))
    without = tag(
        "p",
        t("public.buscar.without"),
        " ",
        tag("a", t("public.nav.municipios"), href="municipios"),
        " · ",
        tag("a", t("public.nav.glosario"), href="glosario"),
    )
    words = {
        f"data_{key}": t(f"public.buscar.{key}")
        for key in ("box", "loading", "none", "found", "served")
    }
    put(tag("section", without, class_="faro-card faro-finder", data_pagefind_ignore=True, **words))
