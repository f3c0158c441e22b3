"""What a delivered sample says: its measures, what must be known of them, what is outside."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.context import PageContext


@data.drawn
def estimates(ctx: PageContext) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return the estimates delivered, with the id and name of each measure.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "sample_estimate")
    named = rows.drop_duplicates("estimate_id")
    many = named["design"].nunique() > 1
    labels = [
        f"{row['measure']} · {row['design']}" if many else str(row["measure"])
        for row in named.to_dict("records")
    ]
    return rows, named["estimate_id"].tolist(), labels


@data.drawn
def caveats(ctx: PageContext, rows: pd.DataFrame, estimate_id: str) -> str:
    """Return what must be known of an estimate: why there is no interval, replacements used.

    Args:
        ctx: The page's context.
        rows: The estimates delivered.
        estimate_id: One of them.
    """
    t, own = ctx.t, rows[(rows["estimate_id"] == estimate_id) & (rows["stratum_id"] == "all")]
    row, sentences = own.iloc[0], []
    if row["state"] in ("no_interval", "stratum_empty"):
        sentences.append(t(f"muestra.{row['state']}", strata=t.pick(row, "strata")))
    if row["replaced_count"]:
        sentences.append(f"{t.count('muestra.replaced', int(row['replaced_count']))}.")
    return f"· {' '.join(sentences)}" if sentences else ""


@data.drawn
def outside(ctx: PageContext) -> str | None:
    """Return the note on answers of municipalities that are not in their sample.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, "out_muestra__answer")
    rows = rows[~rows["place"].isin(["drawn", "replacement"])]
    if rows.empty:
        return None
    listed = ", ".join(dict.fromkeys(rows["municipality"]))[:160]
    return ctx.t.count("muestra.outside", len(rows), listed=listed)
