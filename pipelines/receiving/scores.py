"""The scores that municipalities may observe: those of a round, as published."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.origins import Origin
from pipelines.serving import Build

STANDING = "out_fiscalizacion__municipality_standing"


@dataclass(frozen=True)
class Score:
    """A score as published.

    Attributes:
        value: In percent.
        region: Code of its region.
        origin: Where it comes from.
    """

    value: float
    region: str
    origin: Origin


def scores(build: Build, round_id: str) -> dict[str, Score]:
    """Return the scores of a round as published, by municipality.

    Args:
        build: The build to read.
        round_id: The round.
    """
    rows = build.table(STANDING, {"round_id": round_id, "revision": "as_published"})
    known = rows.dropna(subset=["score_pct"])
    columns = (known[name] for name in ("cut", "score_pct", "region_code", "origin"))
    return {
        str(cut): Score(float(value), str(region), origin)
        for cut, value, region, origin in zip(*columns, strict=True)
    }


def rounds(build: Build) -> list[str]:
    """Return the rounds that municipalities can observe: those with a score, the newest first.

    Args:
        build: The build.
    """
    rows = build.table(STANDING, {"revision": "as_published"}).dropna(subset=["score_pct"])
    ordered = rows.sort_values(["year", "round_id"], ascending=False)["round_id"]
    return [str(round_id) for round_id in ordered.unique()]
