"""How far up the ladder the processes of a municipality stand, rung by rung."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.delivered import chips
from presentation.cards.kpi import Kpi
from presentation.charts.simulated import words
from presentation.choices.diagnosis import Diagnosed
from presentation.context import PageContext
from presentation.markup.html import Safe, tag

MATURITY, INSTRUMENTS = "out_diagnostico__maturity", "core_diagnostico__instrument"
PAGE = "diagnostico"
SIGNS = {"reached": "●", "not_reached": "○", "not_answered": "?"}
Row = dict[str, Any]


@data.drawn
def rungs(ctx: PageContext, chosen: Diagnosed) -> pd.DataFrame:
    """Return the rungs of the processes at each moment; none where the instrument asks for none.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    rows = data.figures(ctx.build_id, "diagnosis_maturity", **chosen.where)
    return rows.sort_values(["process_order", "rung_order", "moment"])


@data.drawn
def kpis(ctx: PageContext, chosen: Diagnosed) -> list[Kpi]:
    """Return the maturity of each process at the last diagnosis.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    rows = rungs(ctx, chosen)
    return [_kpi(ctx, chosen, part) for _, part in rows.groupby("process_order")]


def _kpi(ctx: PageContext, chosen: Diagnosed, rows: pd.DataFrame) -> Kpi:
    t = ctx.t
    moment = rows["moment"].min()  # after comes first in the alphabet, and in time it is the last
    now = rows[rows["moment"] == moment]
    row = now.iloc[0]
    top = now[now["rung_order"] == row["diagnosis_maturity"]]
    detail = (
        t("diagnostico.maturity_none")
        if top.empty
        else t("diagnostico.maturity_rung", rung=t.pick(top.iloc[0], "rung"))
    )
    before = rows[rows["moment"] == "before"]
    change = None
    if moment == "after" and not before.empty:
        change = t("diagnostico.maturity_was", level=_level(ctx, before))
    label = t("diagnostico.maturity", process=t.pick(row, "process"))
    value = _level(ctx, now, short=True)
    where: dict[str, str | int] = {
        **chosen.where,
        "process": str(row["process"]),
        "moment": str(moment),
    }
    where["rung_order"] = int(row["rung_order"])  # each rung repeats the level reached
    query = metric_sql(ctx, "diagnosis_maturity", **where)
    cite = Cite(f"{label}: {value}", query, PAGE, chosen.where, ("diagnosis_maturity",))
    return Kpi(label, value, str(row["origin"]), detail, change=change, cite=cite)


def _level(ctx: PageContext, rows: pd.DataFrame, *, short: bool = False) -> str:
    row = rows.iloc[0]
    key = f"maturity_least{'_short' if short else ''}" if row["is_at_least"] else "maturity_value"
    of = ctx.t.number(rows["rung_order"].max())
    return ctx.t(f"diagnostico.{key}", level=ctx.t.number(row["diagnosis_maturity"]), of=of)


@data.drawn
def ladder(ctx: PageContext, chosen: Diagnosed) -> Safe:
    """Return the ladder of each process: the top rung first, each with its state and its level.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, rows = ctx.t, rungs(ctx, chosen)
    moment = rows["moment"].min()
    about = data.table(ctx.build_id, INSTRUMENTS, instrument_id=chosen.instrument_id).iloc[0]
    parts = [part for _, part in rows.groupby("process_order")]
    sentences = [
        t(
            "diagnostico.ladder_title",
            process=t.pick(part.iloc[0], "process"),
            level=_level(ctx, part[part["moment"] == moment]),
        )
        for part in parts
    ]
    title = "; ".join(sentences)
    body = tag("div", *(_process(ctx, part) for part in parts), class_="faro-ladders")
    return html_card(
        ctx,
        chips(ctx, rows),
        body,
        name="ladder",
        title=words(title, rows, t),
        subtitle=t("diagnostico.ladder_subtitle") + t.pick(about, "rule"),
        rows=rows,
        table=MATURITY,
        page=PAGE,
        twin=("process", "rung", "moment", "rung_state", "level", "maturity_level", "is_at_least"),
        metrics=("diagnosis_maturity",),
        **chosen.where,
    )


def _process(ctx: PageContext, rows: pd.DataFrame) -> Safe:
    t = ctx.t
    moments = [m for m in ("before", "after") if m in set(rows["moment"])]
    states = {(row["rung_order"], row["moment"]): row for row in rows.to_dict("records")}
    orders = sorted(set(rows["rung_order"]), reverse=True)
    return tag(
        "section",
        tag("h3", t.pick(rows.iloc[0], "process")),
        tag(
            "ol",
            *(_rung(ctx, [states[order, m] for m in moments]) for order in orders),
            reversed=True,
        ),
    )


def _rung(ctx: PageContext, rows: list[Row]) -> Safe:
    """Return one rung: its name, and what each moment says of it."""
    t, last = ctx.t, rows[-1]
    lines = [
        tag(
            "span",
            tag("b", SIGNS[row["rung_state"]], aria_hidden="true"),
            f" {t('moment.' + row['moment'])}: {t('rung_state.' + row['rung_state'])}",
            f" · {t.pick(row, 'level')}" if pd.notna(row["level"]) else "",
        )
        for row in rows
    ]
    name = tag("strong", t.pick(last, "rung"))
    return tag("li", name, *lines, class_=str(last["rung_state"]), value=last["rung_order"])
