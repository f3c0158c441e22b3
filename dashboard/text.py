"""Interface text and formatting in one language: what pages, charts and exports speak with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipelines import format as fmt
from pipelines.format import LANGUAGES

FOLDER = Path(__file__).parent / "i18n"


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return every text of a language by dotted key."""
    data = tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    flat: dict[str, str] = {}

    def walk(node: Mapping[str, Any], prefix: str) -> None:
        for key, value in node.items():
            if isinstance(value, Mapping):
                walk(value, f"{prefix}{key}.")
            else:
                flat[f"{prefix}{key}"] = value

    walk(data, "")
    return flat


class Text:
    """Texts, numbers and dates of one language.

    Args:
        lang: ``es`` or ``en``.
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"unknown language {lang}")
        self.lang = lang
        self._texts = catalogue(lang)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of ``key`` with its ``{placeholders}`` filled.

        Raises:
            KeyError: The key is not in the catalogue.
        """
        text = self._texts[key]
        return text.format(**values) if values else text

    def code(self, family: str, value: str) -> str:
        """Return the words for a code found in data; the code itself when it has none yet."""
        return self._texts.get(f"{family}.{value}", str(value).replace("_", " "))

    def count(self, key: str, n: int, **values: Any) -> str:
        """Return ``key.one`` or ``key.other`` with ``{n}`` written as a number."""
        return self(f"{key}.{fmt.plural(n, 'one', 'other')}", n=self.number(n), **values)

    def pick(self, row: Any, column: str) -> str:
        """Return ``row[column_<lang>]``; words for missing when it is empty."""
        value = row[f"{column}_{self.lang}"]
        return self.missing if fmt.is_missing(value) else str(value)

    @property
    def missing(self) -> str:
        """The words for a value that no source publishes."""
        return fmt.MISSING[self.lang]

    def number(self, value: Any, decimals: int = 0) -> str:
        """Write a plain number."""
        return fmt.number(value, self.lang, decimals=int(decimals))

    def percent(self, value: Any, decimals: int = 1) -> str:
        """Write a percentage on the 0–100 scale."""
        return fmt.percent(value, self.lang, decimals=int(decimals))

    def points(self, value: Any, decimals: int = 1, *, signed: bool = True) -> str:
        """Write percentage points."""
        return fmt.points(value, self.lang, decimals=int(decimals), signed=signed)

    def quantity(self, value: Any, unit: str | None, decimals: int = 0) -> str:
        """Write a value with its unit."""
        return fmt.quantity(value, unit, self.lang, decimals=int(decimals))

    def interval(self, low: Any, high: Any, unit: str | None, decimals: int = 0) -> str:
        """Write a range with its unit once."""
        return fmt.interval(low, high, unit, self.lang, decimals=int(decimals))

    def country(self, code: str) -> str:
        """Return the name of a country by its two-letter code."""
        return fmt.country(code, self.lang)

    def date(self, value: Any) -> str:
        """Write a date at the precision it has."""
        return fmt.date(value, self.lang)

    def moment(self, value: Any) -> str:
        """Write an instant."""
        return fmt.moment(value, self.lang)

    def listing(self, items: list[str]) -> str:
        """Write ``a, b y c``."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('word.and')} {items[-1]}"
