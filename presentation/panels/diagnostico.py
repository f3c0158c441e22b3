"""What a diagnosis says: where a municipality stands, beside whom, and what it did not answer."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.origins import COMPUTED, worst
from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.delivered import Listing, chips
from presentation.cards.exact import exact
from presentation.cards.kpi import Kpi
from presentation.charts.diagnosis import beside, has, moment_of, rows_of
from presentation.charts.simulated import words
from presentation.choices.diagnosis import INSTRUMENTS, Diagnosed
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table

VIEWS = ("standing", "parts", "asks")
SCORES, GROUPS = "out_diagnostico__score", "out_diagnostico__group"
QUESTIONS = "out_diagnostico__question"
PAGE, TOTAL = "diagnostico", "total"
MEDIANS = ("diagnosis_group_before", "diagnosis_group_after")
HALF = 50  # as out_diagnostico__group: below it a diagnosis enters no median
Row = dict[str, Any]


@data.drawn
def shown(ctx: PageContext, chosen: Diagnosed) -> pd.DataFrame:
    """Return the parts of the diagnosis with the figures of the group chosen beside.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    rows = rows_of(data.figures(ctx.build_id, "diagnosis_change"), *chosen.where.values())
    return beside(rows, data.figures(ctx.build_id, MEDIANS[1]), chosen.group_kind, MEDIANS)


def _whole(rows: pd.DataFrame) -> Row:
    return dict(rows[rows["part"] == TOTAL].to_dict("records")[0])


@data.drawn
def headline(ctx: PageContext, chosen: Diagnosed) -> str:
    """Return where the municipality stands, in one sentence.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, row = ctx.t, _whole(shown(ctx, chosen))
    named = {"municipality": row["municipality"]}
    known = [side for side in ("before", "after") if pd.notna(row[f"diagnosis_{side}"])]
    values = {side: t.percent(row[f"diagnosis_{side}"], 1) for side in known}
    if len(known) == 2:
        return t("diagnostico.headline", **named, **values)
    if not known:
        return t("diagnostico.headline_none", **named)
    return t("diagnostico.headline_once", **named, value=values[known[0]])


@data.drawn
def lead(ctx: PageContext, chosen: Diagnosed) -> str:
    """Return what a diagnosis is, and why there is no change where there is none.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t = ctx.t
    if not chosen.code:
        return t("diagnostico.lead")
    rows = shown(ctx, chosen)
    row, moment = _whole(rows), moment_of(rows)
    state, coverage = row["change_state"], row[f"diagnosis_{moment}_coverage"]
    parts = [] if state == "comparable" else [t(f"diagnostico.because.{state}")]
    if pd.notna(coverage) and coverage < HALF:
        answered = t.number(row[f"{moment}_answered"])
        questions = t.number(row[f"diagnosis_{moment}_asked"])
        parts.append(t("diagnostico.low", answered=answered, asked=questions))
    return " ".join([*parts, t("diagnostico.lead")])


@data.drawn
def kpis(ctx: PageContext, chosen: Diagnosed) -> list[Kpi]:
    """Return the score with its coverage, and the median of the group with its n.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, rows = ctx.t, shown(ctx, chosen)
    row, moment = _whole(rows), moment_of(rows)
    value, answered = row[f"diagnosis_{moment}"], row[f"{moment}_answered"]
    label = t(f"diagnostico.score_{moment}")
    detail = t(
        "diagnostico.answered",
        answered=t.number(answered),
        asked=t.number(row[f"diagnosis_{moment}_asked"]),
        date=t.date(row[f"{moment}_date"]),
    )
    comparable = row["change_state"] == "comparable"
    change = t(f"diagnostico.because.{row['change_state']}") if not comparable else t(
        "diagnostico.change",
        points=t.points(row["diagnosis_change"], 1),
        date=t.date(row["before_date"]),
        n=t.number(row["matched_count"]),
    )  # fmt: skip
    where = {**chosen.where, "part": TOTAL}
    written = t.percent(value, 1)
    names = (f"diagnosis_{moment}", "diagnosis_change")
    cards = [
        Kpi(
            label, written, row["origin"], detail, change=change, is_comparable=comparable,
            cite=_cite(ctx, f"{row['municipality']}. {label}: {written}", where, chosen, *names),
        )
    ]  # fmt: skip
    return [*cards, _median(ctx, chosen, row, moment)]


def _median(ctx: PageContext, chosen: Diagnosed, row: Row, moment: str) -> Kpi:
    t, kind = ctx.t, chosen.group_kind
    value, n = row[f"diagnosis_group_{moment}"], row[f"{moment}_n"]
    label = t(f"diagnostico.median_{kind}")
    written = t("diagnostico.median_few") if pd.isna(value) else t.percent(value, 1)
    gap = None
    if pd.notna(value) and pd.notna(row[f"diagnosis_{moment}"]):
        points = t.points(row[f"diagnosis_{moment}"] - value, 1)
        gap = t("diagnostico.gap", municipality=row["municipality"], points=points)
    member = row["country"] if kind == "country" else row["region_id"]
    where = {"instrument_id": chosen.instrument_id, "group_kind": kind, "member": member}
    cite = _cite(
        ctx, f"{label}: {written}", {**where, "part": TOTAL}, chosen, f"diagnosis_group_{moment}"
    )
    origin = worst([COMPUTED, row["origin"]])
    n_said = t.number(0 if pd.isna(n) else n)
    detail = t("diagnostico.median_detail", n=n_said)
    return Kpi(label, written, origin, detail, change=gap, cite=cite)


def _cite(
    ctx: PageContext, title: str, where: dict[str, str], chosen: Diagnosed, *metrics: str
) -> Cite:
    query = metric_sql(ctx, metrics[0], **where)
    address = {**chosen.where, "group_kind": chosen.group_kind, **chosen.link}
    return Cite(title, query, PAGE, address, metrics)


@data.drawn
def dimensions(ctx: PageContext, chosen: Diagnosed) -> Safe:
    """Return each dimension before and after, with region and country beside.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, rows = ctx.t, rows_of(data.figures(ctx.build_id, "diagnosis_change"), *chosen.where.values())
    rows = rows[rows["part"] != "tool"]
    groups = data.figures(ctx.build_id, MEDIANS[1])
    moment = moment_of(rows)
    both = [
        beside(rows, groups, kind, MEDIANS).to_dict("records") for kind in ("region", "country")
    ]
    lines = [_line(ctx, row, other, moment) for row, other in zip(*both, strict=True)]
    keys = ("part", "before", "after", "moved", "coverage", "region_median", "country_median")
    heads = [(t(f"diagnostico.{key}"), key != "part") for key in keys]
    known = rows[
        (rows["part"] == "dimension") & rows[f"diagnosis_{moment}"].notna() & rows["is_stated"]
    ]
    title = t("diagnostico.table_none")
    if not known.empty:
        low = known.loc[known[f"diagnosis_{moment}"].idxmin()]
        value = t.percent(low[f"diagnosis_{moment}"], 1)
        title = t("diagnostico.table_title", low=t.pick(low, "part"), value=value)
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table(heads, [*lines[1:], lines[0]], caption=title),
        name="dimensions",
        title=words(title, rows, t),
        subtitle=t("diagnostico.table_subtitle"),
        rows=rows,
        table=SCORES,
        query=exact(ctx.build, {SCORES: rows, GROUPS: _peers(rows, groups)}),
        page=PAGE,
        metrics=(
            "diagnosis_before",
            "diagnosis_after",
            "diagnosis_change",
            "diagnosis_group_after",
        ),
        **chosen.where,
    )


