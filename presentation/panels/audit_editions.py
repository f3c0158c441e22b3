"""The editions that arrivals rest on, those left out and why, and months that came and went."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards import queries
from presentation.cards.cards import html_card
from presentation.cards.cite import sql
from presentation.cards.delivered import Listing
from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.markup.html import Safe
from presentation.markup.tables import data_table
from presentation.sorting import by_name

PAGE = "publicacion"
EDITIONS, CELLS = "out_publicacion__edition", "out_publicacion__punctuality"
FILES = "core_catalogue__ta_file"
DAYS = 3  # days named of a reason; the file to take away has all


@data.drawn
def editions(ctx: PageContext) -> Safe:
    """Return how many editions were read, and of those left out the reason and the days.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, EDITIONS).sort_values("edition_date")
    used = rows[rows["edition_state"] == "used"]
    counts = ("marks", "future_marks") if rows["marks_count"].notna().any() else ()
    lines = [
        [
            t(f"edition_state.{state}"),
            t.number(len(own)),
            _days(ctx, own["edition_date"]),
            *(_counted(ctx, own[f"{count}_count"]) for count in counts),
        ]
        for state, own in rows.groupby("edition_state", sort=False)
    ]
    title = t(
        "puntual.editions_title",
        n=t.number(len(rows)),
        used=t.number(len(used)),
        out=t.number(len(rows) - len(used)),
    )
    heads = ("state", "editions", "days", *counts)
    numeric = {"editions", *counts}
    return html_card(
        ctx,
        data_table(
            [(t(f"puntual.editions.{head}"), head in numeric) for head in heads],
            lines,
            caption=title,
        ),
        name="audit_editions",
        title=title,
        subtitle=t("puntual.editions_subtitle"),
        rows=rows,
        table=EDITIONS,
        query=queries.EDITIONS_BY_STATE,
        page=PAGE,
    )


def _counted(ctx: PageContext, counts: pd.Series) -> str:
    """Return a sum, or nothing where the compiled series does not say it."""
    return ctx.t.number(counts.sum()) if counts.notna().any() else ""


def _days(ctx: PageContext, days: pd.Series) -> str:
    if len(days) <= DAYS:
        return ctx.t.listing([ctx.t.date(day) for day in days])
    return f"{ctx.t.date(days.iloc[0])} – {ctx.t.date(days.iloc[-1])}"


@data.drawn
def gone(ctx: PageContext, region: str) -> Listing:
    """Return the months that an edition no longer had after one that did, back since or not.

    Args:
        ctx: The page's context.
        region: Code of the region shown; ``all`` for the country.
    """
    t, rows = ctx.t, data.table(ctx.build_id, CELLS)
    rows = rows[rows["gone_count"] > 0]
    rows = rows if region == ALL else rows[rows["region_code"] == region]
    names = data.table(ctx.build_id, FILES).set_index("ta_file")[f"name_{ctx.lang}"]
    back = rows["day_basis"] != "none"
    rows = rows.assign(
        file=rows["ta_file"].map(names),
        gone_month=[f"{row.year}-{row.month:02d}" for row in rows.itertuples()],
        is_back=[t(f"word.{'yes' if came_back else 'no'}") for came_back in back],
    ).sort_values(["last_gone_on", "comuna", "file"], ascending=[False, True, True], key=by_name)
    columns = ["comuna", "region", "file", "gone_month", "gone_count", "last_gone_on", "is_back"]
    return Listing(
        name="gone",
        title=t("puntual.gone_title", n=t.number(len(rows)), back=t.number(back.sum())),
        subtitle=t("puntual.gone_subtitle"),
        rows=rows[[*columns, "cut", "region_code", "ta_file", "origin", "source_ids"]],
        heads={name: t(f"puntual.column.{name}") for name in columns},
        empty=t("puntual.gone_none"),
        table=CELLS,
        page=PAGE,
        choices={"region": region},
        query=sql(CELLS, "gone_count > 0", **({} if region == ALL else {"region_code": region})),
    )
