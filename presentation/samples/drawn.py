"""A sample from the municipalities of a build; the spread for Neyman is that of the last round."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines import origins
from pipelines.methods import sampling
from pipelines.methods.sampling import Request, Sample
from pipelines.serving import Build

TABLE = "core_territory__municipality"


def drawn(build: Build, request: Request) -> Sample:
    """Return the sample a request asks for.

    Args:
        build: The build whose lists of municipalities are the universe.
        request: What is asked. For Neyman without a declared spread, that of the last delivered
            round in each stratum is taken; only Chile has one.

    Raises:
        FaroError: It cannot be drawn; the message says why and what to do.
    """
    universe = build.table(TABLE)
    if request.allocation == "neyman" and not request.spread:
        scores = last_scores(build)
        if request.country == "CL" and len(scores):
            frame = sampling.stratified(sampling.classes(universe, "CL"), request.strata)
            origin = origins.worst(scores["origin"])
            spread = sampling.spread_of(frame, scores)
            request = replace(request, spread=spread, spread_origin=origin)
    return sampling.draw(universe, request)


def last_scores(build: Build) -> pd.DataFrame:
    """Return code, score and origin of the last round delivered, as published.

    Args:
        build: The build.
    """
    rows = build.metric("standing_score", ["year", "cut"], {"revision": "as_published"})
    last = rows[rows["year"] == rows["year"].max()]
    return last[["cut", "value", "origin"]].rename(columns={"cut": "code", "value": "score_pct"})
