"""Interface text and formatting in one language: what pages, charts and exports speak with.

What many share stands in ``es.toml`` and ``en.toml``; the words of one chart, page or list of
formats in a file of its own (``charts/``, ``pages/``, ``formats/``), each text in both languages:
``takeaway.es`` and ``takeaway.en``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipelines import serving
from pipelines.ingest.names.countries import country_name
from pipelines.serving import Build, Metric
from presentation import formats as fmt
from presentation.formats import LANGUAGES

FOLDER = Path(__file__).parent


@cache
def catalogue(lang: str, minimum_group: int) -> dict[str, str]:
    """Return every text of a language by dotted key, with the smallest group written in.

    Args:
        lang: ``es`` or ``en``.
        minimum_group: Below it nothing is shown of a group.

    Raises:
        ValueError: A text stands in two files, or in one language alone.
    """
    return {
        key[:-3]: text.replace("{minimum_group}", str(minimum_group))
        for key, text in _in_both().items()
        if key.endswith(f".{lang}")
    }


@cache
def _in_both() -> dict[str, str]:
    """Return every text in both languages, by ``key.es`` and ``key.en``.

    Raises:
        ValueError: A text stands in two files, or in one language alone.
    """
    texts = {
        f"{key}.{lang}": text
        for lang in LANGUAGES
        for key, text in _texts(_read(FOLDER / f"{lang}.toml"))
    }
    for path in sorted(FOLDER.glob("*/*.toml")):
        own = dict(_texts(_read(path)))
        if twice := own.keys() & texts.keys():
            raise ValueError(f"{path.name}: {min(twice)[:-3]} stands twice")
        if lacking := _lacking(own):
            raise ValueError(
                f"{path.name}: {min(lacking)} is lacking: each text has both languages"
            )
        texts |= own
    return texts


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _texts(node: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text below a node with its dotted key."""
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _texts(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _lacking(in_both: Mapping[str, str]) -> set[str]:
    """Return the keys that stand in one language alone."""
    stems = {key.rpartition(".")[0] for key in in_both}
    return {f"{stem}.{lang}" for stem in stems for lang in LANGUAGES} - in_both.keys()


class Text:
    """Texts, numbers and dates of one language, and the words and thresholds of one build.

    Args:
        lang: ``es`` or ``en``.
        build: Whose metrics and smallest group are spoken of; today's when None.
    """

    def __init__(self, lang: str, build: Build | None = None) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"unknown language {lang}")
        self.lang = lang
        self.build = build
        self.minimum_group = build.minimum_group if build else serving.minimum_group()
        self._texts = catalogue(lang, self.minimum_group)

    @property
    def metrics(self) -> dict[str, Metric]:
        """Every metric by its id, as the build defines it."""
        return self.build.metrics if self.build else serving.metrics()

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of ``key`` with its ``{placeholders}`` filled.

        Raises:
            KeyError: The key is not in the catalogue.
        """
        text = self._texts[key]
        filled = {
            name: self.missing if _unknown(value) else value for name, value in values.items()
        }
        return text.format(**filled) if filled else text

    def has(self, key: str) -> bool:
        """Return whether there is a text of ``key``.

        Args:
            key: Of a text, as ``nav.resumen``.
        """
        return key in self._texts

    def code(self, family: str, value: str) -> str:
        """Return the words for a code found in data; the code itself when it has none yet.

        Args:
            family: What the code is of, as ``origin``.
            value: The code.
        """
        return self._texts.get(f"{family}.{value}", str(value).replace("_", " "))

    def count(self, key: str, n: int, **values: Any) -> str:
        """Return ``key.one`` or ``key.other`` with ``{n}`` written as a number.

        Args:
            key: Of a text that has ``one`` and ``other``.
            n: How many.
            **values: What else the text names.
        """
        return self(f"{key}.{fmt.plural(n, 'one', 'other')}", n=self.number(n), **values)

    def pick(self, row: Any, column: str) -> str:
        """Return ``row[column_<lang>]``; words for missing when it is empty.

        Args:
            row: A row, or anything with keys.
            column: Name of its column without the language.
        """
        value = row[f"{column}_{self.lang}"]
        return self.missing if fmt.is_missing(value) else str(value)

    def remark(self, row: Any, column: str = "note") -> str:
        """Return ``row[column_<lang>]``, a remark that may be missing: then, no words at all.

        Args:
            row: A row, or anything with keys.
            column: Name of its column without the language.
        """
        value = row.get(f"{column}_{self.lang}")
        return "" if fmt.is_missing(value) else str(value)

    @property
    def missing(self) -> str:
        """The words for a value that no source publishes."""
        return fmt.MISSING[self.lang]

    def number(self, value: Any, decimals: int = 0) -> str:
        """Write a plain number.

        Args:
            value: A number, or what stands for a missing one.
            decimals: How many it is written with.
        """
        return fmt.number(value, self.lang, decimals=int(decimals))

    def percent(self, value: Any, decimals: int = 1) -> str:
        """Write a percentage on the 0–100 scale.

        Args:
            value: From 0 to 100; a missing one is said.
            decimals: How many it is written with.
        """
        return fmt.percent(value, self.lang, decimals=int(decimals))

    def points(self, value: Any, decimals: int = 1, *, signed: bool = True) -> str:
        """Write percentage points.

        Args:
            value: In percentage points; a missing one is said.
            decimals: How many it is written with.
            signed: Whether a gain has its plus.
        """
        return fmt.points(value, self.lang, decimals=int(decimals), signed=signed)

    def quantity(self, value: Any, unit: str | None, decimals: int = 0) -> str:
        """Write a value with its unit.

        Args:
            value: A number, or what stands for a missing one.
            unit: As contracts write it; None for a plain number.
            decimals: How many it is written with.
        """
        return fmt.quantity(value, unit, self.lang, decimals=int(decimals))

    def interval(self, low: Any, high: Any, unit: str | None, decimals: int = 0) -> str:
        """Write a range with its unit once.

        Args:
            low: Its lower end.
            high: Its upper end.
            unit: As contracts write it; None for a plain number.
            decimals: How many both are written with.
        """
        return fmt.interval(low, high, unit, self.lang, decimals=int(decimals))

    def country(self, code: str) -> str:
        """Return the name of a country by its two-letter code, or of a local member of OGP.

        Args:
            code: Two letters of ISO 3166, or the id of a local member.
        """
        return country_name(code, self.lang)

    def date(self, value: Any) -> str:
        """Write a date at the precision it has.

        Args:
            value: A date, or text: a year, a month or a day.
        """
        return fmt.date(value, self.lang)

    def moment(self, value: Any) -> str:
        """Write an instant.

        Args:
            value: With its offset; it is written in Chile's time.
        """
        return fmt.moment(value, self.lang)

    def listing(self, items: list[str]) -> str:
        """Write ``a, b y c``.

        Args:
            items: In their order.
        """
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('word.and')} {items[-1]}"


def _unknown(value: Any) -> bool:
    """No sentence says ``nan`` or ``inf``."""
    return isinstance(value, float) and fmt.is_missing(value)
