"""The settings of the proxies in ``deploy/``, taken and run by Debian's nginx and Caddy."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dashboard.middleware import HEADERS
from pipelines import paths
from public import around

DEPLOY = paths.REPO / "deploy"
HOST = "faro.example.cl"
PATIENCE_SECONDS = 60  # only for what never comes
FORGED = {"x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "http", "x-request-id": "mine"}


def program(name: str) -> str:
    """The program of Debian that the settings of a proxy are written for."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed: its settings were not tried by it")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_leaves_the_headers_alone(name):
    text = (DEPLOY / name).read_text()
    assert not [header for header in HEADERS if header in text.lower()]


def of_nginx(nginx: str, text: str, folder: Path) -> Path:
    """Write settings of nginx as this version takes them: what the file says to do before 1.25."""
    version = subprocess.run([nginx, "-v"], capture_output=True, text=True).stderr
    if re.search(r"nginx/1\.(?:1\d|2[0-4])\.", version):
        text = re.sub(r"    http2 on;.*\n", "", text)
        text = re.sub(r"listen (\S+) ssl;", r"listen \1 ssl http2;", text)
    whole = folder / "nginx.conf"
    whole.write_text(f"pid {folder}/pid; events {{}} http {{ access_log off; {text} }}")
    return whole


def certified(folder: Path) -> str:
    """Return the settings of nginx with a certificate and a server that are there."""
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=faro"]
    out = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*key, *out], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text().replace("/etc/nginx/tls", str(folder))
    return text.replace("server faro:", "server 127.0.0.1:")


@pytest.mark.parametrize("settings", ["dashboard", "public edition"])
def test_nginx_takes_its_settings_without_a_warning(tmp_path, settings):
    nginx = program("nginx")
    if settings == "dashboard":
        text = certified(tmp_path)
    else:
        text = (around.HOSTS / "nginx.conf").read_text().replace("/srv/faro/site", str(tmp_path))

    def tried(text: str) -> subprocess.CompletedProcess[str]:
        whole = of_nginx(nginx, text, tmp_path)
        return subprocess.run(
            [nginx, "-t", "-e", "stderr", "-c", whole], capture_output=True, text=True
        )

    done = tried(text)
    assert done.returncode == 0 and "[warn]" not in done.stderr, done.stderr
    spoilt = tried(text.replace("server {", "server { no_such_word on;", 1))
    assert spoilt.returncode and "no_such_word" in spoilt.stderr  # it can fail


def test_caddy_takes_its_settings(tmp_path):
    caddy = program("caddy")
    own = {"env": {**os.environ, "HOME": str(tmp_path)}, "capture_output": True, "text": True}

    def adapted(text: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "Caddyfile").write_text(text)
        adapt = [caddy, "adapt", "--config", str(tmp_path / "Caddyfile"), "--validate"]
        return subprocess.run(adapt, **own)

    text = (DEPLOY / "Caddyfile").read_text()
    done = adapted(text)
    assert done.returncode == 0, done.stderr
    assert "not formatted" not in done.stderr
    [server] = json.loads(done.stdout)["apps"]["http"]["servers"].values()
    assert server["listen"] == [":443"] and '"policy": "ip_hash"' in json.dumps(server["routes"])
    assert adapted(text.replace("reverse_proxy", "no_such_word")).returncode  # it can fail


