"""A Spark session that starts or says in one sentence why not, and does not wait for ever."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pipelines import environment
from pipelines.errors import FaroError

JAVA = (17, 21)
_CONNECT = "sc"
PATIENCE = 120.0  # seconds that a job waits where no worker is left
_ANSWER = 30.0  # seconds that a Java may take to say its version
_LOCAL = re.compile(r"local(\[(\*|[1-9]\d*)(,\s*[1-9]\d*)?\])?")
_CLUSTER = re.compile(r"spark://[^/,\s]+(,[^/,\s]+)*|sc://[^/,\s]+(/.*)?")
_HERE = "127.0.0.1"
_OF_ITS_OWN = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
# Of any session, one at somebody else's server too.
_OF_ANY = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    # Days are days of today's calendar, however long ago: as DuckDB reads and writes them.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}
Made = TypeVar("Made")


class Session:
    """A session, and jobs in it that end.

    Args:
        master: `local[*]`, `spark://host:port` or, for Spark Connect, `sc://host:port`.

    Attributes:
        session: Spark's own.
        cores: Cores of all its workers, as far as it says so.

    Raises:
        FaroError: As :func:`open_session` says.
    """

    def __init__(self, master: str) -> None:
        self._master = master
        self.session = open_session(master)
        context = None if urlsplit(master).scheme == _CONNECT else self.session.sparkContext
        self._context = context
        self.cores = max(context.defaultParallelism if context else 0, os.cpu_count() or 1)

    def run(self, job: Callable[[], Made]) -> Made:
        """Do a job of Spark; Spark itself would wait for ever where no worker is left.

        Args:
            job: It; done in a thread of its own.

        Raises:
            FaroError: Spark fails (``spark_failed``), or no worker was there for
                ``PATIENCE`` (``no_workers``).
        """
        seen = time.monotonic()
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(job)
            try:
                while not wait([running], timeout=1).done:
                    if self._has_workers():
                        seen = time.monotonic()
                    elif time.monotonic() - seen > PATIENCE:
                        raise _no_workers(self._master)
                return running.result()
            except FaroError:
                raise
            except Exception as error:
                raise _failed(error, self._master) from error
            finally:
                if not running.done() and self._context is not None:
                    self._context.cancelAllJobs()

    def _has_workers(self) -> bool:
        if self._context is None or self._master.startswith("local"):
            return True
        return self._context._jsc.sc().getExecutorMemoryStatus().size() > 1  # one is the driver

    def close(self) -> None:
        """End the session."""
        with suppress(Exception):
            self.session.stop()


def open_session(master: str) -> Any:
    """Open a Spark session, in UTC and without any page of its own.

    Args:
        master: As :class:`Session` takes it.

    Raises:
        FaroError: There is no PySpark (``no_pyspark``) or too little of it (``no_connect``), no
            Java (``no_java``) or another one (``wrong_java``), `master` is none (``bad_master``) or
            nobody answers there (``no_master``), or Spark does not start (``spark_failed``).
    """
    if find_spec("pyspark") is None:
        raise _error(
            "no_pyspark",
            "PySpark is not installed. Install it with: pip install 'pyspark[connect]>=4,<5'",
            "PySpark no está instalado. Instálelo con: pip install 'pyspark[connect]>=4,<5'",
        )
    remote = urlsplit(master).scheme == _CONNECT
    _hold_master(master)
    if not remote:
        _hold_java()
    elif find_spec("grpc") is None:
        raise _error(
            "no_connect",
            "Spark Connect needs more of PySpark than is installed. Install it with: "
            "pip install 'pyspark[connect]'",
            "Spark Connect necesita más de PySpark de lo que hay. Instálelo con: "
            "pip install 'pyspark[connect]'",
        )
    environment.say("PYSPARK_PYTHON", sys.executable, over=False)
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    try:
        if remote:
            return _remote(builder, master)
        builder = builder.config("spark.sql.warehouse.dir", tempfile.gettempdir())
        for key, value in {**_OF_ITS_OWN, **_OF_ANY}.items():
            builder = builder.config(key, value)
        if master.startswith("local") or urlsplit(master).hostname == _HERE:
            builder = builder.config("spark.driver.host", _HERE)
            builder = builder.config("spark.driver.bindAddress", _HERE)
        made = builder.master(master).appName("faro").getOrCreate()
        made.sparkContext.setLogLevel("ERROR")
    except Exception as error:
        raise _not_started(error, master) from error
    return made


def _remote(builder: Any, master: str) -> Any:
    with warnings.catch_warnings():  # PySpark tells whoever develops with it what comes next
        warnings.simplefilter("ignore", FutureWarning)
        made = builder.remote(master).getOrCreate()
        for key, value in _OF_ANY.items():
            made.conf.set(key, value)
    return made


def _hold_java() -> None:
    home = environment.of_others("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    wanted = " / ".join(map(str, JAVA))
    if java is None:
        raise _error(
            "no_java",
            f"there is no Java, and Spark needs one ({wanted}). Install OpenJDK 17 (on Debian: "
            "openjdk-17-jre-headless) or use --engine duckdb",
            f"no hay Java y Spark lo necesita ({wanted}). Instale OpenJDK 17 (en Debian: "
            "openjdk-17-jre-headless) o use --engine duckdb",
        )
    if not Path(java).exists():
        raise _error(
            "no_java",
            f"JAVA_HOME is {home}, and no bin/java stands there. Point it at a Java {wanted}, "
            "unset it, or use --engine duckdb",
            f"JAVA_HOME es {home} y ahí no hay bin/java. Apúntela a un Java {wanted}, quítela o "
            "use --engine duckdb",
        )
    version = _java_version(java)
    if version not in JAVA:
        raise _error(
            "wrong_java",
            f"{java} is Java {version or '?'}, and Spark needs {wanted}. Point JAVA_HOME at one of "
            "those or use --engine duckdb",
            f"{java} es Java {version or '?'} y Spark necesita {wanted}. Apunte JAVA_HOME a uno de "
            "esos o use --engine duckdb",
        )


def _java_version(java: str) -> int:
    """Return the version that a program says it is; 0 where it says none, or does not run."""
    try:
        answer = subprocess.run(  # noqa: S603
            [java, "-version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.search(r'version "(\d+)(?:\.(\d+))?', answer.stderr + answer.stdout)
    if match is None:
        return 0
    return int(match[2] or 0) if match[1] == "1" else int(match[1])


def _hold_master(master: str) -> None:
    """Ask whether anybody listens at the address of a cluster: Spark itself takes minutes to."""
    if _LOCAL.fullmatch(master):
        return
    if not _CLUSTER.fullmatch(master):
        raise _error(
            "bad_master",
            f"«{master}» is no master. Write --master 'local[*]', spark://host:7077 or "
            "sc://host:15002",
            f"«{master}» no es un clúster. Escriba --master 'local[*]', spark://host:7077 o "
            "sc://host:15002",
        )
    scheme, _, places = (shown := _shown(master)).partition("://")
    errors: list[Exception] = []
    for place in places.split(","):  # of several masters one is enough
        try:
            address = urlsplit(f"{scheme}://{place}")
            port = address.port or (15002 if scheme == _CONNECT else 7077)
            with socket.create_connection((address.hostname or "", port), timeout=5):
                return
        except (OSError, ValueError) as error:
            errors.append(error)
    raise _no_master(shown, str(errors[0]), str(errors[0])) from errors[0]


def _no_master(shown: str, why: str, motive: str) -> FaroError:
    return _error(
        "no_master",
        f"nobody answers at {shown} ({why}). Start the cluster, fix --master, or use "
        "--engine duckdb; work done is kept",
        f"nadie responde en {shown} ({motive}). Inicie el clúster, corrija --master o use "
        "--engine duckdb; lo hecho se conserva",
    )


def _shown(master: str) -> str:
    """Return an address without what may follow it: Spark Connect's holds a token there."""
    return master.split(";", 1)[0].rstrip("/")


