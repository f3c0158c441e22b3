"""Compliance in a report: the spread of the round, bands, municipalities, materias."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.report.parts import Scope, columns
from pipelines.spreadsheets.missing import is_missing
from presentation.charts.heat import unweighted
from presentation.sorting import by_name

STANDING = "out_fiscalizacion__municipality_standing"
POSITION = "out_fiscalizacion__municipality_position"
BANDS = "out_fiscalizacion__universe_band"
MATERIAS = "out_fiscalizacion__materia_round"
REGION_MATERIA = "out_fiscalizacion__region_materia"
PLACES = "out_fiscalizacion__rank_range"
CHANGES = "out_fiscalizacion__municipality_change"
CONVENIOS = "out_convenios__municipality"
PUBLISHED = "as_published"
WEAKEST = 3  # materias that a brief names


def last(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the latest round.

    Args:
        rows: The rows.
    """
    return rows[rows["year"] == rows["year"].max()] if len(rows) else rows


def parts(scope: Scope) -> list[dict[str, Any]]:
    """Return how the scores of the last round are spread, and how they came there.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    if scope.region is None:
        first = columns(
            [scope.picture("pilot_slope", height=330)],
            [scope.picture("quartile_ribbons", height=330, **scope.universe)],
        )
        swarm = scope.picture("score_swarm", wide=True, **scope.universe)
        beside = [bands(scope), materias(scope)]
        return [first, columns(beside, [scope.picture("score_groups")]), swarm]
    swarm = scope.picture("score_swarm", wide=True, **scope.universe)
    ribbons = scope.picture("quartile_ribbons", **scope.universe)
    groups = scope.picture("score_groups", height=560, region=scope.region)
    return [swarm, columns([ribbons, bands(scope)], [groups])]


def bands(scope: Scope) -> dict[str, Any]:
    """Return how many municipalities stand in each band.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t = scope.t
    rows = scope.tables.of(
        BANDS, rurality="all", group_id="all", revision=PUBLISHED, **scope.universe
    )
    rows = last(rows)
    if len(rows):
        rows = rows.sort_values("band_order", ascending=False)
    title = t("print.bands.none")
    if len(rows):
        most = rows.loc[rows["n_municipalities"].idxmax()]
        n = t.number(most["n_municipalities"])
        title = t("cumplimiento.bands_title", n=n, band=t.pick(most, "band"))
    return scope.table(
        "bands",
        rows,
        ("band", "n", "share"),
        [
            [
                t.pick(row, "band"),
                t.number(row["n_municipalities"]),
                scope.percent(row["share_pct"]),
            ]
            for row in rows.to_dict("records")
        ],
        title=title,
        right=(1, 2),
        widths=(2, 1, 1),
    )


def municipalities(scope: Scope) -> dict[str, Any]:
    """Return every municipality of the region: score, change, places, convenio.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t = scope.t
    rows = _latest(scope.rows(POSITION))
    names = scope.rows("core_territory__comuna", has_municipality=True)
    names = names.sort_values("comuna", key=by_name)
    scores = rows.set_index("cut") if len(rows) else rows
    year = rows["year"].max() if len(rows) else None
    places = _by_cut(scope, PLACES, rows)
    changes = _by_cut(scope, CHANGES, rows)
    signed = scope.rows(CONVENIOS)
    dates = signed.groupby("cut")["date_signed"].min() if len(signed) else {}
    cells = []
    for comuna in names.to_dict("records"):
        cut = comuna["cut"]
        row = scores.loc[cut] if cut in scores.index else None
        cells.append(
            [
                comuna["comuna"],
                t.code("rurality", str(comuna["pndr_class_2024"])),
                _score(scope, row, year),
                "–" if row is None or is_missing(row["band_id"]) else t.pick(row, "band"),
                _range(scope, places, cut),
                _change(scope, changes, cut),
                "–" if is_missing(dates.get(cut)) else t.date(dates.get(cut)),
            ]
        )
    frame = rows if len(rows) else pd.DataFrame()
    part = scope.table(
        "municipalities",
        frame,
        ("comuna", "rurality", "score", "band", "place", "change", "convenio"),
        cells,
        title=t.count("print.municipalities.title", len(names)),
        right=(2, 4, 5, 6),
        widths=(3, 2, 2, 1, 2, 2, 2),
        size=7.5,
        note=t("print.municipalities.note"),
        beside=(places, changes, signed),
    )
    if not len(rows):
        part["subtitle"] = t("print.municipalities.unknown")
    return part


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last round known of each municipality."""
    if rows.empty:
        return rows
    return rows.sort_values("year").drop_duplicates("cut", keep="last").sort_values("cut")


