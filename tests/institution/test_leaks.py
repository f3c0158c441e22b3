"""What is not out is nowhere: every address answers as if it were not there.

There are two worlds: one with a build that is not out, one without it. Whoever lacks the right has
to get the same status, headers and bytes in both, at every address the server has.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from asgi_for_tests import Client, Reply
from roles_for_tests import ROLES, shelve
from starlette.applications import Starlette

from dashboard import gate, nav
from dashboard.routes import answers, directory
from pipelines import clock, institution, serving
from pipelines.errors import FaroError
from pipelines.institution import audit, policy, releases
from presentation import data, drawings, kept, pieces
from public import writing

LACKING = ("nobody", "anonymous", "reader", "sender", "operator")
# What stands for each part of an address; a route with a part that is not here fails the test.
PARTS = {
    "kind": "convenio",
    "table": "out_estudio__series",
    "recipe": "national_series",
    "cut": "13101",
    "country": "CL",
    "code": "08202",
    "year": "2024",
    "as_of": "2017-07-31",
    "lang": "es",
    "part": "group",
    "digest": "0" * 24,
    "digests": "0" * 24,
    "size": "600",
    "name": "nothing",
    "rest": "nothing",
    "ending": "pdf",
}
OF_ROUTE = {
    "/faro/plan/{build_id}/plan.{ending}": {
        "ending": "csv",
        "?": "?cut=13101&version=regional_2022&start=2027-01",
    },
    "/faro/sample/{build_id}/{name}.{ending}": {"name": "sample", "ending": "csv"},
    "/faro/self_assessment/{build_id}/{name}.{ending}": {"name": "score", "ending": "json"},
    "/faro/what_if/{build_id}/{part}.{ending}": {"ending": "csv", "?": "?round=r2025"},
    "/data/{build_id}/charts/{recipe}.{ending}": {"ending": "svg"},
    "/data/{build_id}/pmg/{country}/{code}/{year}.{ending}": {"ending": "xlsx"},
    "/data/{build_id}/ogp/{code}/{as_of}/{lang}/{name}": {"code": "CL0048", "name": "json"},
    "/data/{build_id}/{table}.{ending}": {"ending": "csv"},
    "/data/{build_id}/proceso/plazos.ics": {"?": "?year=2024"},
    "/publico/{path:path}": {"path": "es/resumen.html"},
    "/api/{name}": {"name": "index.json"},
    "/api/{build_id}/{name}": {"name": "ta_score.csv"},
    "/plots/{digest}/{size}.{ending}": {"ending": "svg"},
    "/faro/answer/{digest}/{name}": {"name": "faro.csv"},
}


class World:
    """A shelf of builds behind the gate, asked by a role."""

    def __init__(self, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shelf, self.patch = shelf, monkeypatch
        self.client = Client(gate.Gate(Starlette(routes=directory.routes())))

    def get(self, path: str, role: str) -> Reply:
        self.patch.setenv("FARO_CURATED", str(self.shelf))
        self.patch.setattr(gate.identity, "person_of", lambda *_: ROLES[role])
        return self.client.get(path)


@pytest.fixture
def hidden(built, demo_built, house, tmp_path):
    """A shelf whose LATEST is not out; beside it, the build that is."""
    with_it = tmp_path / "with"
    public = shelve(demo_built, with_it)
    secret = shelve(built, with_it)
    at = (clock.now() + timedelta(days=1)).isoformat()
    releases.change("r", subject=f"build:{secret}", state="confirmed", at=at, reason="")
    without = tmp_path / "without"
    assert shelve(demo_built, without) == public
    return with_it, without, secret, public


def addresses(build_id: str) -> list[str]:
    """Every address of the server, filled in; the build is the one given or ``latest``."""
    listed = []
    for route in directory.routes():
        own = PARTS | OF_ROUTE.get(route.path, {})
        is_api = route.path.startswith(("/api/", "/faro/changes/"))  # no latest of its own there
        for build in (build_id,) if is_api else (build_id, "latest"):
            own |= {"build_id": build, "before": build, "after": build}
            path = route.path.replace(":path}", "}").format_map(own)
            listed.append(path + own.get("?", ""))
    return list(dict.fromkeys(listed))


def same(reply_here: Reply, other: Reply, swap: tuple[str, str]) -> bool:
    """Whether two answers are one but for the build that was asked for by its id."""
    texts = [
        repr((reply.status_code, reply.headers, reply.content)) for reply in (reply_here, other)
    ]
    return texts[0].replace(*swap) == texts[1].replace(*swap)


@pytest.mark.thorough
@pytest.mark.parametrize("role", LACKING)
def test_whoever_lacks_the_right_sees_a_world_without_it(hidden, monkeypatch, role):
    with_it, without, secret, _ = hidden
    real, other = World(with_it, monkeypatch), World(without, monkeypatch)
    nothing = "0" * 12  # a build there never was
    for address, unknown in zip(addresses(secret), addresses(nothing), strict=True):
        reply, expected = real.get(address, role), other.get(unknown, role)
        if address == "/metrics":  # seconds and bytes of this process, never what it serves
            assert secret not in reply.text
            continue
        assert same(reply, expected, (secret, nothing)), address
        if ROLES[role].may(institution.READ) and "latest" in address:
            assert secret not in reply.text if reply.headers["content-type"][:4] == "text" else True
    assert audit.lines(what="unreleased_view") == []


@pytest.mark.thorough
def test_the_addresses_of_the_test_are_good(hidden, monkeypatch):
    world = World(hidden[0], monkeypatch)
    kept_by_pages = ("/pieces/", "/plots/", "/faro/answer/", "/metrics", "/publico/")
    for address in addresses(hidden[3]):
        if not address.startswith(kept_by_pages) and "nothing" not in address:
            reply = world.get(address, "sender")
            assert reply.status_code == 200, (address, reply.text)


def test_whoever_has_the_right_sees_it_and_caches_do_not(hidden, monkeypatch):
    with_it, _, secret, _ = hidden
    world = World(with_it, monkeypatch)
    reply = world.get(f"/data/{secret}/out_estudio__series.csv", "editor")
    assert reply.status_code == 200 and reply.headers["cache-control"] == "private, no-store"
    assert world.get("/api/index.json", "editor").json()["build_id"] == secret
    [line] = audit.lines(what="unreleased_view")
    assert (line["build"], line["roles"]) == (secret, ["editor"])
    (releases.folder() / releases.ACCESS).write_text(
        "release_id,who,post,reason\nr,grupo-reader,Consejo Directivo,Revisión previa\n"
    )
    assert world.get("/api/index.json", "reader").json()["build_id"] == secret
    assert world.get("/api/index.json", "sender").json()["build_id"] != secret


@pytest.mark.thorough
def test_no_cache_keeps_what_somebody_sees_who_has_the_right(hidden, monkeypatch):
    with_it, _, secret, public = hidden
    world = World(with_it, monkeypatch)
    for address in [*addresses(secret), *addresses(public)]:
        reply = world.get(address, "editor")
        assert "no-store" in reply.headers["cache-control"], address
    reply = world.get(f"/data/{public}/out_estudio__series.csv", "reader")
    assert reply.headers["cache-control"] == "no-cache"  # its calendar may take it back


@pytest.mark.thorough
def test_where_a_login_is_required_every_address_asks_for_it(hidden, house, monkeypatch):
    """Whatever route is added: one that is open is named in the gate."""
    world = World(hidden[0], monkeypatch)
    (house / policy.NAME).write_text("login: required\nissuer: https://x\nclient_id: faro\n")
    for address in addresses(hidden[3]):
        is_open = address.startswith(tuple(start for start, right in gate.RIGHTS if right is None))
        assert (world.get(address, "nobody").status_code == 401) is not is_open, address
        kept = world.get(address, "reader").headers.get("cache-control", "")
        assert "public" not in kept, address  # a cache between would give it to others
    for address in (
        "/",
        "/cumplimiento",
        "/registro",
        "/static/x.js",
        "/faro/style.0123456789ab.css",
    ):
        assert gate.needed(address, "GET") is None
    for address in ("/component/x", "/media/x", "/nothing", "/app/static/x"):
        assert gate.needed(address, "GET") == institution.READ
    assert gate.needed("/cumplimiento", "POST") == institution.READ


def test_what_is_taken_away_is_written_down_with_its_build(hidden, monkeypatch):
    world, public = World(hidden[0], monkeypatch), hidden[3]
    before = {line["seq"] for line in audit.lines()}
    taken = [
        "/data/latest/out_estudio__series.csv",
        f"/data/{public}/out_estudio__series.csv",
        "/api/index.json",
        f"/api/{public}/ta_score.json",
        "/embed/latest/national_series",
        f"/faro/what_if/{public}/group.csv?round=r2025",
        f"/faro/changes/{public}/{public}.csv",
    ]
    for address in taken:
        assert world.get(address, "reader").headers["x-faro-build"] == public
        assert world.client.head(address).status_code == 200  # takes nothing away
    assert world.get("/data/latest/nothing.csv", "reader").status_code == 404
    lines = [line for line in audit.lines(what="export") if line["seq"] not in before]
    assert [line["detail"]["path"] for line in lines] == [
        address.partition("?")[0] for address in taken
    ]
    assert {line["build"] for line in lines} == {public}


def test_the_place_is_that_of_who_asks_not_of_the_proxy(hidden, house, monkeypatch):
    (house / policy.NAME).write_text("login: optional\nissuer: https://x\nclient_id: faro\n")
    places = []
    monkeypatch.setattr(
        gate.identity, "person_of", lambda _, place: places.append(place) or ROLES["reader"]
    )
    client = Client(gate.Gate(Starlette(routes=directory.routes())))
    headers = {"x-forwarded-for": "1.2.3.4, 203.0.113.77"}
    for proxies in ("", "1"):
        monkeypatch.setenv("FARO_PROXIES", proxies)
        client.get("/api/index.json", headers=headers)
    assert places == ["", "203.0.113.0/24"]


def test_it_is_there_at_its_minute_without_a_restart_and_gone_when_withdrawn(hidden, monkeypatch):
    with_it, _, secret, public = hidden
    world, release = World(with_it, monkeypatch), releases.calendar()[0]
    served = lambda: world.get("/api/index.json", "anonymous").json()["build_id"]  # noqa: E731
    monkeypatch.setattr(clock, "now", lambda: release.at - timedelta(seconds=1))
    assert served() == public
    monkeypatch.setattr(clock, "now", lambda: release.at)
    assert served() == secret
    releases.change("r", subject="", state="withdrawn", at="", reason="Error en una materia")
    assert served() == public


def test_nobody_learns_by_time_that_a_build_is_held_back(hidden, monkeypatch, act):
    """Which build is served is looked for as often in both worlds: not again for each who asks."""
    with_it, without, _, public = hidden
    act("anonymous")
    looks: list[str] = []
    read = serving.digests.manifest_of
    count = lambda folder: looks.append(folder.name) or read(folder)  # noqa: E731
    monkeypatch.setattr(serving.digests, "manifest_of", count)
    for shelf in (with_it, without):
        assert serving.latest_id(shelf) == public
        looks.clear()
        assert {serving.latest_id(shelf) for _ in range(3)} == {public} and looks == []


def test_what_pages_kept_of_it_opens_for_nobody_else(hidden, monkeypatch, act):
    with_it, _, secret, public = hidden
    world = World(with_it, monkeypatch)
    monkeypatch.setenv("FARO_CURATED", str(with_it))
    act("editor")
    with kept.shown(secret):
        piece = pieces.keep("<p>what only the hidden build says</p>")
        plot = data.chart(secret, "national_series", "es")
        drawn = drawings.keep(plot)
        both = pieces.keep("<p>what both say</p>")
    with kept.shown(public):
        pieces.keep("<p>what both say</p>")
    for address in (piece, f"{drawn}/600.svg"):
        assert world.get(address, "editor").status_code == 200
        assert {world.get(address, role).status_code for role in LACKING} == {401, 403, 404} - {403}
    with kept.shown(secret):
        rows = answers.keep(kept.held(), "rows.csv", "csv", b"a\n1\n")
    assert world.get(rows, "sender").status_code == 404
    assert world.get(rows, "editor").headers["x-faro-build"] == secret
    line = audit.lines(what="export", newest=True, most=1)[0]
    assert (line["build"], line["detail"]["path"]) == (secret, rows)
    assert world.get(both, "anonymous").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: releases.calendar()[0].at)
    assert world.get(piece, "anonymous").status_code == 200


@pytest.mark.thorough
@pytest.mark.parametrize("page", nav.PAGES)
def test_no_page_shows_it(hidden, act, monkeypatch, page):
    from pages_for_tests import opened, shown

    with_it, _, secret, public = hidden
    monkeypatch.setenv("FARO_CURATED", str(with_it))
    act("sender")
    never = "0" * len(secret)
    text, of_never = (shown(opened(page, build=build_id)) for build_id in (secret, never))
    assert public in text
    assert text.count(secret) == of_never.count(never)  # only what was asked for is said again


def test_doors_of_the_python_side_are_shut_too(hidden, act, monkeypatch):
    with_it, _, secret, public = hidden
    monkeypatch.setenv("FARO_CURATED", str(with_it))
    act("reader")
    assert serving.latest_id() == public
    assert [build["build_id"] for build in serving.builds()] == [public]
    with pytest.raises(FaroError, match="there is no build"):
        serving.open(secret)
    act("editor")
    assert serving.latest_id() == secret and len(serving.builds()) == 2


def test_the_public_edition_of_it_is_not_there_either(hidden, monkeypatch, tmp_path):
    with_it, _, secret, public = hidden
    world = World(with_it, monkeypatch)
    monkeypatch.setenv("FARO_SITE", str(tmp_path / "site"))
    for build_id, path in ((secret, "es/resumen.html"), (public, f"e/{public}/es/resumen.html")):
        page = tmp_path / "site" / path
        page.parent.mkdir(parents=True)
        page.write_text(build_id)
    ledger = writing.Ledger(build_id=secret, day="2026-11-29")
    (tmp_path / "site" / writing.LEDGER).write_text(json.dumps(asdict(ledger)))
    for role, status in (("editor", 200), ("reader", 404), ("nobody", 401)):
        assert world.get("/publico/es/resumen.html", role).status_code == status
    assert world.get(f"/publico/e/{public}/es/resumen.html", "reader").status_code == 200
