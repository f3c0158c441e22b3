"""The open endpoints: the files that a build keeps of every metric, at addresses that stay.

``/api/<metric>.csv``, ``.json`` and ``.metadata.json``, and ``/api/index.json``, are those of the
build served; ``/api/<build>/…`` are those of one build for ever. Any site may read them.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from dashboard.routes.address import refused
from dashboard.routes.media import BUILD, MEDIA, NO_LONGER, has_it, lasting
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import PROVISIONAL, PROVISIONAL_SUFFIX

NAME = re.compile(r"[a-z][a-z0-9_]*(\.metadata)?\.(csv|json)")
OPEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": f"etag, link, {BUILD}, x-faro-provisional",
}


def answer(request: Request) -> Response:
    """Answer with a file of a metric, or 304 to who has it.

    Args:
        request: The request.
    """
    name, build_id = request.path_params["name"], request.path_params.get("build_id")
    try:
        if "build" in request.query_params:  # as in the addresses of pages: not to be passed over
            raise FaroError(
                "an edition stands in the path of this address",
                fix=f"/api/<build>/{name[:60]} is that of one edition for ever",
                code="bad_choice",
            )
        build = serving.open(build_id)
        body = serving.endpoint(build, name) if NAME.fullmatch(name) else None
        if body is None:
            raise FaroError(
                f"there is no endpoint {name[:60]}", fix="/api/index.json lists them", code="no_api"
            )
    except FaroError as error:
        answer = refused(error, "en")
        answer.headers.update(OPEN)
        return answer
    may_change = serving.provisional(build)
    tag = f'"{build.build_id}{PROVISIONAL_SUFFIX if may_change else ""}"'
    headers = {**OPEN, "etag": tag, BUILD: build.build_id, **(lasting() if build_id else NO_LONGER)}
    if may_change:
        headers["x-faro-provisional"] = PROVISIONAL["en"]
    if name.endswith(".csv"):
        headers["link"] = f'<{name.removesuffix(".csv")}.metadata.json>; rel="describedby"'
    if has_it(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA[name.rpartition(".")[2]], headers=headers)
