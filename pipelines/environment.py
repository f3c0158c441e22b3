"""The only reader of environment variables: every setting by its name, and what it may say.

A setting is read where it is used, so that tests and the public edition may set one for a while.
:func:`check` reads all of them when a command begins: a value that makes no sense, and a name that
nobody reads, are said then and not passed over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from pipelines.errors import FaroError

PREFIX = "FARO_"
# Not read here: by the tests, and by what deploys a container.
ELSEWHERE = {f"{PREFIX}{name}" for name in ["CRAWL", "SPARK", "TAINT", "HOST", "DATABASE_PASSWORD"]}
_HOST = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|[0-9a-f:.]*:[0-9a-f:.]+")
_SITE = re.compile(r"https?://[\w.:/~\[\]-]+")
T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A setting.

    Attributes:
        name: The variable.
        usual: What holds where it is not set, or set to nothing.
        read: Returns what a text says; raises a ValueError where that makes no sense.
        wants: What to give, as an English sentence without its stop.
        pide: The same in Spanish.
    """

    name: str
    usual: T
    read: Callable[[str], T]
    wants: str
    pide: str

    @property
    def text(self) -> str:
        """What the variable holds; nothing where it is not set."""
        return os.environ.get(self.name, "").strip()

    @property
    def value(self) -> T:
        """What it says.

        Raises:
            FaroError: That makes no sense (``bad_setting``).
        """
        text = self.text
        if not text:
            return self.usual
        try:
            return self.read(text)
        except ValueError as error:
            shown = "…" if self.name in SECRETS else text[:40]
            raise FaroError(
                f"«{shown}» is no value for this setting",
                where=self.name,
                fix=self.wants,
                code="bad_setting",
                es=f"«{shown}» no es un valor para este ajuste. {self.pide}",
            ) from error

    @contextmanager
    def set_to(self, text: str) -> Iterator[None]:
        """Have it say something for a while, to this process and those that it starts.

        Args:
            text: What it says.
        """
        before = os.environ.get(self.name)
        os.environ[self.name] = text
        try:
            yield
        finally:
            if before is None:
                del os.environ[self.name]
            else:
                os.environ[self.name] = before


def _folder(name: str) -> Setting[Path | None]:
    return Setting(
        PREFIX + name, None, _folder_of, "Name a folder", "Indique el nombre de una carpeta"
    )


def _folder_of(text: str) -> Path:
    with suppress(OSError):  # a name too long, a folder above it closed: whoever opens it says so
        if Path(text).exists() and not Path(text).is_dir():
            raise ValueError(text)
    return Path(text)


