"""The one place where numbers and dates become text, for screen, print and export alike.

Spanish follows Chile (30,3 % · 1.234 · 27-02-2018), English the plain international form
(30.3% · 1,234 · 27 Feb 2018). A missing value is said in words; it is never 0 and never blank.
"""

from __future__ import annotations

import datetime as dt
import math
from calendar import monthrange
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from pipelines.clock import CHILE
from pipelines.specs.base import LANGUAGES as LANGUAGES
from pipelines.specs.base import Lang as Lang
from pipelines.spreadsheets.missing import is_missing as is_missing

LOCALES: dict[str, str] = {"es": "es_CL", "en": "en"}
NBSP = "\u00a0"
MINUS = "\u2212"
MISSING: dict[str, str] = {"es": "sin datos publicados", "en": "no published data"}
NOT_APPLICABLE: dict[str, str] = {"es": "no aplica", "en": "not applicable"}
_DATE_PATTERNS = {"es": "dd-MM-yyyy", "en": "d MMM yyyy"}
_POINTS = {"es": "pts", "en": "pts"}
_MOST = 1e20  # more digits than these say nothing


class Few(float):
    """A figure that is not shown because too few stand behind it: missing, and known why.

    It counts as missing wherever numbers are counted, and is written as of a group that is too
    small, never as if nobody had published it.

    Args:
        minimum: The smallest group of which the figure is shown.
    """

    minimum: int

    def __new__(cls, minimum: int) -> Few:
        """Make a missing number that knows the least it would take."""
        few = super().__new__(cls, math.nan)
        few.minimum = minimum
        return few


def absent(value: Any, lang: str) -> str:
    """Write why there is no value: nobody publishes it, or too few stand behind it.

    Args:
        value: What stands for the missing value.
        lang: ``es`` or ``en``.
    """
    return f"n < {value.minimum}" if isinstance(value, Few) else MISSING[lang]


def number(value: Any, lang: str, *, decimals: int = 0, signed: bool = False) -> str:
    """Write a number with the separators of the language.

    Args:
        value: A real number; missing values become words.
        lang: ``es`` or ``en``.
        decimals: Decimals shown, always all of them.
        signed: Whether a plus sign is written.

    Returns:
        The text; of a number of 1e20 or more in powers of ten.

    Raises:
        KeyError: Any other language.
    """
    if is_missing(value):
        return absent(value, lang)
    value = float(value)
    if not math.isfinite(value):
        return MISSING[lang]
    text = _digits(abs(value), decimals, lang)
    is_zero = not any(character in "123456789" for character in text)
    if value < 0 and not is_zero:
        return MINUS + text
    return "+" + text if signed and not is_zero else text


