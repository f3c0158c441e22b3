"""The summary: headline, four figures, the honest reading, and where to look."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

from pipelines.marking import origin_of
from pipelines.origins import COMPUTED
from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi
from presentation.cards.lists import Matter
from presentation.charts import printed
from presentation.charts.base import runs, span
from presentation.context import PageContext
from presentation.markup.html import Safe, emphasised, tag
from presentation.markup.tables import folded
from presentation.panels import evidence
from presentation.words import Text

READINGS = "out_pilot__reading"
ATTENTION, ROUNDS = "out_resumen__attention", "core_fiscalizacion__round"
SHOWN = 5
CHANGE = ["ta_score_change", "ta_score_change_low", "ta_score_change_high"]
# Where a matter is told whole: the choices of its page, and the card.
VIEWS = {
    "not_started": {"open": "after"},
    "below_50": {"view": "map"},
    "weakest_materia": {"view": "materias"},
    "fewer_months": {"open": "fresh"},
    "files_silent": {"open": "fresh"},
    "rounds_missing": {"section": "sources"},
    "contradictory": {"section": "versions"},
    "differs": {"section": "reconciliation"},
}
CARDS = {
    "fell_most": "materias",
    "not_started": "stuck",
    "below_50": "tiles",
    "weakest_materia": "materia_heat",
    "never_signed": "never",
    "fewer_months": "publication_trend",
    "files_silent": "publication_months",
    "rounds_missing": "section",
    "contradictory": "section",
    "differs": "section",
}
BEFORE, AFTER = "r2012", "r2013"


@data.drawn
def country(ctx: PageContext) -> pd.DataFrame:
    """Return the rounds with a national mean, oldest first.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "ta_score", group_id="all")
    return rows[rows["ta_score"].notna()].sort_values("year")


@data.drawn
def headline(ctx: PageContext, rounds: pd.DataFrame, round_id: str) -> tuple[str, str]:
    """Return the sentence that says where a round stood and the lead that qualifies it.

    Args:
        ctx: The page's context.
        rounds: The rounds with a national mean, oldest first.
        round_id: The round.
    """
    t, first = ctx.t, rounds.iloc[0]
    last = rounds[rounds["round_id"] == round_id].iloc[0]
    breaks = data.table(ctx.build_id, "out_fiscalizacion__method_break")
    missing = [span(*stretch) for stretch in runs(rounds["year"].astype(int).tolist())]
    title = t("resumen.headline", value=printed.mean(t, last, of="ta_score"), year=last["year"])
    if round_id == first["round_id"]:
        return title, t("resumen.lead_first", missing=t.listing(missing))
    lead = t(
        "resumen.lead",
        first=printed.mean(t, first, of="ta_score"),
        first_year=first["year"],
        n=t.number(breaks["year_position"].between(first["year"], last["year"]).sum()),
        missing=t.listing(missing),
    )
    return title, lead


@data.drawn
def kpis(ctx: PageContext, round_id: str) -> list[Kpi]:
    """Return the four figures of the summary.

    Args:
        ctx: The page's context.
        round_id: The round.
    """
    return [
        _score(ctx, round_id),
        _coverage(ctx),
        _group(ctx, "mgtm_pilot", "pilot"),
        _group(ctx, "non_pilot", "rest"),
    ]


def _score(ctx: PageContext, round_id: str) -> Kpi:
    t, rounds = ctx.t, country(ctx)
    row = rounds[rounds["round_id"] == round_id].iloc[0]
    before = rounds[rounds["round_id"] == row["previous_round_id"]]
    label = t("kpi.score", round=t.pick(row, "round_label"))
    value = printed.mean(t, row, of="ta_score")
    change, is_comparable = None, True
    if not before.empty:
        previous = t.pick(before.iloc[0], "round_label")
        is_comparable = bool(row["comparable_with_previous"])
        moved = _arrow(printed.change(t, *row[CHANGE]), row["ta_score_change"], t, previous)
        change = (
            printed.inferred(t, moved, row["method_basis"])
            if is_comparable
            else t("kpi.not_comparable", round=previous)
        )
    query = metric_sql(ctx, "ta_score", group_id="all", round_id=round_id)
    return Kpi(
        label=label,
        value=value,
        origin=row["origin"],
        detail=printed.n_of(t, row["n_municipalities"]),
        change=change,
        is_comparable=is_comparable,
        role="country",
        spark=tuple(zip(rounds["year"], rounds["ta_score"], strict=True)),
        below=origin_of(rounds),
        cite=Cite(f"{label}: {value}", query, "", metrics=("ta_score",)),
    )


