"""What the charts of a what-if share: the name of a place, and the word in the corner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation.charts.base import INK
from presentation.charts.sheet import Sheet
from presentation.choices.scenario import chip
from presentation.words import Text


def name_of(row: Mapping[Any, Any], t: Text) -> str:
    """Return the name of the country or of a place.

    Args:
        row: A row of an outcome.
        t: Text in the language of the reader.
    """
    return t("group.all") if row["dimension"] == "country" else str(row["name"])


def stamp(fig: Sheet, rows: pd.DataFrame, t: Text) -> None:
    """Write *what-if* in the corner, and what it stands on (*Simulado*, *De terceros*).

    Args:
        fig: The sheet drawn on.
        rows: The rows drawn.
        t: Text in the language of the reader.
    """
    fig.update_layout(margin_b=54, margin_t=10)
    look = {"colour": INK.rest_ink, "size": 13, "xanchor": "right", "yanchor": "top"}
    fig.corner(1, 0, t(f"origin.{chip(rows)}"), yshift=-28, **look)
