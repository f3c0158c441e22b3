"""Notices: what the reader must know before reading on, and pages that have nothing to show."""

from __future__ import annotations

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.serving import digests
from presentation.absent import latest
from presentation.context import PageContext
from presentation.markup.html import emphasised, notice, put, tag
from presentation.words import Text


def blank(title: str, *lines: str) -> None:
    """Show a calm page-wide message in place of content.

    Args:
        title: What it says.
        *lines: What to do, a paragraph each.
    """
    put(
        tag(
            "div",
            tag("h1", title),
            *(tag("p", emphasised(line)) for line in lines),
            class_="faro-blank",
        )
    )


def empty_page(t: Text) -> None:
    """Say that the page has no published figures to show.

    Args:
        t: Text in the language of the reader.
    """
    blank(t("notice.empty_title"), t("notice.empty"))


def empty_card(ctx: PageContext, what: str) -> None:
    """Say that nothing was delivered for this view, what to deliver, and where the template is.

    Args:
        ctx: The page's context.
        what: What would be shown.
    """
    t = ctx.t
    here = "entregas?kind=fiscalizacion_total" + ("" if t.lang == "es" else f"&lang={t.lang}")
    put(
        tag(
            "div",
            tag("h2", t("notice.empty_title")),
            tag("p", emphasised(what)),
            tag("p", tag("a", t("notice.template"), href=here, target="_self")),
            class_="faro-empty",
        )
    )


def nothing_delivered(ctx: PageContext, name: str, what: str) -> None:
    """Show a page for which nothing was delivered: its name, and what to deliver.

    Args:
        ctx: The page's context.
        name: Of the page.
        what: What would be shown.
    """
    put(
        tag(
            "header",
            tag("h1", tag("span", name, class_="eyebrow"), ctx.t("notice.awaiting")),
            class_="faro-head",
        )
    )
    empty_card(ctx, what)


def no_build(t: Text, error: FaroError) -> None:
    """Say that there is no build, or none that is whole, and how to get one.

    Args:
        t: Text in the language of the reader.
        error: What was wrong.
    """
    why = t("notice.no_build") if error.code == "no_build" else error.in_language(t.lang)
    blank(t("notice.no_build_title"), why, t("notice.no_build_fix"))


def page_failed(lang: str, page: str, reference: str) -> None:
    """Say which page failed, with the reference the operator finds in the log.

    Args:
        lang: ``es`` or ``en``.
        page: Id of the page.
        reference: What the log has it under.
    """
    t = Text(lang)
    title = t("notice.page_failed_title", page=t(f"nav.{page}"))
    back = tag("a", t("notice.old_build_go"), href=latest(lang), target="_self")
    put(
        tag(
            "div",
            tag("h1", title),
            tag("p", t("notice.page_failed", reference=reference)),
            tag("p", back),
            class_="faro-blank",
        )
    )


def banners(ctx: PageContext, nonsense: list[str], lost: tuple[str, str] | None = None) -> None:
    """Show what concerns every page: bad links, old builds, failed builds.

    Args:
        ctx: Of the page.
        nonsense: What the link asked for that there is not.
        lost: An edition that was wanted and is not shown: its id, and the code of why.
    """
    t = ctx.t
    if lost:
        wanted, code = lost
        why = "notice.spoilt_build" if code == digests.CODE else "notice.no_such_build"
        notice(t(why, wanted=wanted[:40], build=ctx.build_id), kind="attention")
    for what in nonsense:
        notice(t("notice.bad_url", what=what))
    if not serving.is_public(ctx.build_id):
        notice(t("notice.unreleased"), kind="attention")
    if serving.provisional(ctx.build):
        notice(t("notice.provisional"), kind="attention")
    served = serving.latest_id()
    if served and served != ctx.build_id:
        notice(
            t("notice.old_build", build=ctx.build_id, latest=served),
            kind="attention",
            link=(latest(ctx.lang), t("notice.old_build_go")),
        )
    if wrong := serving.trouble():
        message = t("notice.trouble", what=wrong.in_language(t.lang))
        notice(message, kind="attention")
    if failure := serving.last_failure():
        notice(t("notice.last_failure", at=t.moment(failure["at"])), kind="attention")
