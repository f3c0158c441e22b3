"""One indicator of a commitment at a date: its values, and whether they reach what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from presentation import formats as fmt
from presentation.rows import records
from presentation.words import Text

Row = Mapping[str, Any]
BREAKS = "breaks_before"
NO_DATA = {"es": "sin datos", "en": "no data"}
UNJUDGED = {
    "es": "quien entregó el indicador dice que no mide la meta",
    "en": "whoever delivered the indicator says that it does not measure the target",
}
NOT_BY_SIMULATION = {
    "es": "la cifra es simulada: no juzga una meta publicada",
    "en": "the figure is simulated: it judges no published target",
}
SIMULATED = {"es": "simulado", "en": "simulated"}


@dataclass(frozen=True)
class Indicator:
    """One indicator of a commitment: what it is, and its values up to the date, oldest first."""

    about: Row
    values: Sequence[Row]
    starts: pd.Timestamp | None

    @property
    def latest(self) -> Row | None:
        """The last value known at the date."""
        return self.values[-1] if self.values else None

    @property
    def baseline(self) -> Row | None:
        """The first value known before the commitment started, when it is another one.

        A simulated figure is no baseline of one that was measured.
        """
        if self.starts is None:
            return None
        given = self.values if self.is_simulated else self.known.values
        before = [row for row in given if row["observed_on"] < self.starts]
        return before[0] if before and before[0] is not self.latest else None

    @property
    def breaks(self) -> int:
        """How many breaks of method lie between its baseline and its latest value."""
        before, latest = self.baseline, self.latest
        if before is None or latest is None:
            return 0
        return _breaks_between(before.get(BREAKS), latest.get(BREAKS))

    @property
    def known(self) -> Indicator:
        """The same without what is simulated: what a sentence may state and a target is held to."""
        return replace(self, values=[row for row in self.values if row["origin"] != "simulated"])

    @property
    def has_aim(self) -> bool:
        """Whether it has a target and its metric measures what that target promises."""
        return not pd.isna(self.about["target_value"]) and bool(
            self.about.get("is_target_judged", True)
        )

    @property
    def is_judged(self) -> bool:
        """Whether its latest value may judge its target: a simulated one never does."""
        return self.has_aim and not self.is_simulated

    @property
    def is_simulated(self) -> bool:
        """Whether its latest value is simulated."""
        return self.latest is not None and self.latest["origin"] == "simulated"

    def unjudged(self, lang: str) -> str:
        """Return why its target is not judged by it; empty where it is, or there is no target.

        Args:
            lang: ``es`` or ``en``.
        """
        if self.is_judged or pd.isna(self.about["target_value"]):
            return ""
        if self.has_aim:
            return NOT_BY_SIMULATION[lang]
        reason = self.about[f"target_reason_{lang}"]
        return reason if isinstance(reason, str) and reason else UNJUDGED[lang]

    def why_blank(self, lang: str) -> str:
        """Return why nothing says whether its target is reached; empty where something does.

        Args:
            lang: ``es`` or ``en``.
        """
        has_target = not pd.isna(self.about["target_value"])
        return self.unjudged(lang) or (NO_DATA[lang] if has_target and not self.latest else "")

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None without a value or where this metric cannot say."""
        if self.latest is None or not self.is_judged:
            return None
        return bool(self.latest["value"] >= self.about["target_value"])

    def written(self, lang: str) -> str:
        """Return the latest value as text, or the words for no data.

        Args:
            lang: ``es`` or ``en``.
        """
        if self.latest is None:
            return NO_DATA[lang]
        text = fmt.quantity(
            self.latest["value"], self.about["unit"], lang, decimals=int(self.about["decimals"])
        )
        return f"{text} ({SIMULATED[lang]})" if self.is_simulated else text

    def dated(self, lang: str) -> str:
        """Return the latest value with its date in brackets, or the words for no data.

        Args:
            lang: ``es`` or ``en``.
        """
        if self.latest is None:
            return NO_DATA[lang]
        day = fmt.date(self.latest["observed_text"], lang)
        return f"{self.written(lang)} ({'; '.join([day, *self.not_comparable(lang)])})"

    def not_comparable(self, lang: str) -> list[str]:
        """Return in words that its value and its baseline do not compare; nothing where they do.

        Args:
            lang: ``es`` or ``en``.
        """
        if not self.breaks or self.baseline is None:
            return []
        since = fmt.date(self.baseline["observed_text"], lang)
        return [Text(lang).count("ogp.breaks", self.breaks, since=since)]

    def target(self, lang: str) -> str:
        """Return the target as text; empty when there is none.

        Args:
            lang: ``es`` or ``en``.
        """
        value, share = self.about["target_value"], self.about["target_pct"]
        if pd.isna(value):
            return ""
        if self.about["unit"] == "percent":
            return fmt.percent(value, lang, decimals=0)
        if pd.isna(share):
            return fmt.number(value, lang)
        of = "de" if lang == "es" else "of"
        what = "municipios" if lang == "es" else "municipalities"
        whole = fmt.number(self.about["universe"], lang)
        part = fmt.percent(share, lang, decimals=0)
        return f"{part} ({fmt.number(value, lang)} {of} {whole} {what})"


def indicators_at(
    described: pd.DataFrame, values: pd.DataFrame, starts: Any, moment: pd.Timestamp
) -> dict[str, Indicator]:
    """Return id → indicator with its values known at a date, in the order of the form.

    Args:
        described: Rows of ``out_ogp__indicator`` of one commitment.
        values: ``out_ogp__indicator_value``.
        starts: The day the commitment starts; missing where nobody says.
        moment: The date, at midnight; nothing later enters.
    """
    known = values[(values["observed_on"] <= moment) & values["value"].notna()]
    known = known.sort_values("observed_on", kind="stable")
    start = None if pd.isna(starts) else pd.Timestamp(starts)
    return {
        row["indicator_id"]: Indicator(
            row, known[known["indicator_id"] == row["indicator_id"]].to_dict("records"), start
        )
        for row in records(described.sort_values("indicator_order"))
    }


def _breaks_between(first: float | None, last: float | None) -> int:
    """Return how many breaks of method lie between two values; older builds do not tell."""
    if first is None or last is None or pd.isna(first) or pd.isna(last):
        return 0
    return abs(int(last) - int(first))
