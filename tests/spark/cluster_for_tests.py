"""A standalone cluster of Spark on this machine: master and workers, a JVM each, loopback only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
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
        self._folder, self._home = folder, Path(str(find_spec("pyspark").origin)).parent
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
        self.address = f"spark://{HOST}:{port}"
        self._all = [self._start("master.Master", "--port", str(port))]
        self._wait("master", "I have been elected leader")
        self.workers = [self.add_worker() for _ in range(workers)]

    def add_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker; return it once the master knows it."""
        number = len(self._all)
        work = self._folder / f"work-{number}"
        worker = self._start("worker.Worker", "-c", "1", "-m", "1200m", "-d", work, self.address)
        self._all.append(worker)
        self._wait(f"worker-{number}", "Successfully registered with master")
        return worker

    def _start(self, what: str, *words: object) -> subprocess.Popen[bytes]:
        number = len(getattr(self, "_all", []))
        name = f"worker-{number}" if number else "master"
        command = [self._home / "bin" / "spark-class", f"org.apache.spark.deploy.{what}"]
        options = ["--host", HOST, "--webui-port", "0", *words]
        settings = {
            "SPARK_HOME": str(self._home),
            "SPARK_LOCAL_IP": HOST,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_LOCAL_DIRS": str(self._folder),
        }
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [str(word) for word in (*command, *options)],
                env={**os.environ, **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,  # a group of its own, executors and all
            )

    def _wait(self, name: str, words: str) -> None:
        log = self._folder / f"{name}.log"
        for _ in range(1_800):
            if words in log.read_text(encoding="utf-8", errors="replace"):
                return
            time.sleep(0.1)
        raise AssertionError(f"{name} did not start: {log.read_text(errors='replace')[-2000:]}")

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker and its executor at once, as a machine that loses power."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def close(self) -> None:
        """Kill what is left."""
        for process in self._all:
            if process.poll() is None:
                self.kill(process)