def _arrow(written: str, change: float, t: Text, since: str) -> str:
    sign = "▲" if change > 0 else "▼" if change < 0 else "■"
    return f"{sign} {t('kpi.score_change', value=written, round=since)}"


def _coverage(ctx: PageContext) -> Kpi:
    t = ctx.t
    rows = (
        data.figures(ctx.build_id, "convenio_coverage")
        .dropna(subset=["convenio_coverage"])
        .sort_values("year")
    )
    last, before = rows.iloc[-1], rows.iloc[-2]
    value = t.percent(last["convenio_coverage"], 2)
    gain = last["convenio_coverage"] - before["convenio_coverage"]
    return Kpi(
        label=t("kpi.coverage"),
        value=value,
        origin=origin_of(COMPUTED, rows.tail(2)),
        detail=t(
            "kpi.coverage_detail",
            signed=t.number(last["convenios_cumulative"]),
            universe=t.number(last["municipalities"]),
            year=t.date(last["as_of_text"]),
        ),
        change=_arrow(t.points(gain), gain, t, str(before["year"])),
        role="pilot",
        spark=tuple(zip(rows["year"], rows["convenio_coverage"], strict=True)),
        below=origin_of(rows),
        cite=Cite(
            f"{t('kpi.coverage')} {last['year']}: {value}",
            metric_sql(ctx, "convenio_coverage", year=int(last["year"])),
            "",
            metrics=("convenio_coverage",),
        ),
    )


def _group(ctx: PageContext, group: str, role: str) -> Kpi:
    t = ctx.t
    rows = data.figures(ctx.build_id, "ta_score", group_id=group).set_index("round_id")
    before, after = rows.loc[BEFORE], rows.loc[AFTER]
    key = "pilots" if role == "pilot" else "rest"
    years = {"from_year": before["year"], "to_year": after["year"]}
    label, value = t(f"kpi.{key}", **years), t.points(after["ta_score_change"])
    gap = data.metric(ctx.build_id, "pilot_reading", reading_id="baseline_gap")
    note = (
        t("kpi.pilots_note", value=t.points(gap["value"].iloc[0], signed=False))
        if role == "pilot"
        else t("kpi.rest_note")
    )
    return Kpi(
        label=label,
        value=value,
        origin=origin_of(COMPUTED, rows.loc[[BEFORE, AFTER]], gap),
        detail=t.count(
            "kpi.change_detail",
            int(after["n_municipalities"]),
            before=t.percent(before["ta_score"]),
            after=t.percent(after["ta_score"]),
        ),
        change=note,
        is_comparable=role != "pilot",
        role=role,
        spark=tuple(zip(rows["year"], rows["ta_score"], strict=True)),
        below=origin_of(rows),
        cite=Cite(
            f"{label}: {value}",
            metric_sql(ctx, "ta_score_change", "ta_score", group_id=group, round_id=AFTER),
            "",
            metrics=("ta_score_change",),
        ),
    )


