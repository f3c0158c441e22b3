"""What the simulation must respect: the municipalities, and every published figure about them."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from pipelines.errors import FaroError
from pipelines.methods import models

Row = dict[str, str]
PRIORITY = "mgtm2_2017"  # the version that lists the tools prioritised in 2017


@dataclass(frozen=True)
class Signing:
    """A signing whose municipality is known by name; ``signed`` where the day is published."""

    cut: str
    event: str
    signed: date | None


@dataclass(frozen=True)
class Base:
    """The known part of the panel. Scores are whole hundredths of a point (7810 is 78.10 %).

    Attributes:
        seed: Seed of every random stream.
        comunas: The municipalities in order of CUT, as in ``comunas.csv``.
        rounds: Round ids with a published national mean, oldest first.
        national: Round → national mean, to the most precise published decimals.
        pilots: Round → mean of the pilots.
        regional: (round, region) → mean of the municipalities of the region.
        scores: (round, cut) → published score of a municipality.
        ranks: (round, cut) → published place in the country, 1 the best.
        signings: Known signings.
        counts: Figure id → published count.
        methods: Round → method id.
        catalogues: Folder of the catalogues.
    """

    seed: int
    comunas: tuple[Row, ...]
    rounds: tuple[str, ...]
    national: dict[str, int]
    pilots: dict[str, int]
    regional: dict[tuple[str, str], int]
    scores: dict[tuple[str, str], int]
    ranks: dict[tuple[str, str], int]
    signings: tuple[Signing, ...]
    counts: dict[str, int]
    methods: dict[str, str]
    catalogues: Path

    @property
    def cuts(self) -> list[str]:
        """CUT of each municipality, in order."""
        return [row["cut_code"] for row in self.comunas]

    @property
    def regions(self) -> np.ndarray:
        """Region of each municipality, in the same order."""
        return np.array([row["region"] for row in self.comunas])

    def stream(self, topic: str) -> np.random.Generator:
        """Return the random stream of a topic: adding one topic leaves the others as they are.

        Args:
            topic: What is drawn; the same topic gives the same numbers.
        """
        return np.random.default_rng([self.seed, zlib.crc32(topic.encode())])

    def catalogue(self, name: str) -> list[Row]:
        """Return the rows of a catalogue.

        Args:
            name: Name of its file, without the ending.
        """
        return rows_of(self.catalogues / f"{name}.csv")

    def tools(self, *wanted: str) -> dict[str, str]:
        """Return id → Spanish name of the tools of some models, as their first version lists them.

        Args:
            *wanted: Ids of the models.
        """
        first = [m.versions[0] for m in models.library().models if m.id in wanted]
        listed = [
            t for v in first for _, t in sorted(v.tools(), key=lambda pair: pair[1].number or 0)
        ]
        return {tool.id: tool.name.es for tool in listed}

    def priority_tools(self) -> list[str]:
        """Return the tools of MGTM 2.0 prioritised in 2017: those a counterpart was named for."""
        versions = (v for m in models.library().models for v in m.versions if v.id == PRIORITY)
        return [tool.id for version in versions for _, tool in version.tools()]


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a CSV table.

    Args:
        path: The file.

    Raises:
        FaroError: The table is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    except FileNotFoundError as error:
        raise FaroError(
            "is missing", where=path.name, fix="Restore it", code="missing_file"
        ) from error
