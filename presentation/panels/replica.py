"""Right of reply: what municipalities observe, and what that changed in the means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from pipelines import clock
from pipelines.origins import DELIVERED, worst
from pipelines.receiving.reply import Case, Means
from pipelines.receiving.scores import STANDING, Score
from presentation.cards.cards import card_head
from presentation.cards.kpi import origin_chip
from presentation.cards.universe import municipalities, regions
from presentation.context import PageContext
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import data_table, linked

SOON = timedelta(days=3)  # from when a deadline is said to be near
OPEN = ("asked", "answered")


def headline(ctx: PageContext, observations: Sequence[Case]) -> str:
    """Return how many observations of the round are open.

    Args:
        ctx: The page's context.
        observations: The observations of the round.
    """
    if not observations:
        return ctx.t("replica.none")
    return ctx.t.count(
        "replica.headline", sum(case.state in OPEN for case in observations), all=len(observations)
    )


def means(ctx: PageContext, all_means: Sequence[Means]) -> Safe:
    """Return the means as published and as resolved, each with what moved it.

    Args:
        ctx: The page's context.
        all_means: The means of the country and of regions.
    """
    t, places = ctx.t, regions(ctx)
    keys = ("place", "n", "of_cases", "published", "resolved", "change", "origin")
    heads = [(t(f"replica.{key}"), key not in ("place", "origin")) for key in keys]
    rows = [
        [
            _place(ctx, mean.region, places),
            t.number(mean.n),
            t("replica.changed", changed=t.number(mean.changed), cases=t.number(mean.cases)),
            *_mean(ctx, mean),
            origin_chip(t, mean.origin),
        ]
        for mean in all_means
    ]
    head = card_head(t("replica.means_title"), t("replica.means_subtitle"))
    note = tag("p", t("replica.means_note", table=STANDING), class_="faro-source")
    return tag("div", head, data_table(heads, rows, caption=t("replica.means_title")), note)


def _place(ctx: PageContext, code: str | None, places: Mapping[str, str]) -> Safe | str:
    if not code:
        return ctx.t("group.all")
    return linked(ctx.t, {"region_code": code, "region": places.get(code, code)}, "region")


def _mean(ctx: PageContext, mean: Means) -> list[str]:
    t = ctx.t
    if mean.published is None or mean.resolved is None:
        return [t("word.few")] * 3
    pair = [t.percent(mean.published, 2), t.percent(mean.resolved, 2)]
    return [*pair, t.points(mean.resolved - mean.published, 2)]


def cases(ctx: PageContext, observations: Sequence[Case], known: Mapping[str, Score]) -> Safe:
    """Return every observation: what stands when, three scores side by side, and why.

    Args:
        ctx: The page's context.
        observations: The observations of the round.
        known: The score of each municipality, by its CUT.
    """
    t, named = ctx.t, municipalities(ctx)
    head = card_head(t("replica.cases_title"), t("replica.cases_subtitle"))
    if not observations:
        return tag("div", head, tag("p", t("replica.none"), class_="faro-empty"))
    keys = ("who", "state", "due", "published", "claimed", "resolved", "change", "words", "origin")
    numeric = ("published", "claimed", "resolved", "change")
    heads = [(t(f"replica.{key}"), key in numeric) for key in keys]
    rows = [
        [
            tag("a", named.get(case.cut, case.cut), href=_page(ctx, case), target="_self"),
            t(f"replica.stands.{case.state}"),
            _due(ctx, case),
            *(
                t("replica.not_yet") if score is None else t.percent(score, 2)
                for score in (case.published, case.claimed, case.resolved)
            ),
            t("replica.not_yet") if case.change is None else t.points(case.change, 2),
            _words(ctx, case),
            origin_chip(t, worst([_origin(case, known)], least=DELIVERED)),
        ]
        for case in sorted(
            observations, key=lambda case: (case.state not in OPEN, case.due, case.cut)
        )
    ]
    return tag("div", head, data_table(heads, rows, caption=t("replica.cases_title")))


def _origin(case: Case, known: Mapping[str, Score]) -> str | None:
    return known[case.cut].origin if case.cut in known else None


def _page(ctx: PageContext, case: Case) -> str:
    lang = f"&lang={ctx.lang}" if ctx.lang != "es" else ""
    return f"/municipio?cut={case.cut}{lang}"


def _due(ctx: PageContext, case: Case) -> Safe | str:
    t, now = ctx.t, clock.now()
    day = t.date(clock.day_of(case.due))
    if case.state != "asked":
        return day
    if case.due - now < SOON:
        return tag("strong", t("replica.soon", day=day))
    return day


def _words(ctx: PageContext, case: Case) -> Safe:
    t = ctx.t
    texts = [("replica.claims", case.claim), ("replica.answered", case.resolution)]
    lines = [tag("div", t(key), " ", tag("bdi", words)) for key, words in texts if words]
    return join(lines) if lines else tag("span", t("replica.not_yet"))
