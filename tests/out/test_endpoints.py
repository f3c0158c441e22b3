"""The open endpoints: every metric by its address, with all that must be known of it."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pandas as pd
import pytest
from asgi_for_tests import Client
from starlette.applications import Starlette

from dashboard.routes import directory
from pipelines import serving, specs
from pipelines.serving import metric_files as endpoints

KNOWN = (
    *("name", "definition", "unit", "origin", "sources", "build_id", "licence", "citation"),
    *("simulated", "columns", "rows"),
)


@pytest.fixture
def client(served) -> Client:
    return Client(Starlette(routes=directory.routes()))


def get(client: Client, path: str):
    reply = client.get(path)
    assert reply.status_code == 200, reply.text
    return reply


@pytest.mark.thorough
def test_every_metric_has_its_three_files_and_the_index_lists_them(client):
    index = get(client, "/api/index.json").json()
    assert [metric["id"] for metric in index["metrics"]] == list(specs.metrics())
    for metric in index["metrics"]:
        about = get(client, f"/api/{metric['files']['metadata']}").json()
        assert all(about[key] not in (None, "") for key in KNOWN), metric["id"]
        assert set(about["name"]) == set(about["definition"]) == {"es", "en"}
        assert about["build_id"] in about["citation"]
        assert about["licence"] or not about["rows"]
        rows = pd.read_csv(io.StringIO(get(client, f"/api/{metric['files']['csv']}").text))
        whole = get(client, f"/api/{metric['files']['json']}").json()
        assert list(rows.columns) == about["columns"]
        assert len(rows) == len(whole["data"]) == about["rows"] and whole["metadata"] == about


def test_the_figures_are_those_of_the_metric(client, built):
    rows = get(client, "/api/ta_score.json").json()["data"]
    figures = {(row["round_id"], row["group_id"]): row["value"] for row in rows}
    assert figures["r2012", "all"] == 30.26 and figures["r2013", "mgtm_pilot"] == 68.3
    sources = get(client, "/api/ta_score.metadata.json").json()["sources"]
    assert {"S001", "S006"} <= {source["source_id"] for source in sources}


def test_missing_is_null_and_never_zero(client, built):
    build = serving.open(root=built)
    by = specs.metrics()["months_published"].dimensions
    held = build.metric("months_published", by=by)
    rows = get(client, "/api/months_published.json").json()["data"]
    assert [row["value"] for row in rows].count(None) == held.value.isna().sum() > 0


def test_simulated_metrics_say_so(demo_built):
    build = serving.open(root=demo_built)
    about = json.loads(build.endpoint("tools_in_use.metadata.json") or b"{}")
    assert about["simulated"] and about["origin"] == ["simulated"]
    assert about["notice"]["es"].startswith("Simulado")
    assert "Simulated, for demonstration only" in about["licence"]
    published = json.loads(build.endpoint("pilot_reading.metadata.json") or b"{}")
    assert not published["simulated"] and "notice" not in published


def test_addresses_can_be_kept_read_from_anywhere_and_pinned(client, built):
    build_id = serving.latest_id(built)
    latest, pinned = (get(client, f"/api/{p}ta_score.csv") for p in ("", f"{build_id}/"))
    assert latest.content == pinned.content
    assert latest.headers["cache-control"] == "no-cache"
    assert "immutable" in pinned.headers["cache-control"]
    assert latest.headers["access-control-allow-origin"] == "*"
    assert "ta_score.metadata.json" in latest.headers["link"]
    again = client.get("/api/ta_score.csv", headers={"if-none-match": latest.headers["etag"]})
    assert again.status_code == 304 and not again.content
    assert client.head("/api/ta_score.json").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "no_such.csv",
        "ta_score.xlsx",
        "manifest.json",
        "..%2fmanifest.json",
        "%2e%2e/manifest.json",
        "..%5cmanifest.json",
        "feedbeef/ta_score.csv",
        "../LATEST",
        "<script>.json",
    ],
)
def test_nothing_else_is_served(client, built, path):
    reply = client.get(f"/api/{path}")
    assert str(built) not in reply.text
    assert reply.status_code == 404 and "<script" not in reply.text.replace("<script>.json", "")


@pytest.mark.thorough
def test_equal_builds_have_equal_files(built):
    build = serving.open(root=built)
    again = endpoints.files(build)
    kept = {path.name: path.read_bytes() for path in (build.folder / "api").iterdir()}
    assert again == kept
    assert not any(b"built_at" in body or str(built).encode() in body for body in kept.values())


def test_a_metric_without_rows_is_written_as_if_it_were_read(built):
    """Two of three have none before CPLT delivers: nothing is asked of their tables."""
    build = serving.open(root=built)
    counts = build.manifest["row_counts"]
    empty = [metric for metric in build.metrics.values() if not counts[metric.table]]
    read = SimpleNamespace(manifest={"row_counts": dict.fromkeys(counts, 1)}, metric=build.metric)
    assert empty
    for metric in empty:
        assert endpoints._written(build, metric) == endpoints._written(read, metric)


def test_an_edition_asked_for_as_pages_do_is_not_passed_over(client, built):
    build_id = (built / "LATEST").read_text().strip()
    for wanted in ("nope", build_id):
        answer = client.get(f"/api/ta_score.csv?build={wanted}")
        assert answer.status_code == 400 and "/api/<build>/ta_score.csv" in answer.text
