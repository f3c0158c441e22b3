"""What runs by itself, as timers of systemd or lines of cron."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipelines.errors import FaroError

SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")
ZONE = "America/Santiago"
DATA = Path("/srv/faro")


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
        folder: Folder of the data that it writes into; empty for none of its own.
        calendar: When, as systemd writes it, in Chile's time.
        cron: The same, as cron writes it.
    """

    name: str
    about: str
    words: str
    calendar: str
    cron: str
    folder: str = ""


RUNS = (
    Run("fetch", "the open files of CPLT", "fetch", "Sun *-*-* 04:00", "0 4 * * 0"),
    Run("build", "make an edition of what was delivered", "build", "*-*-* 05:00", "0 5 * * *"),
    Run("site", "the public edition", "site --public", "*-*-* 06:00", "0 6 * * *"),
    Run(
        "notices",
        "tell what changed, the digest by mail too",
        "notices send",
        "*:0/15",
        "*/15 * * * *",
    ),
    Run(
        "council",
        "the report to the council",
        "export informe --out {data}/reports",
        "*-*-01 07:00",
        "0 7 1 * *",
        "reports",
    ),
    Run(
        "backup",
        "everything in one file",
        "backup --keep 30 {data}/backups/faro-{day}.tar.gz",
        "*-*-* 02:30",
        "30 2 * * *",
        "backups",
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
ExecStart=/bin/sh -c '{before}exec {home}/.venv/bin/faro {words}'
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={home} {data}
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
CRON_HEAD = f"""\
# Hours of Chile where cron knows CRON_TZ (cronie). Debian's does not: there the zone of the machine
# counts (timedatectl), or take timers of systemd.
CRON_TZ={ZONE}
SHELL=/bin/sh"""


def written(folder: Path, kind: Kind, *, user: str, home: Path, data: Path = DATA) -> list[Path]:
    """Write a schedule; what stands there under the same names is replaced.

    Args:
        folder: Where to write.
        kind: As timers of systemd or as lines of cron.
        user: Who runs it.
        home: Where Faro is installed, with its ``faro.env``.
        data: The folder that all it writes is in, as ``faro.env`` says.

    Raises:
        FaroError: A name that no unit could hold.
    """
    for text in (user, str(home), str(data)):
        if not text or set(text) - SAFE:
            raise FaroError("this name cannot stand in a unit", where=text[:40], code="bad_name")
    folder.mkdir(parents=True, exist_ok=True)
    make = _systemd if kind is Kind.SYSTEMD else _cron
    files = make(user, str(home), str(data))
    paths = []
    for name, text in files.items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def _systemd(user: str, home: str, data: str) -> dict[str, str]:
    own = {"user": user, "home": home, "data": data}
    files = {"faro-failed@.service": FAILED.format(**own)}
    for run in RUNS:
        commands = {"words": _words(run, data, "$$(date +%%F)"), "before": _before(run, data)}
        service = SERVICE.format(about=run.about, **own, **commands)
        files[f"faro-{run.name}.service"] = service
        timer = TIMER.format(about=run.about, calendar=run.calendar, zone=ZONE)
        files[f"faro-{run.name}.timer"] = timer
    return files


def _cron(user: str, home: str, data: str) -> dict[str, str]:
    lines = [CRON_HEAD]
    faro = f"{home}/.venv/bin/faro"
    for run in RUNS:
        words = _words(run, data, r"$(date +\%F)")
        start = f"cd {home} && set -a && . ./faro.env && {_before(run, data)}"
        lines.append(f"{run.cron} {user} {start}{faro} {words} || {faro} notices failed {run.name}")
    return {"faro.cron": "\n".join(lines) + "\n"}


def _words(run: Run, data: str, day: str) -> str:
    return run.words.format(data=data, day=day)


def _before(run: Run, data: str) -> str:
    """Return what makes the folder that a run writes into."""
    return f"mkdir -p {data}/{run.folder} && " if run.folder else ""
