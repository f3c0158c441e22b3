"""Commands of whoever operates a Faro: doctor, backup, restore, schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import note, out, table
from cli.scheduling import DATA, Kind, written
from pipelines import environment
from pipelines.errors import FaroError
from pipelines.institution import audit


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.command()(doctor)
    app.command()(backup)
    app.command()(restore)
    app.command()(schedule)
    app.command()(mcp)


def mcp(
    http: Annotated[
        int | None, typer.Option("--http", help="Port to listen on; standard input otherwise.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve read-only tools to assistants (Model Context Protocol)."""
    try:
        from cli.assistant.server import server, whoever
    except ImportError as error:
        raise FaroError(
            "the libraries for assistants are not installed",
            fix="Run pip install --require-hashes -r requirements.lock",
            code="no_libraries",
        ) from error
    if http is None:
        server().run("stdio")
    else:
        note(f"Faro for assistants: http://{host}:{http}/mcp")
        try:
            server(whoever).run("streamable-http", host=host, port=http, json_response=True)
        finally:
            audit.settle(is_end=True)


def doctor() -> None:
    """Look at everything this Faro stands on and say what to do. Exit 1 when something is wrong."""
    from cli.examining import examine

    findings = examine()
    table(
        "",
        ["what", "", "said"],
        [[finding.what, finding.state, finding.message] for finding in findings],
    )
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


def backup(
    file: Annotated[Path, typer.Argument(help="A new file, faro-2026-12-01.tar.gz.")],
    keep: Annotated[
        int,
        typer.Option(
            help="Its kind stays so many days, by the date in the name; 0 is for ever.", min=0
        ),
    ] = 0,
) -> None:
    """Put deliveries, builds, site, and what people wrote into one file, secrets included."""
    from pipelines.institution.backup import backup as make
    from pipelines.institution.backup import dated, prune

    if keep:
        dated(file.name)  # one that could not be told old is refused before it is made
    listed = make(file)
    out.print(f"{file}: {len(listed['files'])} files")
    if listed["audit"]:
        _hold_to_earlier(file)
    for old in prune(file, keep) if keep else ():
        out.print(f"{old}: taken away")
    if listed["audit"]:
        note(f"The last line of the audit log is {listed['audit']}. Note it off this machine.")


def _hold_to_earlier(file: Path) -> None:
    """Refuse a log that lost what an earlier backup notes; none of them is taken away then."""
    from pipelines.institution import witnesses

    if gone := witnesses.lost(witnesses.of_backups(file)):
        raise FaroError(
            f"the audit log has line {gone[0].seq} no more as an earlier backup notes it",
            where=file.name,
            fix="Keep them all and see `faro audit verify --against BACKUP`; where an older one was"
            " restored, put those made since elsewhere",
            code="tampered",
        )


def restore(
    file: Annotated[Path, typer.Argument(help="What `faro backup` wrote.")],
    into: Annotated[Path, typer.Option(help="A new folder.")],
    database: Annotated[
        str | None, typer.Option(help="An empty database; SQLite in the folder otherwise.")
    ] = None,
) -> None:
    """Make a machine again from a backup, and say how to serve it."""
    from pipelines.institution.backup import restore as make

    listed = make(file, into, url=database)
    place = into.resolve()
    out.print(f"{len(listed['files'])} files restored, made {listed['made']}")
    variables = {"FARO_RAW": "raw", "FARO_DEMO": "demo", "FARO_CURATED": "curated"}
    variables |= {"FARO_SITE": "site", "FARO_INSTITUTION": "institution"}
    for name, part in variables.items():
        if (place / part).is_dir():
            out.print(f"export {name}={place / part}", soft_wrap=True)
    if database:
        name = environment.DATABASE_URL.name
        note(f"Set {name} to the database that was given, or its rows are not read.")
    elif environment.DATABASE_URL.text:
        out.print(
            f"unset {environment.DATABASE_URL.name}"
        )  # what people wrote is in the folder now


def schedule(
    folder: Annotated[Path, typer.Argument(help="Folder to write into.")],
    kind: Annotated[Kind, typer.Option(help="systemd or cron.")] = Kind.SYSTEMD,
    user: Annotated[str, typer.Option(help="Who runs it.")] = "faro",
    home: Annotated[Path, typer.Option(help="Where Faro is installed.")] = Path("/opt/faro"),
    data: Annotated[Path, typer.Option(help="The folder that all it writes is in.")] = DATA,
) -> None:
    """Write what runs by itself: fetch, build, site, notices, backup, retention, council report.

    A run that fails is told on the same channels as the notices.
    """
    for path in written(folder, kind, user=user, home=home, data=data):
        out.print(str(path))
