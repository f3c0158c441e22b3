"""Asking a server for a file: slowly, only the hosts named, and with TLS verified always."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.fetching.source import Source

BLOCK = 1 << 16
PATIENCE = 600  # seconds that a server may ask us to wait
TIMEOUT = (15, 60)  # seconds to connect, and between two blocks
_REDIRECTS, _MOST_REDIRECTS = (301, 302, 303, 307, 308), 5
_PROXY_WANTS_A_LOGIN = 407
_BUSY = (408, 425, 429, 500, 502, 503, 504)
_LATER = 30.0
_MOST_DIGITS = 18


class Dropped(Exception):
    """An answer that did not come, or not to its end: it may be asked for again.

    Attributes:
        after: Seconds that the server wants to be left alone; None when it does not say.
    """

    def __init__(self, what: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(what)


@dataclass(frozen=True)
class Answer:
    """What a server said of a file; `blocks` is what it holds."""

    status: int
    headers: Mapping[str, str]
    blocks: Iterator[bytes]

    @property
    def length(self) -> int | None:
        """Bytes announced of this answer."""
        return number(self.headers.get("Content-Length", ""))

    @property
    def says_its_end(self) -> bool:
        """Whether it tells where it ends: by a length, or by a last piece."""
        encoding = self.headers.get("Transfer-Encoding", "")
        return self.length is not None or encoding.lower() == "chunked"


class _Session(requests.Session):
    """One that never looks where a redirect sends: it would before we do, and fail on nonsense."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return nowhere."""


