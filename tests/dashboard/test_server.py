"""The doorman: headers, host page, compression, redirects, downloads, errors kept from readers."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import logging
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from dashboard import door as doorway
from dashboard import hosts, limits, middleware, nav, server, uploads
from dashboard.routes import address, directory, turns
from dashboard.routes import tables as downloads
from dashboard.seam import hostpage
from exports import printing
from pipelines import environment
from pipelines.errors import FaroError
from presentation import links
from presentation.words import Text

TABLE = "out_fiscalizacion__round_group"


def ask(app, path="/", *, query="", method="GET", client="203.0.113.9", **headers):
    """Send one request to an ASGI application; return status, headers and body."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    named = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": named,
        "scheme": "http",
        "server": ("test", 80),
        "client": (client, 1234),
        "root_path": "",
        "http_version": "1.1",
    }
    asyncio.run(app(scope, receive, send))
    start = next(m for m in sent if m["type"] == "http.response.start")
    body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body


async def streamlit_like(scope, receive, send):
    """Answer as Streamlit does: its own page for every path, in pieces."""
    headers = [(b"content-type", b"text/html"), (b"content-length", b"8"), (b"etag", b'"x"')]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"stre", "more_body": True})
    await send({"type": "http.response.body", "body": b"amlit"})


@pytest.fixture
def host():
    index = (hostpage.folder() / "index.html").read_text("utf-8")
    page = middleware.HostPage(
        streamlit_like, index=index, known=nav.PAGES, own=hostpage.own_files()
    )
    return middleware.SecurityHeaders(page)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_host_page_is_ours_and_in_the_language_asked(host, lang):
    status, headers, body = ask(host, "/cobertura", query=f"lang={lang}")
    page = body.decode()
    assert status == 200
    assert f'<html lang="{lang}">' in page
    assert "<title>Faro</title>" in page
    assert hostpage.DESCRIPTIONS[lang] in page
    assert "openapi" not in page
    assert "<script>" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert int(headers["content-length"]) == len(body)
    assert "etag" not in headers