def _peers(rows: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the country and region of a diagnosis for the parts it has."""
    first = rows.iloc[0]
    peers = groups[
        (groups["instrument_id"] == first["instrument_id"])
        & (groups["country"] == first["country"])
        & groups["member"].isin([first["country"], first["region_id"]])
        & groups["group_kind"].isin(["region", "country"])
    ]
    parts = set(zip(rows["part"], rows["part_id"], strict=True))
    return peers[[pair in parts for pair in zip(peers["part"], peers["part_id"], strict=True)]]


def _line(ctx: PageContext, row: Row, country: Row, moment: str) -> list[Any]:
    t = ctx.t
    name = t("diagnostico.total") if row["part"] == TOTAL else t.pick(row, "part")

    def score(side: str) -> Any:
        value = row[f"diagnosis_{side}"]
        label = t(f"answer_state.{'not_answered' if has(row, side) else 'none'}")
        return t.percent(value, 1) if pd.notna(value) else tag("span", label, class_="none")

    def median(other: Row) -> Any:
        value, n = other[f"diagnosis_group_{moment}"], other[f"{moment}_n"]
        n_said = f"({t.number(0 if pd.isna(n) else n)})"
        few = tag("span", n_said, class_="none")
        return few if pd.isna(value) else f"{t.percent(value, 1)} {n_said}"

    comparable = row["change_state"] == "comparable"
    moved = (
        t.points(row["diagnosis_change"], 1)
        if comparable
        else tag("span", t("diagnostico.not_comparable"), class_="none")
    )
    answered = f"{t.number(row[f'{moment}_answered'])}/{t.number(row[f'diagnosis_{moment}_asked'])}"
    bold = tag("strong", name) if row["part"] == TOTAL else name
    return [bold, score("before"), score("after"), moved, answered, median(row), median(country)]


@data.drawn
def pending(ctx: PageContext, chosen: Diagnosed) -> Listing:
    """Return the questions of the last diagnosis that were not answered or do not apply.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, QUESTIONS, **chosen.where).sort_values("question_order")
    moment = moment_of(rows)
    when = t.date(rows[f"{moment}_date"].max())
    rows = rows[rows[f"{moment}_state"] != "answered"]
    records, tool = rows.to_dict("records"), f"tool_{ctx.lang}"
    about = data.table(ctx.build_id, INSTRUMENTS, instrument_id=chosen.instrument_id)
    rows = rows.assign(
        version_id=about["version_id"].iloc[0],
        **{tool: rows[tool].fillna(t("diagnostico.process"))},
        asked=[t.pick(row, "question") for row in records],
        said=[t(f"answer_state.{row[f'{moment}_state']}") for row in records],
    )
    return Listing(
        name="diagnosis_pending",
        title=t.count("diagnostico.pending", len(rows)),
        subtitle=t("diagnostico.pending_subtitle", moment=t(f"moment.{moment}"), date=when),
        rows=rows,
        heads={
            tool: t("diagnostico.tool"),
            "asked": t("diagnostico.question"),
            "said": t("diagnostico.answer"),
        },
        empty=t("diagnostico.pending_empty"),
        table=QUESTIONS,
        page=PAGE,
        card="pending",
        choices=chosen.where,
    )
