"""How Streamlit listens: small messages leave at once, and none that comes is large.

A page goes out as many small messages. asyncio switches Nagle's delay off only on sockets that
name their protocol, which Streamlit's do not: the last message of a page then waited 40 ms for
the answer to the one before. Connections take the setting from their listener. Where the door is
gone, pages come, with the delay.

Streamlit lets a browser say as much at once as a page may be told, 200 MB; Faro's say choices. What
is no request that can be read, an address of 200 kB among them, never comes as far as our own
refusals: it is refused where it comes in, in our words.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

from h11 import Data, Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboard.seam.insides import NAMES, inside


def send_at_once() -> None:
    """Make every listener of this process send without delay, from now on."""
    bind = inside("bind")
    if bind is None or hasattr(bind, "without_delay"):
        return

    def bound(*place: Any) -> socket.socket:
        listener: socket.socket = bind(*place)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener

    bound.without_delay = True  # type: ignore[attr-defined]
    module, _, name = NAMES["bind"].partition(":")
    setattr(sys.modules[module], name, bound)


def take_small_messages(most: int, unreadable: str) -> None:
    """Have every session that says more than so many bytes at once ended, from now on.

    Args:
        most: Bytes of one message.
        unreadable: What whoever sends no request that can be read is answered.
    """
    settings = inside("listening")
    if settings is None or hasattr(settings, "small"):
        return

    def listening() -> dict[str, Any]:
        return {**settings(), "ws_max_size": most, "http": _answering(unreadable)}

    listening.small = True  # type: ignore[attr-defined]
    module, _, name = NAMES["listening"].partition(":")
    setattr(sys.modules[module], name, listening)


def _answering(words: str) -> type[H11Protocol]:
    class InOurWords(H11Protocol):
        def send_400_response(self, msg: str) -> None:
            head = [
                ("content-type", "text/plain; charset=utf-8"),
                ("content-length", str(len(words.encode()))),
                ("connection", "close"),
            ]
            self.transport.write(self.conn.send(Response(status_code=400, headers=head)) or b"")
            self.transport.write(self.conn.send(Data(data=words.encode())) or b"")
            self.transport.close()

    return InOurWords
