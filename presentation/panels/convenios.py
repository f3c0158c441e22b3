"""Coverage as delivered: who never signed, which convenios expire, who signed and stood still."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from presentation import data
from presentation.cards.delivered import Listing
from presentation.context import PageContext
from presentation.sorting import by_name

SIGNINGS, NEVER = "out_convenios__municipality", "out_convenios__never_signed"
STUCK = "out_adopcion__stuck"
MONTHS = 12


def signings(ctx: PageContext) -> pd.DataFrame:
    """Return the convenios delivered or simulated; empty when there are none.

    Args:
        ctx: The page's context.
    """
    return data.table(ctx.build_id, SIGNINGS)


def stages(ctx: PageContext) -> pd.DataFrame:
    """Return the adoption funnel delivered or simulated; empty when there is none.

    Args:
        ctx: The page's context.
    """
    return data.figures(ctx.build_id, "adoption_stage_municipalities")


@data.drawn
def never_signed(ctx: PageContext, region: str | None, page: str = "cobertura") -> Listing:
    """Return the municipalities without an MGTM convenio, north to south.

    Args:
        ctx: The page's context.
        region: Code of the region; None for the country.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    rows = _placed(data.table(ctx.build_id, NEVER), region)
    return Listing(
        name="never_signed",
        title=t.count("convenios.never", len(rows)),
        subtitle=t("convenios.never_subtitle"),
        rows=rows,
        heads=_heads(ctx),
        empty=t("convenios.never_none"),
        table=NEVER,
        page=page,
        card="never",
        choices={"region": region},
    )


@data.drawn
def expiring(ctx: PageContext, asof: dt.date, region: str | None) -> Listing:
    """Return the convenios that expire in the twelve months after a date, soonest first.

    Args:
        ctx: The page's context.
        asof: The day it is told of.
        region: Code of the region; None for the country.
    """
    t, day = ctx.t, pd.Timestamp(asof)
    rows = _placed(signings(ctx), region)
    rows = rows.sort_values("date_end").drop_duplicates(["cut", "kind"], keep="last")
    rows = rows[rows["date_signed"].isna() | (rows["date_signed"] <= day)]
    ended = int((rows["date_end"] < day).sum())
    until = day + pd.DateOffset(months=MONTHS)
    rows = rows[(rows["date_end"] >= day) & (rows["date_end"] <= until)]
    rows = rows.sort_values(["date_end", "cut"]).assign(
        kind=[t(f"convenio.{kind}") for kind in rows["kind"]], as_of=day
    )
    return Listing(
        name="expiring",
        title=t.count("convenios.expiring", len(rows)),
        subtitle=t.count(
            "convenios.expiring_subtitle", ended, day=t.date(asof), until=t.date(until)
        ),
        rows=rows,
        heads=_heads(ctx) | {"kind": t("convenios.kind"), "date_end": t("convenios.date_end")},
        empty=t("convenios.expiring_none"),
        table=SIGNINGS,
        choices={"region": region, "asof": asof.isoformat()},
    )


@data.drawn
def stuck(ctx: PageContext, asof: dt.date, region: str | None) -> Listing:
    """Return who had signed over twelve months before a date and had started nothing by then.

    Args:
        ctx: The page's context.
        asof: The day it is told of.
        region: Code of the region; None for the country.
    """
    t, day = ctx.t, pd.Timestamp(asof)
    rows = _placed(data.table(ctx.build_id, STUCK), region)
    before = day - pd.DateOffset(months=MONTHS)
    undated = rows["date_started"].isna() & (rows["tools_started"] > 0)
    started = (rows["date_started"] <= day) | undated
    rows = rows[(rows["date_signed"] < before) & ~started]
    rows = rows.sort_values(["date_signed", "cut"])
    rows = rows.assign(
        months_waiting=[_months(signed, day) for signed in rows["date_signed"]], as_of=day
    )
    return Listing(
        name="stuck",
        title=t.count("convenios.stuck", len(rows)),
        subtitle=t("convenios.stuck_subtitle", day=t.date(asof)),
        rows=rows,
        heads=_heads(ctx)
        | {
            "date_signed": t("convenios.date_signed"),
            "months_waiting": t("convenios.months_waiting"),
        },
        empty=t("convenios.stuck_none"),
        table=STUCK,
        choices={"region": region, "asof": asof.isoformat()},
    )


def _placed(rows: pd.DataFrame, region: str | None) -> pd.DataFrame:
    if region is not None:
        rows = rows[rows["region_code"] == region]
    return rows.sort_values(["region_order_north_south", "comuna"], key=by_name)


def _heads(ctx: PageContext) -> dict[str, str]:
    return {"comuna": ctx.t("cobertura.comuna"), "region": ctx.t("filter.region")}


def _months(since: pd.Timestamp, until: pd.Timestamp) -> int:
    months = (until.year - since.year) * 12 + until.month - since.month
    return int(months - (until.day < since.day))
