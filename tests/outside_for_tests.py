"""Nobody else is asked for anything: not by the product, not by a test."""

from __future__ import annotations

import errno
import ipaddress
import sys
from typing import Any

# Names that nobody can have (RFC 2606, RFC 6761): what is asked of them goes nowhere.
_OF_NOBODY = (".example", ".invalid", ".test", "example.com", "example.org")
tried: list[str] = []


def shut() -> None:
    """Refuse from now on to call another machine, and remember in :data:`tried` who wanted to."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or _is_here(name) or name.endswith(_OF_NOBODY):
        return
    tried.append(f"{event} {name}")
    print(f"outside: {event} {name}", file=sys.stderr, flush=True)
    raise OSError(errno.ENETUNREACH, "no other machine is asked", name)


def _is_here(name: str) -> bool:
    if name in ("", "localhost") or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
