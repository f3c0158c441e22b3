"""Which diagnosis the reader looks at: instrument, country, region and municipality, in the URL."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.ingest.names.countries import HOME
from presentation import data
from presentation.choices.diagnosis import GROUPS, INSTRUMENTS, VIEWS, Diagnosed
from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.sorting import by_name


def choose(ctx: PageContext) -> Diagnosed:
    """Draw the filters; one that has a single option is not drawn.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    ids, names, default = _instruments(ctx)
    with ctx.stage.box("filterbar", across=True):
        instrument = ctx.choose("instrument", ids, names, default=default)
        countries = _countries(ctx, instrument)
        if not countries:
            return Diagnosed(instrument)
        country = _pick(ctx, "country", countries, countries)
        region = _pick(ctx, "region", *_regions(ctx, instrument, country))
        offered = _municipalities(ctx, instrument, country, region)
        code = _pick(ctx, "code", *offered, default=ctx.carried("cut"))
        groups = [t(f"diagnostico.against.{group}") for group in GROUPS]
        compare = ctx.choose("compare", GROUPS, groups, default=GROUPS[0])
    view = ctx.choose(
        "view", VIEWS, [t(f"diagnostico.view.{option}") for option in VIEWS],
        default=VIEWS[0], as_tabs=True,
    )  # fmt: skip
    return Diagnosed(instrument, country, code, region, compare, view)


@data.drawn
def instrument_of(ctx: PageContext, cut: str) -> str | None:
    """Return the instrument by which a municipality of Chile was diagnosed last; None if by none.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    where = {"part": "total", "country": HOME, "code": cut}
    rows = data.figures(ctx.build_id, "diagnosis_after", **where)
    if rows.empty:
        return None
    last = rows["after_date"].fillna(rows["before_date"])
    return str(
        rows.assign(last=last).sort_values("last", na_position="first")["instrument_id"].iloc[-1]
    )


@data.drawn
def _instruments(ctx: PageContext) -> tuple[list[str], list[str], str]:
    """Return the instruments, their short names, and the one with most diagnoses."""
    rows = data.table(ctx.build_id, INSTRUMENTS).sort_values("instrument_order")
    ids = rows["instrument_id"].tolist()
    names = [ctx.t.pick(row, "short") for row in rows.to_dict("records")]
    return ids, names, _most(data.figures(ctx.build_id, "diagnosis_after", part="total"), ids)


@data.drawn
def _countries(ctx: PageContext, instrument: str) -> list[str]:
    rows = data.figures(ctx.build_id, "diagnosis_after", part="total", instrument_id=instrument)
    return sorted(rows["country"].unique(), key=lambda country: (country != HOME, country))


@data.drawn
def _regions(ctx: PageContext, instrument: str, country: str) -> tuple[list[str], list[str]]:
    where = {"part": "total", "instrument_id": instrument, "country": country}
    rows = data.figures(ctx.build_id, "diagnosis_after", **where).sort_values(
        ["region", "municipality"], key=by_name
    )
    rows = rows.drop_duplicates("region_id")
    return [ALL, *rows["region_id"]], [ctx.t("word.all"), *rows["region"]]


@data.drawn
def _municipalities(
    ctx: PageContext, instrument: str, country: str, region: str
) -> tuple[list[str], list[str]]:
    where = {"part": "total", "instrument_id": instrument, "country": country}
    where |= {} if region == ALL else {"region_id": region}
    rows = data.figures(ctx.build_id, "diagnosis_after", **where).sort_values(
        ["municipality", "code"], key=by_name
    )
    return rows["code"].tolist(), rows["municipality"].tolist()


@data.drawn
def _known(ctx: PageContext, key: str) -> set[str]:
    """Return every value of a filter, whichever the others are."""
    column = "region_id" if key == "region" else key
    return set(data.figures(ctx.build_id, "diagnosis_after", part="total")[column])


def _most(whole: pd.DataFrame, ids: Sequence[str]) -> str:
    """Return the instrument with most diagnoses, the first on a tie."""
    counts = whole["instrument_id"].value_counts()
    return max(
        ids,
        key=lambda instrument_id: (int(counts.get(instrument_id, 0)), -ids.index(instrument_id)),
    )


def _pick(
    ctx: PageContext,
    key: str,
    options: list[str],
    labels: list[str],
    *,
    default: str | None = None,
) -> str:
    """Draw a filter whose options follow from another: what that one no longer offers is let go."""
    wanted = ctx.carried(key)
    if wanted is not None and wanted in _known(ctx, key) and wanted not in options:
        ctx.choices.forget(key)
    usual = default if default in options else options[0]
    if len(options) == 1:
        return usual
    return ctx.choose(key, options, labels, default=usual)
