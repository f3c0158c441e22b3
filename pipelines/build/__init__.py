"""Make one immutable build of the curated data, then serve it."""

from pipelines.build.making import Outcome, build
from pipelines.build.material import PROVIDED

__all__ = ["PROVIDED", "Outcome", "build"]
