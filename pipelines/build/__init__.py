"""Make one immutable build of the curated data, then serve it."""

from pipelines.build.making import PROVIDED, Outcome, build

__all__ = ["PROVIDED", "Outcome", "build"]