def test_every_answer_carries_the_security_headers(host):
    for path in ("/", "/cobertura", "/resumen", "/nada", "/_stcore/health"):
        _, headers, _ = ask(host, path)
        assert set(middleware.HEADERS) <= set(headers)
    policy = middleware.HEADERS["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_own_assets_are_hashed_and_kept_for_good(host, tmp_path):
    assets = hostpage.own_files()
    assert len(assets) == 6
    app = middleware.Assets(host, folder=tmp_path, own=assets)
    for path, (content, kind) in assets.items():
        _, headers, body = ask(app, path)
        assert body == content
        assert headers["cache-control"] == middleware.IMMUTABLE
        assert headers["content-type"] == kind
        assert gzip.decompress(ask(app, path, accept_encoding="gzip")[2]) == content
        assert path in ask(host, "/")[2].decode()
    assert ask(app, path, method="POST")[2] == ask(host, path, method="POST")[2]


def test_unknown_pages_lead_to_the_first_one_with_a_note(host):
    status, headers, _ = ask(host, "/nada", query="lang=en")
    assert (status, headers["location"]) == (307, "/?lang=en&asked=nada")
    status, headers, _ = ask(host, "/resumen", query="round=r2013")
    assert (status, headers["location"]) == (307, "/?round=r2013")
    status, headers, _ = ask(host, "//evil/x")
    assert headers["location"].startswith("/?")


def test_a_page_is_sent_to_the_address_that_names_its_edition():
    index = (hostpage.folder() / "index.html").read_text("utf-8")
    own = hostpage.own_files()
    page = middleware.HostPage(
        streamlit_like, index=index, known=nav.PAGES, own=own, edition=lambda: "abc123"
    )
    status, headers, _ = ask(page, "/cobertura", query="lang=en&region=05")
    assert (status, headers["location"]) == (307, "/cobertura?lang=en&region=05&build=abc123")
    assert ask(page, "/")[1]["location"] == "/?build=abc123"
    for path, query in (("/", "build=x"), ("/cobertura", "build=abc123")):
        assert ask(page, path, query=query)[0] == 200
    assert "location" not in ask(page, "/_stcore/health")[1]


def test_services_of_streamlit_are_left_alone(host):
    for path in ("/_stcore/health", "/cobertura/_stcore/stream", "/media/x.png"):
        assert "location" not in ask(host, path)[1]
    assert ask(host, "/data/a/b.csv")[0] == 200


def test_bundles_are_compressed_once_and_never_outside_their_folder(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.js").write_text("let x = 1;" * 500)
    (tmp_path / "secret.js").write_text("no")
    app = middleware.Assets(streamlit_like, folder=tmp_path / "static", own={})
    _, headers, body = ask(app, "/static/a.js", accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body) < 1000
    assert gzip.decompress(body).startswith(b"let x")
    assert ask(app, "/static/a.js", accept_encoding="gzip")[2] is not None
    assert list(app.kept) == ["/static/a.js"]
    assert b"streamlit" in ask(app, "/static/a.js")[2]
    assert b"streamlit" in ask(app, "/static/../secret.js", accept_encoding="gzip")[2]


def test_no_address_of_a_file_is_taken_by_another_before_it():
    routes = server.routes()
    for own in routes:
        path = re.sub(r"{\w+}", "x", own.path)
        first = next(route for route in routes if route.path_regex.match(path))
        assert first is own, f"{own.path} is taken by {first.path}"


def download(served, path, **how):
    from starlette.applications import Starlette

    return ask(Starlette(routes=directory.routes()), path, **how)


@pytest.mark.parametrize("ending", downloads.FORMATS)
def test_a_table_downloads_whole_in_every_format(served, build, ending):
    status, headers, body = download(served, links.link(build.build_id, TABLE, ending))
    assert status == 200
    assert "immutable" in headers["cache-control"]
    assert f"faro_{TABLE}_{build.build_id}.{ending}" in headers["content-disposition"]
    whole = build.table(TABLE)
    if ending == "json":
        about = json.loads(body)
        assert [c["name"] for c in about["columns"]] == list(whole.columns)
        assert set(about["columns"][0]["label"]) == {"es", "en"}
        return
    if ending == "xlsx":
        sheets = load_workbook(io.BytesIO(body)).sheetnames
        assert sheets == ["data", "dictionary", "origin"]
    readers = {
        "csv": pd.read_csv,
        "xlsx": partial(pd.read_excel, engine="calamine"),
        "parquet": pd.read_parquet,
    }
    assert ending in readers, f"say here how a table is read back from {ending}"
    again = readers[ending](io.BytesIO(body))
    assert list(again.columns) == list(whole.columns)
    assert again["mean_pct"].tolist() == pytest.approx(whole["mean_pct"].tolist())
    assert again["round_label"].astype(str).tolist() == whole["round_label"].tolist()


def test_a_parquet_file_says_what_it_holds_in_both_languages(served, build):
    body = download(served, links.link(build.build_id, TABLE, "parquet"))[2]
    schema, contract = pq.read_schema(io.BytesIO(body)), build.describe(TABLE)
    about = json.loads(schema.metadata[b"faro"])
    words = {part: about.pop(part) for part in ("label", "definition", "grain")}
    assert about == {
        "table": TABLE,
        "build_id": build.build_id,
        "built_at": build.manifest["built_at"],
        "origin": build.origin_of(TABLE),
        "keys": list(contract.keys),
    }
    for lang in ("es", "en"):
        for part, texts in words.items():
            assert texts[lang] == getattr(contract, part).in_language(lang)
    assert words["definition"]["es"] != words["definition"]["en"]
    assert schema.names == [column.name for column in contract.columns]
    for column in contract.columns:
        kept = {
            key.decode(): text.decode() for key, text in schema.field(column.name).metadata.items()
        }
        assert kept.pop("unit") == (column.unit or "")
        assert kept == {
            "label_es": column.label.es,
            "label_en": column.label.en,
            "definition_es": column.definition.es,
            "definition_en": column.definition.en,
        }
    assert schema.field("mean_pct").metadata[b"unit"] == b"percent"


@pytest.mark.thorough
def test_every_table_can_be_downloaded(served, build):
    for table in build.tables():
        assert downloads.content(build.build_id, table, "csv")


def test_the_latest_build_has_a_lasting_address_that_is_not_kept(served):
    status, headers, _ = download(served, links.link("latest", TABLE, "csv"))
    assert (status, headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "/data/nope/x.csv",
        f"/data/latest/{TABLE}.exe",
        "/data/latest/sqlite_master.csv",
        "/data/..%2f..%2fetc/passwd.csv",
    ],
)
def test_downloads_of_nothing_are_one_clear_sentence(served, path):
    status, _, body = download(served, path)
    assert status == 404
    assert b"Traceback" not in body


STRANGE = ["x" * 3000, "%00", "a\0b", "ñ\u202e", "..", "\x1b[2J", "latest", "💥", "-", "a b", "'--"]


@pytest.mark.few(5)
@pytest.mark.parametrize("value", STRANGE)
def test_no_address_of_a_file_fails_whatever_stands_in_it(served, build, value, caplog):
    for own in server.routes():
        named = re.findall(r"{(\w+)}", own.path)
        for name in named:
            usual = {"build_id": "latest", "table": TABLE, "ending": "csv", "lang": "es"}
            filled = {key: usual.get(key, "x") for key in named} | {name: value}
            path = re.sub(r"{(\w+)}", lambda match, filled=filled: filled[match[1]], own.path)
            for query in ("", f"lang={quote(value)}&{quote(value)}=1"):
                status, _, body = download(served, path, query=query)
                assert status in (200, 400, 404, 422), (status, path[:80], body[:200])
    assert not caplog.records


def test_what_a_browser_has_is_not_sent_again(served, build):
    for path in (links.link("latest", TABLE, "csv"), "/api/index.json"):
        status, headers, body = download(served, path)
        assert status == 200 and body
        again = download(served, path, if_none_match=headers["etag"])
        assert (again[0], again[2]) == (304, b"")
        assert download(served, path, if_none_match='"other"')[0] == 200
        assert download(served, path, if_none_match="*")[0] == 304


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_table_too_long_for_a_workbook_says_how_to_take_it(served, monkeypatch, lang):
    monkeypatch.setattr(links, "WORKBOOK_ROWS", 1)
    monkeypatch.setattr(address, "_made", address.Shelf(1))
    status, _, body = download(served, links.link("latest", TABLE, "xlsx"), query=f"lang={lang}")
    assert status == 413 and b"Parquet" in body
    assert download(served, links.link("latest", TABLE, "csv"))[0] == 200


def test_what_costs_much_is_made_once_and_a_full_line_is_told():
    own, made, going, go = turns.Turns(1, 3), [], threading.Event(), threading.Event()

    def make():
        going.set()
        go.wait(60)
        made.append(1)
        return "made"

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(own.once, "a", make)
        going.wait(60)
        others = [pool.submit(own.once, "a", make), pool.submit(own.once, "b", lambda: "b")]
        while own._waiting < 3:
            pass
        with pytest.raises(FaroError) as full:
            own.once("c", lambda: "c")
        go.set()
        assert [answer.result() for answer in (first, *others)] == ["made", "made", "b"]
    assert made == [1] and full.value.code == turns.BUSY
    with pytest.raises(KeyError):
        own.once("d", lambda: {}["no"])
    assert own.once("d", lambda: 1) == 1


def test_a_request_for_another_host_is_refused_in_words(host, monkeypatch):
    door = doorway.Door(host)
    assert ask(door, "/", host="anything.example")[0] == 200
    monkeypatch.setenv("FARO_HOSTS", "faro.example.cl, *.cplt.cl")
    for name in ("faro.example.cl", "FARO.example.cl:8501", "a.cplt.cl", "localhost:1", "[::1]:80"):
        assert ask(door, "/", host=name)[0] == 200, name
    for name in ("evil.example", "cplt.cl", "faro.example.cl.evil.example", "", "[", "a@b"):
        status, _, body = ask(door, "/", host=name, query="lang=en")
        assert status == 400 and b"FARO_HOSTS" in body, name
    monkeypatch.delenv("FARO_HOSTS")
    monkeypatch.setattr("dashboard.hosts._listening", ["127.0.0.1"])
    assert ask(door, "/", host="rebound.example")[0] == 400
    assert ask(door, "/", host="127.0.0.1:8501")[0] == 200


def test_a_server_of_this_machine_alone_names_itself_in_what_it_prints(monkeypatch):
    monkeypatch.setattr(hosts, "_listening", [])
    for name in (hosts.HERE, environment.ADDRESS.name, environment.HOSTS.name):
        monkeypatch.setenv(name, "")
    hosts.listen("0.0.0.0", 8501)
    assert printing.address("region") == "/region"
    hosts.listen("127.0.0.1", 8501)
    assert printing.address("region") == "http://localhost:8501/region"
    monkeypatch.setenv(environment.ADDRESS.name, "https://faro.example.org")
    assert printing.address("region") == "https://faro.example.org/region"


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    ("kind", "method", "path"),
    [
        ("files", "GET", "/data/x/y.csv"),
        ("uploads", "PUT", "/a/_stcore/upload_file/b/c"),
        ("requests", "GET", "/pieces/x"),
    ],
)
def test_who_asks_too_often_is_told_to_wait(host, monkeypatch, kind, method, path, lang):
    monkeypatch.setenv(f"FARO_LIMIT_{kind.upper()}", "3")
    monkeypatch.setattr(limits, "_buckets", {})
    door = doorway.Door(host)

    def answer_to(client, **headers):
        return ask(door, path, method=method, query=f"lang={lang}", client=client, **headers)

    assert [answer_to("198.51.100.1")[0] for _ in range(5)][3:] == [429, 429]
    _, headers, body = answer_to("198.51.100.1")
    assert int(headers["retry-after"]) >= 1
    assert body.decode().strip() == Text(lang)(f"limit.{kind}", seconds=headers["retry-after"])
    assert answer_to("198.51.100.2")[0] != 429
    others = 429 if kind == "requests" else 200  # all of them are requests
    assert ask(door, "/cobertura", client="198.51.100.1")[0] == others
    monkeypatch.setenv("FARO_PROXIES", "1")
    assert answer_to("198.51.100.1", x_forwarded_for="1.2.3.4, 192.0.2.7")[0] != 429


