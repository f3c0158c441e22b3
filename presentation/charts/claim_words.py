"""What the comparisons of the pilots say, each kind by itself.

Published, delivered and simulated comparisons are never added up, and what crosses a break is
said apart and not counted.
"""

from __future__ import annotations

import pandas as pd

from presentation.words import Text

BASES = ("published", "delivered")


def comparable(rows: pd.DataFrame, t: Text) -> str:
    """Return what comparable readings say: the published ones, else the delivered, else none.

    Args:
        rows: ``out_estudio__claim``.
        t: Text in the language of the reader.
    """
    own = compared_readings(rows)
    votes = own[own["is_vote"]]
    if votes.empty:
        return t("chart.claim.votes.none")
    if len(votes) == 1:
        return _single(votes.iloc[0], t)
    return t(f"chart.claim.votes.{votes['basis'].iloc[0]}", **_counted(votes, t))


def compared_readings(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the readings that :func:`comparable` speaks of: of one basis, or none.

    Args:
        rows: ``out_estudio__claim``.
    """
    votes = rows[rows["is_vote"]]
    basis = next((candidate for candidate in BASES if (votes["basis"] == candidate).any()), None)
    return rows[rows["basis"] == basis]


def apart(rows: pd.DataFrame, t: Text) -> list[str]:
    """Return what is shown and not counted with the rest: simulated votes, pairs across a break.

    Args:
        rows: ``out_estudio__claim`` with a value.
        t: Text in the language of the reader.
    """
    sentences = []
    simulated = rows[rows["is_vote"] & (rows["basis"] == "simulated")]
    if len(simulated):
        sentences.append(t("chart.claim.votes.simulated", **_counted(simulated, t)))
    crossing = rows[~rows["is_comparable"] & (rows["scale"] == "points")]
    if len(crossing):
        sentences.append(t.count("chart.claim.crossing", len(crossing)))
    return sentences


def _counted(votes: pd.DataFrame, t: Text) -> dict[str, str]:
    return {
        "ahead": t.number((votes["verdict"] == "ahead").sum()),
        "n": t.number(len(votes)),
        "depends": t.number((votes["verdict"] == "depends").sum()),
        "low": t.points(votes["value"].min(), 1),
        "high": t.points(votes["value"].max(), 1),
    }


def _single(vote: pd.Series, t: Text) -> str:
    """Return the one comparison there is."""
    facts = {
        "start": str(vote["from_year"]),
        "end": str(vote["to_year"]),
        "value": t.points(abs(vote["value"]), 1, signed=False),
    }
    return t(f"chart.claim.one.{vote['verdict']}", **facts)
