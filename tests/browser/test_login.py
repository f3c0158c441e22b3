"""Logging in with a real identity provider, in a browser: who gets in, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import oidc_provider_mock
import pytest
from browser_for_tests import PATIENCE_SECONDS, REPO, free_port, go, whole
from oidc_provider_mock import _app as provider
from playwright.sync_api import expect

from pipelines.institution import audit, policy, register, starting

pytestmark = pytest.mark.browser
ANA = "ana@example.cl"
SECRETS = """[auth]
redirect_uri = "{site}/oauth2callback"
cookie_secret = "one secret of this test"
client_id = "faro"
client_secret = "another"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid", prompt = "login" }}
"""
SETTINGS = """login: {login}
issuer: {issuer}
client_id: {client}
session_hours: {hours}
groups_claim: unidades
roles: {roles}
"""
TEMPLATE = "/faro/template/convenio.xlsx"  # what a sender may ask for


class Site:
    """A server with an identity provider beside it, and the folder that both are told in."""

    def __init__(self, address: str, issuer: str, house: Path) -> None:
        self.address, self.issuer, self.house = address, issuer, house
        self.settle()

    def settle(
        self,
        *,
        login: str = "optional",
        client: str = "faro",
        hours: float = 8,
        roles: dict[str, list[str]] | None = None,
    ) -> None:
        values = {
            "login": login,
            "client": client,
            "hours": hours,
            "roles": json.dumps(roles or {}),
        }
        (self.house / policy.NAME).write_text(SETTINGS.format(issuer=self.issuer, **values))

    def claim(self, **claims: object) -> None:
        """Have the provider say this of Ana from her next login on."""
        request = urllib.request.Request(
            f"{self.issuer}/users/{urllib.parse.quote(ANA)}",
            data=json.dumps(claims).encode(),
            headers={"content-type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=10)

    def give(self, pseudonym: str, role: str) -> None:
        rows = f"pseudonym,role\n{pseudonym},{role}\n" if role else "pseudonym,role\n"
        (self.house / register.NAMED).write_text(rows)


@pytest.fixture(scope="module")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("login")
    house, port = folder / "institution", free_port()
    starting.begin(house)
    address = f"http://localhost:{port}"
    with oidc_provider_mock.run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        (house / "secrets.toml").write_text(SECRETS.format(site=address, issuer=issuer))
        made = Site(address, issuer, house)
        environment = os.environ | {
            "FARO_CURATED": str(built),
            "FARO_INSTITUTION": str(house),
            "AUTHLIB_INSECURE_TRANSPORT": "1",
        }
        command = f"from dashboard.server import serve; serve(port={port}, host='localhost')"
        with (folder / "server.log").open("w") as sink:
            running = subprocess.Popen(
                [sys.executable, "-c", command], cwd=REPO, env=environment, stdout=sink, stderr=sink
            )
        try:
            _wait(f"{address}/_stcore/health", running)
            yield made
        finally:
            running.terminate()
            running.wait(timeout=PATIENCE_SECONDS)


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while running.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=10)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture
def page(site: Site, browser, monkeypatch):
    site.settle()
    site.give("", "")
    site.claim()
    monkeypatch.setenv("FARO_INSTITUTION", str(site.house))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    yield context.new_page()
    context.close()


def log_in(page, site: Site) -> None:
    go(page, site.address)
    page.locator(".st-key-login button").click()
    page.fill("input[name=sub]", ANA)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site.address}/**")


def cookies(page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def last(site: Site) -> dict:
    return audit.lines(newest=True, most=1)[0]


@pytest.mark.thorough
def test_in_with_a_role_and_out_again(site, page):
    log_in(page, site)
    whole(page)
    expect(page.locator(".st-key-logout")).to_be_visible()
    line = last(site)
    assert (line["what"], line["outcome"]) == ("login", "done")
    site.give(line["who"], "sender")
    go(page, f"{site.address}/entregas")
    expect(page.locator("input[type=file]")).to_have_count(1)
    assert page.request.get(site.address + TEMPLATE).status == 200
    site.give("", "")  # the role is taken away: at once, with the session still there
    assert page.request.get(site.address + TEMPLATE).status == 403
    page.reload()
    whole(page)
    expect(page.locator("input[type=file]")).to_have_count(0)
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    page.locator(".st-key-logout button").click()
    page.wait_for_url("**/oauth2/end_session**")
    assert "_streamlit_user" not in cookies(page) and last(site)["what"] == "logout"
    page.context.add_cookies([kept["_streamlit_user"]])  # a copy of the cookie is worth nothing
    site.give(line["who"], "sender")
    assert page.request.get(site.address + TEMPLATE).status == 401
    names = b"".join(path.read_bytes() for path in site.house.iterdir())
    assert ANA.encode() not in names


def again(page, site: Site) -> None:
    """Log out and in anew."""
    page.locator(".st-key-logout button").click()
    page.wait_for_url("**/oauth2/end_session**")
    log_in(page, site)
    whole(page)


def may_send(page, site: Site) -> bool:
    """Whether page and address agree that who looks may send files."""
    go(page, f"{site.address}/entregas")
    on_page = page.locator("input[type=file]").count() == 1
    status = page.request.get(site.address + TEMPLATE).status
    assert on_page == (status == 200), (on_page, status)
    return on_page


@pytest.mark.thorough
def test_a_group_of_the_provider_gives_a_role_and_takes_it_away(site, page):
    ours = {"sender": ["fiscalizacion"], "operator": ["informatica"]}
    site.settle(roles=ours)
    site.claim(unidades=["otra", "fiscalizacion"], groups=["informatica"])
    log_in(page, site)
    whole(page)
    assert may_send(page, site) and last(site)["roles"] == ["sender"]
    assert page.request.get(f"{site.address}/metrics").status == 403  # not of the claim we read
    site.settle(roles={"sender": ["nadie"]})  # the group has the role no more: at once
    assert not may_send(page, site)
    site.settle(roles=ours)
    assert may_send(page, site)
    site.claim(unidades="informatica")  # she is of another group: from her next login on
    assert may_send(page, site)
    again(page, site)
    assert not may_send(page, site)
    assert page.request.get(f"{site.address}/metrics").status == 200
    site.claim()
    again(page, site)
    assert page.request.get(f"{site.address}/metrics").status == 403


@pytest.mark.thorough
@pytest.mark.parametrize("groups", [7, True, {"sender": 1}, [["sender"]], None, ""])
def test_groups_that_are_no_names_give_no_role(site, page, groups):
    site.settle(roles={"sender": ["sender", "True", "7"]})
    site.claim(unidades=groups)
    log_in(page, site)
    whole(page)
    expect(page.locator(".st-key-logout")).to_be_visible()
    assert page.request.get(site.address + TEMPLATE).status == 403


def wrong_audience(patch) -> None:
    usual = provider.OpenIDCode.generate_user_info
    forged = {"aud": ["another-site"]}
    patch.setattr(provider.OpenIDCode, "generate_user_info", lambda *a: dict(usual(*a)) | forged)


def expired(patch) -> None:
    usual = provider.OpenIDCode.get_jwt_config
    patch.setattr(
        provider.OpenIDCode, "get_jwt_config", lambda *a, **k: usual(*a, **k) | {"exp": -3600}
    )


def wrong_issuer(patch) -> None:
    usual = provider.OpenIDCode.get_jwt_config
    patch.setattr(
        provider.OpenIDCode, "get_jwt_config", lambda *a, **k: usual(*a, **k) | {"iss": "https://x"}
    )


@pytest.mark.thorough
@pytest.mark.parametrize("forge", [wrong_audience, expired, wrong_issuer])
def test_a_token_that_is_not_good_lets_nobody_in(site, page, monkeypatch, forge):
    forge(monkeypatch)
    log_in(page, site)
    whole(page)
    expect(page.locator(".st-key-login")).to_be_visible()
    assert "_streamlit_user" not in cookies(page)
    assert (last(site)["what"], last(site)["outcome"]) == ("login", "refused")


@pytest.mark.thorough
def test_a_token_for_another_client_is_refused_by_the_settings(site, page):
    site.settle(client="not-this-one")
    log_in(page, site)
    whole(page)
    assert "_streamlit_user" not in cookies(page) and last(site)["outcome"] == "refused"


@pytest.mark.thorough
def test_an_answer_of_the_provider_counts_once(site, page):
    answers = []
    page.on(
        "request",
        lambda request: answers.append(request.url) if "/oauth2callback" in request.url else 0,
    )
    log_in(page, site)
    whole(page)
    before = page.context.cookies()
    page.context.clear_cookies()
    page.goto(answers[0])
    whole(page)
    expect(page.locator(".st-key-login")).to_be_visible()
    assert "_streamlit_user" not in cookies(page) and before


@pytest.mark.thorough
def test_a_session_ends_by_itself_and_a_closed_site_shows_nothing(site, page):
    site.settle(login="required")
    page.goto(site.address)
    page.locator(".st-key-login button").wait_for()
    assert page.locator(".faro-foot").count() == 0
    assert page.request.get(f"{site.address}/api/index.json").status == 401
    page.locator(".st-key-login button").click()
    page.fill("input[name=sub]", ANA)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site.address}/**")
    page.locator(".st-key-logout button").wait_for()  # in, and without a role: nothing to read
    site.give(last(site)["who"], "reader")
    go(page, f"{site.address}/cobertura")
    assert page.request.get(f"{site.address}/api/index.json").status == 200
    site.settle(login="required", hours=0.00001)
    assert page.request.get(f"{site.address}/api/index.json").status == 401
    page.reload()
    page.locator(".st-key-login button").wait_for()
