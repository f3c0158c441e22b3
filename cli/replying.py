"""Commands of the right of reply: ask a municipality, note its claim, resolve it, and the means."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import note, out, table
from pipelines import clock, institution, serving
from pipelines.marking import with_origin
from pipelines.receiving import reply
from pipelines.receiving.reply import Case

CutArgument = Annotated[str, typer.Argument(help="Five digits.")]
RoundArgument = Annotated[str, typer.Argument(help="A round, as r2025.")]
NoPeopleOption = Annotated[
    bool, typer.Option("--no-people", help="What reads as a name is none of a person.")
]
ScoreOption = Annotated[float, typer.Option(help="In percent.", min=0, max=100)]

replies = typer.Typer(help="Right of reply: score as published, as claimed, as resolved.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.add_typer(replies, name="reply")


@replies.command()
def ask(cut: CutArgument, round_id: RoundArgument) -> None:
    """Ask a municipality what it observes of its score, and until when."""
    institution.folder()
    case = reply.ask(serving.open(), cut, round_id)
    out.print(f"{case.cut} {case.round_id}: {case.published:g}, due {_day(case)}")


@replies.command()
def answer(
    cut: CutArgument,
    round_id: RoundArgument,
    score: ScoreOption,
    claim: Annotated[str, typer.Option(help="Why; without names of people.")],
    no_people: NoPeopleOption = False,
) -> None:
    """Note what a municipality claims, within its time."""
    institution.folder()
    case = reply.answer(cut, round_id, score=score, claim=claim, no_people=no_people)
    out.print(f"{case.cut} {case.round_id}: {case.published:g}, claims {case.claimed:g}")


@replies.command()
def resolve(
    cut: CutArgument,
    round_id: RoundArgument,
    score: ScoreOption,
    reason: Annotated[str, typer.Option(help="Why; without names of people.")],
    no_people: NoPeopleOption = False,
) -> None:
    """Resolve what a municipality claims, with the score that stands."""
    institution.folder()
    case = reply.resolve(cut, round_id, score=score, reason=reason, no_people=no_people)
    out.print(f"{case.cut} {case.round_id}: {case.published:g} → {case.resolved:g}")


def _day(case: Case) -> str:
    """Return the last day of an answer, as it is in Chile: there its end is the next one in UTC."""
    return case.due.astimezone(clock.CHILE).date().isoformat()


@replies.command("list")
def list_(round_id: RoundArgument) -> None:
    """List the observations of a round, and what they changed in its mean."""
    institution.folder()
    rows = [
        [
            *(case.cut, case.state, _day(case)),
            *("" if s is None else f"{s:g}" for s in (case.published, case.claimed, case.resolved)),
        ]
        for case in reply.cases(round_id)
    ]
    table("", ["municipality", "state", "due", "published", "claimed", "resolved"], rows)
    for mean in reply.means(serving.open(), round_id):
        where = f"region {mean.region}" if mean.region else "the country"
        if mean.published is None or mean.resolved is None:
            note(f"{where}: {mean.n} municipalities with a score, too few for a mean")
            continue
        words = (
            f"{where}: mean of {mean.n} {mean.published:.2f} as published, {mean.resolved:.2f} as "
            f"resolved ({mean.changed} of {mean.cases} cases changed a score)"
        )
        note(with_origin(words, mean.origin, "en"))
