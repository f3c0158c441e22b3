"""Entry of every page: language, navigation, banners, then the page itself."""

import sys
from contextlib import suppress
from pathlib import Path

import streamlit as st

if str(Path(__file__).resolve().parents[1]) not in sys.path:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dashboard import nav, session, state
from dashboard.widgets import account, banner, frame
from dashboard.widgets.alone import show
from dashboard.widgets.standing import standing
from pipelines.errors import FaroError
from presentation.cards import edition, notices
from presentation.kept import shown
from presentation.words import Text

st.set_page_config(
    page_icon=frame.ICON,
    layout="wide",
    initial_sidebar_state="collapsed",
)
with st.container(key="language"):
    lang, nonsense = state.choose_language()
t = Text(lang)
frame.masthead(t)
if not account.may_read():
    account.ask_to_log_in(t)
    st.stop()
account.account(t)
page = st.navigation(nav.sections(t), position="top")
state.enter(page.url_path)
st.set_page_config(page_title=f"{page.title} · {t('app.name')}")
try:
    build, lost = state.open_build()
except FaroError as error:
    notices.no_build(t, error)
else:
    ctx = session.context(build, Text(lang, build))
    with shown(show(build)), standing(page.url_path or page.title):
        frame.finder(ctx)
        notices.banners(ctx, [what for what in (nonsense, state.unknown_page()) if what], lost)
        with (
            banner.simulated_banner(t),
            edition.of_its_time(ctx),
            account.kept_elsewhere(t),
            suppress(state.PageIsWhole),
        ):
            page.run() if nav.may(page.url_path) else account.not_for_you(t)
        frame.footer(ctx, state.here())
