"""Attacks by readers: SQL that wants more than tables, and words that want to be markup."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from attack.ground import Ground, Verdict
from pipelines import serving
from pipelines.errors import FaroError
from presentation.markup import html

TARGETS = (
    "'/etc/passwd'",
    "read_csv('/etc/passwd')",
    "read_text('/etc/passwd')",
    "read_blob('/proc/self/environ')",
    "read_json('../manifest.json')",
    "glob('/*')",
    "parquet_scan('tables/*.parquet')",
    "duckdb_settings()",
    "duckdb_secrets()",
    "sqlite_master",
    "information_schema.tables",
    "pragma_database_list()",
    "query('select 1')",
    "query_table('core_territory__comuna')",
)
SHAPES = (
    "select * from {}",
    "from {}",
    "SELECT/**/*/**/FROM/**/{}",
    "with a as (select * from {}) select * from a",
    "select (select count(*) from {})",
    "select 1 where exists (from {})",
    "select * from core_territory__comuna, {}",
    "select 1 union all select 1 from {}",
    "describe {}",
    "summarize {}",
)
WRITES = (
    "drop table core_territory__comuna",
    "insert into core_territory__comuna select * from core_territory__comuna",
    "copy (select 1) to '/tmp/x.csv'",
    "attach '/tmp/x.db'",
    "install httpfs",
    "set memory_limit='90GB'",
    "select getenv('HOME')",
    "select current_setting('temp_directory')",
    "select 1; drop table core_territory__comuna",
    "create macro f() as 1",
    "checkpoint",
    "export database '/tmp/x'",
)
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    "javascript:alert(1)",
    "</style><script>1</script>",
    "{{7*7}}",
    "<b>x",
    "&lt;script&gt;<script>",
    '" onmouseover="alert(1)',
    "\u202e<script>",
)


def sql(ground: Ground) -> Iterator[Verdict]:
    """Queries that want files, settings, writes or the inside of the server: each is refused."""
    build = serving.Build(ground.base)
    rows = len(build.query("select 1 from core_territory__comuna"))
    queries = [shape.format(target) for shape, target in itertools.product(SHAPES, TARGETS)]
    for query in [*queries, *WRITES][:: 1 if ground.every == 1 else 40]:
        try:
            build.ask(query)
            yield f"answered: {query}"
        except FaroError as error:
            text = error.in_language("es") + error.in_language("en")
            leaks = "root:" in text or "Traceback" in text
            yield f"{query}: {text}" if leaks or not error.code.startswith("query_") else None
    left = len(build.query("select 1 from core_territory__comuna"))
    yield None if left == rows else "a table changed"
    build.close()


def markup(ground: Ground) -> Iterator[Verdict]:
    """Words that want to be markup, in cells, attributes and addresses: none becomes a tag."""
    from starlette.applications import Starlette

    from dashboard.routes.directory import routes

    app = Starlette(routes=routes())
    for text in MARKUP:
        made = str(html.tag("p", text, title=text, data_faro=text))
        inside = made[made.index(">") + 1 : made.rindex("</p>")]
        yield f"{text!r}: {made}" if "<" in inside or made.count('"') != 4 else None
        for path in ("/data/latest/{}.csv", "/data/{}/x.csv", "/api/{}", "/faro/template/{}.xlsx"):
            status, kind, body = _ask(app, path.format(quote(text, safe="")), f"lang={quote(text)}")
            bad = status >= 500 or kind.startswith("text/html")
            yield f"{path} {text!r}: {status} {kind} {body[:80]!r}" if bad else None


def _ask(app: Any, path: str, query: str) -> tuple[int, str, bytes]:
    from urllib.parse import unquote

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [],
        "scheme": "http",
        "server": ("test", 80),
        "root_path": "",
        "http_version": "1.1",
    }
    asyncio.run(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return int(sent[0]["status"]), headers.get("content-type", ""), body


ATTACKS = (sql, markup)
