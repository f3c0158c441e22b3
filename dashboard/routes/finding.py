"""What the search of every page finds: ``/faro/find/<build>.json``, made once for each build."""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from pipelines.marking import Marked
from pipelines.origins import PUBLISHED
from presentation.panels.finding import index


def found(asked: Asked) -> Taken:
    """Return everything that can be found in a build, by its names: words, no figures."""
    body = index(asked.build.build_id, asked.lang).encode()
    return Taken("faro_find", "json", Marked(body, PUBLISHED), inline=True)
