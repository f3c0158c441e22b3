"""A list with a button that takes away exactly its rows."""

from __future__ import annotations

from dashboard.widgets.taking import take_button
from pipelines.marking import origin_of
from presentation.cards.delivered import Listing, as_csv, listed
from presentation.cards.html import put
from presentation.context import PageContext


def list_card(ctx: PageContext, listing: Listing) -> None:
    """Show a list with its origin and a button that takes away exactly these rows."""
    t, rows = ctx.t, listing.rows
    above, below = listed(ctx, listing)
    put(above, name=listing.name)
    if rows.empty:
        return
    take_button(
        t.count("delivered.take", len(rows)),
        lambda: as_csv(rows),
        stem=f"faro_{listing.name}_{ctx.build_id}",
        ending="csv",
        origin=origin_of(rows),
        key=f"take_{listing.name}",
    )
    put(below, name=f"{listing.name}_below")
