"""What one address may ask of the server in a while, and how many sessions it may hold.

Each kind has a bucket for every address: it holds what may be asked at once and fills again over a
minute. Readers behind one proxy would share an address: where ``FARO_PROXIES`` says how many
stand before the server, it is taken from what the last of them wrote.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

from pipelines import environment
from pipelines.errors import FaroError
from presentation.words import Text

CHANGES_OF_A_SESSION = 300  # in a minute; who says more is heard later
_MOST_ADDRESSES = 20_000
CODE = "too_often"


class Buckets:
    """What each address has left of one kind."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, now: float | None = None) -> float:
        """Take one; return 0, or the seconds to wait where nothing is left.

        Args:
            address: Who asks, as :func:`bucket` counts it.
            now: Seconds of a clock that never goes back; the usual one where None.
        """
        now = time.monotonic() if now is None else now
        with self._lock:
            left, since = self._left.pop(address, (float(self.a_minute), now))
            left = min(self.a_minute, left + (now - since) * self.a_minute / 60)
            wait = 0.0 if left >= 1 else (1 - left) * 60 / self.a_minute
            self._left[address] = (left - 1 if left >= 1 else left), now
            while len(self._left) > _MOST_ADDRESSES:
                self._left.popitem(last=False)
        return wait


_buckets: dict[str, Buckets] = {}
_held: dict[str, int] = {}
_guard = threading.Lock()


def take(kind: str, address: str) -> float:
    """Take one of a kind for an address; return 0, or the seconds it has to wait.

    Args:
        kind: A key of ``environment.LIMITS``.
        address: Who asks, as :func:`bucket` counts it.
    """
    limit = environment.LIMITS[kind].value
    with _guard:
        buckets = _buckets.get(kind)
        if buckets is None or buckets.a_minute != limit:
            buckets = _buckets[kind] = Buckets(limit)
    return buckets.take(address)


def hold_session(address: str) -> bool:
    """Count one more session of an address; False where it holds as many as it may.

    Args:
        address: Who holds it, as :func:`bucket` counts it.
    """
    with _guard:
        if _held.get(address, 0) >= environment.LIMITS["sessions"].value:
            return False
        _held[address] = _held.get(address, 0) + 1
        return True


def release_session(address: str) -> None:
    """Count one session of an address less.

    Args:
        address: Who held it, as it was counted.
    """
    with _guard:
        _held[address] -= 1
        if not _held[address]:
            del _held[address]


def asker(client: str | None, forwarded: Sequence[str]) -> str:
    """Return the address that somebody asks from; ``local`` where none is known.

    Args:
        client: Who opened the connection.
        forwarded: Every header ``X-Forwarded-For``, in their order: some proxies write one more
            below what they were sent. Believed only as far as ``FARO_PROXIES`` says.
    """
    proxies = environment.PROXIES.value
    address = client or "local"
    if proxies and forwarded:
        hops = [hop.strip() for hop in ",".join(forwarded).split(",")]
        address = hops[-proxies] if len(hops) >= proxies else hops[0]
    return address.split("%")[0]


def client_of(scope: Scope) -> str:
    """Return the address that a request is from, as :func:`asker` does.

    Args:
        scope: Of the request.
    """
    forwarded = Headers(scope=scope).getlist("x-forwarded-for")
    return asker((scope.get("client") or (None,))[0], forwarded)


def bucket(address: str) -> str:
    """Return what an address is counted under: of IPv6 one reader has a whole network.

    Args:
        address: An IP address; anything else is counted as it stands, cut short.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def refusal(kind: str, wait: float) -> FaroError:
    """Return the error of an address that asks too often, with how long to wait.

    Args:
        kind: A key of ``environment.LIMITS``.
        wait: Seconds; said as whole ones, at least 1.
    """
    seconds = max(1, round(wait))
    return FaroError(
        Text("en")(f"limit.{kind}", seconds=seconds),
        es=Text("es")(f"limit.{kind}", seconds=seconds),
        code=CODE,
    )
