"""The publication audit: the matrix of a year, and the calendar of a municipality."""

from __future__ import annotations

from presentation.cards.delivered import deliver
from presentation.context import PageContext, address
from presentation.markup.html import put
from presentation.panels.publication_audit import ROW, around, audited, calendar, matrix, of_year


def matrix_card(ctx: PageContext, year: int, region: str) -> None:
    """Show the months every municipality published of every file, or what to deliver.

    Args:
        ctx: The page's context.
        year: The year shown.
        region: Code of the region shown; ``all`` for the country.
    """
    t, rows = ctx.t, of_year(ctx, year)
    if rows.empty:
        deliver(ctx, "publicacion", t("publicacion.deliver"))
        return
    title, table = matrix(ctx, year, region)
    above, below = around(ctx, title, year, region)
    with ctx.stage.box("card_matrix"):
        put(above, name="matrix")
        ctx.stage.grid(
            t,
            table,
            key=f"publication_matrix_{ctx.lang}",
            alt=title,
            height=min(460, ROW * (len(table) + 1) + 2),
            first=t("cobertura.comuna"),
            leads=[address(ctx, "municipio", cut=cut) for cut in table.index],
            narrow=(t("filter.region"),),
        )
        put(below, name="matrix_below")


def calendar_card(ctx: PageContext, cut: str, *, page: str = "municipio") -> None:
    """Show the publication calendar of a municipality: month × file of the year chosen.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    options = audited(ctx)
    if not options:
        deliver(ctx, "publicacion", t("publicacion.calendar_deliver"))
        return
    with ctx.stage.box("card_calendar"):
        year = int(ctx.choose("year", options, options, default=options[0], as_tabs=True))
        put(calendar(ctx, cut, year, page), name="months")
