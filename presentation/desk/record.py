"""All that is known of a commitment at a date: what page and exports are both made from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from presentation import formats as fmt
from presentation.desk.indicator import Indicator, Row
from presentation.words import Text

LOCAL = "CL0054"  # the commitment that municipalities carry out themselves
COMPLETION = "completion"  # the topic of the mark of a form
_PLACE = re.compile(r"\{(target:|dated:)?(\w+)\}")


def in_words(row: Row, text: str, lang: str) -> str:
    """Return a text, after the words that it is in the other language where it came in that one.

    Args:
        row: Of a text, an entry or an assessment.
        text: As it is shown.
        lang: ``es`` or ``en``.
    """
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

    def text(self, field: str, lang: str) -> str | None:
        """Return a text with every figure in its place, or None when the field has none.

        Args:
            field: Id of a field of a form.
            lang: ``es`` or ``en``.
        """
        if field not in self.texts:
            return None
        row = self.texts[field]
        text = str(row[f"text_{lang}"])
        return text if row.get("wording") == "official" else self._filled(text, lang)

    def text_of(self, field: str, lang: str) -> str | None:
        """Return a text as :meth:`text`; one delivered in the other language alone says so.

        Args:
            field: Id of a field of a form.
            lang: ``es`` or ``en``.
        """
        text = self.text(field, lang)
        return None if text is None else in_words(self.texts[field], text, lang)

    def summary(self, field: str, lang: str) -> str | None:
        """Return Faro's summary of a field whose official text stands; None where there is none.

        Args:
            field: Id of a field of a form.
            lang: ``es`` or ``en``.
        """
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
        """Return when a text was written, if that is known and lies before the date.

        Args:
            field: Id of a field of a form.
        """
        since = self.texts[field]["from_text"] if field in self.texts else None
        if not isinstance(since, str) or fmt.period_end(since) >= self.as_of:
            return None
        return since

    def figures_of(self, field: str) -> list[str]:
        """Return the indicators whose value a text states.

        Args:
            field: Id of a field of a form.
        """
        if field not in self.texts:
            return []
        return [
            name for kind, name in _PLACE.findall(self.texts[field]["text_es"]) if kind != "target:"
        ]

    def undelivered(self, field: str) -> list[Row]:
        """Return the indicators whose value a text would state, when none of them has one.

        Args:
            field: Id of a field of a form.
        """
        stated = [self.indicators[name].known for name in self.figures_of(field)]
        return [] if any(known.latest for known in stated) else [known.about for known in stated]

    def decided(self, scheme_id: str, assessed_by: str) -> Row | None:
        """Return the latest value that somebody gave in a scheme, if any.

        Args:
            scheme_id: The scheme.
            assessed_by: ``self``, or who else judged.
        """
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
        """Return the self-assessment whose mark no copy shows, if any; of one scheme if given.

        Args:
            scheme_id: The scheme; any where None.
        """
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
