"""One municipality: where it stands, what it did, what to mend first."""

from __future__ import annotations

import pandas as pd

from dashboard import data
from dashboard.components.cards import card_head, downloads, source_note
from dashboard.components.html import Safe, emphasised, tag
from dashboard.components.kpi import Kpi
from dashboard.components.tables import data_table, folded
from dashboard.state import PageContext

POSITION = "out_fiscalizacion__municipality_position"
GAINS = "out_fiscalizacion__item_gain"
CASES = "out_observaciones__case"
CONVENIOS = "out_convenios__municipality"
KNOWN = "out_convenios__known_signing"
COMUNAS = "core_territory__comuna"
DEFAULT, SHOWN = "13101", 10


def choices(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the codes and names of the municipalities, by name."""
    rows = data.table(ctx.build_id, COMUNAS, has_municipality=True).sort_values("comuna")
    return rows["cut"].tolist(), [f"{r.comuna} · {r.region}" for r in rows.itertuples()]


def comuna(ctx: PageContext, cut: str) -> pd.Series:
    """Return the row of a municipality."""
    return data.table(ctx.build_id, COMUNAS, cut=cut).iloc[0]


def standing(ctx: PageContext, cut: str) -> pd.DataFrame:
    """Return where the municipality stood in each round, oldest first."""
    return data.table(ctx.build_id, POSITION, cut=cut).sort_values("year")


def lead(ctx: PageContext, cut: str) -> str:
    """Return region, rurality, population and convenio in a line."""
    t, row = ctx.t, comuna(ctx, cut)
    rurality = row["pndr_class_2024"]
    said = t.code("rurality", rurality) if isinstance(rurality, str) else t.missing
    people = t.count("municipio.people", int(row["population_census_2024"]))
    return " · ".join([row["region"], said, people, _convenio(ctx, cut)])


def _convenio(ctx: PageContext, cut: str) -> str:
    t = ctx.t
    rows = data.table(ctx.build_id, CONVENIOS, cut=cut).sort_values("date_signed")
    if not rows.empty and pd.notna(rows["date_signed"].iloc[-1]):
        return t("municipio.signed", date=t.date(rows["date_signed"].iloc[-1]))
    named = data.table(ctx.build_id, KNOWN, cut=cut)
    if not named.empty:
        return t("municipio.signed", date=t.date(named["date_text"].iloc[0]))
    return t("municipio.no_convenio")


def kpis(ctx: PageContext, rows: pd.DataFrame) -> list[Kpi]:
    """Return score, place among peers, region and country of the last round scored."""
    t, row = ctx.t, rows.iloc[-1]
    year, origin = row["year"], str(row["origin"])
    band = t("municipio.band", band=t.pick(row, "band"))
    cards = [
        Kpi(t("municipio.score"), t.percent(row["score_pct"], 1), origin, str(year), change=band)
    ]
    if pd.notna(row["peer_place_from"]):
        first, last = int(row["peer_place_from"]), int(row["peer_place_to"])
        place = str(first) if first == last else f"{first}–{last}"
        of = t("municipio.place_of", n=t.number(row["peer_count"]))
        peers = [t.code("rurality", str(row["rurality"]))]
        peers.append(t.pick(row, "population_band"))
        cards.append(Kpi(t("municipio.place"), place, origin, of, change=" · ".join(peers)))
    for who in ("region", "country"):
        mean, n = row[f"{who}_mean_pct"], t.count("kpi.score_detail", int(row[f"{who}_count"]))
        if pd.isna(mean):
            continue
        gap = t("municipio.gap", gap=t.points(row["score_pct"] - mean, 1))
        label = t(f"municipio.mean_{who}")
        cards.append(Kpi(label, t.percent(mean, 1), origin, f"{n} · {year}", change=gap))
    return cards


def mend(ctx: PageContext, cut: str) -> Safe:
    """Return the items to mend first, by the points each would add."""
    t = ctx.t
    rows = data.table(ctx.build_id, GAINS, cut=cut)
    if not rows.empty:
        rows = rows[rows["round_id"] == rows["round_id"].max()]
    rows = rows[rows["gain_pts"] > 0].sort_values(["gain_pts", "materia_id"], ascending=False)
    if rows.empty:
        words = tag("p", t("municipio.mend_empty"), class_="faro-empty")
        return tag("div", card_head(t("municipio.mend"), t("municipio.mend_subtitle")), words)
    top = rows.head(SHOWN)
    title = t(
        "municipio.mend_title",
        materia=t.pick(top.iloc[0], "materia"),
        criterion=t.code("criterion", top.iloc[0]["criterion"]),
        gain=t.points(top.iloc[0]["gain_pts"], 1),
    )
    keys = [("materia", False), ("criterion", False), ("now", True), ("gain", True), ("met", True)]
    lines = [
        [
            t.pick(row, "materia"),
            t.code("criterion", row["criterion"]),
            t.percent(row["score_pct"], 0),
            t.points(row["gain_pts"], 1),
            t.percent(row["full_marks_pct"], 0),
        ]
        for row in top.to_dict("records")
    ]
    illustrative = (rows["weight_status"] == "illustrative").any()
    subtitle = t("municipio.mend_subtitle")
    note = (
        tag("p", emphasised(t("municipio.illustrative")), class_="faro-source")
        if illustrative
        else ""
    )
    return tag(
        "div",
        card_head(title, subtitle),
        data_table([(t(f"municipio.{k}"), num) for k, num in keys], lines, caption=title),
        note,
        source_note(ctx, rows),
        folded(t("word.download"), downloads(ctx, GAINS)),
    )


def cases(ctx: PageContext, cut: str) -> Safe:
    """Return the observations the municipality filed and what came of them."""
    t = ctx.t
    rows = data.table(ctx.build_id, CASES, cut=cut).sort_values("date", ascending=False)
    title = t.count("municipio.cases", len(rows))
    if rows.empty:
        return tag(
            "div",
            card_head(t("municipio.cases_none"), t("municipio.cases_subtitle")),
        )
    keys = [("date", False), ("materia", False), ("asked", False), ("resolution", False)]
    lines = [
        [
            t.date(row["date"]),
            t.pick(row, "materia"),
            row["asked"],
            t.code("resolution", row["resolution"]),
            t.points(row["change_pts"], 1) if pd.notna(row["change_pts"]) else t.missing,
        ]
        for row in rows.to_dict("records")
    ]
    heads = [(t(f"municipio.{k}"), num) for k, num in [*keys, ("change", True)]]
    return tag(
        "div",
        card_head(title, t("municipio.cases_subtitle")),
        data_table(heads, lines, caption=title),
        source_note(ctx, rows),
        folded(t("word.download"), downloads(ctx, CASES)),
    )
