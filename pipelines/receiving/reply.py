"""Right of reply: a municipality is shown its score, may claim another, and is answered.

``asked`` → ``answered`` (before its deadline) → ``resolved``, or ``closed`` where nobody answered.
Each score is kept beside the others: as published, as claimed, as resolved. What is written is
about scores; who wrote it is a pseudonym in the audit log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import fsum
from typing import Any

import holidays

from pipelines import clock, institution, serving
from pipelines.errors import FaroError
from pipelines.institution import ACCEPT, DELIVER, UNRELEASED, audit
from pipelines.institution.releases import Holding
from pipelines.origins import COMPUTED, DELIVERED, Origin, worst
from pipelines.personal import hold_names, masked
from pipelines.receiving.scores import Score, scores
from pipelines.serving import Build

MOST_TEXT = 2_000  # characters


@dataclass(frozen=True)
class Case:
    """An observation as it stands.

    Attributes:
        cut: The municipality.
        round_id: The round.
        state: ``asked``, ``answered``, ``resolved`` or ``closed``.
        due: Until when it may answer: the end of a working day in Chile.
        published: The score as published, in percent.
        claimed: The score as claimed; None while nothing is.
        resolved: The score as resolved; None while it is not.
        claim: Why another score is claimed, in the words of the municipality.
        resolution: Why the score stands as resolved.
        build_id: The build whose score was shown; empty for one asked before that was kept.
    """

    cut: str
    round_id: str
    state: str
    due: datetime
    published: float
    claimed: float | None
    resolved: float | None
    claim: str
    resolution: str
    build_id: str

    @property
    def change(self) -> float | None:
        """Points by which the resolution moved the score; None while there is none."""
        return None if self.resolved is None else self.resolved - self.published


@dataclass(frozen=True)
class Means:
    """A mean of a round as published and as resolved, over the same municipalities.

    Attributes:
        region: Its region; empty for the whole country.
        n: Municipalities with a score.
        cases: Observations among them.
        changed: Resolved ones that changed the score.
        published: Mean as published, in percent; None for fewer than the smallest group.
        resolved: Mean with the scores as resolved.
        origin: The worst of all that both rest on.
    """

    region: str
    n: int
    cases: int
    changed: int
    published: float | None
    resolved: float | None
    origin: Origin


def ask(build: Build, cut: str, round_id: str) -> Case:
    """Show a municipality its score and ask what it observes.

    Args:
        build: The build whose score is shown.
        cut: The municipality, five digits.
        round_id: The round.

    Returns:
        The case, ``asked``.

    Raises:
        FaroError: It has no score in that round or was asked before (``bad_reply``), or who asks
            may not (``forbidden``).
    """
    institution.need(ACCEPT)
    score = scores(build, round_id).get(cut)
    if score is None:
        raise _wrong(cut, round_id, "has no score in this round")
    now = clock.now()
    due = deadline(clock.today(), institution.settings().reply_days)
    with _writing(cut, round_id) as (turn, table, known):
        if known is not None:
            raise _wrong(cut, round_id, "was asked before")
        row = {"cut": cut, "round_id": round_id, "asked": now, "due": due}
        row |= {"published_score": repr(score.value), "build_id": build.build_id}
        turn.connection.execute(table.insert().values(**row))
        turn.record(
            "observation", outcome="asked", build_id=build.build_id, cut=cut, round=round_id
        )
    return _case(cut, round_id)


def answer(cut: str, round_id: str, *, score: float, claim: str, no_people: bool = False) -> Case:
    """Note what a municipality claims.

    Args:
        cut: The municipality, five digits.
        round_id: The round.
        score: The score claimed, per cent, 0 to 100.
        claim: Why, at most 2,000 characters; e-mails, phones and RUTs of people are hidden.
        no_people: Whether who writes says that what reads as a name is none of a person.

    Returns:
        The case, ``answered``.

    Raises:
        FaroError: It was not asked, answered already, its time is over, or the score or its reason
            is not fit (``bad_reply``); it reads as if it named a person (``names_people``); or who
            asks may not (``forbidden``).
    """
    institution.need(DELIVER)
    _hold(cut, round_id, score, claim, no_people=no_people)
    now = clock.now()
    with _writing(cut, round_id) as (turn, table, known):
        if known is None or known.answered is not None:
            raise _wrong(cut, round_id, "was not asked" if known is None else "answered already")
        if now > clock.aware(known.due):
            raise _wrong(cut, round_id, "had until the day its answer was due")
        values = {"answered": now, "claimed_score": repr(float(score)), "claim": masked(claim)}
        turn.connection.execute(_of(table.update(), table, cut, round_id).values(**values))
        turn.record("observation", outcome="answered", cut=cut, round=round_id)
    return _case(cut, round_id)


def resolve(cut: str, round_id: str, *, score: float, reason: str, no_people: bool = False) -> Case:
    """Answer what a municipality claims, with the score that stands.

    Args:
        cut: The municipality, five digits.
        round_id: The round.
        score: The score that stands, per cent, 0 to 100.
        reason: Why, as a claim.
        no_people: As of a claim.

    Returns:
        The case, ``resolved``.

    Raises:
        FaroError: Nothing is claimed, it was resolved already, or the score or its reason is not
            fit (``bad_reply``); it reads as if it named a person (``names_people``); or who asks
            may not (``forbidden``).
    """
    institution.need(ACCEPT)
    _hold(cut, round_id, score, reason, no_people=no_people)
    with _writing(cut, round_id) as (turn, table, known):
        if known is None or known.answered is None or known.resolved is not None:
            raise _wrong(cut, round_id, "has nothing open to be resolved")
        values = {
            "resolved": clock.now(),
            "resolved_score": repr(float(score)),
            "resolution": masked(reason),
        }
        turn.connection.execute(_of(table.update(), table, cut, round_id).values(**values))
        turn.record("observation", outcome="resolved", cut=cut, round=round_id)
    return _case(cut, round_id)


def cases(round_id: str = "") -> list[Case]:
    """Return the observations of a round, or of all.

    Args:
        round_id: The round; all of them when empty.

    Returns:
        By round and municipality.

    Raises:
        FaroError: Who asks neither sends nor decides (``forbidden``): what is open is not out.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import observation as table

    institution.need(DELIVER)
    query = sa.select(table).order_by(table.c.round_id, table.c.cut)
    if round_id:
        query = query.where(table.c.round_id == round_id)
    with reading() as connection:
        return [_read(row) for row in connection.execute(query) if _may_see(row)]


