"""All that is known of a commitment at a date: what page and exports are both made from.

Nothing later than the date enters. With ``simulated=False`` no simulated figure enters either, and
a field that has nothing else stays without data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.serving import Build
from presentation import formats as fmt
from presentation.charts.ogp_gantt import state
from presentation.desk.indicator import Indicator, Row
from presentation.rows import records
from presentation.words import Text

LOCAL = "CL0054"  # the commitment that municipalities carry out themselves
COMPLETION = "completion"  # the topic of the mark of a form
_PLACE = re.compile(r"\{(target:|dated:)?(\w+)\}")


def in_words(row: Row, text: str, lang: str) -> str:
    """Return a text, after the words that it is in the other language where it came in that one."""
    only = row.get("only_in")  # older builds do not tell
    if not isinstance(only, str) or only == lang:
        return text
    return Text(lang)("ogp.other_language", text=text)


@dataclass(frozen=True)
class Record:
    """A commitment at a date.

    Attributes:
        build_id: The build it was read from.
        as_of: The date.
        about: Its row of ``out_ogp__commitment``.
        fields: The fields of the forms, in order.
        texts: Field → row of ``core_ogp__text`` that holds at the date: the last official one, else
            Faro's summary.
        versions: Every text known at the date, the newest first.
        milestones: Its milestones, each with ``state``.
        indicators: Its indicators by id.
        assessments: Assessments known at the date.
        progress: Entries up to the date, newest first.
        warnings: What its documents break, as far as it shows at the date.
        suggestion: The level the rule suggests; None before anything is on record.
        levels: Every value of every completion scheme.
        local: Municipalities that had taken each step of the open government model by the date.
    """

    build_id: str
    as_of: date
    about: Row
    fields: Sequence[Row]
    texts: Mapping[str, Row]
    milestones: Sequence[Row]
    indicators: Mapping[str, Indicator]
    assessments: Sequence[Row]
    progress: Sequence[Row]
    warnings: Sequence[Row]
    suggestion: Row | None
    levels: pd.DataFrame
    local: Sequence[Row] = ()
    versions: Sequence[Row] = ()

    @property
    def code(self) -> str:
        """The OGP code."""
        return str(self.about["commitment_id"])

    @property
    def is_ended(self) -> bool:
        """Whether its end lies before the date."""
        end = self.about["end_date"]
        return not pd.isna(end) and pd.Timestamp(end) < pd.Timestamp(self.as_of)

    def text(self, field: str, lang: str) -> str | None:
        """Return a text with every figure in its place, or None when the field has none."""
        if field not in self.texts:
            return None
        row = self.texts[field]
        text = str(row[f"text_{lang}"])
        return text if row.get("wording") == "official" else self._filled(text, lang)

    def text_of(self, field: str, lang: str) -> str | None:
        """Return a text as :meth:`text`; one delivered in the other language alone says so."""
        text = self.text(field, lang)
        return None if text is None else in_words(self.texts[field], text, lang)

    def summary(self, field: str, lang: str) -> str | None:
        """Return Faro's summary of a field whose official text stands; None where there is none."""
        if field not in self.texts or self.texts[field].get("wording") != "official":
            return None
        summaries = [
            r for r in self.versions if (r["field_id"], r["wording"]) == (field, "summary")
        ]
        if not summaries:
            return None
        return in_words(summaries[0], self._filled(str(summaries[0][f"text_{lang}"]), lang), lang)

    def _filled(self, text: str, lang: str) -> str:
        return _PLACE.sub(lambda m: self._figure(m, lang), text)

    def written_on(self, field: str) -> str | None:
        """Return when a text was written, if that is known and lies before the date."""
        since = self.texts[field]["from_text"] if field in self.texts else None
        if not isinstance(since, str) or fmt.period_end(since) >= self.as_of:
            return None
        return since

    def figures_of(self, field: str) -> list[str]:
        """Return the indicators whose value a text states."""
        if field not in self.texts:
            return []
        return [
            name for kind, name in _PLACE.findall(self.texts[field]["text_es"]) if kind != "target:"
        ]

    def undelivered(self, field: str) -> list[Row]:
        """Return the indicators whose value a text would state, when none of them has one."""
        stated = [self.indicators[name].known for name in self.figures_of(field)]
        return [] if any(known.latest for known in stated) else [known.about for known in stated]

    def decided(self, scheme_id: str, assessed_by: str) -> Row | None:
        """Return the latest value that somebody gave in a scheme, if any."""
        given = [
            row
            for row in self.assessments
            if (row["scheme_id"], row["assessed_by"], row["assessment_state"])
            == (scheme_id, assessed_by, "given")
        ]
        return given[-1] if given else None

    @property
    def own_decision(self) -> Row | None:
        """The latest completion that the team itself recorded, in whatever vocabulary."""
        given = [
            row
            for row in self.assessments
            if (row["topic"], row["assessed_by"], row["assessment_state"])
            == (COMPLETION, "self", "given")
        ]
        return max(given, key=lambda row: row["known_from"], default=None)

    def unread(self, scheme_id: str | None = None) -> Row | None:
        """Return the self-assessment whose mark no copy shows, if any; of one scheme if given."""
        unreadable = [
            row
            for row in self.assessments
            if (row["topic"], row["assessed_by"], row["assessment_state"])
            == (COMPLETION, "self", "unreadable")
            and scheme_id in (None, row["scheme_id"])
        ]
        return unreadable[-1] if unreadable else None

    def _figure(self, match: re.Match[str], lang: str) -> str:
        indicator = self.indicators[match.group(2)].known
        forms = {"target:": indicator.target, "dated:": indicator.dated}
        return forms.get(match.group(1), indicator.written)(lang)


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
        fields=records(build.table("core_ogp__template_field").sort_values("field_order")),
        texts=_latest(written),
        versions=_told(written),
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
    described = build.table("out_ogp__indicator", own).sort_values("indicator_order")
    values = _without(build.table("out_ogp__indicator_value", own), simulated)
    values = values[(values["observed_on"] <= moment) & values["value"].notna()]
    values = values.sort_values("observed_on")
    start = None if pd.isna(about["start_date"]) else pd.Timestamp(about["start_date"])
    return {
        row["indicator_id"]: Indicator(
            row, records(values[values["indicator_id"] == row["indicator_id"]]), start
        )
        for row in records(described)
    }


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
    return list(records(rows.drop_duplicates("step", keep="last")))


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
    return records(rows.sort_values(["wording", "_since"], ascending=[False, True]))


def _latest(written: Sequence[dict[str, Any]]) -> dict[str, Row]:
    return {row["field_id"]: row for row in written}


def _told(written: Sequence[dict[str, Any]]) -> list[Row]:
    return sorted(written, key=lambda row: row["_since"], reverse=True)


def _since(written: Any) -> date:
    """Return the day a text counts from; one without a date holds from the start."""
    return date.min if fmt.is_missing(written) else fmt.period_end(str(written))