def test_a_bucket_fills_again_and_networks_of_one_reader_are_one():
    own = limits.Buckets(60)
    assert not any(own.take("a", 0.0) for _ in range(60))
    assert 0 < own.take("a", 0.0) <= 1
    assert not own.take("a", 1.1)
    assert limits.bucket("2001:db8::1") == limits.bucket("2001:db8::2")
    assert limits.asker("198.51.100.1", ["10.0.0.1"]) == "198.51.100.1"


@pytest.mark.parametrize("written", [["1.2.3.4, 192.0.2.7"], ["1.2.3.4", "192.0.2.7"]])
def test_what_a_proxy_writes_counts_and_not_what_it_was_sent(monkeypatch, written):
    """Whether it writes behind what it was sent, or one more header below."""
    monkeypatch.setenv("FARO_PROXIES", "1")
    headers = [(b"x-forwarded-for", line.encode()) for line in written]
    scope = {"type": "http", "client": ("10.0.0.1", 1), "headers": headers}
    assert limits.client_of(scope) == limits.asker("10.0.0.1", written) == "192.0.2.7"


def test_sessions_of_one_address_are_counted_while_they_last(monkeypatch):
    monkeypatch.setenv("FARO_LIMIT_SESSIONS", "2")
    monkeypatch.setattr(limits, "_held", {})
    assert [limits.hold_session("a") for _ in range(3)] == [True, True, False]
    limits.release_session("a")
    assert limits.hold_session("a") and limits.hold_session("b")