class Behind(BaseHTTPRequestHandler):
    """Stands for Faro: keeps what it is asked, and echoes what comes over a WebSocket."""

    protocol_version = "HTTP/1.1"
    heard: list[tuple[str, str, dict[str, str]]]
    taken: list[int]

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.heard.append((self.command, self.path, headers))
        if headers.get("upgrade") == "websocket":
            self.send_response(101)
            self.send_header("connection", "upgrade")
            self.send_header("upgrade", "websocket")
            self.end_headers()
            self.wfile.write(self.rfile.read(4))
            self.close_connection = True
            return
        self.answer(b"figures of Faro\n" * 100)

    def do_POST(self) -> None:
        size = int(self.headers["content-length"])
        while size and (piece := self.rfile.read1(min(size, 65_536))):
            self.taken.append(len(piece))
            size -= len(piece)
        self.answer(b"ok\n")

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        for name, value in {**HEADERS, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return "uvicorn"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def nginx_at(folder: Path, ports: tuple[int, int], behind: int) -> Iterator[None]:
    nginx, (plain, secure) = program("nginx"), ports
    text = certified(folder).replace("127.0.0.1:8501", f"127.0.0.1:{behind}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;")
    whole = of_nginx(nginx, text, folder)
    whole.write_text(whole.read_text().replace("events", "daemon off; events", 1))
    with kept_running([nginx, "-e", str(folder / "log"), "-c", str(whole)], folder, secure):
        yield


@contextmanager
def caddy_at(folder: Path, ports: tuple[int, int], behind: int) -> Iterator[None]:
    caddy, (plain, secure) = program("caddy"), ports
    own = "admin off", f"http_port {plain}", f"https_port {secure}", "local_certs"
    head = "\n".join(["{", *own, "skip_install_trust", "default_bind 127.0.0.1", "}", ""])
    text = (DEPLOY / "Caddyfile").read_text().replace("127.0.0.1:8501", f"127.0.0.1:{behind}")
    (folder / "Caddyfile").write_text(head + text)
    start = [caddy, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with kept_running(start, folder, secure):
        yield


@contextmanager
def kept_running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    own = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not answers(port):
            said_so = (folder / "log").read_text()
            assert running.poll() is None and time.monotonic() < until, said_so
            time.sleep(0.1)
        yield
    finally:
        running.terminate()
        running.wait(timeout=PATIENCE_SECONDS)


def answers(port: int) -> bool:
    try:
        secured(port).close()
    except OSError:
        return False
    return True


def secured(port: int) -> ssl.SSLSocket:
    """Open a connection to the proxy under the name of the site."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
    return trusting.wrap_socket(plain, server_hostname=HOST)


@pytest.fixture(params=[nginx_at, caddy_at], ids=["nginx", "caddy"])
def ports(request, tmp_path) -> Iterator[tuple[int, int]]:
    """A proxy as `deploy/` has it, before something that stands for Faro: its two ports."""
    Behind.heard, Behind.taken = [], []
    own = free_port(), free_port()
    with ThreadingHTTPServer(("127.0.0.1", 0), Behind) as behind:
        Thread(target=behind.serve_forever, daemon=True).start()
        with request.param(tmp_path, own, behind.server_port):
            yield own
        behind.shutdown()


def fetched(port: int, path: str, method: str = "GET", body: bytes = b"", **headers: str):
    line = http.client.HTTPConnection(HOST, timeout=PATIENCE_SECONDS)
    line.sock = secured(port)
    line.putrequest(method, path, skip_accept_encoding=True)
    for name, value in {**headers, "content-length": str(len(body))}.items():
        line.putheader(name, value)
    line.endheaders(body)
    reply = line.getresponse()
    return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()


def test_who_asks_is_whom_the_proxy_saw_whatever_they_write_themselves(ports):
    status, headers, body = fetched(ports[1], "/api/index.json?lang=en", **FORGED)
    assert (status, len(body)) == (200, int(headers["content-length"]))
    [(_, path, given)] = Behind.heard
    assert path == "/api/index.json?lang=en" and given["host"] == HOST
    assert (given["x-forwarded-for"], given["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert given["x-request-id"] not in ("", "mine")
    assert "accept-encoding" not in given  # or Faro packs what the proxy unpacks
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "uvicorn" not in str(headers)


@pytest.mark.parametrize("path", ["/metrics", "/metrics?x=1", "//metrics", "/%6detrics"])
def test_the_figures_of_the_machine_are_for_nobody_outside(ports, path):
    assert fetched(ports[1], path)[0] == 404
    assert Behind.heard == []


def test_more_than_a_delivery_may_hold_stops_at_the_proxy(ports):
    assert fetched(ports[1], "/x", "POST", b"0" * 1_000_000)[0] == 200
    assert sum(Behind.taken) == 1_000_000
    with suppress(ConnectionError, ssl.SSLError):  # it hangs up while the rest is being sent
        assert fetched(ports[1], "/x", "POST", b"0" * 40_000_000)[0] == 413
    assert sum(Behind.taken) < 32_000_000


def test_what_is_shown_while_it_changes_passes_both_ways(ports):
    line = secured(ports[1])
    asks = f"GET /_stcore/stream HTTP/1.1\r\nhost: {HOST}\r\nconnection: upgrade\r\n"
    line.sendall(f"{asks}upgrade: websocket\r\nsec-websocket-version: 13\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += line.recv(65_536)
    assert head.startswith(b"HTTP/1.1 101 ")
    line.sendall(b"ping")
    assert line.recv(4) == b"ping"
    line.close()


def test_who_comes_without_a_key_is_sent_to_the_door_that_has_one(ports):
    line = http.client.HTTPConnection("127.0.0.1", ports[0], timeout=PATIENCE_SECONDS)
    line.request("GET", "/cumplimiento", headers={"host": HOST})
    reply = line.getresponse()
    assert reply.status in (301, 308)
    assert reply.headers["location"].startswith(f"https://{HOST}") and Behind.heard == []
