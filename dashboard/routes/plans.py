"""A plan as a file: ``/faro/plan/<build>/plan.<xlsx|ics|pdf|csv|png|svg>?cut=…&version=…&lang=es``.

Made when asked for, from the same address as the page; the start is always said, so that a link
gives the same plan tomorrow.
"""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from pipelines import clock


def plan(request: Asked) -> Taken:
    """Return a plan of adoption.

    Args:
        request: What the address asks for.
    """
    from exports.schedule import read, schedule

    build, ending, today = request.build, request.path["ending"], clock.today()
    wanted = read(build, request.query, today=today)
    name, body = schedule(build, wanted, request.lang, ending, today=today)
    return Taken(name, ending, body)