@pytest.mark.parametrize(
    "path", ["/a\0b", "/" + "x" * 9000, "/\x1b[2J", "/\u202e", "/data/../x", "/a\\..", "//x"]
)
def test_a_path_that_nobody_can_read_is_nothing(host, path):
    status, _, body = ask(doorway.Door(host), path, query="lang=en")
    assert (status, body.decode().strip()) == (404, Text("en")("door.nothing"))


@pytest.mark.parametrize(
    "path",
    ["/data/x", "/data/a/b/c/d", "/faro/x", "/api/a/b/c", "/data/", "/embed/x", "/plots/a/b/c"],
)
def test_what_begins_like_an_address_of_ours_and_is_none_is_said(served, path):
    status, headers, body = download(served, path, query="lang=en")
    assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert b"nothing at this address" in body


@pytest.mark.parametrize("path", ["/wp-login.php", "/favicon.ico", "/_stcore/x", "/auth/x"])
def test_what_streamlit_has_only_its_page_for_is_nothing(host, path):
    status, headers, body = ask(host, path, query="lang=en")
    assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert body.decode().strip() == Text("en")("door.nothing")


def test_a_session_that_says_more_than_it_may_is_heard_later(monkeypatch):
    monkeypatch.setattr(limits, "_buckets", {})
    monkeypatch.setattr(limits, "CHANGES_OF_A_SESSION", 3)
    waited, heard = [], []

    async def sleep(seconds):
        waited.append(seconds)
        await slept(0)
        limits.CHANGES_OF_A_SESSION = 300

    async def stream(scope, receive, send):
        for _ in range(5):
            heard.append((await receive())["type"])
            if waited:
                return

    async def receive():
        return {"type": "websocket.receive", "bytes": b""}

    slept = asyncio.sleep
    clock = iter(range(10_000))
    monkeypatch.setattr(limits.time, "monotonic", lambda: next(clock) * (5 if waited else 0))
    monkeypatch.setattr(doorway.asyncio, "sleep", sleep)
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "query_string": b""}
    asyncio.run(doorway.Door(stream)(scope, receive, None))
    assert len(heard) == 4 and waited and waited[0] == pytest.approx(20)


