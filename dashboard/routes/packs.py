"""The data sets people ask for: ``/data/<build>/packs/<name>.zip``."""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken


def pack(request: Asked) -> Taken:
    """Return a data set of a build as a ZIP.

    Args:
        request: What the address asks for.
    """
    from exports.package.packs import pack as packed

    build, name = request.build, request.path["name"]
    return Taken(f"faro_{name}_{build.build_id}", "zip", packed(build, name))
