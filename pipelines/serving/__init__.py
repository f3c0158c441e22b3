"""The only door for readers: dashboard, exports, notebooks and ``faro query`` come through here.

Example:
    >>> import pipelines.serving as faro
    >>> faro.open().metric("ta_score", by=["round", "region"])
"""

from __future__ import annotations

from pipelines import specs
from pipelines.serving import sandbox
from pipelines.serving.door import (
    builds,
    endpoint,
    holding,
    is_public,
    last_failure,
    latest_id,
    may_see,
    open,
    provisional,
    trouble,
)
from pipelines.serving.editions import NOT_HERE, is_of_today, of_its_time
from pipelines.serving.open_build import Build
from pipelines.serving.sandbox import MOST_CHARACTERS, Answer, Example, Limits, refusal
from pipelines.serving.sandbox.taking import as_parquet, to_take
from pipelines.serving.what_if import INSTRUMENT_2025, STORED, WEIGHTINGS, Outcome, Scenario
from pipelines.specs import Contract, Metric

__all__ = [
    "INSTRUMENT_2025",
    "MOST_CHARACTERS",
    "NOT_HERE",
    "STORED",
    "WEIGHTINGS",
    "Answer",
    "Build",
    "Contract",
    "Example",
    "Limits",
    "Metric",
    "Outcome",
    "Scenario",
    "as_parquet",
    "builds",
    "comparable",
    "desk_is_busy",
    "endpoint",
    "examples",
    "holding",
    "is_of_today",
    "is_public",
    "last_failure",
    "latest_id",
    "may_see",
    "metrics",
    "minimum_group",
    "of_its_time",
    "open",
    "provisional",
    "refusal",
    "to_take",
    "trouble",
]


def examples() -> tuple[Example, ...]:
    """Questions to start from, with their SQL."""
    return sandbox.examples()


def desk_is_busy() -> bool:
    """Whether readers' queries are running in all places but the one kept for short ones."""
    return sandbox.is_busy()


def metrics() -> dict[str, Metric]:
    """Every metric by its id, as ``metrics.yml`` defines it; a build has its own ``metrics``."""
    return specs.metrics()


def comparable() -> list[str]:
    """Ids of the metrics that may be set side by side."""
    return specs.comparable()


def minimum_group() -> int:
    """Return the fewest members a group needs today to show a figure."""
    return specs.thresholds().minimum_group
