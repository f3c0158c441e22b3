"""What `faro doctor` looks at: each thing said in a word, with what to do where it is not well."""

from __future__ import annotations

import os
import shutil
import stat
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines import environment, institution, paths, serving
from pipelines.errors import FaroError
from pipelines.institution import chain, database, policy, register, releases

LEAST_FREE = 2_000_000_000  # bytes: two builds and their backup
SHORTEST = 32  # characters of a secret


@dataclass(frozen=True)
class Finding:
    """How one thing is: ``well``, ``look`` or ``wrong``, and what to do."""

    what: str
    state: str
    message: str


def examine() -> list[Finding]:
    """Look at everything; what cannot be looked at is wrong, and the rest goes on."""
    findings: list[Finding] = []
    looks: list[tuple[str, Callable[[], Iterator[tuple[str, str]]]]] = [
        ("builds", _builds),
        ("last build", _failure),
        ("room", _room),
    ]
    if institution.is_on():
        looks += [
            ("settings", _settings),
            ("login", _login),
            ("folder", _folder),
            ("database", _database),
            ("audit log", _log),
            ("release calendar", _calendar),
            ("roles", _roles),
        ]
    for what, look in looks:
        try:
            seen = list(look())
        except FaroError as error:
            seen = [("wrong", str(error))]
        except OSError as error:
            seen = [("wrong", f"{error.filename}: {error.strerror}")]
        findings += [Finding(what, state, words) for state, words in seen]
    return findings


def _builds() -> Iterator[tuple[str, str]]:
    if not paths.raw_dir().is_dir():
        yield "wrong", "there are no deliveries: run `faro init`, and look where FARO_RAW leads"
    served = serving.latest_id()
    if served is None:
        yield "wrong", "there is no build: run `faro build`"
        return
    kept = serving.builds()
    yield "well", f"{served} is served, {len(kept)} can be opened"
    if not serving.is_public(served):
        yield "look", "it is not out: the public sees another"


def _failure() -> Iterator[tuple[str, str]]:
    failure = serving.last_failure()
    if failure:
        yield "look", f"failed {failure['at']}: {failure['message']}"
    else:
        yield "well", "the last one ended well"


def _room() -> Iterator[tuple[str, str]]:
    for name, place in (("builds", paths.curated_dir()), ("deliveries", paths.raw_dir())):
        there = next(folder for folder in (place, *place.parents) if folder.is_dir())
        free = shutil.disk_usage(there).free
        state = "well" if free >= LEAST_FREE else "look"
        yield state, f"{free // 1_000_000} MB free for {name}"


def _settings() -> Iterator[tuple[str, str]]:
    rules = institution.settings()
    yield "well", f"login {rules.login}, sessions of {rules.session_hours:g} hours"


def _login() -> Iterator[tuple[str, str]]:
    rules = institution.settings()
    if rules.login == "off":
        yield "look", "nobody logs in: everybody reads and nobody has another role"
        return
    if not rules.issuer or not rules.client_id:
        yield "wrong", "issuer and client_id of institution.yml are needed"
    path = institution.folder() / "secrets.toml"
    try:
        auth = tomllib.loads(path.read_text("utf-8"))["auth"]
    except (OSError, tomllib.TOMLDecodeError, KeyError):
        yield "wrong", "secrets.toml has no [auth]"
        return
    needed = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
    for name in needed:
        if not auth.get(name):
            yield "wrong", f"secrets.toml: {name} is needed"
    if len(str(auth.get("cookie_secret", ""))) < SHORTEST:
        yield "wrong", f"secrets.toml: cookie_secret is shorter than {SHORTEST} characters"
    if auth.get("client_id") and auth["client_id"] != rules.client_id:
        yield "wrong", "client_id differs between institution.yml and secrets.toml"
    if auth.get("client_kwargs", {}).get("scope") != "openid":
        yield "look", 'secrets.toml: ask for no more than scope = "openid": no names, no e-mails'
    if not any(rules.roles.values()) and not _named():
        yield "look", "no group and nobody has a role"
    try:
        import authlib  # noqa: F401
    except ImportError:
        yield "wrong", "pip install --require-hashes -r requirements.lock"


def _named() -> bool:
    path = institution.folder() / register.NAMED
    return path.is_file() and len(path.read_text("utf-8").splitlines()) > 1


def _folder() -> Iterator[tuple[str, str]]:
    home = institution.folder()
    for path in (home, *home.glob("*.key"), home / "secrets.toml", home / "state.sqlite"):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
            yield "wrong", f"{path.name} is open to others: chmod go-rwx"
    if not os.access(home, os.W_OK):
        yield "wrong", "this user cannot write into it"
    if any(home.is_relative_to(root) for root in (paths.raw_dir(), paths.curated_dir())):
        yield "wrong", "it lies within the deliveries or the builds"
    yield "well", home.name


def _database() -> Iterator[tuple[str, str]]:
    try:
        here, wanted = database.version(), database.newest()
    except Exception as error:  # whatever its driver says
        yield "wrong", f"{environment.DATABASE_URL.name}: {type(error).__name__}"
        return
    if here == wanted:
        yield "well", f"{database.engine(policy.database_url()).dialect.name}, version {here}"
    else:
        yield "wrong", f"version {here}, and {wanted} is needed: `faro institution migrate`"


def _log() -> Iterator[tuple[str, str]]:
    n, last, faults = chain.verify()
    if faults:
        yield "wrong", f"{len(faults)} faults: see `faro audit verify`"
    else:
        yield "well", f"whole: {n} lines, the last is {last[:12]}…"


def _calendar() -> Iterator[tuple[str, str]]:
    releases.access()
    yield "well", f"{len(institution.calendar())} releases"


def _roles() -> Iterator[tuple[str, str]]:
    register.named_roles("")
    yield "well", "roles.csv can be read"
