"""What an operator asks and sees: health, figures, lines of log, the doctor, own pages."""

from __future__ import annotations

import json
import logging
import re

import pytest
from asgi_for_tests import Client
from pages_for_tests import shown
from roles_for_tests import ROLES
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard import counting, gate, nav
from dashboard.routes import directory
from pipelines import paths
from pipelines.institution import audit, policy, releases
from pipelines.telling import Fact, tell


@pytest.fixture
def client(served, house, act, monkeypatch) -> Client:
    monkeypatch.setattr(gate.identity, "person_of", lambda *_: ROLES["anonymous"])
    patterns = tuple((route.path_regex, route.path) for route in directory.routes())
    inner = gate.Gate(Starlette(routes=directory.routes()))
    return Client(counting.Counted(inner, patterns=patterns))


def test_health_says_a_word_and_readiness_says_when_there_is_nothing(client, monkeypatch, tmp_path):
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").status_code == 200
    monkeypatch.setenv("FARO_CURATED", str(tmp_path))
    found = client.get("/readyz")
    assert (found.status_code, found.content) == (503, b"not ready\n")


def test_nobody_is_sent_to_a_server_that_stops(client, monkeypatch):
    counting._stopping.set()
    try:
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200  # what is under way still ends
    finally:
        counting._stopping.clear()


def test_figures_are_for_operators_and_name_no_reader(client, monkeypatch):
    assert client.get("/metrics").status_code == 401
    client.get("/api/ta_score.csv?secret=choice")
    monkeypatch.setattr(gate.identity, "person_of", lambda *_: ROLES["operator"])
    text = client.get("/metrics").text
    assert 'faro_requests_total{route="/api/{name}",status="200"}' in text
    assert "faro_request_seconds_bucket" in text and "secret" not in text


def test_a_line_of_log_has_an_id_and_no_choice_of_a_reader(client, caplog):
    with caplog.at_level(logging.INFO, logger="faro.request"):
        asked = "/api/ta_score.csv?secret=choice"
        found = client.get(asked, headers={"x-request-id": "from-proxy-1"})
        other = client.get("/api/nothing.csv", headers={"x-request-id": "two words\n"})
    assert found.headers["x-request-id"] == "from-proxy-1"
    assert re.fullmatch("[0-9a-f]{16}", other.headers["x-request-id"])
    lines = [counting.Lines().format(one) for one in caplog.records if one.name == "faro.request"]
    read = [json.loads(line) for line in lines]
    assert [one["status"] for one in read] == [200, 404] and read[0]["route"] == "/api/{name}"
    assert not any("secret" in line or "127.0.0.1" in line for line in lines)


def test_the_doctor_names_what_is_wrong_and_what_to_do(served, house, faro):
    assert faro("doctor")[0] == 0
    (house / policy.NAME).write_text("login: required\nissuer: https://x\nclient_id: faro\n")
    (house / releases.NAME).write_text("nonsense\n")
    (house / "secrets.toml").chmod(0o644)
    audit.record("login")
    audit.path().write_text("changed\n")
    releases._good.clear()
    code, said, _ = faro("doctor")
    assert code == 1
    for what in ("release calendar", "chmod", "faro audit verify", "client_id"):
        assert what in " ".join(said.split())


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("page", nav.OWN)
def test_the_pages_of_an_institution_speak_and_are_for_their_roles(served, house, act, page, lang):
    releases.change("r", subject="round:x", state="confirmed", at="2099-01-01T09:00", reason="")
    tell({"score:13101:r1": Fact("score:13101:r1", "50", "Santiago", cut="13101")}, "b")
    tell({"score:13101:r1": Fact("score:13101:r1", "45", "Santiago", cut="13101")}, "b")
    audit.record("login", person=ROLES["operator"])

    def visit() -> str:
        app = AppTest.from_file(str(paths.REPO / "dashboard" / "app.py"), default_timeout=60)
        app.query_params["lang"] = lang
        app.switch_page(f"app_pages/{page}.py")
        return shown(app.run())

    held = {"calendario": "2099", "avisos": "Santiago", "registro": ROLES["operator"].pseudonym}
    act("operator")
    assert held[page] in visit()
    act("anonymous")
    assert (held[page] in visit()) == (page != "registro")
