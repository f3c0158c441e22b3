"""Lists of publication day by day: what never came, and what was late on a day chosen."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards import queries
from presentation.cards.cite import sql_literal as quoted
from presentation.cards.delivered import Listing
from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.panels.punctuality import CELLS, FILES, PAGE
from presentation.sorting import by_name


@data.drawn
def never(ctx: PageContext, region: str) -> Listing:
    """Return the monthly files that a municipality audited never showed a month of in the year.

    Args:
        ctx: The page's context.
        region: Code of the region shown; ``all`` for the country.
    """
    t, cells = ctx.t, data.table(ctx.build_id, CELLS, is_monthly=True)
    year = int(cells["year"].max())
    cells = cells if region == ALL else cells[cells["region_code"] == region]
    cells = cells[cells["year"] == year]
    ever = cells.assign(came=cells["latest_on"].notna()).groupby(["cut", "ta_file"])["came"]
    silent = ever.any().loc[lambda seen: ~seen].index
    keys = ["cut", "ta_file"]
    rows = cells.drop_duplicates(keys).set_index(keys).loc[silent].reset_index()
    columns = ["comuna", "region", "file", "ta_file", "cut", "region_code", "year"]
    rows = _with_files(ctx, rows)[[*columns, "origin", "source_ids"]]
    rows = rows.sort_values(["file", "region", "comuna"], key=by_name)
    return Listing(
        name="never",
        title=t(
            "puntual.never_title",
            n=t.number(len(rows)),
            municipalities=t.number(rows["cut"].nunique()),
        ),
        subtitle=t("puntual.never_subtitle"),
        rows=rows,
        heads={name: t(f"puntual.column.{name}") for name in ("file", "comuna", "region")},
        empty=t("puntual.never_none"),
        table=CELLS,
        page=PAGE,
        card="never_published",
        choices={"region": region},
        query=queries.NEVER_SEEN.format(year=year, inside=queries.inside(region)),
    )


@data.drawn
def late_on(ctx: PageContext, month: str, day: str, region: str) -> Listing:
    """Return what was due by a day and surely not published by then, as the series knows it today.

    Args:
        ctx: The page's context.
        month: The month whose days are offered, for the citation.
        day: The day, as in ISO 8601.
        region: Code of the region, or all of them.
    """
    t, when = ctx.t, pd.Timestamp(day)
    cells = data.table(ctx.build_id, CELLS, is_monthly=True, is_watched=True)
    cells = cells if region == ALL else cells[cells["region_code"] == region]
    after = cells["earliest_on"].notna() & (cells["earliest_on"] > when)
    unseen = cells["punctuality_state"] == "not_seen"
    rows = cells[(cells["deadline"] < when) & (after | unseen)]
    rows = _with_files(ctx, rows)
    rows = rows.assign(
        as_of=when.date(),
        days_late=(when - rows["deadline"]).dt.days,
        late_month=[f"{r.year}-{r.month:02d}" for r in rows.itertuples()],
    ).sort_values(
        ["days_late", "region", "comuna", "file"], ascending=[False, True, True, True], key=by_name
    )
    columns = ["comuna", "region", "file", "late_month", "deadline", "days_late"]
    known = ["as_of", "cut", "region_code", "ta_file", "punctuality_state", "origin", "source_ids"]
    return Listing(
        name="late",
        title=t(
            "puntual.late_title",
            n=t.number(len(rows)),
            municipalities=t.number(rows["cut"].nunique()),
            day=t.date(when),
        ),
        subtitle=t("puntual.late_subtitle"),
        rows=rows[[*columns, *known]],
        heads={name: t(f"puntual.column.{name}") for name in columns},
        empty=t("puntual.late_none", day=t.date(when)),
        table=CELLS,
        page=PAGE,
        choices={"region": region, "month": month, "day": day},
        query=queries.LATE_ON.format(day=quoted(when), inside=queries.inside(region)),
    )


def _with_files(ctx: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    files = data.table(ctx.build_id, FILES).set_index("ta_file")[f"name_{ctx.lang}"]
    return rows.assign(file=rows["ta_file"].map(files))
