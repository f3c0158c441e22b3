"""The year after the last one of ``data/raw``: its round, its file, and then its published mean."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from pipelines.ingest import catalogues
from pipelines.ingest.catalogues import NewRound, Row

ROUNDS = "catalogues/rounds.csv"
FIGURES, SOURCES = "published/published_figures.csv", "published/sources.csv"
MEAN = "83.4"
FILE = "deliveries/fiscalizacion/resultados.csv"


def rows(raw: Path, file: str) -> list[dict[str, str]]:
    with (raw / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def year_of(live: Path) -> int:
    """Return the year after the last round."""
    return max(int(row["year"]) for row in rows(live, ROUNDS)) + 1


def scores(raw: Path) -> dict[str, float]:
    """Return a score for every municipality but four, from 60 to 100, by its CUT."""
    towns = [r for r in rows(raw, "territory/comunas.csv") if r["has_municipality"] == "true"]
    return {row["cut_code"]: 60 + (7 * at % 401) / 10 for at, row in enumerate(towns[:-4])}


def deliver(raw: Path, year: int) -> Path:
    """Write the results of a year as a municipality's office would send them."""
    path = raw / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    names = {row["cut_code"]: row["comuna"] for row in rows(raw, "territory/comunas.csv")}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Municipio", "Código", "Ronda", "Puntaje"])
        for cut, score in scores(raw).items():
            writer.writerow([names[cut], cut, year, f"{score:.1f}".replace(".", ",")])
    return path


def arrive(live: Path, raw: Path) -> Path:
    """Copy ``live`` to ``raw``, add the next round with the last one's method, and its file."""
    shutil.copytree(live, raw)
    last = max(rows(raw, ROUNDS), key=lambda row: int(row["year"]))
    year = year_of(live)
    method = last["method_id"] or catalogues.UNKNOWN
    breaks = None if last["method_id"] else "unknown"
    catalogues.add_round(raw, NewRound(str(year), method, f"{year}-11-29", breaks))
    deliver(raw, year)
    return raw


def publish(raw: Path, year: int) -> None:
    """Add the published mean of a year, and the source that prints it."""
    source = _next(rows(raw, SOURCES), "source_id")
    figure = _next(rows(raw, FIGURES), "figure_id")
    catalogues.add(
        raw,
        [
            Row(
                SOURCES,
                {
                    "source_id": source,
                    "title": f"Resultados {year}",
                    "publisher": "Consejo para la Transparencia (CPLT)",
                    "date": str(year),
                    "language": "es",
                },
            ),
            Row(
                FIGURES,
                {
                    "figure_id": figure,
                    "indicator": "ta_compliance_average",
                    "instrument": "ta",
                    "sector": "municipality",
                    "geography_level": "country",
                    "geography": "Chile",
                    "year": str(year),
                    "period": str(year),
                    "value": MEAN,
                    "unit": "percent",
                    "decimals": "1",
                    "source_id": source,
                    "confidence": "high",
                },
            ),
        ],
    )


def _next(known: list[dict[str, str]], key: str) -> str:
    last = max(row[key] for row in known)
    return f"{last[0]}{int(last[1:]) + 1:03d}"
