"""What is known of the editions that stood in a folder: each of them, and what each page said."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipelines.errors import FaroError
from pipelines.institution.releases import Holding

LEDGER = "site.json"


class Past(NamedTuple):
    """An edition published.

    Attributes:
        at: Its turn among all that stood here.
        build_id: Its build.
        day: The day of the build.
        is_marked: Whether it shows simulated figures, marked as such.
        rounds: The rounds it holds, for when its build is on the shelf no more; None where it was
            published before that was kept, or cannot say.
        datasets: The same of what it was made from.
    """

    at: int
    build_id: str
    day: str
    is_marked: bool
    rounds: list[str] | None = None
    datasets: list[str] | None = None

    @classmethod
    def of(cls, at: int, build_id: str, day: str, held: Holding, *, is_marked: bool) -> Past:
        """Return the edition of a build that holds this.

        Args:
            at: Its turn among all that stood here.
            build_id: The build.
            day: The day of the build.
            held: Rounds and data sets that the build holds.
            is_marked: Whether it shows simulated figures, marked as such.
        """
        rounds = None if held.rounds is None else sorted(held.rounds)
        datasets = None if held.datasets is None else sorted(held.datasets)
        return cls(at, build_id, day, is_marked, rounds, datasets)

    @property
    def held(self) -> Holding:
        """What its build holds, as the release calendar names it."""
        rounds = None if self.rounds is None else frozenset(self.rounds)
        datasets = None if self.datasets is None else frozenset(self.datasets)
        return Holding(self.build_id, rounds, datasets)


class Said(NamedTuple):
    """What a page said from an edition on.

    Attributes:
        at: The turn of the edition.
        build_id: Its build.
        day: The day of the build.
        title: What the page was called.
        lead: What it said first.
    """

    at: int
    build_id: str
    day: str
    title: str
    lead: str


@dataclass
class Ledger:
    """What is known of an edition and those before it.

    Attributes:
        build_id: Its build.
        day: The day of the build.
        base: The address it was made for.
        history: By path of a page: what it said, oldest first, once for each build.
        gone: The same of pages that are no longer there.
        editions: Every edition, oldest first, once for each build.
    """

    build_id: str = ""
    day: str = ""
    base: str = ""
    history: dict[str, list[Said]] = field(default_factory=dict)
    gone: dict[str, list[Said]] = field(default_factory=dict)
    editions: list[Past] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Ledger:
        """Return the ledger of a folder; an empty one where there is none.

        Args:
            folder: Of an edition.

        Raises:
            FaroError: It cannot be read.
        """
        path = folder / LEDGER
        if not path.is_file():
            return cls()
        try:
            kept = json.loads(path.read_text("utf-8"))
            history, gone = (
                {name: [Said(*fields) for fields in made] for name, made in kept[part].items()}
                for part in ("history", "gone")
            )
            editions = [Past(*fields) for fields in kept["editions"]]
            return cls(kept["build_id"], kept["day"], kept["base"], history, gone, editions)
        except (ValueError, KeyError, TypeError) as error:
            raise FaroError(
                "this is not the ledger of an edition",
                where=str(path),
                fix="Move the folder away, or choose another with --out",
                code="bad_site",
            ) from error

    def write(self, folder: Path) -> None:
        """Write it into a folder.

        Args:
            folder: Of the edition.
        """
        content = {
            "build_id": self.build_id,
            "day": self.day,
            "base": self.base,
            "editions": self.editions,
            "history": dict(sorted(self.history.items())),
            "gone": dict(sorted(self.gone.items())),
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        (folder / LEDGER).write_text(text, "utf-8")
