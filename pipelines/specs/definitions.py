"""What a build says of itself: its contracts, metrics and thresholds, kept beside its tables.

A build serves the definitions it was made with: words and thresholds of today do not relabel it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from pipelines.errors import FaroError
from pipelines.specs.base import Model
from pipelines.specs.tables import Contract, Metric

FILE = "definitions.json"


class Thresholds(Model):
    """The numbers of ``thresholds.yml``; a default is what builds had that kept none."""

    minimum_group: int = Field(ge=2, le=100)
    last_year: int = Field(default=2030, ge=2026, le=2100)
    full_round_pct: int = Field(default=50, ge=1, le=100)

    def fill(self, data: Any) -> Any:
        """Return texts, lists and mappings with ``{minimum_group}`` and the like written out.

        Args:
            data: What a YAML file holds.
        """
        if isinstance(data, str):
            for name, value in self.model_dump().items():
                data = data.replace(f"{{{name}}}", str(value))
            return data
        if isinstance(data, list):
            return [self.fill(item) for item in data]
        if isinstance(data, dict):
            return {key: self.fill(value) for key, value in data.items()}
        return data


class Definitions(Model):
    """Contracts by table, metrics by id, and thresholds."""

    thresholds: Thresholds
    contracts: dict[str, Contract]
    metrics: dict[str, Metric]


def keep(definitions: Definitions, folder: Path) -> None:
    """Write the definitions into the folder of a build.

    Args:
        definitions: What the build was made with.
        folder: Of the build.
    """
    text = definitions.model_dump_json(exclude_defaults=True, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def kept(folder: Path) -> Definitions | None:
    """Return the definitions a build was made with, or None when it kept none.

    What a later Faro no longer knows of a definition is left out, not refused.

    Args:
        folder: Of the build.

    Raises:
        FaroError: The file is damaged (``damaged_build``).
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        return Definitions.model_validate_json(path.read_bytes(), extra="ignore")
    except ValidationError as error:
        raise FaroError(
            "its definitions cannot be read",
            where=f"{folder.name}/{FILE}",
            fix="Run `faro build`, or open another build",
            code="damaged_build",
        ) from error