def _score(scope: Scope, row: pd.Series | None, year: object) -> str:
    if row is None or is_missing(row["score_pct"]):
        return "–"
    score = scope.t.percent(row["score_pct"], 1)
    return score if row["year"] == year else f"{score} ({row['year']})"


def _by_cut(scope: Scope, name: str, scored: pd.DataFrame) -> pd.DataFrame:
    rows = scope.rows(name)
    if rows.empty or scored.empty:
        return rows.head(0)
    newest = scored.sort_values("year")["round_id"].iloc[-1]
    return rows[rows["round_id"] == newest].set_index("cut")


def _range(scope: Scope, places: pd.DataFrame, cut: str) -> str:
    if cut not in places.index:
        return "–"
    row = places.loc[cut]
    return f"{scope.t.number(row['rank_low'])}–{scope.t.number(row['rank_high'])}"


def _change(scope: Scope, changes: pd.DataFrame, cut: str) -> str:
    if cut not in changes.index:
        return "–"
    row = changes.loc[cut]
    sign = "" if row["comparable_with_previous"] else " *"
    return scope.t.points(row["change_pts"], 1) + sign


def materias(scope: Scope) -> dict[str, Any]:
    """Return the materias of the last round, weakest first; a region's with the country's beside.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t = scope.t
    country = scope.tables.of(MATERIAS)
    if country.empty:
        heads: tuple[str, ...] = ("materia", "country", "low")
        none = t("print.materias.none")
        return scope.table(
            "materias", country, heads, [], title=none, right=(1, 2), widths=(3, 1, 1)
        )
    country = country[country["round_id"] == country["round_id"].max()].sort_values("mean_order")
    note = " ".join(unweighted(country, t))
    weak = [t.pick(row, "materia") for row in country.to_dict("records") if row["is_weak"]]
    title = t.count("print.materias.title", len(weak), names=t.listing(weak))
    if scope.region is None:
        cells = [
            [t.pick(row, "materia"), t.percent(row["mean_pct"], 1), t.percent(row["low_pct"], 1)]
            for row in country.to_dict("records")
        ]
        return scope.table(
            "materias",
            country,
            ("materia", "country", "low"),
            cells,
            title=title,
            right=(1, 2),
            widths=(3, 1, 1),
            note=note,
        )
    where = {"revision": PUBLISHED, "round_id": country["round_id"].iloc[0]}
    here = scope.rows(REGION_MATERIA, **where).set_index("materia_id")
    means = here["mean_pct"].where(here["score_state"] == "value").dropna().sort_values()
    listed = country
    if len(means):  # its own order; those of too few stand last, in the country's
        place = {name: at for at, name in enumerate(means.index)}
        at = country["materia_id"].map(place).fillna(len(place))
        listed = country.assign(at=at).sort_values("at", kind="stable")
        names = [t.pick(row, "materia") for row in listed.head(WEAKEST).to_dict("records")]
        title = t.count("print.materias.own", len(names), names=t.listing(names), region=scope.name)
    else:
        title = t.count("print.materias.everywhere", len(weak), names=t.listing(weak))
    cells = [_materia(scope, row, here) for row in listed.to_dict("records")]
    heads = ("materia", "region", "country", "gap")
    right, widths = (1, 2, 3), (3, 1, 1, 1)
    return scope.table(
        "materias",
        country,
        heads,
        cells,
        title=title,
        right=right,
        widths=widths,
        note=note,
        beside=(here,),
    )


def _materia(scope: Scope, row: dict[str, Any], here: pd.DataFrame) -> list[str]:
    t, mean = scope.t, None
    if row["materia_id"] in here.index:
        regional = here.loc[row["materia_id"]]
        mean = regional["mean_pct"] if regional["score_state"] == "value" else None
    written = t("print.materias.few") if is_missing(mean) else t.percent(mean, 1)
    gap = "–" if is_missing(mean) else t.points(mean - row["mean_pct"], 1)
    return [t.pick(row, "materia"), written, t.percent(row["mean_pct"], 1), gap]
