"""Who could look before a release and who did: made from the audit log once it is out."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines import clock
from pipelines.institution import audit, releases
from pipelines.institution.policy import is_on


@dataclass(frozen=True)
class Early:
    """A post on the list of a release, and when somebody of it looked first; empty if nobody did.

    The posts say who: neither names nor pseudonyms stand here.
    """

    release_id: str
    post: str
    reason: str
    first: str


def listed(*, out_only: bool = True) -> list[Early]:
    """Return the lists of access of the releases that are out, or of all."""
    if not is_on():
        return []
    now = clock.now()
    known = {one.release_id for one in releases.calendar() if one.is_out(now) or not out_only}
    allowed = [one for one in releases.access() if one.release_id in known]
    if not allowed:
        return []
    looked: dict[tuple[str, str], str] = {}
    for line in audit.lines(what="unreleased_view"):
        for release_id in str(line["detail"].get("releases", "")).split(","):
            for who in (line["who"], *str(line["detail"].get("groups", "")).split(",")):
                looked.setdefault((release_id, who), line["at"])
    return [
        Early(one.release_id, one.post, one.reason, looked.get((one.release_id, one.who), ""))
        for one in allowed
    ]
