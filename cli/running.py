"""Commands of an institution: its folder and people, the release calendar, the audit log."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.console import note, out, table
from pipelines import institution, paths, serving
from pipelines.errors import FaroError
from pipelines.institution import audit, chain, prerelease, releases, starting, witnesses
from presentation.words import Text

JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable.")]

house = typer.Typer(help="The folder of the institution, its database and its people.")
log = typer.Typer(help="The audit log: who did what, in a chain that shows every change.")
calendar = typer.Typer(help="The release calendar: what is out, and when the rest will be.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.add_typer(house, name="institution")
    app.add_typer(log, name="audit")
    app.add_typer(calendar, name="release")


@house.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
) -> None:
    """Make the folder of an institution: settings, empty lists, and a database of its own."""
    for line in starting.begin(folder):
        out.print(line, markup=False, soft_wrap=True)
    note(f"Now: export {institution.FOLDER}={folder.resolve()}")


@house.command()
def migrate() -> None:
    """Bring the tables of the database to this version of Faro; twice is once."""
    from pipelines.institution import database

    institution.folder()
    out.print(f"version {database.migrate()}")
    audit.record("configuration", about="migration")


@house.command()
def forget(pseudonym: Annotated[str, typer.Argument(help="As the log shows it.")]) -> None:
    """Forget a person: nothing that is written down leads to them any more."""
    from pipelines.institution import register as people

    for name, n in people.forget(pseudonym).items():
        out.print(f"{name}: {n}")


@house.command()
def retain() -> None:
    """Take away what is older than the policy keeps: people not seen, notices, log lines."""
    from pipelines.institution import register as people

    for name, n in people.retain().items():
        out.print(f"{name}: {n}")


@log.command()
def verify(
    expect: Annotated[
        list[str] | None, typer.Option(help="A line noted earlier, off this machine: 12:ab34…")
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="A backup, a message, or what the server said: any file that notes one."),
    ] = None,
) -> None:
    """Say whether the log is whole, in the database and as a file, and holds what was noted of it.

    Exit 1 names every fault.
    """
    noted = "\n".join([*map(_noted, expect or ()), *map(witnesses.of_file, against or ())])
    n, last, faults = chain.verify()
    faults = faults or witnesses.lost(noted)
    for fault in faults:
        words = Text("en")(f"registro.wrong.{fault.what}", n=fault.n)
        note(f"{fault.where}: line {fault.seq}: {words}")
    if faults:
        raise typer.Exit(1)
    out.print(f"whole: {n} lines, the last is {last or 'none'}", soft_wrap=True)


def _noted(text: str) -> str:
    if not witnesses.NOTED.fullmatch(text):
        fix = "Give number and digest as they were printed"
        raise FaroError("this notes no line", where=text[:80], fix=fix, code="no_witness")
    return text


@log.command("list")
def lines(
    what: Annotated[str, typer.Option(help="Only one kind: " + ", ".join(audit.WHATS))] = "",
    who: Annotated[str, typer.Option(help="Only those of one pseudonym.")] = "",
    as_json: JsonOption = False,
    most: Annotated[int, typer.Option(help="Lines at most, the newest.", min=1)] = 50,
) -> None:
    """List what happened, the newest first."""
    entries = audit.lines(what=what, who=who, most=most, newest=True)
    if as_json:
        sys.stdout.write(json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
        return
    keys = ("seq", "at", "what", "who", "build", "from", "outcome")
    rows = [[*(str(line[key]) for key in keys), str(audit.times_of(line))] for line in entries]
    table("", [*keys, "times"], rows)


@calendar.command("set")
def set_(
    release_id: Annotated[str, typer.Argument(help="A name for it, kept for ever.")],
    state: Annotated[str, typer.Option(help=", ".join(releases.STATES))],
    subject: Annotated[str, typer.Option("--of", help="round:…, dataset:… or build:…")] = "",
    at: Annotated[str, typer.Option(help="2026-12-15T09:00, in Chile's time.")] = "",
    reason: Annotated[str, typer.Option(help="Why; needed for a change.")] = "",
) -> None:
    """Announce a release, or change one; it is in force at once, without a restart."""
    if not institution.is_on():
        institution.folder()
    release = releases.change(release_id, subject=subject, state=state, at=at, reason=reason)
    out.print(f"{release.release_id}: {release.subject} {release.state} {release.at.isoformat()}")
    _say_if_nothing_has(release.subject)


def _say_if_nothing_has(subject: str) -> None:
    """Say that a release is of nothing there is yet: a slip in its name would hold nothing back."""
    root = paths.curated_dir()
    kept = [serving.holding(folder.name, root) for folder in serving.shelf.folders(root)]
    if any(holding.has(subject) for holding in kept):
        return
    rounds = sorted({round_id for holding in kept for round_id in holding.rounds or ()})
    known = f" Rounds here: {', '.join(rounds)}." if subject.startswith("round:") and rounds else ""
    note(f"No build here has {subject} yet: see that it is called so, or it holds nothing.{known}")


@calendar.command("list")
def list_() -> None:
    """List every release as it stands."""
    institution.folder()
    rows = [
        [
            *(release.release_id, release.subject, release.state, release.at.isoformat()),
            release.previous_at.isoformat() if release.previous_at else "",
            release.reason,
        ]
        for release in institution.calendar()
    ]
    table("", ["release", "of", "state", "at", "before", "reason"], rows)


@calendar.command()
def access(release_id: Annotated[str, typer.Argument(help="A release.")]) -> None:
    """List who may look before a release, with post and reason, and when each looked first."""
    institution.folder()
    if release_id not in {release.release_id for release in institution.calendar()}:
        raise FaroError("there is no such release", where=release_id, code="no_release")
    rows = [
        [reader.post or reader.role, reader.reason or "its role", reader.first or "did not look"]
        for reader in prerelease.listed(out_only=False)
        if reader.release_id == release_id
    ]
    table("", ["post", "reason", "looked first"], rows)
