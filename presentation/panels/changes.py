"""What changed since the last round, materia by materia: of every municipality, and of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import card_head, html_card
from presentation.cards.delivered import shown_of
from presentation.cards.exact import exact
from presentation.cards.tiles import EMPTY
from presentation.charts.universe import members
from presentation.choices.filters import Filters
from presentation.context import PageContext, address
from presentation.markup.html import Safe, emphasised, tag
from presentation.markup.scrolling import scrolling
from presentation.rows import records
from presentation.words import Text

TABLE = "out_fiscalizacion__materia_change"
TOTALS = "out_fiscalizacion__municipality_change"
SCORES = "out_fiscalizacion__municipality_materia"
ROUNDS = "core_fiscalizacion__round"
PAGE, VIEW, CARD = "cumplimiento", "changes", "materia_changes"
MOST_CELLS = 6000  # of a table on the page
Cells = Mapping[tuple[Any, Any], Mapping[Any, Any]]  # by materia and round
STEPS = (2.0, 10.0, 25.0)  # points where a shade begins; less than the first is no colour


@data.drawn
def of_round(ctx: PageContext, chosen: Filters) -> Safe:
    """Return every municipality by materia: the change of each, shaded where it compares.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t = ctx.t
    totals = data.figures(ctx.build_id, "score_change", round_id=chosen.round_id)
    who = ["cut", "rurality", "group_id", "group_origin"]  # which the materias do not repeat
    rows = data.table(ctx.build_id, TABLE, round_id=chosen.round_id).merge(totals[who], on="cut")
    rows = members(rows, **chosen.members)
    if rows.empty:
        return tag(
            "div",
            card_head(t("changes.none_title"), ""),
            tag("p", t("changes.none"), class_="faro-empty"),
        )
    totals = members(totals, **chosen.members).sort_values(["score_change", "cut"])
    materias = rows.drop_duplicates("materia_id").sort_values("materia_order")
    order = materias["materia_id"].tolist()
    shown = totals.head(MOST_CELLS // len(order))
    rows = rows[rows["cut"].isin(shown["cut"])]
    cells = {(row["cut"], row["materia_id"]): row for row in records(rows)}
    heads = [("comuna", t("ranks.comuna")), ("total", t("changes.total"))]
    named = [
        *heads,
        *((row["materia_id"], t.pick(row, "materia")) for row in records(materias)),
    ]
    head = tag("tr", *(_head(key, name) for key, name in named))
    body = [
        tag(
            "tr",
            tag("th", _place(ctx, row, chosen), scope="row"),
            _total(t, row),
            *(_cell(t, cells.get((row["cut"], materia))) for materia in order),
        )
        for row in records(shown)
    ]
    fell = int((totals["score_change"] < 0).sum())
    title = t.count(
        "changes.title" if totals["comparable_with_previous"].all() else "changes.title_broken",
        fell,
        all=t.number(len(totals)),
        year=t.listing([str(year) for year in sorted(rows["previous_year"].unique())]),
    )
    return html_card(
        ctx,
        _legend(t),
        _searchable(t, _table(head, body, title, is_simulated=_simulated(rows))),
        shown_of(t, len(shown), len(totals)),
        name=CARD,
        title=title,
        subtitle=t("changes.subtitle"),
        rows=rows,
        table=TABLE,
        query=exact(ctx.build, {TABLE: rows, TOTALS: shown}),
        page=PAGE,
        view=VIEW,
        **chosen.choices,
    )


@data.drawn
def of_municipality(ctx: PageContext, cut: str) -> Safe:
    """Return the materias of a municipality by round, and what made its score move.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t = ctx.t
    scores = data.table(ctx.build_id, SCORES, cut=cut, revision="as_published")
    changes = data.table(ctx.build_id, TABLE, cut=cut)
    if scores.empty:
        return tag(
            "div",
            card_head(t("changes.materias"), ""),
            tag("p", t("changes.none"), class_="faro-empty"),
        )
    rounds = data.table(ctx.build_id, ROUNDS).set_index("round_id")
    ids = sorted(
        scores["round_id"].unique(), key=lambda scored_round: rounds.loc[scored_round, "year"]
    )
    scored = {(row["materia_id"], row["round_id"]): row for row in records(scores)}
    moved = {(row["materia_id"], row["round_id"]): row for row in records(changes)}
    labels = [str(rounds.loc[round_id, f"label_{ctx.lang}"]) for round_id in ids]
    materias = records(scores.drop_duplicates("materia_id").sort_values("materia_order"))
    body = [_materia(t, row, ids, scored, moved) for row in materias]
    title, note = headline(ctx, cut)
    return html_card(
        ctx,
        tag("p", emphasised(note), class_="faro-lead") if note else "",
        _legend(t),
        _table(_rounds(t, labels), body, title, is_simulated=_simulated(scores), within="latest"),
        name="materias",
        title=title,
        subtitle=t("changes.own_subtitle"),
        rows=scores,
        table=TABLE if len(changes) else SCORES,
        query=exact(ctx.build, {SCORES: scores, TABLE: changes}),
        page="municipio",
        cut=cut,
    )


def _rounds(t: Text, labels: Sequence[str]) -> Safe:
    """Return the headings: each round, after it the change since the one before, then the part."""
    first, *others = labels
    names = [first, *(name for label in others for name in (label, t("changes.change")))]
    numbers = (tag("th", name, scope="col", class_="num") for name in [*names, t("changes.part")])
    return tag("tr", tag("th", t("tiles.materia"), scope="col"), *numbers)


def _materia(
    t: Text, row: Mapping[Any, Any], ids: Sequence[str], scored: Cells, moved: Cells
) -> Safe:
    """Return a line: the score of each round, after it its change, and the part in the last."""
    materia = row["materia_id"]
    line = [tag("th", t.pick(row, "materia"), scope="row")]
    for at, round_id in enumerate(ids):
        line.append(_score(t, scored.get((materia, round_id))))
        if at:
            line.append(_cell(t, moved.get((materia, round_id))))
    part = moved.get((materia, ids[-1]), {}).get("contribution_pts")
    line.append(tag("td", t.points(part, 1) if pd.notna(part) else "–", class_="num"))
    return tag("tr", *line)


def headline(ctx: PageContext, cut: str) -> tuple[str, str]:
    """Return how the score moved in the last round, and which materias made it: title and note.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t, totals = ctx.t, data.figures(ctx.build_id, "score_change", cut=cut)
    changes = data.table(ctx.build_id, TABLE, cut=cut)
    if totals.empty or changes.empty:
        return t("changes.materias"), ""
    total = totals.sort_values("year").iloc[-1]
    rows = changes[changes["round_id"] == total["round_id"]]
    parts = rows[rows["contribution_pts"].notna()].sort_values("contribution_pts")
    down = parts[parts["contribution_pts"] < -0.05].head(3)
    up = parts[parts["contribution_pts"] > 0.05].iloc[::-1].head(3)
    is_fall = total["score_change"] < 0
    if parts.empty:
        return t("changes.materias"), ""
    named = {
        key: t.listing(
            [
                f"{t.pick(row, 'materia')} ({t.points(row['contribution_pts'], 1)})"
                for row in records(movers)
            ]
        )
        or t("changes.nothing")
        for key, movers in (("down", down), ("up", up))
    }
    words = {
        "change": t.points(total["score_change"], 1),
        "year": str(rows["previous_year"].iloc[0]),
    }
    first = down if is_fall else up
    key = "fell" if is_fall else "rose"
    if not total["comparable_with_previous"]:
        key += "_broken"
    materia = t.pick(first.iloc[0], "materia") if len(first) else t("changes.nothing")
    return t(f"changes.{key}", materia=materia, **words), t("changes.parts", **named)


def step(change: float) -> str:
    """Return the shade of a change: ``down3`` to ``up3``, ``even`` below the first step.

    Args:
        change: In percentage points.

    Example:
        >>> step(-30.0), step(1.9), step(2.0)
        ('down3', 'even', 'up1')
    """
    far = sum(abs(change) >= limit for limit in STEPS)
    return f"{'down' if change < 0 else 'up'}{far}" if far else "even"


def _head(key: str, name: str) -> Safe:
    button = tag("button", name, type="button", data_faro_sort=True)
    return tag("th", button, scope="col", class_=None if key in ("comuna", "total") else "tall")


def _place(ctx: PageContext, row: Mapping[str, Any], chosen: Filters) -> Safe:
    href = address(ctx, "municipio", cut=row["cut"], **chosen.choices) + "#materias"
    return tag("a", row["comuna"], href=href, target="_self")


def _total(t: Text, row: Mapping[str, Any]) -> Safe:
    grade = "" if row["comparable_with_previous"] else "unlike_total"
    css = "total unlike" if grade else "total"
    return _graded(t, row["score_change"], css, grade)


def _cell(t: Text, row: Mapping[str, Any] | None) -> Safe:
    if row is None or pd.isna(row["change_pts"]):
        state = "missing" if row is None else str(row["score_state"])
        css = EMPTY.get(state, "none")
        return tag("td", "–", class_=css, aria_label=t(f"tiles.{css}"))
    grade = "" if row["comparable_with_previous"] else "unlike"
    if row["item_state"] == "not_known":
        grade = "named"
    css = f"{step(row['change_pts'])} {grade}".strip()
    return _graded(t, row["change_pts"], css, grade)


def _graded(t: Text, points: float, css: str, grade: str) -> Safe:
    """Return a cell; one that does not compare says so to who cannot see its border."""
    moved = _moved(t, points)
    heard = f"{moved}: {t(f'changes.{grade}')}" if grade else None
    return tag("td", moved, class_=css, aria_label=heard)


def _moved(t: Text, points: float) -> str:
    """Write a change without its unit, which the table says once."""
    return t.points(points, 1).split("\u00a0")[0]


def _score(t: Text, row: Mapping[str, Any] | None) -> Safe:
    if row is None or row["score_state"] != "value":
        css = EMPTY.get("missing" if row is None else str(row["score_state"]), "none")
        return tag("td", "–", class_=f"num {css}", aria_label=t(f"tiles.{css}"))
    return tag("td", t.number(row["score_pct"], 1), class_="num")


def _table(
    head: Safe, body: list[Safe], caption: str, *, is_simulated: bool, within: str = ""
) -> Safe:
    shades = "faro-shades changes" + (" simulated" if is_simulated else "")
    return scrolling(head, body, caption=caption, class_=shades, within=within)


def _searchable(t: Text, table: Safe) -> Safe:
    words = t("word.search")
    box = tag("input", type="search", placeholder=words, aria_label=words, data_faro_search=True)
    return tag("div", box, table, class_="faro-find")


def _legend(t: Text) -> Safe:
    steps = ("down3", "down2", "down1", "even", "up1", "up2", "up3")
    low, high = t.number(-STEPS[-1]), f"+{t.number(STEPS[-1])}"
    scale = [tag("span", class_=f"faro-swatch {shade}", aria_hidden="true") for shade in steps]
    kinds = [
        tag(
            "span",
            tag("span", class_=f"faro-swatch {css}", aria_hidden="true"),
            t({"none": "tiles.none"}.get(css, f"changes.{css.split()[-1]}")),
        )
        for css in ("down2 named", "unlike", "none")
    ]
    return tag(
        "p",
        tag("span", f"{low} ", *scale, f" {high} {t('changes.points')}"),
        *kinds,
        class_="faro-key changes",
    )


def _simulated(rows: pd.DataFrame) -> bool:
    return bool((rows["origin"] == "simulated").any())
