"""The stage of the dashboard: boxes are containers of Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.widgets import banner
from dashboard.widgets.alone import fragment
from dashboard.widgets.taking import take_link
from presentation.cards import edition
from presentation.context import PageContext
from presentation.markup.html import filling
from presentation.stage import CARD, Box, Gap
from presentation.words import Text


class Containers:
    """Boxes of a page of this session."""

    def box(self, key: str | None = None, *, across: bool = False) -> Box:
        """Return a container at this place."""
        box = st.container(key=key, horizontal=across)
        return _filled(box, key.removeprefix(CARD)) if key and key.startswith(CARD) else box

    def beside(self, widths: int | Sequence[float], *, gap: Gap = "medium") -> Sequence[Box]:
        """Return columns."""
        return st.columns(widths, gap=gap, vertical_alignment="bottom" if gap == "small" else "top")

    def grid(
        self,
        t: Text,
        frame: pd.DataFrame,
        *,
        key: str,
        alt: str,
        height: int,
        first: str | None = None,
        leads: Sequence[str] = (),
        narrow: Sequence[str] = (),
    ) -> None:
        """Show a wide table that the reader can scroll and sort; the filter bar narrows it."""
        look: dict[str, Any] = {first: st.column_config.TextColumn(pinned=True)} if first else {}
        if leads:
            head = t("word.leads")
            frame = frame.copy()
            frame.insert(1, head, list(leads))
            look[head] = st.column_config.LinkColumn(width=60, display_text=t("word.see"))
        st.dataframe(
            frame,
            hide_index=True,
            height=height,
            placeholder="" if first else None,
            column_config=look,
            key=key,
            alt=alt,
        )

    take = staticmethod(take_link)

    def alone(self, ctx: PageContext, part: Callable[[], None], *, banners: bool = False) -> None:
        """Show a part as a fragment."""

        @fragment
        @wraps(part)  # parts of a page are told apart by what they are
        def shown() -> None:
            if not banners:
                part()
                return
            with banner.simulated_banner(ctx.t), edition.of_its_time(ctx):
                part()

        shown()

    def waiting(self) -> Any:
        """Return a box that shows a sign while it is being filled."""
        return st.spinner("")


@contextmanager
def _filled(box: Any, card: str) -> Iterator[None]:
    with box, filling(card):
        yield