def _not_started(error: Exception, master: str) -> FaroError:
    """Return the one error of a session that did not start."""
    if _STOPPED not in str(error):
        return _failed(error, master)
    return _no_master(
        _shown(master),
        "what listens there is no Spark, or another version of it",
        "lo que escucha ahí no es Spark, o es de otra versión",
    )


def _failed(error: Exception, master: str) -> FaroError:
    """Return the one error of a failure within Spark: workers lost, memory, disk."""
    text = " ".join(str(error).split())
    reason = next((known for known in _REASONS if known in text), "")
    shown, razon = _shown(master), _REASONS.get(reason, "")
    return _error(
        "spark_failed",
        f"Spark at {shown} gave up: {reason or text[:300]}. Run the same command again: chunks "
        "that were read are kept",
        f"Spark en {shown} se detuvo{razon}. Repita la misma orden: los trozos leídos se conservan",
    )


def _no_workers(master: str) -> FaroError:
    shown = _shown(master)
    return _error(
        "no_workers",
        f"no worker of {shown} is left. Start one and run the same command again: chunks that "
        "were read are kept",
        f"no queda ningún trabajador de {shown}. Inicie uno y repita la misma orden: los trozos "
        "leídos se conservan",
    )


_STOPPED = "Cannot call methods on a stopped SparkContext"
_REASONS = {
    "No space left on device": ": no queda espacio en el disco",
    "ExecutorLostFailure": ": se perdió uno de sus procesos",
    "OutOfMemoryError": ": no alcanzó la memoria",
    "Connection refused": ": nadie contesta en esa dirección",
}


def _error(code: str, what: str, es: str) -> FaroError:
    return FaroError(what, code=code, es=es)
