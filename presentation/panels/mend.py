"""The path of a municipality to the target the reader chooses."""

from __future__ import annotations

from presentation import data
from presentation.cards.cards import card, card_head, chart_card
from presentation.cards.delivered import deliver
from presentation.context import PageContext
from presentation.markup.html import put, tag, together
from presentation.panels.paths import GAINS, PAGE, last_round, listing


def section(ctx: PageContext, cut: str) -> None:
    """Show the path to the target the reader chose, as a chart and as a list.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t, rows = ctx.t, last_round(ctx, cut)
    if data.table(ctx.build_id, GAINS, cut=cut).empty:
        deliver(ctx, "fiscalizacion_long", t("paths.deliver"))
        return
    if rows.empty:
        with ctx.stage.box("card_mend"):
            words = tag("p", t("municipio.mend_empty"), class_="faro-empty")
            put(card_head(t("municipio.mend"), t("municipio.mend_subtitle")), words)
        return
    targets = [str(percent) for percent in sorted(rows["target_pct"].unique())]
    names = [t("paths.target", target=percent) for percent in targets]
    target = targets[0]
    with ctx.stage.box():
        if len(targets) > 1 or ctx.carried("target"):
            target = ctx.choose("target", targets, names, default=target, as_tabs=True)
    with together("faro-page", name="mend"):
        chart_card(ctx, "mend_path", page=PAGE, cut=cut, target=target)
        card("mend", listing(ctx, cut, target))
