"""What a reader keeps: municipalities followed, with where each stands, and saved views."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.institution.keeping import View
from presentation import data
from presentation.cards.cards import card_head
from presentation.cards.kpi import origin_chip
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.sorting import by_name

KIND = "municipality:"


def headline(ctx: PageContext, cuts: Sequence[str], kept: Sequence[View]) -> str:
    """Return how much is kept.

    Args:
        ctx: The page's context.
        cuts: The municipalities followed, by their CUT.
        kept: The views that the reader saved.
    """
    t = ctx.t
    if not cuts and not kept:
        return t("propio.none")
    return t.listing([t.count("propio.places", len(cuts)), t.count("propio.views", len(kept))])


def newest(ctx: PageContext, cuts: Sequence[str]) -> pd.DataFrame:
    """Return the newest row of each municipality followed, as published, by its name.

    Args:
        ctx: The page's context.
        cuts: The municipalities followed, by their CUT.
    """
    rows = data.figures(ctx.build_id, "standing_score", revision="as_published")
    rows = rows[rows["cut"].isin(list(cuts))].sort_values(["year", "round_id"])
    return rows.drop_duplicates("cut", keep="last").sort_values("comuna", key=by_name)


def municipalities(ctx: PageContext, cuts: Sequence[str], rows: pd.DataFrame) -> Safe:
    """Return where each municipality followed stands in its newest round, with its page.

    Args:
        ctx: The page's context.
        cuts: The municipalities followed, by their CUT.
        rows: Their newest rows, as :func:`newest` returns them.
    """
    t = ctx.t
    keys = ("place", "round", "score", "band", "origin")
    cells = [
        [
            tag("a", str(row["comuna"]), href=_place(ctx, str(row["cut"])), target="_self"),
            str(row["round_id"]).removeprefix("r"),
            t.percent(row["standing_score"], 2)
            if pd.notna(row["standing_score"])
            else t.code("score_state", str(row["score_state"])),
            t.pick(row, "band"),
            origin_chip(t, str(row["origin"])),
        ]
        for row in rows.to_dict("records")
    ]
    without = len(set(cuts) - set(rows["cut"]))
    heads = [(t(f"propio.{key}"), key == "score") for key in keys]
    table = data_table(heads, cells, caption=t("propio.places_title")) if cells else ""
    rest = tag("p", t.count("propio.without", without), class_="faro-source") if without else ""
    return tag("div", table, rest)


def views(ctx: PageContext, kept: Sequence[View]) -> Safe:
    """Return the saved views, each a link to the edition served now.

    Args:
        ctx: The page's context.
        kept: The views that the reader saved.
    """
    t = ctx.t
    head = card_head(t("propio.views_title"), t("propio.views_subtitle"))
    if not kept:
        return tag("div", head, tag("p", t("propio.no_views"), class_="faro-empty"))
    rows = [
        [
            tag("a", tag("bdi", view.name), href=link(ctx, view), target="_self"),
            ctx.t(f"nav.{page(view)}"),
        ]
        for view in kept
    ]
    heads = [(t("propio.name"), False), (t("propio.page"), False)]
    return tag("div", head, data_table(heads, rows, caption=t("propio.views_title")))


def page(view: View) -> str:
    """Return the page that a view is of.

    Args:
        view: A view as it was saved.
    """
    return view.address.partition("?")[0].strip("/") or "resumen"


def link(ctx: PageContext, view: View) -> str:
    """Return the address of a view in the language of the reader.

    Args:
        ctx: The page's context.
        view: A view as it was saved.
    """
    if ctx.lang == "es":
        return view.address
    return view.address + ("&" if "?" in view.address else "?") + f"lang={ctx.lang}"


def _place(ctx: PageContext, cut: str) -> str:
    lang = f"&lang={ctx.lang}" if ctx.lang != "es" else ""
    return f"/municipio?cut={cut}{lang}"
