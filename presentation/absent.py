"""What stands in the place of what an edition made by other rules does not have."""

from __future__ import annotations

from presentation.context import PageContext
from presentation.markup.html import Safe, tag


def absent(ctx: PageContext) -> Safe:
    """Return the words for what an edition made by other rules does not have, and the way on.

    Args:
        ctx: The page's context.
    """
    t, way = ctx.t, ctx.t("notice.absent_next")
    if not ctx.is_latest:
        way = tag("a", t("notice.old_build_go"), href=latest(ctx.lang), target="_self")
    return tag(
        "div",
        tag("h2", t("notice.absent_title")),
        tag("p", t("notice.absent", build=ctx.build_id), " ", way),
        class_="faro-empty",
    )


def latest(lang: str) -> str:
    """Return the address of the page it stands on in the edition served.

    Args:
        lang: Language of the page.
    """
    return "?" if lang == "es" else f"?lang={lang}"
