"""Which diagnosis a reader looks at."""

from __future__ import annotations

from dataclasses import dataclass

from presentation.choices.filters import ALL

INSTRUMENTS = "core_diagnostico__instrument"
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
