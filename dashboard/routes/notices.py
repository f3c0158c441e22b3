"""Feeds that are fetched: ``/api/notices.atom?watch=…&lang=…`` and ``/api/calendar.ics``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.routes.media import MEDIA, NO_LONGER
from pipelines import institution
from pipelines.institution.releases import announced
from presentation.formats import LANGUAGES
from presentation.words import Text

MOST = 20  # watches in an address


def atom(request: Request) -> Response:
    """Answer with the newest notices; ``watch`` names topics, as often as it stands there.

    Args:
        request: The request.
    """
    if not institution.is_on():
        return _none()
    from exports.notices import feeds
    from pipelines.telling import newest

    topics = request.query_params.getlist("watch")[:MOST]
    latest = newest(watched=topics or None)
    site = f"{request.url.scheme}://{request.url.netloc}"
    body = feeds.atom(latest, _text(request), site)
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers=NO_LONGER)


def calendar(request: Request) -> Response:
    """Answer with the release calendar, as it is told to whoever asks.

    Args:
        request: The request.
    """
    if not institution.is_on():
        return _none()
    from exports.notices import feeds

    body = feeds.calendar(announced(), _text(request))
    return Response(body, media_type=MEDIA["ics"], headers=NO_LONGER)


def _none() -> Response:
    return PlainTextResponse("there is no institution here\n", 404)


def _text(request: Request) -> Text:
    lang = request.query_params.get("lang", "")
    return Text(lang if lang in LANGUAGES else LANGUAGES[0])
