"""What a cell shows beside what it stores: the same number, its hundredth, or another thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.ingest.reading.values import Percent

_SHOWN = re.compile(
    r"[^\d]*?(?P<digits>\d[\d.,'’\s]*)(?:[eE](?P<power>[+-]?\d{1,3}))?(?P<after>[^\d]*)", re.ASCII
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")


def compared(shown: str, value: float) -> Percent | None:
    """Tell what a text shows of the number that is stored with it.

    The text is rounded, and in the separators of whoever wrote it: it is the number where any
    reading of it is, within one unit of its last place and whatever its sign.

    Args:
        shown: What a cell shows, as «62,5%»; what holds no number, or several, tells nothing.
        value: The number it stores.

    Returns:
        ``NONE`` where it is the number or tells nothing, ``SCALED`` where a percentage shows its
        hundredfold, ``SIGN`` where the sign stands beside the number as stored, and None where the
        two are different numbers.
    """
    usual = str(value).removesuffix(".0")
    if shown == usual or shown.replace(",", ".") == usual:  # of most cells, and quickly told
        return Percent.NONE
    match = _SHOWN.fullmatch(shown)
    if not match:
        return Percent.NONE
    readings = list(_readings(match["digits"], int(match["power"] or 0)))
    is_percent = "%" in match["after"]
    for factor, percent in ((100.0, Percent.SCALED), (1.0, Percent.SIGN))[not is_percent :]:
        if any(
            abs(number - abs(value) * factor) <= unit + 1e-9 * number for number, unit in readings
        ):
            return percent if is_percent else Percent.NONE
    return None


def _readings(digits: str, power: int) -> Iterator[tuple[float, float]]:
    """Yield the numbers that digits may mean, each with a unit of its last place."""
    plain = re.sub(r"['’\s]", "", digits).rstrip(".,")
    whole = re.sub(r"[.,]", "", plain)
    last = next((char for char in reversed(plain) if char in ".,"), "")
    if not last or _GROUPED.fullmatch(plain):
        yield float(f"{whole}e{power}"), 10.0**power
    if last and plain.count(last) == 1:
        places = len(plain) - 1 - plain.rindex(last)
        yield float(f"{whole}e{power - places}"), 10.0 ** (power - places)
