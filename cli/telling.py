"""Commands that tell: notices of what changed, on the channels of the institution."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import note, out, table
from cli.options import Lang, LangOption
from pipelines import clock, institution, serving
from pipelines.institution import Person

PUBLIC = Person(roles=frozenset({"reader"}))
notices = typer.Typer(help="What changed, told once: notices, and what was sent of them.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.add_typer(notices, name="notices")


@notices.command()
def send(
    now: Annotated[bool, typer.Option("--now", help="Quiet hours or not, tried or not.")] = False,
) -> None:
    """Tell what the build that is out says anew, and send what is due.

    Exit 1 when something is given up. What fails is tried again by itself: that is no failure yet.
    """
    from exports.notices.sending import send as go
    from pipelines.telling import facts_of, tell
    from pipelines.telling.outbox import given_up, shown

    institution.folder()
    with institution.acting(PUBLIC):
        build = serving.open()
        made = tell(facts_of(build, clock.today()), build.build_id)
    out.print(f"{len(made)} notices of {build.build_id}")
    before = given_up()
    for channel, (sent, lost) in go(at_once=now).items():
        again = f", {lost} failed" if lost else ""
        out.print(f"{shown(channel)}: {sent} sent{again}")
    if given_up() > before:
        note("Some were tried too often and are given up; the page Avisos says why")
        raise typer.Exit(1)


@notices.command()
def failed(what: Annotated[str, typer.Argument(help="What failed, as its unit.")]) -> None:
    """Tell operators that something failed, on the same channels: this notice, and no other."""
    from exports.notices.sending import send as go
    from pipelines.telling import failed as tell_failed

    institution.folder()
    failure = serving.last_failure()
    # By its code: what a message names, a file or a build, may not be out for whoever is told.
    message = failure["code"] if failure and "build" in what else "exit 1"
    go(at_once=True, only=tell_failed(what[:100], message).id)


@notices.command("list")
def list_(
    most: Annotated[int, typer.Option(help="Notices at most, the newest.", min=1)] = 40,
    lang: LangOption = Lang.ES,
) -> None:
    """List what was told, the newest first."""
    from pipelines.telling import newest
    from presentation.panels.avisos import sentence
    from presentation.words import Text

    institution.folder()
    t, latest = Text(lang), newest(most, only_public=False)
    rows = [
        [str(notice.id), notice.at.isoformat("T", "minutes"), sentence(t, notice)]
        for notice in latest
    ]
    table("", ["notice", "at", "said"], rows)
    note(f"{len(latest)} notices")
