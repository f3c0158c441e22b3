"""What a source YAML says: which files stand at which address, and how they may be asked for."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.specs.base import Model, read_yaml

HERE = Path(__file__).parent
_OURSELVES = ("127.0.0.1", "localhost", "::1")


class Source(Model):
    """Files of one publisher.

    Attributes:
        id: Name of the source, and of the folder that its files are kept in: a plain name.
        source_id: The row of `sources.csv` that tells of it.
        address: URL of a file; `{file}` stands for its name.
        redirects_to: Other hosts that an answer may send to.
        files: Names of the files, as in the catalogue of TA files.
        seconds_between_requests: Rest between two requests, in seconds.
        bytes_per_second: No faster than this.
        tries: How often in a row a file may fail before it is given up.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    source_id: str
    address: str
    redirects_to: tuple[str, ...] = ()
    files: tuple[str, ...] = Field(min_length=1)
    seconds_between_requests: float = Field(2, ge=0)
    bytes_per_second: int = Field(8_000_000, gt=0)
    tries: int = Field(5, ge=1, le=20)

    @field_validator("address")
    @classmethod
    def _is_safe(cls, address: str) -> str:
        parts = urlsplit(address)
        if "{file}" not in parts.path:
            raise ValueError("has no {file}, where the name of the file goes")
        if parts.scheme != "https" and not (
            parts.scheme == "http" and parts.hostname in _OURSELVES
        ):
            raise ValueError("is not https: nobody could tell who answers")
        if parts.username or parts.password:
            raise ValueError("holds a user or password; an open file needs none")
        return address

    @field_validator("files")
    @classmethod
    def _are_different(cls, files: tuple[str, ...]) -> tuple[str, ...]:
        if twice := sorted({name for name in files if files.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)} twice")
        return files

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that may be asked."""
        return frozenset({str(urlsplit(self.address).hostname), *self.redirects_to})

    def url(self, ta_file: str) -> str:
        """Return the address of a file.

        Args:
            ta_file: Its name, as in the catalogue of TA files.
        """
        return self.address.replace("{file}", ta_file)


def load(name: str | Path) -> Source:
    """Return a source: a YAML file, or the name of one that comes with Faro (`cplt`).

    Args:
        name: What ends in `.yml` or `.yaml` is a path; anything else one that comes with Faro.

    Raises:
        FaroError: There is none, or it says something that cannot be.
    """
    path = Path(name)
    if path.suffix not in (".yml", ".yaml"):
        path = HERE / f"{path.name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in HERE.glob("*.yml")))
        raise FaroError(
            f"there is no such source. Name a YAML file, or one of: {known}",
            where=str(name),
            code="no_source",
            es=f"no existe esa fuente. Indique un archivo YAML, o una de: {known}",
        )
    return specs.parse(Source, read_yaml(path), where=path.name)


def chosen(source: Source, only: tuple[str, ...], catalogue: Path) -> tuple[str, ...]:
    """Return the files to ask for, each of them in the catalogue of TA files.

    Args:
        source: The source.
        only: Some of its files; all when empty.
        catalogue: The list of TA files (`catalogues/ta_files.csv`).

    Raises:
        FaroError: The source has no such file, or the catalogue does not know it.
    """
    with catalogue.open(encoding="utf-8", newline="") as handle:
        known = {row["ta_file"] for row in csv.DictReader(handle)}
    names = only or source.files
    if strange := [name for name in names if name not in source.files or name not in known]:
        raise FaroError(
            f"source «{source.id}» or the catalogue has no such file. Write it as in "
            "catalogues/ta_files.csv",
            where=", ".join(strange),
            code="unknown_file",
            es=f"la fuente «{source.id}» o el catálogo no tiene ese archivo. Escríbalo como en "
            "catalogues/ta_files.csv",
        )
    return names
