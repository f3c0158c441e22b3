"""What the institution decides: one folder, one file ``institution.yml`` in it."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipelines import environment
from pipelines.errors import FaroError

NAME = "institution.yml"
LEAST = 30  # days that the audit log is kept, whatever the settings say
ROLES = ("reader", "sender", "editor", "operator")
FOLDER = environment.INSTITUTION.name


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Retention(_Part):
    """How many days what is written down about people's acts is kept."""

    audit_days: int = Field(default=1825, ge=LEAST)
    people_days: int = Field(default=365, ge=1)
    notices_days: int = Field(default=730, ge=1)
    replies_days: int = Field(default=1825, ge=1)


class Mail(_Part):
    """Where the e-mail digest goes out and to whom; its password is FARO_SMTP_PASSWORD."""

    host: str
    port: int = 25
    starttls: bool = False
    user: str = ""
    sender: str
    to: tuple[str, ...] = Field(min_length=1)


class Webhook(_Part):
    """An address that is told; each message is signed with FARO_WEBHOOK_SECRET."""

    url: str


class Quiet(_Part):
    """Hours of Chile in which nothing is sent; from 22 to 7 spans midnight."""

    start: int = Field(ge=0, le=23)
    end: int = Field(ge=0, le=23)


class Settings(_Part):
    """What ``institution.yml`` may say.

    Attributes:
        login: ``off``, ``optional`` (the public reads what is out) or ``required``.
        anonymous: Whether who has not logged in may read; never where login is required.
        session_hours: How long a login lasts at most.
        groups_claim: The claim of the identity provider that lists groups.
        issuer: The identity provider, as it signs.
        client_id: The audience that its tokens must be for.
        roles: Role → groups that have it.
        hold_builds: Whether a build stays unseen until the calendar publishes it.
        reply_days: Working days a municipality has to observe its result.
    """

    login: Literal["off", "optional", "required"] = "off"
    session_hours: float = Field(default=8, gt=0, le=720)
    groups_claim: str = "groups"
    issuer: str = ""
    client_id: str = ""
    roles: dict[Literal["reader", "sender", "editor", "operator"], tuple[str, ...]] = {}
    hold_builds: bool = False
    reply_days: int = Field(default=10, ge=1, le=120)
    retention: Retention = Retention()
    mail: Mail | None = None
    webhooks: tuple[Webhook, ...] = ()
    quiet: Quiet | None = None

    @field_validator("login", mode="before")
    @classmethod
    def _off(cls, value: Any) -> Any:
        return "off" if value is False else value  # what YAML makes of the word

    @property
    def anonymous(self) -> bool:
        """Whether who has not logged in may read what is out."""
        return self.login != "required"


def is_on() -> bool:
    """Return whether an institution runs this Faro."""
    return bool(environment.INSTITUTION.text)


def folder() -> Path:
    """Return the folder of the institution.

    Raises:
        FaroError: None is set, or it is not there.
    """
    name = environment.INSTITUTION.text
    if not name or not Path(name).is_dir():
        raise FaroError(
            "there is no folder of the institution",
            where=name or FOLDER,
            fix=f"Set {FOLDER} to a folder that `faro institution init` made",
            code="no_institution",
            es=f"no hay carpeta de la institución. Dé a {FOLDER} una que haya hecho "
            "`faro institution init`",
        )
    return Path(name).resolve()


def settings() -> Settings:
    """Return what the institution decided; a change of the file counts at once.

    Raises:
        FaroError: The file is missing or wrong: nothing is guessed about who may see what.
    """
    path = folder() / NAME
    try:
        seen = path.stat()
    except FileNotFoundError as error:
        raise _bad(path, "the file is missing") from error
    return _read(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=16)
def _read(path: Path, _written: int, _size: int) -> Settings:
    try:
        return Settings.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _bad(path, "it is no YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _bad(path, f"{place}: {first['msg']}") from error


def _bad(path: Path, why: str) -> FaroError:
    return FaroError(
        f"the settings of the institution cannot be read: {why}",
        where=path.name,
        fix="Fix the file; `faro doctor` reads it again",
        code="bad_settings",
    )


def database_url() -> str:
    """Return where what people write is kept: ``FARO_DATABASE_URL``, or SQLite in the folder."""
    return environment.DATABASE_URL.value or f"sqlite:///{folder() / 'state.sqlite'}"


def key(name: str) -> bytes:
    """Return a secret of the institution, made the first time; it never leaves its folder.

    Args:
        name: What it is for; its file is ``<name>.key``.
    """
    path = folder() / f"{name}.key"
    if not path.is_file():
        with NamedTemporaryFile("w", dir=path.parent, prefix=".incoming-") as beside:  # 0600
            beside.write(secrets.token_hex(32))
            beside.flush()
            os.fsync(beside.fileno())
            with suppress(FileExistsError):  # whole or not at all: half of one is another key
                os.link(beside.name, path)
    return path.read_bytes()
