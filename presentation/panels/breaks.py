"""What changed at each break of method that the national chart marks."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import folded

BREAKS, ROUNDS = "out_fiscalizacion__method_break", "core_fiscalizacion__round"


@data.drawn
def fold(ctx: PageContext, rounds: pd.DataFrame) -> Safe:
    """Return why the method broke between the rounds of the national chart, in a fold.

    Args:
        ctx: The page's context.
        rounds: The rounds with a national mean, oldest first.
    """
    t, held = ctx.t, data.table(ctx.build_id, BREAKS)
    years = data.table(ctx.build_id, ROUNDS).set_index("round_id")["year"]
    crossed = held[held["year_position"].between(rounds["year"].min(), rounds["year"].max())]
    lines = [
        tag(
            "li",
            f"{years[row['after_round_id']]} → {years[row['before_round_id']]} · ",
            tag("strong", t.pick(row, "label")),
            f": {t.pick(row, 'reason')}",
        )
        for row in crossed.sort_values("year_position").to_dict("records")
    ]
    return folded(t("resumen.breaks"), tag("ul", *lines)) if lines else Safe("")
