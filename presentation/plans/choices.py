"""A plan in an address: ``cut=13101&version=regional_2022&start=2027-01&capacity=2&months=a:3``.

``deadline=2029-12`` is the last month allowed, ``other=6`` the months of tools without a time,
``after=b>a`` makes one tool wait for another. In other countries ``country=MX&code=15001``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.errors import FaroError
from pipelines.ingest.names.countries import HOME
from pipelines.methods.planning import months

CAPACITY, MOST_CAPACITY, MOST_MONTHS = 2, 12, 60
NO_DEADLINE = "none"
FORMATS = ("xlsx", "ics", "pdf", "csv", "png", "svg")  # of the files of a plan
Lengths = tuple[tuple[str, int], ...]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What a reader asks a plan for.

    Attributes:
        country: Country of the municipality.
        code: Its code in the country.
        version: Version of a model.
        start: First month.
        capacity: Tools at once.
        deadline: Last month allowed, if the reader gives one.
        months: Months the reader gives to some tools.
        other: Months the reader gives to every other tool without a time.
        after: Pairs (tool, the one it waits for) the reader adds to the order of the model.
    """

    country: str
    code: str
    version: str
    start: int
    capacity: int = CAPACITY
    deadline: int | None = None
    months: Lengths = ()
    other: int | None = None
    after: Pairs = ()


def usual_start(today: date) -> int:
    """Return the month a plan starts when nobody says: the next one.

    Args:
        today: The day.
    """
    return months.month_of(today) + 1


def query(choices: Asked) -> dict[str, str]:
    """Return the query that asks for a plan: short, readable, the start always said.

    Args:
        choices: What the reader asked.
    """
    own = {"cut": choices.code} if choices.country == HOME else {"code": choices.code}
    parts = {
        "country": "" if choices.country == HOME else choices.country,
        **own,
        "version": choices.version,
        "start": months.write(choices.start),
        "capacity": str(choices.capacity),
        "deadline": "" if choices.deadline is None else months.write(choices.deadline),
        "months": write_months(choices.months),
        "other": str(choices.other or ""),
        "after": write_after(choices.after),
    }
    return {key: value for key, value in parts.items() if value}


def read(
    wanted: Mapping[str, str], tools: Mapping[str, tuple[str, ...]], *, today: date
) -> tuple[Asked, list[str]]:
    """Return the plan of an address and the parts of it that make no sense.

    Args:
        wanted: The query.
        tools: Version → ids of its tools.
        today: Day to start after when the address does not say.
    """
    nonsense: list[str] = []
    version = wanted.get("version", "")
    if version not in tools:
        nonsense.append(f"version={version}")
        version = next(iter(tools))
    country = wanted.get("country", HOME)
    start = _month(wanted, "start", nonsense)
    lengths, bad = read_months(wanted.get("months", ""), tools[version])
    after, worse = read_after(wanted.get("after", ""), tools[version])
    choices = Asked(
        country=country,
        code=wanted.get("cut" if country == HOME else "code", ""),
        version=version,
        start=usual_start(today) if start is None else start,
        capacity=_number(wanted, "capacity", MOST_CAPACITY, nonsense) or CAPACITY,
        deadline=_month(wanted, "deadline", nonsense),
        months=lengths,
        other=_number(wanted, "other", MOST_MONTHS, nonsense),
        after=after,
    )
    return choices, [*nonsense, *bad, *worse]


def read_months(text: str, tools: tuple[str, ...]) -> tuple[Lengths, list[str]]:
    """Return the months an address gives to tools, and the parts that make no sense.

    Args:
        text: What the address says, as ``regional_projects:6``.
        tools: Ids of the tools of the version.
    """
    lengths: dict[str, int] = {}
    nonsense = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        tool, _, length = part.partition(":")
        fits = length.isdecimal() and 1 <= int(length) <= MOST_MONTHS
        if tool in tools and tool not in lengths and fits:
            lengths[tool] = int(length)
        else:
            nonsense.append(part)
    return tuple(lengths.items()), nonsense


def write_months(lengths: Lengths) -> str:
    """Return months given to tools as an address says them.

    Args:
        lengths: Tool and months.
    """
    return ",".join(f"{tool}:{length}" for tool, length in lengths)


def read_after(text: str, tools: tuple[str, ...]) -> tuple[Pairs, list[str]]:
    """Return the pairs of an address, and the parts that make no sense.

    Args:
        text: What the address says, as ``regional_policy>regional_agreement``.
        tools: Ids of the tools of the version.
    """
    pairs: list[tuple[str, str]] = []
    nonsense: list[str] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        tool, _, first = part.partition(">")
        if tool in tools and first in tools and tool != first:
            pairs.append((tool, first))
        else:
            nonsense.append(part)
    return tuple(dict.fromkeys(pairs)), nonsense


def write_after(pairs: Pairs) -> str:
    """Return pairs as an address says them.

    Args:
        pairs: A tool, and one that waits for it.
    """
    return ",".join(f"{tool}>{first}" for tool, first in pairs)


def _month(wanted: Mapping[str, str], key: str, nonsense: list[str]) -> int | None:
    text = wanted.get(key)
    if not text or text == NO_DEADLINE:
        return None
    try:
        return months.read(text)
    except FaroError:
        nonsense.append(f"{key}={text}")
        return None


def _number(wanted: Mapping[str, str], key: str, most: int, nonsense: list[str]) -> int | None:
    text = wanted.get(key)
    if not text:
        return None
    if text.isdecimal() and 1 <= int(text) <= most:
        return int(text)
    nonsense.append(f"{key}={text}")
    return None
