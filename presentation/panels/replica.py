"""Right of reply: what municipalities observe, and what that changed in the means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from pipelines import clock
from pipelines.origins import DELIVERED, worst
from pipelines.receiving.reply import Case, Means
from pipelines.receiving.scores import STANDING, Score
from presentation.cards.cards import card_head
from presentation.cards.html import Safe, join, tag
from presentation.cards.kpi import origin_chip
from presentation.cards.tables import data_table
from presentation.cards.universe import municipalities, regions
from presentation.context import PageContext

SOON = timedelta(days=3)  # from when a deadline is said to be near
OPEN = ("asked", "answered")


def headline(ctx: PageContext, found: Sequence[Case]) -> str:
    """Return how many observations of the round are open."""
    if not found:
        return ctx.t("replica.none")
    return ctx.t.count("replica.headline", sum(one.state in OPEN for one in found), all=len(found))


def means(ctx: PageContext, found: Sequence[Means]) -> Safe:
    """Return the means as published and as resolved, each with what moved it."""
    t, places = ctx.t, regions(ctx)
    keys = ("place", "n", "of_cases", "published", "resolved", "change", "origin")
    heads = [(t(f"replica.{key}"), key not in ("place", "origin")) for key in keys]
    rows = [
        [
            places.get(one.region, one.region) if one.region else t("group.all"),
            t.number(one.n),
            t("replica.changed", changed=t.number(one.changed), cases=t.number(one.cases)),
            *_mean(ctx, one),
            origin_chip(t, one.origin),
        ]
        for one in found
    ]
    head = card_head(t("replica.means_title"), t("replica.means_subtitle"))
    note = tag("p", t("replica.means_note", table=STANDING), class_="faro-source")
    return tag("div", head, data_table(heads, rows, caption=t("replica.means_title")), note)


def _mean(ctx: PageContext, one: Means) -> list[str]:
    t = ctx.t
    if one.published is None or one.resolved is None:
        return [t("word.few")] * 3
    pair = [t.percent(one.published, 2), t.percent(one.resolved, 2)]
    return [*pair, t.points(one.resolved - one.published, 2)]


def cases(ctx: PageContext, found: Sequence[Case], known: Mapping[str, Score]) -> Safe:
    """Return every observation: what stands when, three scores side by side, and why."""
    t, named = ctx.t, municipalities(ctx)
    head = card_head(t("replica.cases_title"), t("replica.cases_subtitle"))
    if not found:
        return tag("div", head, tag("p", t("replica.none"), class_="faro-empty"))
    keys = ("who", "state", "due", "published", "claimed", "resolved", "change", "words", "origin")
    numeric = ("published", "claimed", "resolved", "change")
    heads = [(t(f"replica.{key}"), key in numeric) for key in keys]
    rows = [
        [
            tag("a", named.get(one.cut, one.cut), href=_page(ctx, one), target="_self"),
            t(f"replica.stands.{one.state}"),
            _due(ctx, one),
            *(
                t("replica.not_yet") if score is None else t.percent(score, 2)
                for score in (one.published, one.claimed, one.resolved)
            ),
            t("replica.not_yet") if one.change is None else t.points(one.change, 2),
            _words(ctx, one),
            origin_chip(t, worst([_origin(one, known)], least=DELIVERED)),
        ]
        for one in sorted(found, key=lambda one: (one.state not in OPEN, one.due, one.cut))
    ]
    return tag("div", head, data_table(heads, rows, caption=t("replica.cases_title")))


def _origin(one: Case, known: Mapping[str, Score]) -> str | None:
    return known[one.cut].origin if one.cut in known else None


def _page(ctx: PageContext, one: Case) -> str:
    lang = f"&lang={ctx.lang}" if ctx.lang != "es" else ""
    return f"/municipio?cut={one.cut}{lang}"


def _due(ctx: PageContext, one: Case) -> Safe | str:
    t, now = ctx.t, clock.now()
    day = t.date(clock.day_of(one.due))
    if one.state != "asked":
        return day
    if one.due - now < SOON:
        return tag("strong", t("replica.soon", day=day))
    return day


def _words(ctx: PageContext, one: Case) -> Safe:
    t = ctx.t
    said = [("replica.claims", one.claim), ("replica.answered", one.resolution)]
    lines = [tag("div", t(key), " ", tag("bdi", words)) for key, words in said if words]
    return join(lines) if lines else tag("span", t("replica.not_yet"))
