"""Which diagnosis the reader looks at: instrument, country, region and municipality, in the URL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.filters import ALL
from dashboard.state import PageContext, carried, choose

INSTRUMENTS = "core_diagnostico__instrument"
SCORES = "out_diagnostico__score"
HOME = "CL"
VIEWS, GROUPS = ("plot", "radar"), ("country", "region")


@dataclass(frozen=True)
class Diagnosed:
    """What the reader chose; ``code`` is empty where nothing was diagnosed."""

    instrument_id: str
    country: str = ""
    code: str = ""
    region: str = ALL
    group_kind: str = GROUPS[0]
    view: str = VIEWS[0]

    @property
    def where(self) -> dict[str, str]:
        """Column → value of the rows of this diagnosis."""
        return {
            "instrument_id": self.instrument_id,
            "country": self.country,
            "code": self.code,
        }

    @property
    def link(self) -> dict[str, str]:
        """What else the address holds: choices that only change how it is shown."""
        shown = {"region": self.region, "view": self.view}
        return {key: value for key, value in shown.items() if value not in (ALL, VIEWS[0])}


def choose_diagnosed(ctx: PageContext) -> Diagnosed:
    """Draw the filters; one that has a single option is not drawn."""
    t = ctx.t
    asked = data.table(ctx.build_id, INSTRUMENTS).sort_values("instrument_order")
    whole = data.table(ctx.build_id, SCORES, part="total")
    ids = asked["instrument_id"].tolist()
    names = [t.pick(row, "short") for row in asked.to_dict("records")]
    default = _most(whole, ids)
    with st.container(key="filterbar", horizontal=True):
        instrument = choose(ctx, "instrument", ids, names, default=default)
        rows = whole[whole["instrument_id"] == instrument]
        if rows.empty:
            return Diagnosed(instrument)
        countries = sorted(rows["country"].unique(), key=lambda one: (one != HOME, one))
        country = _pick(ctx, "country", countries, countries, whole["country"])
        rows = rows[rows["country"] == country].sort_values(["region", "municipality"])
        regions = rows.drop_duplicates("region_id")
        places, labels = [ALL, *regions["region_id"]], [t("word.all"), *regions["region"]]
        region = _pick(ctx, "region", places, labels, [*whole["region_id"]])
        rows = rows if region == ALL else rows[rows["region_id"] == region]
        rows = rows.sort_values(["municipality", "code"])
        code = _pick(
            ctx, "code", rows["code"].tolist(), rows["municipality"].tolist(), whole["code"],
            default=carried("cut"),
        )  # fmt: skip
        groups = [t(f"diagnostico.against.{one}") for one in GROUPS]
        compare = choose(ctx, "compare", GROUPS, groups, default=GROUPS[0])
    view = choose(
        ctx, "view", VIEWS, [t(f"diagnostico.view.{one}") for one in VIEWS],
        default=VIEWS[0], as_tabs=True,
    )  # fmt: skip
    return Diagnosed(instrument, country, code, region, compare, view)


def _most(whole: pd.DataFrame, ids: Sequence[str]) -> str:
    """Return the instrument with most diagnoses, the first on a tie."""
    counts = whole["instrument_id"].value_counts()
    return max(ids, key=lambda one: (int(counts.get(one, 0)), -ids.index(one)))


def _pick(
    ctx: PageContext,
    key: str,
    options: list[str],
    labels: list[str],
    known: Collection[str],
    *,
    default: str | None = None,
) -> str:
    """Draw a filter whose options follow from another: what that one no longer offers is let go."""
    asked = st.query_params.get(key)
    if asked is not None and asked in set(known) and asked not in options:
        st.query_params.pop(key)
        st.session_state.pop(key, None)
    usual = default if default in options else options[0]
    if len(options) == 1:
        return usual
    return choose(ctx, key, options, labels, default=usual)
