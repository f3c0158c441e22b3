"""What is not out is nowhere: every address answers as if it were not there.

There are two worlds: one with a build that is not out, one without it. Whoever lacks the right has
to get the same status, headers and bytes in both, at every address the server has.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from asgi_for_tests import Client, Reply
from assistants_for_tests import ASKED, ask
from roles_for_tests import ROLES, shelve
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from cli.assistant.server import whoever
from dashboard import gate, nav
from dashboard.routes import answers, directory
from pipelines import clock, institution, serving
from pipelines.errors import FaroError
from pipelines.institution import audit, policy, releases
from presentation import data, drawings, kept, menu, pieces, stored
from public import Settings, places, publish
from public.ledger import LEDGER, Ledger

LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
OTHERWISE = (  # how else an address is asked
    *((method, {}) for method in ("HEAD", "POST", "OPTIONS")),
    ("GET", {"if-none-match": "*", "range": "bytes=0-3", "if-modified-since": LONG_AGO}),
)
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
    "page": "resumen",
    "card": "watch",
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
    "/data/{build_id}/cards/{page}/{card}.{ending}": {"ending": "svg"},
    "/data/{build_id}/consulta.{ending}": {"ending": "csv", "?": "?q=select+1+as+n"},
    "/data/{build_id}/pmg/{country}/{code}/{year}.{ending}": {"ending": "xlsx"},
    "/data/{build_id}/ogp/{code}/{as_of}/{lang}/{name}": {"code": "CL0048", "name": "json"},
    "/data/{build_id}/{table}.{ending}": {"ending": "csv"},
    "/data/{build_id}/proceso/plazos.ics": {"?": "?year=2024"},
    "/publico/cita/{build_id}/{page}": {"page": "resumen"},
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
        return self.ask("GET", path, role)

    def ask(self, method: str, path: str, role: str, **headers: str) -> Reply:
        self.patch.setenv("FARO_CURATED", str(self.shelf))
        self.patch.setattr(gate.identity, "person_of", lambda *_: ROLES[role])
        return self.client.get(path, headers, method)


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


def crooked(build_id: str, public: str) -> list[str]:
    """Addresses that no link has, which might still lead to a build."""
    name = "out_estudio__series.csv"
    return [
        f"/faro/changes/{build_id}/{public}.csv",
        f"/faro/changes/{public}/{build_id}.csv",
        *(f"/data/{spelt}/{name}" for spelt in (f"{build_id}0", f"{build_id} ", f"./{build_id}")),
        f"/data/{public}/../{build_id}/{name}",
        f"/data/{public}/%2e%2e/{build_id}/{name}",
        f"/data/{build_id}/manifest.json",
        f"/data/{build_id}/curated.duckdb",
        f"/data/{build_id}/",
        f"/data/{build_id}",
        f"/api/{build_id}/index.json?lang=en",
        f"/api/{build_id}/nothing.json",
        f"/publico/e/{build_id}/index.html",
        f"/publico/e/{build_id}/",
        f"/publico/../{build_id}/manifest.json",
        f"/embed/{build_id}/nothing",
        f"/data/{build_id}/{name}?lang=xx",
        f"/data/{build_id}/charts/national_series.svg?round=r1900",
    ]


def same(reply_here: Reply, other: Reply, swap: tuple[str, str]) -> bool:
    """Whether two answers are one but for the build that was asked for by its id."""
    texts = [
        repr((reply.status_code, reply.headers, reply.content)) for reply in (reply_here, other)
    ]
    return texts[0].replace(*swap) == texts[1].replace(*swap)


@pytest.mark.thorough
@pytest.mark.parametrize("role", LACKING)
def test_whoever_lacks_the_right_sees_a_world_without_it(hidden, monkeypatch, role):
    with_it, without, secret, public = hidden
    real, other = World(with_it, monkeypatch), World(without, monkeypatch)
    nothing = "0" * 12  # a build there never was
    each = [[*addresses(name), *crooked(name, public)] for name in (secret, nothing)]
    for address, unknown in zip(*each, strict=True):
        reply, expected = real.get(address, role), other.get(unknown, role)
        if address == "/metrics":  # seconds and bytes of this process, never what it serves
            assert secret not in reply.text
            continue
        assert same(reply, expected, (secret, nothing)), address
        if ROLES[role].may(institution.READ) and "latest" in address:
            assert (
                secret not in reply.text
                if reply.headers.get("content-type", "text")[:4] == "text"
                else True
            )
        for method, headers in OTHERWISE:
            replies = [
                world.ask(method, path, role, **headers)
                for world, path in ((real, address), (other, unknown))
            ]
            assert same(*replies, (secret, nothing)), (method, address)
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


@pytest.mark.parametrize("status", [200, 206])
def test_a_part_of_a_file_is_taken_away_too(house, monkeypatch, status):
    async def given(request):
        return Response(b"rows", status, {"content-disposition": 'attachment; filename="a.csv"'})

    monkeypatch.setattr(gate.identity, "person_of", lambda *_: ROLES["reader"])
    app = gate.Gate(Starlette(routes=[Route("/media/{name}", given)]))
    assert Client(app).get("/media/a", {"range": "bytes=0-"}).status_code == status
    assert [line["detail"]["path"] for line in audit.lines(what="export")] == ["/media/a"]


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
    """Nobody who lacks the right has it opened, also who asks first or by its id; and which build
    is served is looked for as often in both worlds: not again for each who asks."""
    with_it, without, secret, public = hidden
    opened, looks = [], []
    hold, read = serving.digests.hold, serving.digests.manifest_of
    monkeypatch.setattr(
        serving.digests, "hold", lambda folder: opened.append(folder.name) or hold(folder)
    )
    monkeypatch.setattr(
        serving.digests, "manifest_of", lambda folder: looks.append(folder.name) or read(folder)
    )
    for role in LACKING[1:]:
        act(role)
        for shelf in (with_it, without):
            assert serving.latest_id(shelf) == public
            with pytest.raises(FaroError, match="there is no build"):
                serving.open(secret, shelf)
            looks.clear()
            assert {serving.latest_id(shelf) for _ in range(3)} == {public} and looks == []
    assert public in opened and secret not in opened


def test_what_was_drawn_is_not_drawn_anew_because_it_came(hidden, monkeypatch):
    """Or every page would be slow for a while, for everybody."""
    with_it, without, *_ = hidden
    assert stored.name_of(with_it) == stored.name_of(without)
    monkeypatch.setattr(clock, "now", lambda: releases.calendar()[0].at)
    assert stored.name_of(with_it) != stored.name_of(without)


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


@pytest.mark.thorough
@pytest.mark.parametrize("tool", ASKED)
def test_no_assistant_is_told_of_it(hidden, monkeypatch, tool):
    with_it, without, secret, public = hidden
    nothing = "0" * 12
    for build, unknown in ((secret, nothing), ("", ""), (public, public)):
        given = []
        for shelf, name in ((with_it, build), (without, unknown)):
            monkeypatch.setenv("FARO_CURATED", str(shelf))
            given.append(repr(ask(tool, asker=whoever, **{**ASKED[tool], "build": name})))
        assert given[0].replace(secret, nothing) == given[1]
        assert build == secret or secret not in given[0]


# What a stranger may try in SQL to see more than the build they ask: its file, its neighbours.
CURIOUS = (
    "select * from duckdb_databases()",
    "select * from duckdb_settings()",
    "select * from duckdb_tables()",
    "select * from information_schema.tables",
    "select * from pragma_database_size()",
    "pragma database_list",
    "explain analyze select count(*) from out_estudio__series",
    "select * from glob('**')",
    "select * from read_text('LATEST')",
    "select * from '../{secret}/tables/out_estudio__series.parquet'",
    'select * from "{secret}".out_estudio__series',
    "attach '../{secret}/curated.duckdb' as x",
    "select * from read_blob('../*/manifest.json')",
    "select getenv('FARO_CURATED'), current_setting('temp_directory')",
    "select nothing from out_estudio__series",
    "select error('x') from out_estudio__series",
    "copy (select 1) to '../{secret}/x.csv'",
    "select round_id, count(*) from core_fiscalizacion__round group by all order by 1",
)


@pytest.mark.thorough
@pytest.mark.parametrize("sql", CURIOUS)
def test_no_query_sees_it(hidden, act, monkeypatch, sql):
    """Neither its answer nor what it is refused with; in both worlds they are one."""
    with_it, without, secret, _ = hidden
    act("reader")
    nothing, given = "0" * 12, []
    for shelf, name in ((with_it, secret), (without, nothing)):
        monkeypatch.setenv("FARO_CURATED", str(shelf))
        try:
            answer = serving.open().ask(sql.format(secret=name))
            given.append(answer.frame.to_json())
        except FaroError as error:
            given.append(f"{error} {error.in_language('es')}")
        assert str(shelf) not in given[-1]
    assert given[0].replace(secret, nothing) == given[1]


CONSOLE = (
    ("builds", "--json"),
    ("status",),
    ("query", "select count(*) from core_fiscalizacion__round", "--format", "csv"),
    ("query", "select 1 from out_estudio__series", "--build", "{build}"),
    ("diff", "{public}", "{build}"),
    ("diff", "{build}", "{public}", "--json"),
    ("export", "chart", "national_series", "--build", "{build}", "--out", "{out}"),
    ("doctor",),
)


@pytest.mark.thorough
@pytest.mark.parametrize("words", CONSOLE)
def test_the_console_sees_what_the_public_sees(hidden, monkeypatch, faro, tmp_path, words):
    with_it, without, secret, public = hidden
    nothing, given = "0" * 12, []
    out = tmp_path / "out"
    for shelf, name in ((with_it, secret), (without, nothing)):
        monkeypatch.setenv("FARO_CURATED", str(shelf))
        reply = faro(*(word.format(build=name, public=public, out=out) for word in words))
        given.append(repr(reply).replace(str(shelf), "shelf"))
    texts = [re.sub(r"\d+ MB free", "MB free", text) for text in given]
    assert texts[0].replace(secret, nothing) == texts[1]


def test_the_public_edition_of_it_is_not_there_either(hidden, monkeypatch, tmp_path):
    with_it, _, secret, public = hidden
    world = World(with_it, monkeypatch)
    monkeypatch.setenv("FARO_SITE", str(tmp_path / "site"))
    for build_id, path in ((secret, "es/resumen.html"), (public, f"e/{public}/es/resumen.html")):
        page = tmp_path / "site" / path
        page.parent.mkdir(parents=True)
        page.write_text(build_id)
    ledger = Ledger(build_id=secret, day="2026-11-29")
    (tmp_path / "site" / LEDGER).write_text(json.dumps(asdict(ledger)))
    for role, status in (("editor", 200), ("reader", 404), ("nobody", 401)):
        assert world.get("/publico/es/resumen.html", role).status_code == status
    assert world.get(f"/publico/e/{public}/es/resumen.html", "reader").status_code == 200
    [line] = audit.lines(what="unreleased_view")  # of the editor, and of nobody else
    assert (line["build"], line["roles"]) == (secret, ["editor"])


@pytest.fixture
def two_editions(built, demo_built, house, tmp_path, monkeypatch):
    """Two public editions: their world and folder, their builds, what only the older says."""
    monkeypatch.setattr(menu, "READ", ("resumen", "cumplimiento", "solicitudes"))
    monkeypatch.setattr(places, "LEAVES", ("cambios", "municipios"))
    site, names = tmp_path / "site", []
    for root in (demo_built, built):
        with institution.acting(institution.console()):
            build = serving.open(root=root)
            publish(build, site, Settings(base="https://faro.example", most=1, workers=1))
        names.append(shelve(root, tmp_path / "shelf"))
    monkeypatch.setenv("FARO_SITE", str(site))
    ledger = Ledger.read(site)
    texts = [{}, {}]
    for known in (*ledger.history.values(), *ledger.gone.values()):
        for version in known:
            texts[names.index(version.build_id)] |= dict.fromkeys((version.title, version.lead))
    once = [text for text in texts[0] if len(text) > 12 and text not in texts[1]]
    assert len(once) > 4
    return World(tmp_path / "shelf", monkeypatch), site, names, once


def handed_out(world: World, site: Path, role: str) -> dict[str, Reply]:
    files = [str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()]
    return {name: world.get(f"/publico/{name}", role) for name in files}


@pytest.mark.thorough
def test_an_edition_taken_back_is_told_of_by_none_that_stands(two_editions):
    """Until the next one is made, too: in the ledger, feeds, lists, what changed, the search."""
    world, site, (gone, _), once = two_editions
    changed = site / "es" / "cambios.html"  # as where both are of one kind, and are compared
    changed.write_text(f"<p>{gone}: {once[0]}</p>", "utf-8")
    for state, at in (("published", "2020-01-01T09:00"), ("withdrawn", "")):
        releases.change("r", subject=f"build:{gone}", state=state, at=at, reason="x")
        answers_now = handed_out(world, site, "reader")
        given = {name: reply for name, reply in answers_now.items() if reply.status_code == 200}
        telling = {
            name
            for name, reply in given.items()
            if any(text in html.unescape(unpacked(reply.content)) for text in once)
        }
        assert bool(telling) is (state == "published"), telling
    assert {name for name in given if name.startswith(f"e/{gone}/")} == set()
    assert {f"{lang}/{page}.html" for lang in ("es", "en") for page in menu.READ} <= set(given)
    refused = set(answers_now) - set(given)
    assert {"site.json", "feeds/es.xml", "es/cambios.html"} <= refused
    assert len(given) > 2 * len(refused - {name for name in refused if name.startswith("e/")})


def unpacked(body: bytes) -> str:
    """Return what an answer says; parts of the index of the search are packed."""
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode("utf-8", "replace")


@pytest.mark.thorough
def test_an_edition_whose_build_was_pruned_is_judged_by_what_it_held(two_editions):
    world, site, (gone, _), _ = two_editions
    shutil.rmtree(world.shelf / gone)
    old = next(path for path in (site / "e" / gone).rglob("*.html") if path.name != "index.html")
    address = f"/publico/{old.relative_to(site)}"
    later = "2099-01-01T09:00"
    releases.change("next", subject="round:r2099", state="confirmed", at=later, reason="")
    assert world.get(address, "reader").status_code == 200  # what waits is not in it
    releases.change("its", subject="round:r2025", state="withdrawn", at=later, reason="")
    assert world.get(address, "reader").status_code == 404
    assert world.get(address, "editor").status_code == 200
