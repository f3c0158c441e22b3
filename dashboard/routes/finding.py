"""Words of a build, made once for each: what the search finds, and what a query may name.

``/faro/find/<build>.json``, ``/faro/columns/<build>.json``.
"""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from pipelines.marking import Marked
from pipelines.origins import PUBLISHED
from presentation.panels.consultas import columns
from presentation.panels.finding import index


def names_to_find(request: Asked) -> Taken:
    """Return everything that can be found in a build, by its names: words, no figures.

    Args:
        request: What the address asks for.
    """
    body = index(request.build.build_id, request.lang).encode()
    return Taken("faro_find", "json", Marked(body, PUBLISHED), inline=True)


def named(request: Asked) -> Taken:
    """Return every table and column that a query may name: words, no figures.

    Args:
        request: What the address asks for.
    """
    body = columns(request.build.build_id, request.lang).encode()
    return Taken("faro_columns", "json", Marked(body, PUBLISHED), inline=True)
