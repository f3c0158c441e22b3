"""Municipality names and codes: normalise, look up, never guess."""

from pipelines.names.hints import Suggestion
from pipelines.names.matcher import Match, Matcher
from pipelines.names.reasons import REASONS
from pipelines.names.text import normalise

__all__ = ["REASONS", "Match", "Matcher", "Suggestion", "normalise"]
