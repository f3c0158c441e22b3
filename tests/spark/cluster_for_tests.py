"""Spark on this machine, loopback only: master and workers, a JVM each, or a Connect server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"


class Cluster:
    """A master and some workers of one core each.

    Args:
        folder: Where they keep what they keep, and their logs.
        workers: How many.

    Attributes:
        address: Of the master.
    """

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder, port = folder, _free_port()
        self.address = f"spark://{HOST}:{port}"
        self._all = [self._start("master.Master", "--port", str(port))]
        _wait(folder / "master.log", "I have been elected leader")
        self.workers = [self.add_worker() for _ in range(workers)]

    def add_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker; return it once the master knows it."""
        number = len(self._all)
        work = self._folder / f"work-{number}"
        worker = self._start("worker.Worker", "-c", "1", "-m", "1200m", "-d", work, self.address)
        self._all.append(worker)
        _wait(self._folder / f"worker-{number}.log", "Successfully registered with master")
        return worker

    def _start(self, what: str, *words: object) -> subprocess.Popen[bytes]:
        number = len(getattr(self, "_all", []))
        name = f"worker-{number}" if number else "master"
        options = ["--host", HOST, "--webui-port", "0", *words]
        return _start(self._folder / f"{name}.log", f"org.apache.spark.deploy.{what}", *options)

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker and its executor at once, as a machine that loses power."""
        _kill(worker)

    def close(self) -> None:
        """Kill what is left."""
        for process in self._all:
            if process.poll() is None:
                self.kill(process)


class ConnectServer:
    """A server of Spark Connect, with a Spark of two cores of its own.

    Args:
        folder: Where it keeps what it keeps, and its log.

    Attributes:
        address: Of the server.
    """

    def __init__(self, folder: Path) -> None:
        port = _free_port()
        self.address = f"sc://{HOST}:{port}"
        settings = {
            "spark.connect.grpc.binding.address": HOST,
            "spark.connect.grpc.binding.port": port,
            "spark.driver.host": HOST,
            "spark.driver.bindAddress": HOST,
            "spark.ui.enabled": "false",
        }
        words = ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
        words += ["--master", "local[2]"]
        words += [word for key, value in settings.items() for word in ("--conf", f"{key}={value}")]
        log = folder / "connect.log"
        self._server = _start(log, "org.apache.spark.deploy.SparkSubmit", *words, "spark-internal")
        _wait(log, "Spark Connect server started")

    def close(self) -> None:
        """Kill it."""
        _kill(self._server)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _start(log: Path, name: str, *words: object) -> subprocess.Popen[bytes]:
    home = Path(str(find_spec("pyspark").origin)).parent
    settings = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_DIRS": str(log.parent),
        "PYSPARK_PYTHON": sys.executable,
    }
    with log.open("wb") as to:
        return subprocess.Popen(
            [str(word) for word in (home / "bin" / "spark-class", name, *words)],
            env={**os.environ, **settings},
            stdout=to,
            stderr=to,
            start_new_session=True,  # a group of its own, executors and all
        )


def _wait(log: Path, sign: str) -> None:
    for _ in range(1_800):
        if sign in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.1)
    raise AssertionError(f"{log.stem} did not start: {log.read_text(errors='replace')[-2000:]}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