def test_files_of_a_flood_push_out_only_its_own(monkeypatch):
    held = {}
    monkeypatch.setattr(uploads, "_sent", [])
    monkeypatch.setattr(uploads.sent_files, "has", lambda *key: key in held)
    monkeypatch.setattr(uploads.sent_files, "let_go", lambda *key: held.pop(key))
    monkeypatch.setenv("FARO_UPLOAD_LIMIT_MB", "1")

    def send(address, name, *, size=2**20, stays=True):
        path = f"/_stcore/upload_file/of-{address}/{name}"
        scope = {"path": path, "headers": [(b"content-length", str(size).encode())]}
        coming = uploads.expect(scope, address)
        if coming and stays:
            held[coming.key] = size
            uploads.note(coming)
        return coming

    send("a", "mine")
    for at in range(10):
        assert send("b", f"f{at}")
    assert ("of-a", "mine") in held
    assert [name for of, name in held if of == "of-b"] == ["f6", "f7", "f8", "f9"]
    for at in range(30):  # from many addresses: who holds most gives way, never more than 16 MB
        send(f"c{at}", "x")
    assert sum(held.values()) <= uploads.OF_ALL * 2**20
    coming = [send("d", f"g{at}", stays=False) for at in range(5)]
    assert all(coming[:4]) and coming[4] is None  # all of them under way: the next has to wait


def test_a_limit_that_is_no_number_is_said_at_the_start(monkeypatch):
    monkeypatch.setenv("FARO_LIMIT_CHANGES", "many")
    with pytest.raises(FaroError, match="FARO_LIMIT_CHANGES"):
        server.serve()


def test_measures_of_the_server_are_not_public(host):
    assert ask(doorway.Door(host), "/_stcore/metrics")[0] == 404
    statuses = {
        (client, name): download(None, "/metrics", client=client, host=name)[0]
        for client in ("127.0.0.1", "203.0.113.9")
        for name in ("localhost:8501", "faro.example.cl")
    }
    assert statuses.pop(("127.0.0.1", "localhost:8501")) in (200, 501)
    assert set(statuses.values()) == {403}  # also by a proxy that does not say for whom it asks


def test_readers_get_a_reference_and_the_operator_the_error(monkeypatch, caplog):
    shown = []
    monkeypatch.setattr(
        "presentation.cards.notices.page_failed",
        lambda lang, page, ref: shown.append((page, ref)),
    )
    with caplog.at_level(logging.ERROR, logger="faro.dashboard"):
        assert server.report_error(FaroError("secret detail")) is True
    [(page, reference)] = shown
    assert page == "resumen" and f"{reference} on {page}" in caplog.text
    assert "secret detail" in caplog.text


@pytest.mark.thorough
def test_nothing_heavy_is_imported_before_the_first_page():
    code = (
        "import sys, dashboard.server, presentation.charts, presentation.panels.resumen, "
        "presentation.panels.datos, presentation.panels.cobertura, presentation.cards.lists;"
        "heavy = {'great_expectations', 'plotly.express', 'scipy', 'matplotlib', 'sklearn',"
        " 'statsmodels', 'openpyxl', 'xlsxwriter'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(server.__file__).parents[1],
    )
    assert done.stdout.strip() == "[]"
