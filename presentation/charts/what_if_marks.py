"""What the charts of a what-if share: the name of a place, and the word in the corner."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, note
from presentation.choices.scenario import chip
from presentation.words import Text


def name_of(row: dict[str, object], t: Text) -> str:
    """Return the name of the country or of a place."""
    return t("group.all") if row["dimension"] == "country" else str(row["name"])


def stamp(fig: go.Figure, rows: pd.DataFrame, t: Text) -> None:
    """Write *what-if* in the corner, and what it stands on (*Simulado*, *De terceros*)."""
    text = t(f"origin.{chip(rows)}")
    fig.update_layout(margin_b=54, margin_t=10)
    note(
        fig,
        1,
        0,
        text,
        colour=INK.rest_ink,
        size=13,
        xref="paper",
        yref="paper",
        xanchor="right",
        yanchor="top",
        yshift=-28,
    )
