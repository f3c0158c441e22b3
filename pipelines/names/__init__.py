"""Municipality names and codes: normalise, look up, never guess."""

from pipelines.names.abroad import CountryMatcher, Named
from pipelines.names.countries import HOME, country_of, country_texts
from pipelines.names.hints import Suggestion
from pipelines.names.matcher import Match, Matcher
from pipelines.names.reasons import REASONS
from pipelines.names.text import normalise

__all__ = [
    "HOME",
    "REASONS",
    "CountryMatcher",
    "Match",
    "Matcher",
    "Named",
    "Suggestion",
    "country_of",
    "country_texts",
    "normalise",
]
