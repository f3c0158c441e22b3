"""The only cache of the dashboard: small frames and figures by build, language and choice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.charts.base import Chart
from exports.ogp import Record, read
from pipelines import serving

Where = tuple[tuple[str, Any], ...]


@st.cache_resource(show_spinner=False, max_entries=256)
def _table(build_id: str, name: str, where: Where) -> pd.DataFrame:
    return serving.open(build_id).table(name, dict(where))


def table(build_id: str, name: str, **where: Any) -> pd.DataFrame:
    """Return a curated table, or the rows equal to ``where``. Shared: do not change it."""
    return _table(build_id, name, tuple(sorted(where.items())))


@st.cache_resource(show_spinner=False, max_entries=512)
def _metric(build_id: str, metric_id: str, by: tuple[str, ...], where: Where) -> pd.DataFrame:
    return serving.open(build_id).metric(metric_id, by=by, where=dict(where))


def metric(build_id: str, metric_id: str, *by: str, **where: Any) -> pd.DataFrame:
    """Return a metric by some dimensions. Shared: do not change it."""
    return _metric(build_id, metric_id, by, tuple(sorted(where.items())))


@st.cache_resource(show_spinner=False, max_entries=512)
def _chart(build_id: str, recipe_id: str, lang: str, params: Where) -> Chart:
    return charts.draw(recipe_id, lambda name: table(build_id, name), lang, dict(params))


def chart(build_id: str, recipe_id: str, lang: str, **params: Any) -> Chart:
    """Return a chart drawn once for each build, language and set of choices."""
    return _chart(build_id, recipe_id, lang, tuple(sorted(params.items())))


@st.cache_resource(show_spinner=False, max_entries=64)
def record(build_id: str, code: str, as_of: date) -> Record:
    """Return an OGP commitment at a date, simulated figures included and marked as such.

    Raises:
        FaroError: No such commitment, or a date out of its plan.
    """
    return read(serving.open(build_id), code, as_of, simulated=True)
