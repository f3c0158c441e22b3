"""Calendario: what is out, what comes when, what was moved and why, and who looked before."""

from __future__ import annotations

from pipelines import clock, institution
from pipelines.institution import prerelease
from pipelines.institution.releases import announced
from presentation.cards.cards import card_head
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table


def headline(ctx: PageContext) -> str:
    """Return what comes next, or that nothing is announced.

    Args:
        ctx: The page's context.
    """
    now, t = clock.now(), ctx.t
    coming = [
        release for release in announced() if release.state != "withdrawn" and release.at > now
    ]
    if not coming:
        return t("calendario.none")
    return t("calendario.next", what=_name(ctx, coming[0]), at=t.moment(coming[0].at))


def releases(ctx: PageContext) -> Safe:
    """Return the calendar: every release with its moment, state, and why it was moved.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    keys = ("release", "at", "stands", "previous", "reason")
    rows = [
        [
            _name(ctx, release),
            t.moment(release.at),
            t(f"calendario.state.{state_of(release)}"),
            t.moment(release.previous_at) if release.previous_at else t.missing,
            tag("bdi", release.reason) if release.reason else t.missing,
        ]
        for release in announced()
    ]
    heads = [(t(f"calendario.{key}"), False) for key in keys]
    if not rows:
        return tag("p", t("calendario.none"), class_="faro-empty")
    head = card_head(t("calendario.title"), t("calendario.subtitle"))
    return tag("div", head, data_table(heads, rows, caption=t("calendario.title")))


def early(ctx: PageContext) -> Safe:
    """Return who could look before what is out now, their posts and reasons, and who did.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    head = card_head(t("calendario.access_title"), t("calendario.access_subtitle"))
    listed = prerelease.listed()
    if not listed:
        return tag("div", head, tag("p", t("calendario.access_none"), class_="faro-empty"))
    keys = ("release", "post", "reason", "looked")
    rows = [
        [
            tag("bdi", reader.release_id),
            tag("bdi", reader.post or t(f"role.{reader.role}")),
            tag("bdi", reader.reason) if reader.reason else t("calendario.by_role"),
            t.moment(reader.first) if reader.first else t("calendario.not_looked"),
        ]
        for reader in listed
    ]
    heads = [(t(f"calendario.{key}"), False) for key in keys]
    return tag("div", head, data_table(heads, rows, caption=t("calendario.access_title")))


def state_of(release: institution.Release) -> str:
    """Return the state of a release as words know it: ``calendario.state.<state>``.

    Args:
        release: A release of the calendar.
    """
    is_out = release.is_out(clock.now())
    return (
        f"{release.state}_out"
        if is_out and release.state in ("provisional", "confirmed")
        else release.state
    )


def _name(ctx: PageContext, release: institution.Release) -> str:
    kind, _, name = release.subject.partition(":")
    return ctx.t(f"calendario.subject.{kind}", name=name)
