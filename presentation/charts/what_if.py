"""A what-if drawn: before is a full mark, after a hollow and dashed one. Not curated figures."""

from __future__ import annotations

from pipelines.serving import Outcome
from presentation.charts.base import Chart
from presentation.charts.simulated import marked
from presentation.charts.what_if_bands import bands
from presentation.charts.what_if_means import means
from presentation.charts.what_if_movers import movers
from presentation.words import Text

COUNTRY = "country"
CHARTS = {"means": means, "bands": bands, "movers": movers}


def chart_of(name: str, outcome: Outcome, scope: str, t: Text) -> Chart:
    """Return one chart of an outcome; bands are those of the region when one was chosen.

    Args:
        name: The chart.
        outcome: Scores before and after.
        scope: The region or municipality chosen, or the country.
        t: Text in the language of the reader.
    """
    if name == "bands":
        place = scope if scope in set(outcome.bands["member"]) else COUNTRY
        return marked(bands(outcome.bands[outcome.bands["member"] == place], t=t), t)
    rows = outcome.groups if name == "means" else outcome.municipalities
    return marked(CHARTS[name](rows, t=t), t)
