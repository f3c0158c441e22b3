"""Refusing a request in a sentence, in the language that it asks for."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from presentation.formats import LANGUAGES
from presentation.words import Text


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, words: str, **values: Any
) -> None:
    """Answer a request, or one for a session, with why it is not granted.

    Args:
        scope: Of the request.
        receive: Gives what the browser sends.
        send: Takes the answer.
        status: Of the answer.
        words: Key of the sentence.
        **values: What stands in it; ``seconds`` is said to the browser too.
    """
    lang = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    t = Text(lang if lang in LANGUAGES else LANGUAGES[0])
    body = f"{t(words, **values)}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    headers += [(b"content-length", str(len(body)).encode())]
    if "seconds" in values:
        headers.append((b"retry-after", str(values["seconds"]).encode()))
    if scope["type"] == "websocket":
        await receive()
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1013})
            return
        kind = "websocket.http.response"
    else:
        kind = "http.response"
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})
