"""What the tests of the demonstration panel share that is no fixture."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from builds_for_tests import RAW

from pipelines.ingest import deliveries
from pipelines.ingest.intake import Intake


@dataclass(frozen=True)
class Panel:
    """The panel as written, and as the intake understood it."""

    folder: Path
    files: list[Path]
    manifest: dict
    intakes: list[Intake]
    refused: list[deliveries.Refused]

    def rows(self, kind: str) -> pd.DataFrame:
        """The accepted rows of a kind, of all its files."""
        tables = [i.accepted.to_pandas() for i in self.intakes if i.source.id == kind]
        return pd.concat(tables, ignore_index=True)

    def totals(self) -> pd.DataFrame:
        """Totals as published, from files of totals and from the one with materias."""
        names = {"total_pct": "score_pct", "total_pct_state": "score_pct_state"}
        wide = self.rows("fiscalizacion_wide").rename(columns=names)
        rows = pd.concat([self.rows("fiscalizacion_total"), wide], ignore_index=True)
        rows = rows[rows["revision"] == "as_published"]
        return rows[["cut", "round_id", "score_pct", "score_pct_state"]]


def published(table: str) -> list[dict[str, str]]:
    with (RAW / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
