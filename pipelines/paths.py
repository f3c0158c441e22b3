"""The only module that knows folders.

Every location can be moved by an environment variable, so that tests and operators never
write into the source tree by accident.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipelines import environment

PACKAGE = Path(__file__).resolve().parent
REPO = PACKAGE.parent

INGEST, BUILD, METHODS = PACKAGE / "ingest", PACKAGE / "build", PACKAGE / "methods"
SOURCES = INGEST / "sources"
KINDS = INGEST / "kinds"
CORRECTIONS = INGEST / "corrections"
CONTRACTS = BUILD / "contracts"
SQL_CORE = BUILD / "sql" / "core"
SQL_OUT = BUILD / "sql" / "out"
SQL_WHAT_IF = BUILD / "sql" / "what_if"
STEPS = BUILD / "steps"
METRICS = BUILD / "metrics.yml"
MODELS = METHODS / "models"
INSTRUMENTS = METHODS / "models" / "instruments"
THRESHOLDS = PACKAGE / "thresholds.yml"


MARK = "faro.toml"  # stands in the folder that `faro init` made: the data below it are used


@lru_cache(maxsize=64)
def _resolved(folder: str) -> Path:
    """Follow a path once: every reader of every page asks for it."""
    return Path(folder).resolve()


def home() -> Path:
    """Folder that ``data/`` stands in: the nearest one that ``faro init`` made, else the source."""
    try:
        return _home(str(Path.cwd()))
    except OSError:  # the folder we were in is gone
        return REPO


@lru_cache(maxsize=64)
def _home(here: str) -> Path:
    return next(
        (folder for folder in (Path(here), *Path(here).parents) if (folder / MARK).is_file()), REPO
    )


def raw_dir() -> Path:
    """Folder of the untouched deliveries (``FARO_RAW`` or ``data/raw``)."""
    return (environment.RAW.value or home() / "data" / "raw").resolve()


def curated_dir() -> Path:
    """Folder of the builds (``FARO_CURATED`` or ``data/curated``)."""
    return _resolved(str(environment.CURATED.value or f"{home()}/data/curated"))


def demo_dir() -> Path:
    """Folder of the simulated deliveries (``FARO_DEMO`` or ``data/demo``)."""
    return (environment.DEMO.value or home() / "data" / "demo").resolve()


def site_dir() -> Path:
    """Folder of the public edition (``FARO_SITE`` or ``build/site``)."""
    return (environment.SITE.value or home() / "build" / "site").resolve()


def bulk_dir() -> Path:
    """Folder of the work done on bulk files (``FARO_BULK`` or ``data/bulk``)."""
    return (environment.BULK.value or home() / "data" / "bulk").resolve()


def fetched_dir() -> Path:
    """Folder of the editions counted of open files (``FARO_FETCHED`` or ``data/fetched``)."""
    return (environment.FETCHED.value or home() / "data" / "fetched").resolve()