def _whole(name: str, usual: int, least: int, most: int) -> Setting[int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
            raise ValueError(text)
        if not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    wants = f"Give a whole number from {least} to {most}"
    return Setting(PREFIX + name, usual, read, wants, f"Indique un entero de {least} a {most}")


def _switch(name: str) -> Setting[bool]:
    def read(text: str) -> bool:
        return bool(("0", "1").index(text))

    return Setting(
        PREFIX + name, False, read, "Give 1 for yes or 0 for no", "Indique 1 para sí o 0 para no"
    )


def _secret(name: str) -> Setting[str]:
    return Setting(PREFIX + name, "", str, "Give a text", "Indique un texto")


def _site_of(text: str) -> str:
    if not _SITE.fullmatch(text) or not urlsplit(text).hostname:
        raise ValueError(text)
    return text.rstrip("/")


def _hosts_of(text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in text.split(",") if host.strip())
    if not hosts or not all(_HOST.fullmatch(host) for host in hosts):
        raise ValueError(text)
    return hosts


def _database_of(text: str) -> str:
    if not urlsplit(text).scheme:
        raise ValueError("no address")
    return text


RAW, CURATED, DEMO = _folder("RAW"), _folder("CURATED"), _folder("DEMO")
SITE, BULK, FETCHED = _folder("SITE"), _folder("BULK"), _folder("FETCHED")
INSTITUTION = _folder("INSTITUTION")
DATABASE_URL: Setting[str] = Setting(
    "FARO_DATABASE_URL",
    "",
    _database_of,
    "Give an address such as postgresql+psycopg://faro@host/faro",
    "Indique una dirección como postgresql+psycopg://faro@host/faro",
)
ADDRESS: Setting[str] = Setting(
    "FARO_ADDRESS",
    "",
    _site_of,
    "Give the address of the site, such as https://faro.example.cl",
    "Indique la dirección del sitio, como https://faro.example.cl",
)
HOSTS: Setting[tuple[str, ...]] = Setting(
    "FARO_HOSTS",
    (),
    _hosts_of,
    "Give names with a comma between, without https:// and without port, such as "
    "faro.example.cl,*.example.cl",
    "Indique nombres separados por comas, sin https:// y sin puerto, como "
    "faro.example.cl,*.example.cl",
)
PROXIES = _whole("PROXIES", 0, 0, 10)
LIMITS = {
    name: _whole(f"LIMIT_{name.upper()}", usual, 1, 10_000_000)
    for name, usual in {
        "requests": 12_000,
        "uploads": 30,
        "files": 240,
        "queries": 60,
        "changes": 3_000,
        "sessions": 300,
    }.items()
}
UPLOAD_LIMIT_MB = _whole("UPLOAD_LIMIT_MB", 25, 1, 200)
CHECK_MEMORY_MB = _whole("CHECK_MEMORY_MB", 1_500, 256, 65_536)
ALLOW_WRITES, UNRELEASED, DEBUG = _switch("ALLOW_WRITES"), _switch("UNRELEASED"), _switch("DEBUG")
WEBHOOK_SECRET, SMTP_PASSWORD = _secret("WEBHOOK_SECRET"), _secret("SMTP_PASSWORD")
# Never said again, not even where wrong.
SECRETS = {DATABASE_URL.name, WEBHOOK_SECRET.name, SMTP_PASSWORD.name}

ALL: dict[str, Setting[object]] = {
    setting.name: setting
    for setting in [*vars().values(), *LIMITS.values()]
    if isinstance(setting, Setting)
}


def check() -> None:
    """See that every variable of ours is a setting, and says something that makes sense.

    Raises:
        FaroError: One does not (``bad_setting``).
    """
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in ALL and name not in ELSEWHERE:
            raise _no_setting(name)
    for setting in ALL.values():
        setting.value  # noqa: B018 (reading it is the check)


def _no_setting(name: str) -> FaroError:
    near = get_close_matches(name, ALL, n=1, cutoff=0.7)
    fix = f"Did you mean {near[0]}?" if near else "docs/operations.md lists them"
    arreglo = f"¿Quiso decir {near[0]}?" if near else "docs/operations.md los enumera"
    return FaroError(
        "there is no setting of this name",
        where=name[:60],
        fix=f"{fix} Correct the name, or unset it" if near else f"{fix}; unset this one",
        code="bad_setting",
        es="no hay ningún ajuste con este nombre. "
        + (f"{arreglo} Corrija el nombre o quítelo" if near else f"{arreglo}; quite este"),
    )


def given() -> dict[str, str]:
    """Return what is set, by name, but for secrets."""
    texts = {name: setting.text for name, setting in sorted(ALL.items()) if name not in SECRETS}
    return {name: text for name, text in texts.items() if text}


def of_others(name: str) -> str:
    """Return what a variable says that is not ours; nothing where it is not set.

    Args:
        name: Such as ``JAVA_HOME``.
    """
    return os.environ.get(name, "")


def say(name: str, text: str, *, over: bool = True) -> None:
    """Have a library read a variable that is not ours, in this process and those that it starts.

    Args:
        name: Of the variable.
        text: What it says from now on.
        over: Whether it says so where it said something else.
    """
    if over or name not in os.environ:
        os.environ[name] = text


def passed_on(names: Collection[str]) -> dict[str, str]:
    """Return those variables that a process started by us gets, if it gets few.

    Args:
        names: Of the variables.

    Returns:
        Name → text of those that are set.
    """
    return {name: os.environ[name] for name in sorted(names) if name in os.environ}
