"""The hosts that this server answers for; a request for any other is refused.

``FARO_HOSTS`` lists them (``faro.example.cl,*.example.cl``). Where it is not set, a server that
listens on this machine alone answers for this machine alone, and any other for every host.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines import environment

HERE = "LOCAL_FARO_ADDRESS"  # no setting: what is drawn and kept does not hang on it
LOCAL = ("localhost", "127.0.0.1", "::1")
_listening: list[str] = []


def listen(host: str, port: int) -> None:
    """Note the address that the server listens on.

    One that answers for this machine alone is the site that its documents name; pages go on naming
    the host they were asked at.

    Args:
        host: Name or number of the host.
        port: Its port.
    """
    _listening[:] = [host]
    if not environment.HOSTS.value and host in LOCAL and not environment.ADDRESS.value:
        environment.say(HERE, f"http://localhost:{port}")


def ours() -> tuple[str, ...]:
    """Return the hosts answered for; none stands for all."""
    named = environment.HOSTS.value
    if not named and not (_listening and _listening[0] in LOCAL):
        return ()
    site = urlsplit(environment.ADDRESS.value).hostname
    return (*named, *LOCAL, *([site] if site else []))


def is_ours(header: str) -> bool:
    """Return whether a request is for one of our hosts, by its header ``Host``.

    Args:
        header: What it holds; a port is taken no notice of.
    """
    known = ours()
    if not known:
        return True
    try:
        host = (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(
        host == pattern
        or (pattern.startswith("*.") and host.endswith(pattern[1:]) and host != pattern[2:])
        for pattern in known
    )