def means(build: Build, round_id: str) -> list[Means]:
    """Return what the observations of a round changed in its means, in per cent, 0 to 100.

    Args:
        build: The build whose scores they are.
        round_id: The round.

    Returns:
        That of the country, then those of the regions with an observation, by their codes.
    """
    known = scores(build, round_id)
    own = {case.cut: case for case in cases(round_id) if case.cut in known}
    regions = sorted({known[cut].region for cut in own})
    return [_mean(build, known, own, region) for region in ("", *regions)]


def _mean(build: Build, known: Mapping[str, Score], own: Mapping[str, Case], region: str) -> Means:
    here = {cut: score for cut, score in known.items() if region in ("", score.region)}
    of = {cut: own[cut] for cut in here if cut in own}
    before = {cut: of[cut].published if cut in of else score.value for cut, score in here.items()}
    settled = {cut: case.resolved for cut, case in of.items() if case.resolved is not None}
    after = before | settled
    origin = worst(
        [*(score.origin for score in here.values()), *(DELIVERED for _ in settled)], least=COMPUTED
    )
    n, changed = len(here), sum(before[cut] != after[cut] for cut in here)
    if n < build.minimum_group:
        return Means(region, n, len(of), changed, None, None, origin)
    sums = fsum(before.values()) / n, fsum(after.values()) / n
    return Means(region, n, len(of), changed, *sums, origin)


def deadline(day: date, working_days: int) -> datetime:
    """Return the end of a working day in Chile, so many after a day.

    Args:
        day: The day it is counted from, itself not counted.
        working_days: How many, Saturdays, Sundays and Chile's holidays left out.

    Returns:
        One second before midnight in Chile, with the offset that all stored moments have.
    """
    closed = holidays.country_holidays("CL", years=[day.year, day.year + 1])
    while working_days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            working_days -= 1
    return datetime.combine(day, time(23, 59, 59), clock.CHILE).astimezone(clock.now().tzinfo)


def _hold(cut: str, round_id: str, score: float, text: str, *, no_people: bool) -> None:
    if not 0 <= score <= 100:
        raise _wrong(cut, round_id, "has a score from 0 to 100")
    if not text.strip() or len(text) > MOST_TEXT:
        raise _wrong(cut, round_id, f"needs its reason, of {MOST_TEXT} characters at most")
    if not no_people:
        hold_names(text)


@contextmanager
def _writing(cut: str, round_id: str) -> Iterator[tuple[audit.Turn, Any, Any]]:
    import sqlalchemy as sa

    from pipelines.institution.tables import observation as table

    institution.folder()
    with audit.turn() as turn:
        known = turn.connection.execute(_of(sa.select(table), table, cut, round_id)).first()
        if known is not None and not _may_see(known):
            known = None  # answered as if it were not there
        yield turn, table, known


def _of(statement: Any, table: Any, cut: str, round_id: str) -> Any:
    return statement.where((table.c.cut == cut) & (table.c.round_id == round_id))


def _case(cut: str, round_id: str) -> Case:
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import observation as table

    with reading() as connection:
        return _read(connection.execute(_of(sa.select(table), table, cut, round_id)).one())


def _read(row: Any) -> Case:
    state = "asked" if clock.now() <= clock.aware(row.due) else "closed"
    if row.answered is not None:
        state = "answered" if row.resolved is None else "resolved"
    claimed, resolved = (
        None if score is None else float(score) for score in (row.claimed_score, row.resolved_score)
    )
    return Case(
        cut=row.cut,
        round_id=row.round_id,
        state=state,
        due=clock.aware(row.due),
        published=float(row.published_score),
        claimed=claimed,
        resolved=resolved,
        claim=row.claim or "",
        resolution=row.resolution or "",
        build_id=row.build_id,
    )


def _may_see(row: Any) -> bool:
    """Return whether who asks may see the build that a case was asked of."""
    if not row.build_id:  # asked before it was kept: it may be of one that is not out
        return institution.current().may(UNRELEASED)
    return serving.may_see(row.build_id, gone=Holding.of_round(row.build_id, row.round_id))


def _wrong(cut: str, round_id: str, what: str) -> FaroError:
    return FaroError(
        f"the municipality {what}",
        where=f"{cut}, {round_id}",
        fix="See `faro reply list`",
        code="bad_reply",
    )
