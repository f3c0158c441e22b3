"""The frame around every page: brand above, edition below."""

from __future__ import annotations

import streamlit as st

from dashboard.routes import edition
from presentation import theme
from presentation.cards.html import put, tag
from presentation.context import PageContext
from presentation.words import Text

ICON = str(theme.STATIC / "favicon.svg")


def masthead(t: Text) -> None:
    """Show the brand and mark the language of the page for assistive technology."""
    st.logo(ICON, size="large")
    mark = tag(
        "span",
        data_faro_lang=t.lang,
        data_faro_nav=t("app.pages"),
        data_faro_home=t("app.home"),
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


def footer(ctx: PageContext, page: str) -> None:
    """Show which edition of the data the page stands on, and where the page stands still."""
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
            tag("a", t("public.twin"), href=twin, target="_self") if twin else "",
            class_="faro-foot",
        )
    )
