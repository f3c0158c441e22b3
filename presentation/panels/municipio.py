"""One municipality: where it stands, what it did, what to mend first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.marking import origin_of
from pipelines.origins import PUBLISHED, SIMULATED, Origin
from presentation import data
from presentation.cards.cards import chart_card, html_card, nothing
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.delivered import deliver
from presentation.cards.glossary import explained
from presentation.cards.kpi import Kpi, moved
from presentation.charts.ranks import places
from presentation.context import PageContext
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import data_table
from presentation.panels import common_items
from presentation.rows import records
from presentation.sorting import by_name
from presentation.words import Text

POSITION = "out_fiscalizacion__municipality_position"
TIMELINE = "out_adopcion__timeline"
CASES = "out_observaciones__case"
CONVENIOS = "out_convenios__municipality"
KNOWN = "out_convenios__known_signing"
MGTM = ("pilot", "mgtm")
COMUNAS = "core_territory__comuna"
CHANGES, ROUNDS = "out_fiscalizacion__municipality_change", "core_fiscalizacion__round"
PAGE, DEFAULT = "municipio", "13101"
VIEWS = ("standing", "mend", "publication")


@data.drawn
def choices(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the codes and names of the municipalities, by name.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, COMUNAS, has_municipality=True).sort_values(
        "comuna", key=by_name
    )
    return rows["cut"].tolist(), [f"{r.comuna} · {r.region}" for r in rows.itertuples()]


def comuna(ctx: PageContext, cut: str) -> pd.Series:
    """Return the row of a municipality.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    return data.table(ctx.build_id, COMUNAS, cut=cut).iloc[0]


@data.drawn
def standing(ctx: PageContext, cut: str) -> pd.DataFrame:
    """Return where the municipality stood in each round, oldest first.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    return data.figures(ctx.build_id, "peer_mean", cut=cut).sort_values("year")


def views(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the parts of the page, the one first that has something to show.

    Args:
        rows: Where the municipality stood in each round.
    """
    return VIEWS if len(rows) else VIEWS[::-1]


@data.drawn
def lead(ctx: PageContext, cut: str, *, with_convenio: bool = True) -> Safe:
    """Return region, rurality, population and convenio in a line; what is simulated is marked.

    Args:
        ctx: The page's context.
        cut: The municipality.
        with_convenio: Whether the convenio is told too.
    """
    t, row = ctx.t, comuna(ctx, cut)
    rurality = row["pndr_class_2024"]
    label = t.code("rurality", rurality) if isinstance(rurality, str) else t.missing
    people = t.count("municipio.people", int(row["population_census_2024"]))
    first = explained(ctx, " · ".join([row["region"], label, people]))
    return join([first, " · ", _convenio(ctx, cut)]) if with_convenio else join([first])


def _convenio(ctx: PageContext, cut: str) -> Safe:
    rows, named = (data.table(ctx.build_id, table, cut=cut) for table in (CONVENIOS, KNOWN))
    signed = _signing(ctx.t, rows, named, ctx.build.origin_of(CONVENIOS))
    mark = "faro-sim" if signed[1] == SIMULATED else None
    return tag("span", explained(ctx, _with_origin(ctx.t, *signed)), class_=mark)


def signing(t: Text, rows: pd.DataFrame, named: pd.DataFrame, register: Origin) -> str:
    """Return when a municipality first signed, or that it did not, and where that comes from.

    Args:
        t: Text in the language of the reader.
        rows: Its rows of ``out_convenios__municipality``.
        named: Its rows of ``out_convenios__known_signing``.
        register: Worst origin of the whole register: who is not in it is as certain as it.
    """
    return _with_origin(t, *_signing(t, rows, named, register))


def _signing(
    t: Text, rows: pd.DataFrame, named: pd.DataFrame, register: Origin
) -> tuple[str, Origin | None]:
    """Return the words, and the origin that is said with them, if any."""
    signed = rows[rows["kind"].isin(MGTM) & rows["date_signed"].notna()]
    if not signed.empty:
        first = signed.sort_values("date_signed").iloc[0]
        return t("municipio.signed", date=t.date(first["date_signed"])), first["origin"]
    if not named.empty:
        return t("municipio.signed", date=t.date(named["date_text"].iloc[0])), None
    return t("municipio.no_convenio"), None if register == PUBLISHED else register


def _with_origin(t: Text, text: str, origin: Origin | None) -> str:
    return text if origin is None else f"{text} ({t.code('origin', origin).lower()})"


