"""What runs by itself, as timers of systemd or lines of cron."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipelines.errors import FaroError

SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")
ZONE = "America/Santiago"


class Kind(StrEnum):
    """How a schedule is written."""

    SYSTEMD = "systemd"
    CRON = "cron"


@dataclass(frozen=True)
class Run:
    """A command that runs by itself.

    Attributes:
        name: Of the unit.
        about: What it does.
        words: The command after ``faro``.
        calendar: When, as systemd writes it, in Chile's time.
        cron: The same, as cron writes it.
    """

    name: str
    about: str
    words: str
    calendar: str
    cron: str


RUNS = (
    Run("build", "make an edition of what was delivered", "build", "*-*-* 05:00", "0 5 * * *"),
    Run("notices", "tell what changed", "notices send", "*:0/15", "*/15 * * * *"),
    Run(
        "council",
        "the report to the council",
        "export informe --out {home}/reports",
        "*-*-01 07:00",
        "0 7 1 * *",
    ),
    Run(
        "backup",
        "everything in one file",
        "backup {home}/backups/faro-{day}.tar.gz",
        "*-*-* 02:30",
        "30 2 * * *",
    ),
    Run("retain", "take away what is too old", "institution retain", "*-*-* 03:30", "30 3 * * *"),
)
SERVICE = """\
[Unit]
Description=Faro: {about}
OnFailure=faro-failed@%n.service

[Service]
Type=oneshot
User={user}
EnvironmentFile={home}/faro.env
WorkingDirectory={home}
ExecStart=/bin/sh -c 'exec {home}/.venv/bin/faro {words}'
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={home}
ProtectHome=yes
"""
TIMER = """\
[Unit]
Description=Faro: {about}

[Timer]
OnCalendar={calendar} {zone}
Persistent=true

[Install]
WantedBy=timers.target
"""
FAILED = """\
[Unit]
Description=Faro: say that %i failed

[Service]
Type=oneshot
User={user}
EnvironmentFile={home}/faro.env
WorkingDirectory={home}
ExecStart={home}/.venv/bin/faro notices failed %i
"""


def written(folder: Path, kind: Kind, *, user: str, home: Path) -> list[Path]:
    """Write a schedule; what stands there under the same names is replaced.

    Args:
        folder: Where to write.
        kind: As timers of systemd or as lines of cron.
        user: Who runs it.
        home: Where Faro is installed.

    Raises:
        FaroError: A name that no unit could hold.
    """
    for text in (user, str(home)):
        if not text or set(text) - SAFE:
            raise FaroError("this name cannot stand in a unit", where=text[:40], code="bad_name")
    folder.mkdir(parents=True, exist_ok=True)
    files = _systemd(user, str(home)) if kind is Kind.SYSTEMD else _cron(user, str(home))
    paths = []
    for name, text in files.items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def _systemd(user: str, home: str) -> dict[str, str]:
    files = {"faro-failed@.service": FAILED.format(user=user, home=home)}
    for run in RUNS:
        words = run.words.format(home=home, day="$(date +%%F)")
        service = SERVICE.format(about=run.about, user=user, home=home, words=words)
        files[f"faro-{run.name}.service"] = service
        timer = TIMER.format(about=run.about, calendar=run.calendar, zone=ZONE)
        files[f"faro-{run.name}.timer"] = timer
    return files


def _cron(user: str, home: str) -> dict[str, str]:
    lines = [f"CRON_TZ={ZONE}", "SHELL=/bin/sh"]
    for run in RUNS:
        words = run.words.format(home=home, day=r"$(date +\%F)")
        faro = f"{home}/.venv/bin/faro"
        start = f"cd {home} && . ./faro.env && "
        lines.append(f"{run.cron} {user} {start}{faro} {words} || {faro} notices failed {run.name}")
    return {"faro.cron": "\n".join(lines) + "\n"}
