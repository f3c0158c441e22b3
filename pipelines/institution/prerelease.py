"""Who could look before a release and who did: made from the audit log once it is out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipelines import clock
from pipelines.institution import audit, releases
from pipelines.institution.people import RIGHTS, UNRELEASED, Person
from pipelines.institution.policy import is_on


@dataclass(frozen=True)
class Early:
    """A post that could look before a release, and when somebody of it looked first.

    The posts say who: neither names nor pseudonyms stand here.

    Attributes:
        release_id: The release.
        post: The post, as the list of early access had it; empty for whom their role lets.
        reason: Why; empty with the post.
        first: When; empty if nobody looked.
        role: The role that lets them; empty where the list does.
    """

    release_id: str
    post: str
    reason: str
    first: str = ""
    role: str = ""


def note_view(build_id: str, held: Iterable[releases.Release], who: Person) -> None:
    """Write down that somebody saw a build that is not out: a line for each release and post.

    The post and its reason are kept as the list has them now: a row may go before the release.
    Of the groups of a person nothing is written.

    Args:
        build_id: The build.
        held: The releases that keep it from everybody.
        who: Who saw it.
    """
    posts = releases.access_of(who)
    with audit.turn(who) as turn:
        # None holds it: all wait.
        for release_id in [release.release_id for release in held] or [""]:
            by_list = [
                (access.post, access.reason) for access in posts if access.release_id == release_id
            ]
            for post, reason in by_list or [("", "")]:
                turn.record(
                    "unreleased_view",
                    build_id=build_id,
                    release=release_id,
                    post=post,
                    reason=reason,
                )


def listed(*, out_only: bool = True) -> list[Early]:
    """Return who could look before the releases that are out, or before all.

    Whoever looked stands in it, by the list as it was then or by their role; who did not, as the
    list is now.

    Args:
        out_only: Only of releases that are out.
    """
    if not is_on():
        return []
    now = clock.now()
    known = [
        release.release_id for release in releases.calendar() if release.is_out(now) or not out_only
    ]
    first_seen: dict[Early, str] = {}
    for line in audit.lines(what="unreleased_view"):
        for early in _of(line):
            first_seen.setdefault(early, line["at"])
    for access in releases.access():
        first_seen.setdefault(Early(access.release_id, access.post, access.reason), "")
    listed = [
        replace(looker, first=at) for looker, at in first_seen.items() if looker.release_id in known
    ]
    return sorted(
        listed, key=lambda looker: (known.index(looker.release_id), not looker.first, looker.first)
    )


def _of(line: dict[str, Any]) -> Iterator[Early]:
    """Say who looked by a line: a post of the list, or a role."""
    detail, role = line["detail"], next(filter(_sees_more, line["roles"]), "")
    if detail.get("post"):
        yield Early(detail["release"], detail["post"], detail["reason"])
        return
    named = str(detail.get("release") or detail.get("releases", ""))  # as 0.2 wrote them, several
    of_build = [
        release.release_id
        for release in releases.calendar()
        if release.subject == f"build:{line['build']}"
    ]
    whos = {line["who"], *str(detail.get("groups", "")).split(",")} - {""}
    for release_id in named.split(",") if named else of_build:
        posts = [access for access in releases.access() if (access.release_id == release_id)]
        by_list = [
            Early(release_id, access.post, access.reason) for access in posts if access.who in whos
        ]
        yield from [Early(release_id, "", "", role=role)] if role else by_list


def _sees_more(role: str) -> bool:
    return UNRELEASED in RIGHTS.get(role, ())
