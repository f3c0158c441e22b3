"""What every answer to an assistant carries: origin, build, n, breaks of method, citation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from pipelines import marking, origins, serving
from pipelines.origins import Origin
from pipelines.serving import Build
from presentation.words import Text

MOST_ROWS = 200


def whole(
    build: Build,
    body: Mapping[str, Any],
    *,
    origin: Origin | None,
    title: str,
    n: Any,
    breaks: tuple[Sequence[str], list[dict[str, Any]] | None] = ((), None),
    page: str = "",
    query: str = "",
) -> dict[str, Any]:
    """Put around an answer what it never goes without; where it holds nothing, nothing to cite.

    Args:
        build: The build it was read from.
        body: What was asked for.
        origin: The worst of it; None where it holds nothing.
        title: What it is, in Spanish.
        n: How many stand behind it.
        breaks: Rounds it speaks of, and the breaks between them where they are known.
        page: The page that shows it, with its query.
        query: The SQL that gave it.
    """
    rounds, crossed = breaks
    between = breaks_between(build, rounds) if crossed is None else crossed
    publisher = Text("es")("cite.publisher")
    changing = serving.provisional(build)
    worst = origin or origins.PUBLISHED
    warning = marking.cited(worst, "es", provisional=changing)
    parts = (warning, publisher, title, f"Edición {build.build_id}")
    where = f"/{page}{'&' if '?' in page else '?'}build={build.build_id}"
    return {
        **body,
        "origin": origin,
        **{"provisional": changing, **marking.fields(worst, provisional=changing)},
        "build": build.build_id,
        "built_at": build.manifest["built_at"],
        "n": n,
        "breaks": [
            {key: row[key] for key in ("after_round_id", "before_round_id", "severity")}
            | {"reason": {"es": row["reason_es"], "en": row["reason_en"]}}
            for row in between
        ],
        "citation": {
            "text": f"{'. '.join(part for part in parts if part)}.",
            "address": where,
            **({"sql": query} if query else {}),
        }
        if origin
        else None,
    }


def breaks_between(build: Build, rounds: Sequence[str]) -> list[dict[str, Any]]:
    """Return the method breaks between the earliest and the latest of some rounds.

    Args:
        build: The build.
        rounds: Ids of the rounds an answer speaks of.
    """
    if "core_fiscalizacion__method_break" not in build.tables() or len(set(rounds)) < 2:
        return []
    years = build.table("core_fiscalizacion__round").set_index("round_id")["year"]
    own = [float(years[round_id]) for round_id in set(rounds) if round_id in years.index]
    if len(own) < 2:
        return []
    rows = build.table("core_fiscalizacion__method_break").to_dict("records")
    return [row for row in rows if min(own) < float(row["year_position"]) < max(own)]


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the first rows of a frame as JSON holds them, days as ISO dates.

    Args:
        frame: Its rows; :data:`MOST_ROWS` of them at most are given.
    """
    records = json.loads(
        frame.head(MOST_ROWS).to_json(orient="records", force_ascii=False, date_format="iso")
    )
    return list(records)


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; None where it is missing.

    Args:
        value: A cell of a frame.
    """
    if pd.isna(value):
        return None
    return float(value) if isinstance(value, int | float) or hasattr(value, "dtype") else value


def members(frame: pd.DataFrame) -> list[int | None]:
    """Return the least and the most members that a value stands on, None where it is not known.

    Args:
        frame: With a column ``n`` where it is known.
    """
    if "n" not in frame or frame.empty:
        return [None, None]
    known = frame["n"].dropna()
    return [int(known.min()), int(known.max())] if len(known) else [None, None]


def worst_of(frame: pd.DataFrame) -> Origin | None:
    """Return the worst origin of the rows of a frame; None where it has none.

    Args:
        frame: With an ``origin``.
    """
    return worst_level(frame["origin"].dropna())


def worst_level(levels: Iterable[Origin]) -> Origin | None:
    """Return the worst origin of what is answered; None where that is nothing.

    Args:
        levels: Of what is answered.
    """
    listed = list(levels)
    return origins.worst(listed) if listed else None