@data.drawn
def honest_reading(ctx: PageContext) -> Safe:
    """Return the card that reads the pilots' leap with care.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.figures(ctx.build_id, "pilot_reading").sort_values("reading_order")
    groups = data.figures(ctx.build_id, "ta_score", group_id="mgtm_pilot").set_index("round_id")
    leap = {
        "before": t.percent(groups.loc[BEFORE, "ta_score"]),
        "after": t.percent(groups.loc[AFTER, "ta_score"]),
    }
    first = rows[rows["is_headline"]].to_dict("records")
    others = rows[~rows["is_headline"]].to_dict("records")
    return html_card(
        ctx,
        tag("ol", *(_reading(ctx, row) for row in first), class_="faro-readings"),
        folded(
            t("resumen.honest_more"),
            tag("ol", *(_reading(ctx, row) for row in others), class_="faro-readings small"),
        ),
        name="honest",
        title=t("resumen.honest_title", **leap),
        subtitle=t("resumen.honest_subtitle"),
        rows=rows,
        table=READINGS,
        page="",
        twin=("label", "value", "low", "high", "unit"),
    )


def _reading(ctx: PageContext, row: dict) -> Safe:
    t = ctx.t
    value = t.quantity(row["pilot_reading"], row["unit"], row["decimals"])
    low, high = row["low"], row["high"]
    is_wide = abs(high - low) > 10.0 ** -int(row["decimals"])
    interval = t.interval(low, high, row["unit"], row["decimals"]) if is_wide else ""
    return tag(
        "li",
        tag("p", value, class_="value"),
        tag(
            "div",
            tag("h3", t.pick(row, "label")),
            tag("p", t.pick(row, "explanation")),
            tag("p", t("resumen.rounding", interval=interval), class_="range") if is_wide else "",
        ),
    )


@data.drawn
def attention(ctx: PageContext) -> list[Matter]:
    """Return what needs a look, most pressing first: at most five matters.

    Args:
        ctx: The page's context.
    """
    return matters(ctx)[:SHOWN]


def matters(ctx: PageContext) -> list[Matter]:
    """Return all that needs a look, most pressing first.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, ATTENTION)
    return [
        Matter(
            id=row["attention_id"],
            value=_amount(t, row),
            words=_matter(ctx, row),
            page=row["page"],
            query={"cut": row["cut"]}
            if isinstance(row["cut"], str)
            else VIEWS.get(row["attention_id"], {}),
            card=CARDS[row["attention_id"]],
            origin=row["origin"],
        )
        for row in rows.sort_values("attention_order").to_dict("records")
    ]


def _matter(ctx: PageContext, row: dict) -> str:
    """Return what a matter is; of a fall, that one method for both rounds is an inference."""
    t, subject, year = ctx.t, row[f"subject_{ctx.lang}"], row["year"]
    text = t(
        f"watch.{row['attention_id']}",
        subject="" if pd.isna(subject) else subject,
        year="" if pd.isna(year) else int(year),
    )
    if row["attention_id"] != "fell_most":
        return text
    changes = data.figures(ctx.build_id, "score_change", cut=row["cut"])
    pair = changes.loc[changes["year"].idxmax(), ["previous_round_id", "round_id"]]
    return printed.inferred(t, text, printed.basis(data.table(ctx.build_id, ROUNDS), *pair))


def _amount(t: Text, row: dict) -> str:
    figure, unit, decimals = row["figure"], row["unit"], int(row["decimals"])
    if unit == "percentage_points":
        return t.points(figure, decimals)
    return t.percent(figure, decimals) if unit == "percent" else t.number(figure, decimals)


@data.drawn
def edition(ctx: PageContext) -> Safe:
    """Return the strip that says which edition this is and how it agrees with what was printed.

    Args:
        ctx: The page's context.
    """
    t, (agree, checked) = ctx.t, evidence.trust(ctx)["reconciled"]
    sentence = t(
        "resumen.edition",
        build=ctx.build_id,
        built_at=t.moment(ctx.build.manifest["built_at"]),
        agree=t.number(agree),
        all=t.number(checked),
    )
    differing = t.count("resumen.edition_differ", checked - agree)
    go = {"section": "reconciliation"} | ({"lang": t.lang} if t.lang != "es" else {})
    link = tag("a", t("resumen.edition_go"), href=f"datos?{urlencode(go)}", target="_self")
    return tag("p", emphasised(f"{sentence} {differing} "), link, class_="faro-edition")
