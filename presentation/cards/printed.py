"""Links to printed matter: what a page shows as a PDF, fit for a desk or a session."""

from __future__ import annotations

from presentation.context import PageContext
from presentation.links import ficha_link, informe_link
from presentation.markup.html import file_links, put


def printed_ficha(ctx: PageContext, cut: str) -> None:
    """Show the link to the ficha of a municipality.

    Args:
        ctx: The page's context.
        cut: Of the municipality, five digits.
    """
    _show((ctx.t("print.link.ficha"), ficha_link(ctx.build_id, cut, ctx.lang)))


def printed_reports(ctx: PageContext, region: str | None = None) -> None:
    """Show the links to the council report and, for a region, to its brief.

    Args:
        ctx: The page's context.
        region: Two digits; None for the country alone.
    """
    build_id, lang = ctx.build_id, ctx.lang
    links = [(ctx.t("print.link.informe"), informe_link(build_id, lang))]
    if region is not None:
        links.append((ctx.t("print.link.minuta"), informe_link(build_id, lang, region)))
    _show(*links)


def _show(*links: tuple[str, str]) -> None:
    put(file_links(links), name="prints")
