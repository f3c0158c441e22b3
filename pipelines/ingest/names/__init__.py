"""Municipality names and codes: normalise, look up, never guess."""

from pipelines.ingest.names.abroad import CountryMatcher, Named
from pipelines.ingest.names.countries import HOME, country_of, country_texts, member_texts
from pipelines.ingest.names.hints import Suggestion
from pipelines.ingest.names.matcher import Match, Matcher
from pipelines.ingest.names.reasons import REASONS
from pipelines.ingest.names.text import normalise

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
    "member_texts",
    "normalise",
]
