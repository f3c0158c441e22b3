"""The frame around every page: brand above, edition below."""

from __future__ import annotations

import json

import streamlit as st

from dashboard.routes import edition
from presentation import theme
from presentation.context import PageContext, address
from presentation.links import find_link
from presentation.markup.html import put, tag
from presentation.panels import finding
from presentation.panels.comparar import LIMIT
from presentation.words import Text

ICON = str(theme.STATIC / "favicon.svg")


def masthead(t: Text) -> None:
    """Show the brand and mark the language of the page for assistive technology.

    Args:
        t: Text in the language of the reader.
    """
    st.logo(ICON, size="large")
    mark = tag(
        "span",
        data_faro_lang=t.lang,
        data_faro_nav=t("app.pages"),
        data_faro_home=t("app.home"),
        data_faro_close=t("app.close"),
        hidden=True,
    )
    label = t("app.theme")
    put(
        mark,
        tag(
            "button",
            "◐",
            type="button",
            class_="faro-theme",
            data_faro_theme=True,
            aria_label=label,
            title=label,
        ),
    )


def finder(ctx: PageContext) -> None:
    """Show the door of the search, with what its window says, and the words of ``follow.js``.

    Args:
        ctx: The page's context.
    """
    t, label = ctx.t, ctx.t("find.label")
    kinds = [t(f"find.kind.{kind}") for kind in finding.KINDS]
    put(
        tag(
            "button",
            tag("span", "⌕", aria_hidden="true"),
            tag("span", t("find.short")),
            tag("kbd", "/"),
            type="button",
            class_="faro-find-door",
            title=label,
            aria_label=label,
            aria_keyshortcuts="/ Control+K",
            data_faro_find=find_link(ctx.build_id, t.lang),
            data_faro_find_label=t("find.label"),
            data_faro_find_hint=t("find.hint"),
            data_faro_find_how=t("find.how"),
            data_faro_find_touch=t("find.touch"),
            data_faro_find_more=t("find.more"),
            data_faro_find_near=t("find.near"),
            data_faro_find_none=t("find.none"),
            data_faro_find_kinds=json.dumps(kinds, ensure_ascii=False),
            **_following(ctx),
        ),
        name="finder",
    )


def _following(ctx: PageContext) -> dict[str, str]:
    """Return what is said of the municipalities that a reader follows, and where they lead."""
    t = ctx.t
    return {
        "data_faro_mine": t("follow.title"),
        "data_faro_mine_follow": t("follow.follow"),
        "data_faro_mine_stop": t("follow.stop"),
        "data_faro_mine_compare": t("follow.compare"),
        "data_faro_mine_compare_last": t("follow.compare_last", n=t.number(LIMIT)),
        "data_faro_mine_kept": t("follow.kept"),
        "data_faro_mine_most": str(LIMIT),
        "data_faro_mine_comparar": address(ctx, "comparar"),
        "data_faro_mine_municipio": address(ctx, "municipio"),
    }


def footer(ctx: PageContext, page: str) -> None:
    """Show which edition of the data the page stands on, and where the page stands still.

    Args:
        ctx: The page's context.
        page: Its url path.
    """
    twin = edition.twin(ctx, page)
    t, checks = ctx.t, ctx.build.manifest["checks"]
    text = t(
        "app.footer",
        build=ctx.build_id,
        built_at=t.moment(ctx.build.manifest["built_at"]),
        checks=t(
            "datos.checks_title", passed=t.number(checks["passed"]), all=t.number(checks["checks"])
        ),
    )
    put(
        tag(
            "footer",
            tag("span", f"{t('app.name')} · {t('app.tagline')}"),
            tag("span", text),
            tag("a", t("public.twin"), href=twin, target="_self", data_address=f"{ctx.site}{twin}")
            if twin
            else "",
            class_="faro-foot",
        )
    )
