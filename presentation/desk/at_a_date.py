"""What was known of a commitment at a date, read from a build.

Nothing later than the date enters. With ``simulated=False`` no simulated figure enters either, and
a field that has nothing else stays without data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.serving import Build
from presentation import formats as fmt
from presentation.desk.indicator import Indicator, Row, indicators_at
from presentation.desk.milestone import state
from presentation.desk.record import COMPLETION, LOCAL, Record
from presentation.rows import records


def read(build: Build, code: str, as_of: date, *, simulated: bool = False) -> Record:
    """Return a commitment as it was known at a date.

    Args:
        build: The build.
        code: An OGP code, for example ``CL0048``.
        as_of: The date; nothing later enters.
        simulated: Whether simulated figures may enter: on a page that marks them, never in an
            export.

    Raises:
        FaroError: No such commitment (``no_commitment``), or a date before it or its plan
            starts (``out_of_plan``) or after today in Chile (``in_future``).
    """
    about = _about(build, code)
    _check_date(about, as_of)
    _refuse_future(str(about["commitment_id"]), as_of)
    moment = pd.Timestamp(as_of)
    own = {"commitment_id": about["commitment_id"]}
    written = _written(build, own, as_of)
    suggested = build.table("out_ogp__suggestion", own).sort_values("valid_from")
    suggested = suggested[suggested["valid_from"] <= moment]
    entries = _without(build.table("out_ogp__progress", own), simulated)
    entries = entries[entries["date"] <= moment].sort_values(
        ["date", "source_file", "source_row"], ascending=[False, True, True]
    )
    given = _without(build.table("out_ogp__assessment", own), simulated)
    given = given[given["known_from"] <= moment].sort_values(["topic", "assessed_by", "known_from"])
    broken = build.table("out_ogp__warning", own)
    broken = broken[~(broken["known_from"] > moment)]
    steps = build.table("out_ogp__milestone", own).sort_values("milestone_order")
    return Record(
        build_id=build.build_id,
        as_of=as_of,
        about=about,
        fields=build.table("core_ogp__template_field")
        .sort_values("field_order")
        .to_dict("records"),
        texts=_latest(written),
        versions=_newest_first(written),
        milestones=[_stated(row, moment, simulated) for row in records(steps)],
        indicators=_indicators(build, about, moment, simulated),
        assessments=records(given),
        progress=records(entries),
        warnings=records(broken),
        suggestion=None if suggested.empty else suggested.iloc[-1].to_dict(),
        levels=_levels(build),
        local=_local(build, about, moment, simulated),
    )


def _about(build: Build, code: str) -> Row:
    rows = build.table("out_ogp__commitment", {"commitment_id": code.strip().upper()})
    if rows.empty:
        raise FaroError(
            "there is no such commitment",
            where=code[:40],
            fix="Gobierno abierto lists the commitments there are; deliver it to add it",
            code="no_commitment",
            es="no existe ese compromiso. Entréguelo para sumarlo al catálogo",
        )
    return {str(key): value for key, value in rows.iloc[0].to_dict().items()}


def _check_date(about: Row, as_of: date) -> None:
    start = about["start_date"]
    first = date(int(about["year_from"]), 1, 1) if pd.isna(start) else pd.Timestamp(start).date()
    if as_of < first:
        raise FaroError(
            f"{fmt.date(as_of, 'en')} is out of its plan: it starts on {fmt.date(first, 'en')}",
            where=str(about["commitment_id"]),
            fix="Give a date from then on with --as-of",
            code="out_of_plan",
            es=f"la fecha {fmt.date(as_of, 'es')} cae fuera de su plan: empieza el "
            f"{fmt.date(first, 'es')}. Use una fecha desde entonces",
        )


def _refuse_future(code: str, as_of: date) -> None:
    today = clock.today()
    if as_of > today:
        raise FaroError(
            f"{fmt.date(as_of, 'en')} is yet to come: today is {fmt.date(today, 'en')} in Chile",
            where=code,
            fix="Give a date up to today with --as-of",
            code="in_future",
            es=f"la fecha {fmt.date(as_of, 'es')} aún no llega: hoy es "
            f"{fmt.date(today, 'es')} en Chile. Use una fecha hasta hoy",
        )


def _indicators(
    build: Build, about: Row, moment: pd.Timestamp, simulated: bool
) -> dict[str, Indicator]:
    own = {"commitment_id": about["commitment_id"]}
    return indicators_at(
        build.table("out_ogp__indicator", own),
        _without(build.table("out_ogp__indicator_value", own), simulated),
        about["start_date"],
        moment,
    )


def _levels(build: Build) -> pd.DataFrame:
    """Return the values of every completion scheme: a scheme is one by its topic, not its name."""
    schemes = build.table("core_ogp__scheme", {"topic": COMPLETION})["scheme_id"]
    values = build.table("core_ogp__scheme_value")
    return values[values["scheme_id"].isin(schemes)].sort_values(["scheme_id", "value_order"])


def _local(build: Build, about: Row, moment: pd.Timestamp, simulated: bool) -> list[Row]:
    """Return, for each step, how many municipalities had taken it by the date."""
    known = "out_gam__step" in build.manifest["row_counts"]  # older builds have none
    if about["commitment_id"] != LOCAL or not known:
        return []
    rows = _without(build.table("out_gam__step", {"country": "CL"}), simulated)
    rows = rows[rows["observed_on"] <= moment].sort_values(["step_order", "observed_on"])
    return rows.drop_duplicates("step", keep="last").to_dict("records")


def _stated(row: Row, moment: pd.Timestamp, simulated: bool) -> Row:
    if row["done_origin"] == "simulated" and not simulated:
        row = {**row, "done_date": pd.NaT}
    return {**row, "state": state(dict(row), moment)}


def _without(frame: pd.DataFrame, simulated: bool) -> pd.DataFrame:
    return frame if simulated else frame[frame["origin"] != "simulated"]


def _written(build: Build, own: dict[str, Any], as_of: date) -> list[dict[str, Any]]:
    """Return the texts that were written by a date, the oldest first, official ones last."""
    rows = build.table("core_ogp__text", own)
    if "wording" not in rows:  # editions before narratives could be delivered
        rows = rows.assign(wording="summary", author_role=None)
    rows = rows.assign(_since=[_since(text) for text in rows["from_text"]])
    rows = rows[rows["_since"] <= as_of]
    return rows.sort_values(["wording", "_since"], ascending=[False, True]).to_dict("records")


def _latest(written: Sequence[dict[str, Any]]) -> dict[str, Row]:
    return {row["field_id"]: row for row in written}


def _newest_first(written: Sequence[dict[str, Any]]) -> list[Row]:
    return sorted(written, key=lambda row: row["_since"], reverse=True)


def _since(written: Any) -> date:
    """Return the day a text counts from; one without a date holds from the start."""
    return date.min if fmt.is_missing(written) else fmt.period_end(str(written))
