"""The filters of every page as values: round, region, rurality, group and version."""

from __future__ import annotations

from dataclasses import dataclass

from presentation import stored

ALL = "all"
PUBLISHED, REVISED = "as_published", "as_revised"
RURALITY = ("Urbana", "Mixta", "Rural")
GROUPS = ("mgtm_pilot", "non_pilot")
KEYS = ("round", "region", "rurality", "group", "revision")
USUAL = {"region": ALL, "rurality": ALL, "group": ALL, "revision": PUBLISHED}


@stored.keepable
@dataclass(frozen=True)
class Filters:
    """What the reader asked for.

    Attributes:
        round_id: A round of the page; empty where the page has none.
        region: Region code, or ``all``.
        rurality: Rurality class, or ``all``.
        group: ``mgtm_pilot``, ``non_pilot`` or ``all``.
        revision: ``as_published`` or ``as_revised``.
        usual_round: The round shown when nobody asks for one.
    """

    round_id: str = ""
    region: str = ALL
    rurality: str = ALL
    group: str = ALL
    revision: str = PUBLISHED
    usual_round: str = ""

    @property
    def universe(self) -> dict[str, str]:
        """Column → value of the universe, as the universe tables key it."""
        return {
            "region_code": self.region,
            "rurality": self.rurality,
            "group_id": self.group,
            "revision": self.revision,
        }

    @property
    def narrows(self) -> bool:
        """Whether the universe is smaller than the country."""
        return (self.region, self.rurality, self.group) != (ALL, ALL, ALL)

    @property
    def choices(self) -> dict[str, str]:
        """Query keys and values, for links: only what differs from the usual view."""
        chosen = {
            "round": self.round_id,
            "region": self.region,
            "rurality": self.rurality,
            "group": self.group,
            "revision": self.revision,
        }
        usual = USUAL | {"round": self.usual_round}
        return {key: value for key, value in chosen.items() if value and value != usual.get(key)}

    @property
    def members(self) -> dict[str, str]:
        """Column → value of the universe alone, for charts of municipalities."""
        return {key: value for key, value in self.universe.items() if key != "revision"}
