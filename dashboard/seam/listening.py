"""How Streamlit listens: small messages leave at once, and none that comes is large.

A page goes out as many small messages. asyncio switches Nagle's delay off only on sockets that
name their protocol, which Streamlit's do not: the last message of a page then waited 40 ms for
the answer to the one before. Connections take the setting from their listener. Where the door is
gone, pages come, with the delay.

Streamlit lets a browser say as much at once as a page may be told, 200 MB; Faro's say choices.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

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


def take_small_messages(most: int) -> None:
    """Have every session that says more than so many bytes at once ended, from now on.

    Args:
        most: Bytes of one message.
    """
    settings = inside("listening")
    if settings is None or hasattr(settings, "small"):
        return

    def listening() -> dict[str, Any]:
        return {**settings(), "ws_max_size": most}

    listening.small = True  # type: ignore[attr-defined]
    module, _, name = NAMES["listening"].partition(":")
    setattr(sys.modules[module], name, listening)