@lru_cache(maxsize=16_384)
def _digits(value: float, decimals: int, lang: str) -> str:
    """Write a number without a sign; most of the figures of a page are those of others too."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    if value >= _MOST:
        pattern = "0.0#####E0"
    return str(format_decimal(value, format=pattern, locale=LOCALES[lang]))


def percent(value: Any, lang: str, *, decimals: int = 1, signed: bool = False) -> str:
    """Write a percentage given on the 0–100 scale: ``30,3 %`` or ``30.3%``.

    Args:
        value: A share on the 0–100 scale; missing values become words.
        lang: ``es`` or ``en``.
        decimals: Decimals shown, always all of them.
        signed: Whether a plus sign is written.
    """
    if is_missing(value):
        return absent(value, lang)
    return number(value, lang, decimals=decimals, signed=signed) + _percent_sign(lang)


def points(value: Any, lang: str, *, decimals: int = 1, signed: bool = True) -> str:
    """Write a difference in percentage points: ``+17,2 pts``.

    Args:
        value: A difference in percentage points; missing values become words.
        lang: ``es`` or ``en``.
        decimals: Decimals shown, always all of them.
        signed: Whether a plus sign is written.
    """
    if is_missing(value):
        return absent(value, lang)
    return number(value, lang, decimals=decimals, signed=signed) + NBSP + _POINTS[lang]


def quantity(
    value: Any, unit: str | None, lang: str, *, decimals: int = 0, signed: bool = False
) -> str:
    """Write a value with its unit, as the unit's own rule says.

    Units without a symbol (``municipalities``, ``logit``, ``count``…) are written bare: their name
    belongs to the label beside them.

    Args:
        value: A number in ``unit``, per cent on the 0–100 scale; missing values become words.
        unit: As metrics name units; None is none.
        lang: ``es`` or ``en``.
        decimals: Decimals shown, always all of them.
        signed: Whether a plus sign is written; before points it always is.
    """
    if unit == "percent":
        return percent(value, lang, decimals=decimals, signed=signed)
    if unit in {"percentage_points", "points"}:
        return points(value, lang, decimals=decimals, signed=signed or not is_missing(value))
    return number(value, lang, decimals=decimals, signed=signed)


def interval(low: Any, high: Any, unit: str | None, lang: str, *, decimals: int = 0) -> str:
    """Write a range with its unit once: ``15,1 a 15,3 pts``.

    Args:
        low: Low end, in ``unit``; where one of both is missing, words.
        high: High end.
        unit: As of :func:`quantity`.
        lang: ``es`` or ``en``.
        decimals: Decimals shown, always all of them.
    """
    if is_missing(low) or is_missing(high):
        return absent(low if is_missing(low) else high, lang)
    word = "a" if lang == "es" else "to"
    left = number(low, lang, decimals=decimals)
    right = quantity(high, unit, lang, decimals=decimals).lstrip("+")
    return f"{left} {word} {right}"


def date(value: Any, lang: str) -> str:
    """Write a date; a text that is only a year or a year and month is kept at that precision.

    Args:
        value: A date, a moment (its day as it is written), or ISO text; missing values become
            words, any other text stays as it is.
        lang: ``es`` or ``en``.
    """
    if is_missing(value) or value == "":
        return MISSING[lang]
    if isinstance(value, dt.datetime) and value.year <= dt.MAXYEAR:
        value = value.date()
    if not isinstance(value, dt.date) or value.year > dt.MAXYEAR:
        text = str(value)
        try:
            value = dt.date.fromisoformat(text[:10])
        except ValueError:
            return _partial_date(text, lang)
    return format_date(value, format=_DATE_PATTERNS[lang], locale=LOCALES[lang])


def period_end(text: str) -> dt.date:
    """Return the day on which a date written to year, month or day is over.

    What is known only to a period counts from then on, as ``period_end`` of the SQL has it.

    Args:
        text: ``2017``, ``2017-07`` or ``2017-07-31``.
    """
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or 12
    return dt.date(year, month, day or monthrange(year, month)[1])


def moment(value: str | dt.datetime, lang: str) -> str:
    """Write an instant (ISO text or datetime) as date and time; one with an offset in Chile's.

    Args:
        value: The instant; one without an offset is taken as it is.
        lang: ``es`` or ``en``.

    Raises:
        ValueError: A text that is no ISO moment.
    """
    when = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    if when.tzinfo is None:
        return f"{date(when, lang)} {when:%H:%M}"
    return f"{date(when := when.astimezone(CHILE), lang)} {when:%H:%M} (Chile)"


def whole(value: float) -> float | int:
    """Return a number without a fraction as an integer: 230, not 230.0.

    Args:
        value: A finite number.
    """
    return int(value) if float(value).is_integer() else value


def plural(n: Any, singular: str, other: str) -> str:
    """Return ``singular`` for 1 or −1 and ``other`` for the rest (the rule of both languages).

    Args:
        n: How many.
        singular: The word for one.
        other: The word for any other number.
    """
    return singular if n in (1, -1) else other


def _percent_sign(lang: str) -> str:
    return f"{NBSP}%" if lang == "es" else "%"


def _partial_date(text: str, lang: str) -> str:
    year, _, month = text.partition("-")
    if len(year) == 4 and year.isdigit() and len(month) == 2 and month.isdigit():
        if not 1 <= int(month) <= 12:
            return text
        first = dt.date(int(year), int(month), 1)
        return format_date(
            first, format="MMMM yyyy" if lang == "en" else "MMMM 'de' yyyy", locale=LOCALES[lang]
        )
    return text
