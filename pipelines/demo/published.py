"""Read every published figure the simulation has to respect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from pipelines.demo.base import Base, Row, Signing, rows_of
from pipelines.errors import FaroError
from pipelines.ingest.names import Matcher


def load(raw: Path, *, seed: int) -> Base:
    """Read what is published from the raw folder.

    Args:
        raw: Folder of the untouched deliveries.
        seed: Of every random stream.

    Raises:
        FaroError: A file is missing, or a named municipality is not recognised.
    """
    matcher = Matcher.from_folder(raw / "territory")
    comunas = rows_of(raw / "territory" / "comunas.csv")
    comunas = sorted(
        (row for row in comunas if row["has_municipality"] == "true"),
        key=lambda row: row["cut_code"],
    )
    rounds = {
        row["year"]: row for row in rows_of(raw / "catalogues" / "rounds.csv") if row["method_id"]
    }
    published = rows_of(raw / "published" / "published_figures.csv")
    figures = list(_means(published, rounds))
    national = _best(figures, level="country", group="")
    scores = {
        (rounds[row["year"]]["round_id"], _cut(matcher, row)): hundredths(row["score_percent"])
        for row in rows_of(raw / "published" / "municipal_scores.csv")
    }
    return Base(
        seed=seed,
        comunas=tuple(comunas),
        rounds=tuple(sorted({name for name, _ in national})),
        national={name: value for (name, _), value in national.items()},
        pilots={n: v for (n, _), v in _best(figures, level="country", group="mgtm_pilot").items()},
        regional=_best(figures, level="region", group="", certain=True),
        scores=scores,
        ranks=dict(_ranks(published, rounds, matcher)),
        signings=tuple(_signings(raw / "published" / "convenios.csv", matcher)),
        counts={r["figure_id"]: int(r["value"]) for r in published if r["unit"] == "count"},
        methods={row["round_id"]: row["method_id"] for row in rounds.values()},
        catalogues=raw / "catalogues",
    )


def hundredths(text: str) -> int:
    """Return a score as whole hundredths of a point, half up.

    Args:
        text: A number with a point, as catalogues write it.
    """
    return int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _means(rows: list[Row], rounds: dict[str, Row]) -> Iterator[Row]:
    """Figures that are the mean TA score of municipalities in a round of the catalogue."""
    for row in rows:
        of_municipalities = row["sector"] == "municipality" and not row["matter"]
        if row["indicator"] == "ta_compliance_average" and of_municipalities:
            yield {**row, "round_id": rounds[row["year"]]["round_id"]}


def _best(
    figures: list[Row], *, level: str, group: str, certain: bool = False
) -> dict[tuple[str, str], int]:
    """Return (round, geography) → mean, taking the figure with most decimals of each.

    With ``certain``, a figure of medium confidence (its round is not stated) is left out.
    """
    finest: dict[tuple[str, str], Row] = {}
    for row in figures:
        if row["geography_level"] != level or row["group"] != group:
            continue
        if certain and row["confidence"] != "high":
            continue
        key = (row["round_id"], row["geography"])
        if key not in finest or int(row["decimals"]) > int(finest[key]["decimals"]):
            finest[key] = row
    return {key: hundredths(row["value"]) for key, row in finest.items()}


def _ranks(
    rows: list[Row], rounds: dict[str, Row], matcher: Matcher
) -> Iterator[tuple[tuple[str, str], int]]:
    for row in rows:
        if row["indicator"] == "ta_national_rank":
            cut = _cut(matcher, {"municipality_as_published": row["geography"], "region": ""})
            yield (rounds[row["year"]]["round_id"], cut), int(row["value"])


def _signings(path: Path, matcher: Matcher) -> Iterator[Signing]:
    for row in rows_of(path):
        whole = len(row["date"]) == len("2014-05-29")
        yield Signing(
            _cut(matcher, row), row["event"], date.fromisoformat(row["date"]) if whole else None
        )


def _cut(matcher: Matcher, row: Row) -> str:
    name = f"Municipalidad de {row['municipality_as_published']}"
    match = matcher.match(name, region=row["region"])
    if match.cut is None:
        raise FaroError(
            f"«{row['municipality_as_published']}» is no municipality",
            where="published",
            fix="Correct the name",
            code=match.reason or "no_match",
        )
    return match.cut