@data.drawn
def kpis(ctx: PageContext, rows: pd.DataFrame) -> list[Kpi]:
    """Return score, place as a range, region and country of the last round scored.

    Args:
        ctx: The page's context.
        rows: Where it stood in each round, oldest first; one at least.
    """
    t, row = ctx.t, rows.iloc[-1]
    when, round_id = str(row["year"]), str(row["round_id"])
    cut = str(row["cut"])
    where = {"cut": cut, "round_id": round_id}
    published = {**where, "revision": "as_published"}

    def rows_of(metric: str) -> dict[str, str]:
        return published if metric == "municipality_score" else where

    def figure(metric: str) -> tuple[float, Any]:
        measured = data.metric(ctx.build_id, metric, **rows_of(metric)).iloc[0]
        return measured["value"], measured["n"]

    def card(label: str, value: str, detail: str, change: str, *metrics: str) -> Kpi:
        query = metric_sql(ctx, *metrics, **rows_of(metrics[0]))
        cite = Cite(f"{row['comuna']}. {label}: {value}", query, PAGE, {"cut": cut}, metrics)
        frames = [data.metric(ctx.build_id, metric, **rows_of(metric)) for metric in metrics]
        return Kpi(label, value, origin_of(*frames), detail, change=change, cite=cite)

    score = float(figure("municipality_score")[0])

    band = f"{when} · {t('municipio.band', band=t.pick(row, 'band'))}"
    since, is_comparable, of_since = _since(ctx, where)
    spark = tuple(zip(rows["year"], rows["score_pct"], strict=True))
    own = card(t("municipio.score"), t.percent(score, 1), band, since, "municipality_score")
    below = origin_of(rows, of_since)
    cards = [replace(own, is_comparable=is_comparable, spark=spark, below=below)]
    has_place = not data.figures(ctx.build_id, "rank_low", **where).empty
    if has_place:
        low, n = figure("rank_low")
        of = t("municipio.place_of", n=t.number(n), year=when)
        tied = t.count("municipio.tied", int(figure("technical_ties")[0]))
        span = places(t, int(low), int(figure("rank_high")[0]))
        metrics = ("rank_low", "rank_high", "technical_ties")
        cards.append(card(t("municipio.place"), span, of, tied, *metrics))
    for who in ("peer", "region", "country"):
        mean, n = figure(f"{who}_mean")
        if pd.isna(mean) or (who == "peer" and has_place):
            continue
        among = "" if pd.isna(n) else f"{t.count('kpi.score_detail', int(n))} · "
        gap = t("municipio.gap", gap=t.points(score - mean, 1))
        label = t(f"municipio.mean_{who}")
        cards.append(card(label, t.percent(mean, 1), among + when, gap, f"{who}_mean"))
    return cards


def _since(ctx: PageContext, where: dict[str, str]) -> tuple[str, bool, Origin | None]:
    """Return how the score moved since the round before, whether both compare, and its origin."""
    changes = data.figures(ctx.build_id, "score_change", **where)
    if changes.empty:
        return ctx.t("municipio.first_score"), False, None
    row = changes.iloc[0]
    rounds = data.table(ctx.build_id, ROUNDS, round_id=str(row["previous_round_id"]))
    name = str(rounds[f"label_{ctx.lang}"].iloc[0])
    if not row["comparable_with_previous"]:
        own = (where["cut"], str(row["previous_round_id"]), str(row["round_id"]))
        common, origin = common_items.of_municipality(ctx, *own)
        broken = ctx.t("kpi.not_comparable", round=name)
        return "; ".join(filter(None, [broken, common])), False, origin
    return moved(ctx.t, row["score_change"], name), True, origin_of(changes)


def timeline(ctx: PageContext, cut: str) -> None:
    """Show what the municipality did and when, or what to deliver for it.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    if (data.table(ctx.build_id, TIMELINE, cut=cut)["lane"] == "score").all():
        deliver(ctx, "adopcion", ctx.t("municipio.timeline_deliver"))
    else:
        chart_card(ctx, "municipality_timeline", page=PAGE, cut=cut)


@data.drawn
def cases(ctx: PageContext, cut: str) -> Safe:
    """Return the observations the municipality filed and what came of them.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, CASES, cut=cut).sort_values("date", ascending=False)
    title = t.count("municipio.cases", len(rows))
    if rows.empty:
        return nothing(ctx, rows, t("municipio.cases_none"), t("municipio.cases_subtitle"))
    keys = [("date", False), ("materia", False), ("asked", False), ("resolution", False)]
    lines = [
        [
            t.date(row["date"]),
            t.pick(row, "materia"),
            row["asked"],
            t.code("resolution", row["resolution"]),
            t.points(row["change_pts"], 1),
        ]
        for row in records(rows)
    ]
    heads = [(t(f"municipio.{k}"), num) for k, num in [*keys, ("change", True)]]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="cases",
        title=title,
        subtitle=t("municipio.cases_subtitle"),
        rows=rows,
        table=CASES,
        page=PAGE,
        cut=cut,
    )
