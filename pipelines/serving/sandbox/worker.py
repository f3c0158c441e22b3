"""One query in a process of its own: judged, bounded, answered over a pipe, then gone.

Run by the package beside it as ``python -I worker.py``. It imports nothing of Faro. One JSON order
comes in; out go a line of JSON and, when there are rows, an Arrow stream. Refusals are codes:
the words are in ``refusals.yml``.

Four walls, each enough for most attacks: the parsed query may only name known tables and open
functions (:func:`judge`); the database is open read-only with outside access off and the
configuration locked; the process has no environment, little memory and may write to no file; and
whoever started it kills it when its time is up.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "access_mode": "READ_ONLY",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "temp_directory": "",
    "max_temp_directory_size": "0KB",
    "threads": "1",
}
# A day is Chile's, wherever the server stands. DuckDB takes a zone only once it is open.
LAST_WORDS = "set TimeZone='America/Santiago'; set lock_configuration=true"
LEAST_ROOM_BYTES = 64 << 20
UNCOUNTED_BYTES = 24 << 20  # of libraries that are mapped and not read yet
OF_THE_ROOM = 0.75  # what DuckDB counts; it takes more than it counts
PAGE = resource.getpagesize()
GRACE_SECONDS = 1.0
OUT_OF_TIME = 9
NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
ROW_MAKERS = {"range", "generate_series", "unnest", "repeat", "json_each", "json_tree", "values"}
FILES = re.compile(r"^(read_|parquet_|sniff_|glob$|write_|copy_|arrow_scan|python_|pandas_|which_)")
SETTINGS = {"current_setting", "getenv", "getvariable", "setseed", "set_config"}
SYSTEM = re.compile(
    r"^(duckdb_|pragma_|pg_|sqlite_|has_|inet_|information_schema|json_execute|json_serialize_plan|"
    r"current_query|current_connection|current_transaction|txid_|nextval$|currval$|sleep_ms$|"
    r"query$|query_table$|force_checkpoint$|checkpoint$|seq_scan$|enable_|disable_|index_key$)"
)
PATHS = re.compile(r"[/\\:*?]|\.(csv|parquet|json|db|duckdb|txt|xlsx)$", re.IGNORECASE)
STATEMENTS = {
    "COPY": "files",
    "EXPORT": "files",
    "COPY_DATABASE": "files",
    "ATTACH": "attach",
    "DETACH": "attach",
    "LOAD": "extensions",
    "SET": "settings",
    "VARIABLE_SET": "settings",
    "PRAGMA": "settings",
    "MULTI": "pivot",
    **dict.fromkeys(
        ("CREATE", "INSERT", "UPDATE", "DELETE", "DROP", "ALTER", "MERGE_INTO", "CREATE_FUNC"),
        "writes",
    ),
}


class Refusal(Exception):
    """The query is not run, or not to its end: why (a code of ``refusals.yml``) and what of it."""

    def __init__(self, code: str, what: str = "") -> None:
        self.code, self.what = code, what
        super().__init__(code)


def judge(sql: str, known: set[str]) -> tuple[str, list[str]]:
    """Return the one statement of a query and the tables it reads, each as often, or refuse it.

    Args:
        sql: What the reader wrote.
        known: Names of the tables there are.

    Returns:
        The statement, and the tables in lower case, sorted.

    Raises:
        Refusal: It is not one SELECT over known tables and open functions.
    """
    connection = duckdb.connect(":memory:", config={"enable_external_access": "false"})
    statement = _one_statement(connection, sql)
    [(text,)] = connection.execute("select json_serialize_sql(?)", [statement]).fetchall()
    try:
        tree = json.loads(text)
    except RecursionError as error:
        raise Refusal("deep") from error
    if tree.get("error"):
        raise Refusal("statement", _first_word(sql))
    nodes = list(_walk(tree))
    own = {str(entry["key"]).lower() for node in nodes for entry in _ctes(node)}
    views = "select lower(view_name) from duckdb_views() where internal"
    if shadowed := own & {name for (name,) in connection.execute(views).fetchall()}:
        raise Refusal("system", min(shadowed))
    tables: list[str] = []
    for node in nodes:
        _judge_function(node)
        kind = str(node.get("type", ""))
        if kind.endswith("_NODE") and kind not in NODES:
            raise Refusal("writes", kind.split("_")[0])
        if kind == "SHOW_REF" and node["show_type"] == "SHOW_SPECIAL":
            if node["table_name"] != '"tables"':
                raise Refusal("system", f"SHOW {node['table_name'][:40]}")
        elif kind == "BASE_TABLE":
            tables += _judge_table(node, known, own)
    return statement, sorted(tables)


def _one_statement(connection: Any, sql: str) -> str:
    try:
        statements = connection.extract_statements(sql)
        kinds = [statement.type.name for statement in statements]
    except duckdb.ParserException as error:
        raise Refusal("syntax", first_line(error)) from error
    except Exception as error:  # a statement that Python does not know
        raise Refusal("statement", _first_word(sql)) from error
    if not statements:
        raise Refusal("empty")
    if len(statements) > 1:
        raise Refusal("many", str(len(statements)))
    if kinds[0] != "SELECT":
        raise Refusal(STATEMENTS.get(kinds[0], "statement"), _first_word(sql))
    return str(statements[0].query)


def _first_word(sql: str) -> str:
    bare = re.sub(r"/\*.*?\*/|--[^\n]*", " ", sql, flags=re.DOTALL).split()
    return bare[0][:20].upper() if bare else "?"


def _judge_table(node: dict[str, Any], known: set[str], own: set[str]) -> list[str]:
    name, schema = str(node["table_name"]), str(node["schema_name"]).lower()
    full = ".".join(part for part in (node["catalog_name"], schema, name) if part)[:80]
    if node["catalog_name"] or schema not in ("", "main"):
        raise Refusal("system", full)
    if name.lower() in known and not node.get("at_clause"):
        return [name.lower()]
    if name.lower() in own and not schema:
        return []
    if PATHS.search(name):
        raise Refusal("files", full)
    raise Refusal("system" if SYSTEM.match(name.lower()) else "table", full)


def _judge_function(node: dict[str, Any]) -> None:
    if node.get("type") == "TABLE_FUNCTION":
        made = node["function"]
        name = str(made.get("function_name", "")).lower()
        if name not in ROW_MAKERS:
            raise Refusal(_closed(name) or "function", name[:80])
    elif "function_name" in node:
        name = str(node["function_name"]).lower()
        if node.get("schema") not in (None, "", "main") or node.get("catalog"):
            name = f"{node.get('schema')}.{name}"
        if code := _closed(name) or _closed(name.rpartition(".")[2]):
            raise Refusal(code, name[:80])


def _closed(name: str) -> str | None:
    """Return why a function is closed, or None when it is open."""
    if FILES.match(name):
        return "files"
    if name in SETTINGS:
        return "settings"
    return "system" if SYSTEM.match(name) else None


def _ctes(node: dict[str, Any]) -> list[dict[str, Any]]:
    made = node.get("cte_map")
    return made.get("map", []) if isinstance(made, dict) else []


def _walk(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def room(order: dict[str, Any]) -> int:
    """Return the bytes that a query may still take, of all that this process may.

    Args:
        order: What was asked, with ``memory_mb``: mebibytes of the whole process.

    Returns:
        Bytes; 64 MiB at least.
    """
    return max(int(order["memory_mb"]) * 2**20 - _taken(1) - UNCOUNTED_BYTES, LEAST_ROOM_BYTES)


def _taken(field: int) -> int:
    """Return the bytes that this process has reserved (0) or uses (1); 0 where none are known."""
    with contextlib.suppress(OSError):  # only Linux says
        return int(Path("/proc/self/statm").read_text("ascii").split()[field]) * PAGE
    return 0


def confine(left: int) -> None:
    """Take from this process what a query never needs: files to write, cores, more memory.

    Args:
        left: Bytes of memory it may still take.
    """
    limits = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    if reserved := _taken(0):
        limits[resource.RLIMIT_AS] = reserved + left
    for limit, most in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    with contextlib.suppress(OSError):
        os.nice(5)


def answer(order: dict[str, Any], connection: Any, statement: str, tables: list[str]) -> bytes:
    """Run the query and return the header and the rows as bytes.

    Args:
        order: Its limits: ``rows``, and ``bytes`` of all rows together.
        connection: A closed and confined connection to the build.
        statement: The SELECT, judged before.
        tables: The tables it reads.

    Returns:
        A line of JSON (``tables``, ``cut``) and an Arrow stream of at most ``rows`` rows.

    Raises:
        Refusal: The rows are larger than the limit.
        duckdb.Error: The query fails as it runs.
    """
    import pyarrow as pa

    reader = connection.sql(statement).limit(order["rows"] + 1).to_arrow_reader(2048)
    batches, rows, size, is_cut = [], 0, 0, False
    for batch in reader:
        size += batch.nbytes
        if size > order["bytes"]:
            raise Refusal("size", str(order["bytes"] // 1_000_000))
        if rows + batch.num_rows > order["rows"]:
            batches.append(batch.slice(0, order["rows"] - rows))
            is_cut = True
            break
        batches.append(batch)
        rows += batch.num_rows
    body = io.BytesIO()
    with pa.ipc.new_stream(body, reader.schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
    header = json.dumps({"tables": tables, "cut": is_cut}).encode()
    return header + b"\n" + body.getvalue()


def run(order: dict[str, Any]) -> bytes:
    """Judge, open, confine, run; every failure becomes a line of JSON with a code.

    Args:
        order: The query (``sql``), the ``tables`` it may read, and what it may use: ``rows``,
            ``seconds``, ``memory_mb`` (mebibytes) and ``bytes``.

    Returns:
        A line of JSON and, where there are rows, an Arrow stream; a refusal is ``refused`` and
        ``what``.
    """
    timed_out = threading.Event()
    watch: threading.Timer | None = None
    try:
        statement, tables = judge(order["sql"], set(order["tables"]))
        import pyarrow  # noqa: F401 (before memory is counted)

        left = room(order)
        memory = {"memory_limit": f"{int(left * OF_THE_ROOM) >> 20}MiB"}
        connection = duckdb.connect("curated.duckdb", read_only=True, config=CLOSED | memory)
        connection.execute(LAST_WORDS)
        confine(left)

        def stop() -> None:
            timed_out.set()
            connection.interrupt()
            threading.Timer(GRACE_SECONDS, os._exit, [OUT_OF_TIME]).start()

        watch = threading.Timer(order["seconds"], stop)
        watch.daemon = True
        watch.start()
        return answer(order, connection, statement, tables)
    except Refusal as refusal:
        return _line(refusal.code, refusal.what)
    except (duckdb.OutOfMemoryException, MemoryError):
        return _line("memory", str(order["memory_mb"]))
    except duckdb.PermissionException as error:
        return _line("files", first_line(error))
    except Exception as error:
        if timed_out.is_set():
            return _line("time", f"{order['seconds']:g}")
        is_memory = "Out of Memory" in str(error) or "bad allocation" in str(error)
        return _line("memory" if is_memory else "bad", first_line(error))
    finally:
        if watch is not None:
            watch.cancel()


def first_line(error: BaseException) -> str:
    """Return what an error says before its drawing of the query, on one line.

    Args:
        error: What was raised.

    Returns:
        At most 300 characters.
    """
    text = str(error).split("\n\nLINE")[0].split("\n\n")[0]
    text = re.sub(r"^(?:\w+ )+Error: ", "", " ".join(text.split()))
    return text[:300].rstrip(".!? ")


def _line(code: str, what: str) -> bytes:
    return json.dumps({"refused": code, "what": what}).encode() + b"\n"


def main() -> None:
    """Read one order from the pipe and answer it."""
    order = json.loads(sys.stdin.buffer.read())
    reply = run(order)
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(reply)
        sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