class Caller:
    """Asks for the files of one source.

    Args:
        source: The source; its pace and its hosts are kept.
        proxy: Address of a proxy; without it, what the environment says (`HTTPS_PROXY`).
        sleep: Waits some seconds.
        now: Seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        source: Source,
        *,
        proxy: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source, self._sleep, self._now = source, sleep, now
        self._session = _Session()
        self._session.auth = lambda request: request  # nothing out of a .netrc
        self._session.headers["User-Agent"] = "faro fetch"
        self._proxies = {"http": proxy, "https": proxy} if proxy else None
        self._free_at = 0.0

    @contextmanager
    def ask(self, url: str, headers: Mapping[str, str], *, method: str = "GET") -> Iterator[Answer]:
        """Ask for a file; redirects are followed within the hosts of the source.

        Args:
            url: Where; nothing is asked of a host that the source does not name.
            headers: What is asked beside it: a range, or what is known already; an answer that
                comes compressed is refused, as none is asked for.
            method: `HEAD` to hear of the file without taking it.

        Yields:
            While it is open, the answer: 200, 206, 304 or 416. Its blocks come no faster than the
            source says; one that is cut off raises :class:`Dropped`.

        Raises:
            Dropped: No answer, or one that says to come back.
            FaroError: The server cannot be trusted, sends elsewhere, or has no such file.
        """
        request_headers = {"Accept-Encoding": "identity", **headers}
        for _ in range(_MOST_REDIRECTS + 1):
            self._hold_host(url)
            response = self._send(method, url, request_headers)
            if response.status_code not in _REDIRECTS:
                break
            response.close()
            url = _sent_to(url, response.headers.get("Location", ""))
        else:
            raise _error("redirects", url, *_SAID["redirects"])
        with response:
            self._hold_status(response, url)
            yield Answer(response.status_code, response.headers, self._blocks(response))

    def wait(self, seconds: float) -> None:
        """Leave the server alone.

        Args:
            seconds: How long; the rest between two requests is kept anyway.
        """
        self._sleep(seconds)

    def _send(self, method: str, url: str, headers: Mapping[str, str]) -> requests.Response:
        self._rest()
        try:
            return self._session.request(
                method,
                url,
                headers=dict(headers),
                proxies=self._proxies,
                timeout=TIMEOUT,
                stream=True,
                allow_redirects=False,
                verify=True,
            )
        except requests.exceptions.SSLError as error:
            if "CERTIFICATE_VERIFY_FAILED" not in str(error):
                raise Dropped(type(error).__name__) from error
            raise _error("untrusted", url, *_SAID["untrusted"]) from error
        except requests.exceptions.ProxyError as error:
            raise _error("proxy", url, *_SAID["proxy"]) from error
        except requests.RequestException as error:
            raise Dropped(type(error).__name__) from error

    def _rest(self) -> None:
        left = self._free_at - self._now()
        if left > 0:
            self._sleep(left)
        self._free_at = self._now() + self._source.seconds_between_requests

    def _blocks(self, response: requests.Response) -> Iterator[bytes]:
        began, taken = self._now(), 0
        try:
            # What is there, not whole blocks: of one that is cut off nothing would come through.
            while block := response.raw.read1(BLOCK, decode_content=False):
                taken += len(block)
                ahead = taken / self._source.bytes_per_second - (self._now() - began)
                if ahead > 0:
                    self._sleep(ahead)
                yield block
        except (HTTPError, HTTPException, OSError) as error:
            raise Dropped(type(error).__name__) from error

    def _hold_host(self, url: str) -> None:
        parts, first = urlsplit(url), urlsplit(self._source.address)
        if parts.scheme != first.scheme or parts.hostname not in self._source.hosts:
            raise _error("elsewhere", f"{parts.scheme}://{parts.hostname}", *_SAID["elsewhere"])

    def _hold_status(self, response: requests.Response, url: str) -> None:
        status = response.status_code
        if status in _BUSY:
            after = _seconds(response.headers.get("Retry-After"))
            if after > PATIENCE:
                raise _error("busy", url, *(text.format(after / 60) for text in _SAID["busy"]))
            raise Dropped(f"HTTP {status}", after)
        if status == _PROXY_WANTS_A_LOGIN:
            raise _error("proxy", url, *_SAID["proxy"])
        if status not in (200, 206, 304, 416):
            raise _error("refused", url, *(text.format(status) for text in _SAID["refused"]))
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise _error("encoded", url, *_SAID["encoded"])


def number(header: str) -> int | None:
    """Return the number that a header says in plain digits; None where it says anything else.

    Args:
        header: What stands in the header: whatever a server likes to put there.

    Example:
        >>> number("12"), number("²"), number("9" * 5000)
        (12, None, None)
    """
    plain = header.strip()
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS
    return int(plain) if is_number else None


def _sent_to(url: str, location: str) -> str:
    """Return the address that a redirect sends to."""
    try:
        return urlsplit(urljoin(url, location)).geturl()
    except ValueError as error:
        raise _error("no_address", url, *_SAID["no_address"]) from error


def _seconds(header: str | None) -> float:
    """Return how long `Retry-After` asks to wait: seconds, or until a moment."""
    if not header:
        return _LATER
    if (seconds := number(header)) is not None:
        return float(seconds)
    try:
        return max(0.0, (parsedate_to_datetime(header) - clock.now()).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return _LATER


_SAID = {
    "redirects": (
        "it sends from one address to the next without end. Ask whoever runs it",
        "envía de una dirección a otra sin fin. Consulte a quien lo opera",
    ),
    "no_address": (
        "it sends to something that is no address. Ask whoever runs it",
        "envía a algo que no es una dirección. Consulte a quien lo opera",
    ),
    "untrusted": (
        "its certificate cannot be verified, so nothing was taken. Behind a proxy that opens "
        "TLS, give its certificates in REQUESTS_CA_BUNDLE",
        "su certificado no se puede verificar; no se tomó nada. Tras un proxy que abre TLS, "
        "indique sus certificados en REQUESTS_CA_BUNDLE",
    ),
    "proxy": (
        "the proxy does not answer, or lets nothing through to it. Look at --proxy, or at "
        "HTTPS_PROXY and HTTP_PROXY; one that wants a login has it in its address",
        "el proxy no responde, o no deja llegar ahí. Revise --proxy, o HTTPS_PROXY y HTTP_PROXY; "
        "uno que pide clave la lleva en su dirección",
    ),
    "elsewhere": (
        "the answer sends there, and the source does not name it. Add the host to redirects_to "
        "if it is the publisher's",
        "la respuesta envía ahí, y la fuente no lo nombra. Agregue el servidor a redirects_to si "
        "es de quien publica",
    ),
    "busy": (
        "it asks to come back in {:.0f} minutes. Run the same command then",
        "pide volver en {:.0f} minutos. Repita la misma orden entonces",
    ),
    "refused": (
        "it answers {}, not the file. Look at the address in the source",
        "responde {}, no el archivo. Revise la dirección en la fuente",
    ),
    "encoded": (
        "it answers compressed though asked not to; its size could not be checked",
        "responde comprimido aunque se pidió lo contrario; su tamaño no se podría comprobar",
    ),
}


def _error(code: str, where: str, what: str, es: str) -> FaroError:
    return FaroError(what, where=where, code=code, es=es)
