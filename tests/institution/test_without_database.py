"""While the database does not answer what is out is read on, and whoever has logged in is told so.

Nobody is known then: what is not out is there for nobody, and what has to be written down is not
given.
"""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from asgi_for_tests import Client
from pages_for_tests import shown, text_of, turned
from roles_for_tests import shelve
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest
from test_leaks import addresses

from dashboard import gate, identity, nav
from dashboard.routes import directory
from pipelines import clock, institution, paths
from pipelines.errors import FaroError
from pipelines.institution import audit, database, noticing, people, policy, register, releases
from presentation.words import Text

NOWHERE = "postgresql+psycopg://faro@127.0.0.1:1/faro"
SETTINGS = "login: {login}\nissuer: https://x\nclient_id: faro\nroles: {{editor: [jefatura]}}\n"
WHO = ("anonymous", "editor")
NEVER = "0" * 12  # a build that there never was


@pytest.fixture
def world(built, demo_built, house, tmp_path, monkeypatch):
    """A shelf whose LATEST is not out, a person with a login, and how to lose the database."""
    public, secret = (shelve(builds, tmp_path / "shelf") for builds in (demo_built, built))
    monkeypatch.setenv("FARO_CURATED", str(tmp_path / "shelf"))
    at = (clock.now() + timedelta(days=1)).isoformat()
    releases.change("r", subject=f"build:{secret}", state="confirmed", at=at, reason="")
    claims = {"iss": "https://x", "aud": "faro", "sub": "ana", "groups": ["jefatura"]}
    claims |= {"iat": clock.now().timestamp() - 1}
    identity._failed.clear()
    identity._known.clear()

    def ask(who: str, login: str = "optional", *, lost: bool = True) -> None:
        (house / policy.NAME).write_text(SETTINGS.format(login=login))
        own = claims if who == "editor" else {}
        monkeypatch.setattr(gate, "claims_of", lambda _: own)
        monkeypatch.setattr(people, "_askers", [lambda: identity.person_of(own)])
        if lost:
            monkeypatch.setenv("FARO_DATABASE_URL", NOWHERE)
            noticing._seen.clear()  # as a process that has just begun
            identity._known.clear()

    return ask, public, secret


def client() -> Client:
    return Client(gate.Gate(Starlette(routes=directory.routes())))


@pytest.mark.thorough
@pytest.mark.parametrize("who", WHO)
def test_no_address_gives_more_or_sends_a_person_to_the_login(world, who):
    ask, public, secret = world
    ask(who)
    for build_id in (public, secret):
        for address in addresses(build_id):
            reply = client().get(address)
            is_closed = gate.needed(address, "GET") not in (None, institution.READ)
            refused = 401 if is_closed and who == "anonymous" else 503
            assert reply.status_code in (200, 307, 404, refused), (address, reply.status_code)
            if build_id == secret and "latest" not in address and secret in address:
                never = client().get(address.replace(secret, NEVER))
                is_led_on = reply.headers.get("location", "").replace(secret, NEVER)
                assert reply.status_code in (404, 503) or is_led_on, address
                assert is_led_on == never.headers.get("location", ""), address
            assert secret not in reply.text.replace(address, "") or build_id == secret, address
    for address in ("/healthz", f"/faro/find/{public}.json", f"/faro/columns/{public}.json"):
        assert client().get(address).status_code == 200, address
    for address in ("/api/ta_score.csv", f"/data/{public}/out_estudio__series.csv"):
        reply = client().get(address)  # it would have to be written down
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
        assert "Error" not in reply.text


def test_where_a_login_is_required_it_says_what_is_wrong_and_nothing_else(world):
    ask, public, _ = world
    ask("editor", "required")
    reply = client().get(f"/faro/find/{public}.json")
    assert reply.status_code == 503 and "Log in" not in reply.text
    assert Text("es")("account.unknown") in text_of(visit("resumen"))
    ask("anonymous", "required")
    assert client().get(f"/faro/find/{public}.json").status_code == 401
    assert Text("es")("account.needed") in text_of(visit("resumen"))


def visit(page: str, lang: str = "es", **query: str) -> AppTest:
    app = AppTest.from_file(str(paths.REPO / "dashboard" / "app.py"), default_timeout=60)
    for key, value in (query | {"lang": lang}).items():
        app.query_params[key] = value
    return turned(app, page).run()


@pytest.mark.thorough
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("page", [*nav.OWN, "resumen", "municipio", "consultas", "entregas"])
def test_every_page_goes_on_or_says_why_it_cannot(world, page, lang, who):
    ask, public, secret = world
    ask(who)
    app = visit(page, lang, build=secret)
    t, words = Text(lang), text_of(app)
    assert (t("account.unknown_reads") in words) == (who == "editor")
    never = "0" * len(secret)
    of_never = shown(visit(page, lang, build=never))
    assert public in words
    assert shown(app).count(secret) == of_never.count(never)  # only what was asked is said again
    if page in ("calendario", "avisos"):
        assert t("account.kept") in words


def test_it_is_over_when_the_database_is_back(world, monkeypatch):
    ask, public, secret = world
    ask("editor", lost=False)
    address = f"/faro/find/{secret}.json"
    assert client().get(address).status_code == 200
    with monkeypatch.context() as lost:
        lost.setenv("FARO_DATABASE_URL", NOWHERE)
        identity._known.clear()
        assert client().get(address).status_code == 404
        assert client().get(f"/faro/find/{public}.json").status_code == 200
    monkeypatch.setattr(identity, "FRESH", 0.0)
    assert client().get(address).status_code == 200
    (policy.folder() / releases.ACCESS).write_text(",".join(releases.ACCESS_FIELDS) + "\n\n")
    with monkeypatch.context() as lost:
        lost.setenv("FARO_DATABASE_URL", NOWHERE)
        assert client().get("/healthz").status_code == 200
    client().get("/healthz")  # what changed meanwhile is written down now
    changed = [line["detail"]["about"] for line in audit.lines(what="configuration")]
    assert changed.count(releases.ACCESS) == 2


def test_nobody_waits_again_and_again_for_a_database_that_is_away(world, monkeypatch):
    ask, public, _ = world
    ask("editor")
    asks = []

    def slow(*given: object, **named: object) -> str:
        asks.append(given)
        raise FaroError("away", code="no_database")

    monkeypatch.setattr(register, "pseudonym_of", slow)
    for _ in range(5):
        assert client().get(f"/faro/find/{public}.json").status_code == 200
    assert len(asks) == 1


def test_a_connection_to_a_machine_that_answers_nothing_is_given_up(monkeypatch):
    url = "postgresql+psycopg://faro@192.0.2.1/faro"  # of no machine (RFC 5737)
    monkeypatch.setattr(database, "PATIENCE", 2)
    database.engine.cache_clear()
    began = time.monotonic()
    with pytest.raises(FaroError) as lost:
        database.version(url)
    assert lost.value.code == "no_database" and time.monotonic() - began < 30
    assert not re.search("192|OperationalError:", str(lost.value))
