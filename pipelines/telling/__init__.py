"""Who is told: what a build says that the one before did not, once, and on which channels."""

from pipelines.telling.facts import Fact, facts_of
from pipelines.telling.notices import Notice, failed, newest, tell, told_of
from pipelines.telling.outbox import Due, attempts, due, put_back, settle

__all__ = [
    "Due",
    "Fact",
    "Notice",
    "attempts",
    "due",
    "facts_of",
    "failed",
    "newest",
    "put_back",
    "settle",
    "tell",
    "told_of",
]
