"""Why a query is refused, stopped or wrong, in both languages: ``refusals.yml``, ``causes.yml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.specs import Bilingual

HERE = Path(__file__).parent


@cache
def _words() -> dict[str, Bilingual]:
    data = specs.read_yaml(HERE / "refusals.yml")
    return {code: specs.parse(Bilingual, words, where=code) for code, words in data.items()}


class Cause(Bilingual):
    """A way in which a query is wrong: the pattern of what DuckDB says of it, and our words."""

    pattern: str


@cache
def _causes() -> tuple[Cause, ...]:
    data = specs.read_yaml(HERE / "causes.yml")
    return tuple(
        specs.parse(Cause, entry, where=f"causes.yml: {name}") for name, entry in data.items()
    )


def _cause(what: str) -> tuple[Bilingual, dict[str, str]] | None:
    """Return the words for what DuckDB says of a query, and what stands in them."""
    for cause in _causes():
        if match := re.search(cause.pattern, what):
            return cause, match.groupdict()
    return None


def refusal(code: str, what: str = "") -> FaroError:
    """Return the error that says why a query was refused or stopped, in both languages.

    Args:
        code: A key of the words of refusals.
        what: What stands in its sentence: a name, a limit, what DuckDB says.

    Raises:
        KeyError: No refusal has that code.
    """
    cause = _cause(what) if code in ("bad", "syntax") else None
    words, facts = cause or (_words()[code], {"what": what})
    en, es = words.en, words.es
    for name, fact in facts.items():
        en, es = (text.replace(f"{{{name}}}", fact) for text in (en, es))
    return FaroError(en, es=es, code=f"query_{code}")
