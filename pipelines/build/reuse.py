"""What of the last build still holds: what is made of the same is taken over, not made again.

A build notes for each table what it was made of — the text of its file and the content of every
table that it reads — and what came out. The next build takes over a table made of the same, its
verdict and its files; where a table made anew comes out as it was, what rests on it is taken over
as well. Code is one ingredient of everything: after any change of it nothing is taken over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipelines import specs
from pipelines.build import folder as shelf
from pipelines.build.ingredients import Recipe, of_text, recipe_of
from pipelines.build.quality import Measure
from pipelines.build.statements import Engine, Step, take_step
from pipelines.serving import digests
from pipelines.specs import Contract, lineage

DATABASE = "curated.duckdb"


@dataclass(frozen=True)
class Earlier:
    """The last build, as far as it can be taken over."""

    folder: Path
    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    texts: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass
class Ledger:
    """What the tables of a build are made of; ``made`` says why those were that are not taken over.

    Attributes:
        earlier: The build that is taken over from, if any.
        contents: Digest of the content of every table so far.
        recipes: What each table is made of.
        verdicts: The measures of each table, under what they were measured on.
        made: Why each table was made anew, by name.
        texts: What the raw texts of each source and kind are made of.
        engine: What makes the rows of heavy tables beside DuckDB, if anything does.
        step: What takes the steps.
    """

    earlier: Earlier | None = None
    contents: dict[str, str] = field(default_factory=dict)
    recipes: dict[str, Recipe] = field(default_factory=dict)
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    engine: Engine | None = None
    step: Step = take_step
    _on: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def before(self) -> Path | None:
        """The folder of the last build, if it is taken over from."""
        return self.earlier.folder if self.earlier else None

    @property
    def database(self) -> Path | None:
        """The database of the last build, which the next one begins with, if it is taken over."""
        return self.earlier.folder / DATABASE if self.earlier else None

    def given(self, name: str, digest: str) -> None:
        """Note the content of a table.

        Args:
            name: The table.
            digest: Of its rows, as :func:`content` gives it.
        """
        self.contents[name] = digest

    def why(self, name: str, path: Path) -> str | None:
        """Return why a table has to be made anew, and note it; None when it is taken over.

        Args:
            name: The table.
            path: Its SQL file or step.
        """
        recipe = self.recipes[name] = recipe_of(path, self.contents)
        why: str | None = "there is no build to take it over from"
        if self.earlier is not None:
            why = recipe.why_not(self.earlier.recipes.get(name))
        if why is not None:
            self.made[name] = why
        return why

    def take(self, name: str, path: Path) -> bool:
        """Take a table over, which stands in the database already; return whether it could be.

        Args:
            name: The table.
            path: Its SQL file or step.
        """
        if self.why(name, path) is not None:
            return False
        assert self.earlier is not None
        self.contents[name] = self.earlier.contents[name]
        return True

    def measures(
        self,
        contracts: Mapping[str, Contract],
        measure: Callable[[Mapping[str, Contract]], list[Measure]],
    ) -> list[Measure]:
        """Return the measures of every table: those that still hold, the others measured anew.

        Args:
            contracts: Contract by table name.
            measure: Measures the tables of some contracts.
        """
        known: dict[str, list[Measure]] = {}
        on = {name: self._measured_on(contract) for name, contract in contracts.items()}
        for name in contracts:
            then = self.earlier.verdicts.get(name) if self.earlier else None
            if then is not None and then["on"] == on[name]:
                known[name] = [Measure(**fields) for fields in then["measures"]]
        anew = measure({n: contract for n, contract in contracts.items() if n not in known})
        for measured in anew:
            known.setdefault(measured.table, []).append(measured)
        self.verdicts = {
            name: {"on": on[name], "measures": [dict(vars(measured)) for measured in known[name]]}
            for name in contracts
        }
        own = {
            name: {check.id for check in contract.checks} for name, contract in contracts.items()
        }
        every = [measured for name in contracts for measured in known[name]]
        return sorted(every, key=lambda measured: measured.check_id in own[measured.table])

    def same(self, contract: Contract) -> bool:
        """Return whether a table has the content and the contract that it had in the last build.

        Args:
            contract: Of the table.
        """
        if self.earlier is None:
            return False
        then = self.earlier.verdicts.get(contract.name, {}).get("on", {})
        now = self._measured_on(contract)
        return all(then.get(key) == now[key] for key in ("contract", contract.name))

    def same_file(self, contract: Contract) -> Path | None:
        """Return the Parquet file of the last build that this table would give again.

        Args:
            contract: Of the table.

        Returns:
            The file; None where the table is another.
        """
        if self.earlier is None or not self.same(contract):
            return None
        return self.earlier.folder / "tables" / f"{contract.name}.parquet"

    def same_texts(self, spec_id: str) -> Path | None:
        """Return the file of raw texts of the last build that this one would write again.

        Args:
            spec_id: The source or kind.

        Returns:
            The file; None where any of the files in it was read anew, came or went.
        """
        if self.earlier is None or self.earlier.texts.get(spec_id) != self.texts.get(spec_id):
            return None
        return self.earlier.folder / "raw" / f"raw_{spec_id}.parquet"

    def _measured_on(self, contract: Contract) -> dict[str, str]:
        """Return the digests of a contract and of every table that its checks read, once made."""
        if known := self._on.get(contract.name):
            return known
        read = {name for check in contract.checks for name in lineage.read_in(check.sql)}
        tables = {name: self.contents.get(name, "") for name in sorted({*read, contract.name})}
        on = {"contract": of_text(contract.model_dump_json()), **tables}
        return self._on.setdefault(contract.name, on)

    def keep(self, work: Path, code: str) -> None:
        """Write what the build is made of, for the next one.

        Args:
            work: Folder of the build.
            code: Digest of the code, as ``ingredients.code`` gives it.
        """
        record = {
            "code": code,
            "contents": self.contents,
            "recipes": {name: asdict(recipe) for name, recipe in self.recipes.items()},
            "verdicts": self.verdicts,
            "made": self.made,
            "texts": self.texts,
        }
        # Without line ends: json is ten times as fast, and no person reads it.
        (work / shelf.INGREDIENTS).write_text(json.dumps(record, sort_keys=True), encoding="utf-8")


def earlier(out: Path, code: str) -> Earlier | None:
    """Return the build served in ``out`` when it can be taken over: same code, every file whole.

    Args:
        out: Folder of the builds.
        code: Digest of the code, as ``ingredients.code`` gives it.
    """
    try:
        folder = out / (out / shelf.LATEST).read_text(encoding="utf-8").strip()
        record = json.loads((folder / shelf.INGREDIENTS).read_text(encoding="utf-8"))
        if record["code"] != code or any(digests.damages(folder)):
            return None
        recipes = {name: Recipe(**fields) for name, fields in record["recipes"].items()}
        verdicts, texts = record["verdicts"], record["texts"]
        return Earlier(folder, recipes, record["contents"], verdicts, texts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # made before builds said so, or damaged: everything is made anew


def definitions(before: Path | None, rules: str) -> specs.Definitions:
    """Return what a build is made with: as the last one kept it, where the same files say so.

    They are hundreds, and take long to read.

    Args:
        before: The folder of the last build, whole; None where nothing is taken over.
        rules: Digest of every file that shapes a table, as it stands now.

    Raises:
        FaroError: A file says something wrong (``bad_spec``).
    """
    if before is not None and digests.manifest_of(before).get("rules_sha256") == rules:
        return specs.kept(before) or specs.definitions()
    return specs.definitions()
