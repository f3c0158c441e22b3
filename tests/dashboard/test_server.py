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
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from dashboard import middleware, nav, server
from dashboard.routes import directory
from dashboard.routes import tables as downloads
from dashboard.seam import hostpage
from pipelines.errors import FaroError
from presentation import links

TABLE = "out_fiscalizacion__round_group"


def ask(app, path="/", *, query="", method="GET", **headers):
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


def test_services_of_streamlit_are_left_alone(host):
    for path in ("/_stcore/health", "/cobertura/_stcore/stream", "/media/x.png", "/data/a/b.csv"):
        assert ask(host, path)[0] == 200


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
        first = next(one for one in routes if one.path_regex.match(path))
        assert first is own, f"{own.path} is taken by {first.path}"


def download(served, path):
    from starlette.applications import Starlette

    return ask(Starlette(routes=directory.routes()), path)


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
    reader = {
        "csv": pd.read_csv,
        "xlsx": partial(pd.read_excel, engine="calamine"),
        "parquet": pd.read_parquet,
    }[ending]
    again = reader(io.BytesIO(body))
    assert list(again.columns) == list(whole.columns)
    assert again["mean_pct"].tolist() == pytest.approx(whole["mean_pct"].tolist())
    assert again["round_label"].astype(str).tolist() == whole["round_label"].tolist()


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
