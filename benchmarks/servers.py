"""Start a server on a free port, wait until it answers, stop it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 90.0
# What stands around the settings of a site: everything of its own in one folder.
NGINX = """daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  {site}
}}
"""
# Several Faros behind one address, as in deploy/nginx.conf but for TLS.
SEVERAL = """
map $http_upgrade $connection_upgrade {{ default upgrade; "" close; }}
upstream faro {{ ip_hash; {servers} }}
server {{
  listen 127.0.0.1:{port};
  location / {{
    proxy_pass http://faro; proxy_http_version 1.1; proxy_set_header host $http_host;
    proxy_set_header upgrade $http_upgrade; proxy_set_header connection $connection_upgrade;
    proxy_set_header x-forwarded-for $remote_addr;
    proxy_read_timeout 1h; proxy_buffering off;
  }}
}}
"""


def faro(port: int) -> list[str]:
    """Return the command of a server of Faro beside which nothing is drawn ahead.

    Args:
        port: Where it listens.
    """
    start = f"from dashboard.server import serve; serve(port={port}, host='127.0.0.1')"
    return [sys.executable, "-c", start]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str | Path], port: int, **environment: str) -> Iterator[str]:
    """Run a server and give its address once it is healthy."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        list(command),
        env={**kept, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, f"{address}/_stcore/health")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def behind_nginx(site: str, port: int, folder: Path) -> Iterator[str]:
    """Run nginx with the settings of a site and give its address once it listens.

    Args:
        site: What stands inside ``http { }``.
        port: Where it listens on this machine.
        folder: Takes what nginx writes.
    """
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, site=site), encoding="utf-8")
    process = subprocess.Popen(["nginx", "-e", "stderr", "-c", str(settings)])
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise RuntimeError("nginx does not listen")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], health: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(health)
