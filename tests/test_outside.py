"""The guard that the whole suite runs under: it lets this machine through, and nobody else."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

import outside_for_tests
import pytest


@pytest.mark.parametrize(
    ("host", "event"),
    [("faro.cl", "socket.getaddrinfo"), ("8.8.8.8", "socket.connect"),
     ("2001:db8::1", "socket.connect")],
)  # fmt: skip
def test_another_machine_is_not_reached_and_the_try_is_remembered(host, event):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with pytest.raises(OSError, match="no other machine"), socket.socket(family) as call:
        if event == "socket.connect":
            call.connect((host, 80))
        else:
            socket.getaddrinfo(host, 80)
    assert outside_for_tests.tried == [f"{event} {host}"]
    outside_for_tests.tried.clear()


def test_what_asks_the_web_is_seen():
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://www.consejotransparencia.cl/", timeout=5)
    assert outside_for_tests.tried
    outside_for_tests.tried.clear()


def test_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as here:
        socket.create_connection(here.getsockname()).close()
    assert outside_for_tests.tried == []
