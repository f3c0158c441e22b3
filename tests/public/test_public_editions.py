"""Editions one after another: what is the same stays, what changed keeps an address."""

from __future__ import annotations

import errno
import json

import pytest
from asgi_for_tests import Client
from starlette.applications import Starlette
from starlette.routing import Route

from dashboard.middleware import SecurityHeaders
from dashboard.routes import directory, edition
from dashboard.widgets.frame import footer
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.institution.releases import Holding
from presentation import theme
from presentation.cards.cite import Cite, cite_block
from presentation.context import PageContext
from presentation.markup.html import gathered
from presentation.words import Text
from public import Settings, editions, publish
from public.ledger import LEDGER, Ledger, Past, Said
from public.making import Edition
from public.page_facts import Told
from public.places import Place
from public.writing import Folder, beside

BEFORE, DAY = "aaaaaaaaaaaa", "2026-01-02"
HELD = Holding("b" * 12, frozenset({"r2012"}), frozenset({"a.csv"}))
PAGE = (
    '<html><head></head><body><main id="main"><p>{said}</p></main>'
    "<!--edition-->{build} {day}<!--/edition--></body></html>"
)


def page(sentence: str, build_id: str, day: str) -> bytes:
    return PAGE.format(said=f"{sentence} [edición {build_id}]", build=build_id, day=day).encode()


def version(what: str) -> Said:
    return Said(0, BEFORE, DAY, what, what)


@pytest.fixture
def two(built, tmp_path):
    """An edition that stands, and the next one being made: one page of two says something new."""
    build = serving.open(root=built)
    made = Edition(build)
    day = made.day.isoformat()
    old, new = tmp_path / "site", tmp_path / ".site.new"
    names = {"es/a.html": ("one", "two"), "es/b.html": ("same", "same")}
    for path, (first, _) in names.items():
        (old / path).parent.mkdir(parents=True, exist_ok=True)
        (old / path).write_bytes(page(first, BEFORE, DAY))
    history = {path: [version(says)] for path, (says, _) in names.items()}
    Ledger(BEFORE, DAY, "", history, {}, [Past(0, BEFORE, DAY, False)]).write(old)
    folder = Folder(new, old, Ledger.read(old), build.build_id, day)
    files = []
    for path, (_, says) in names.items():
        is_new = folder.emit(path, page(says, build.build_id, day))
        files.append(Told(path, Place(path[3:-5]), "es", says, says, is_new))
    return made, folder, files


def test_only_pages_that_say_something_else_are_written(two):
    _, folder, files = two
    assert [page.path for page in files if page.is_new] == ["es/a.html"]
    assert (folder.new / "es/b.html").samefile(folder.old / "es/b.html")


def test_what_a_page_said_before_keeps_an_address(two):
    made, folder, files = two
    ledger = editions.written(folder, files, HELD, base="", is_marked=False)
    assert [version.build_id for version in ledger.history["es/a.html"]] == [
        BEFORE,
        made.build.build_id,
    ]
    assert [version.build_id for version in ledger.history["es/b.html"]] == [BEFORE]
    editions.keep(made, folder, ledger)
    kept = (folder.new / "e" / BEFORE / "es" / "a.html").read_text("utf-8")
    assert "one [" in kept and 'href="../../../es/a.html"' in kept
    listed = (folder.new / "e" / BEFORE / "index.html").read_text("utf-8")
    assert f'href="../{BEFORE}/es/a.html">one<' in listed
    assert 'href="../../es/b.html">same<' in listed
    own = (folder.new / "e" / made.build.build_id / "index.html").read_text("utf-8")
    assert 'href="../../es/a.html">two<' in own


def test_pages_kept_lead_to_what_other_pages_said_then(built, tmp_path):
    """Three editions: ``a`` changes in the second, ``b``, to which it leads, in the third."""
    made = Edition(serving.open(root=built))
    names = ("es/a.html", "es/b.html")
    says = [("A1", "B1"), ("A2", "B1"), ("A2", "B2")]
    builds = ["a" * 12, "b" * 12, "c" * 12]
    old = tmp_path / "none"
    for at, (build_id, texts) in enumerate(zip(builds, says, strict=True)):
        day = f"2026-01-0{at + 1}"
        folder = Folder(tmp_path / build_id, old, Ledger.read(old), build_id, day)
        files = []
        for path, text in zip(names, texts, strict=True):
            body = page(f'{text} <a href="../es/b.html#card">b</a>', build_id, day)
            is_new = folder.emit(path, body)
            files.append(Told(path, Place(path[3:-5]), "es", text, text, is_new))
        ledger = editions.written(folder, files, HELD, base="", is_marked=False)
        editions.keep(made, folder, ledger)
        ledger.write(folder.new)
        old = folder.new
    first, second, third = (tmp_path / build_id for build_id in builds)
    kept = f"e/{builds[0]}/es/a.html"
    assert 'href="../../../es/b.html#card"' in (second / kept).read_text("utf-8")
    text = (third / kept).read_text("utf-8")
    assert f'href="../../../e/{builds[0]}/es/b.html#card"' in text
    assert "B1" in (third / "e" / builds[0] / "es" / "b.html").read_text("utf-8")
    assert 'href="../../../es/a.html"' in text  # the notice leads to what is in force
    assert 'href="../../../es/b.html#card"' in (second / kept).read_text("utf-8")
    assert not (first / "e" / builds[0] / "es").exists()


def test_an_edition_that_cannot_be_written_leaves_the_one_that_stands(tmp_path):
    out = tmp_path / "site"
    out.mkdir()
    Ledger(BEFORE, DAY).write(out)
    with pytest.raises(FaroError, match="No space left"), beside(out) as new:
        (new / "half.html").write_text("<p>half")
        raise OSError(errno.ENOSPC, "No space left on device", str(new / "half.html"))
    assert [path.name for path in out.iterdir()] == [LEDGER]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_run_killed_between_two_names_is_mended_by_the_next(tmp_path):
    gone = tmp_path / ".site.old"
    gone.mkdir()
    Ledger(BEFORE, DAY).write(gone)
    with pytest.raises(ZeroDivisionError), beside(tmp_path / "site"):
        raise ZeroDivisionError
    assert Ledger.read(tmp_path / "site").build_id == BEFORE


def test_two_runs_never_write_the_same_edition(tmp_path):
    out = tmp_path / "site"
    with beside(out) as first:
        (first / "one.html").write_text("<p>one")
        with pytest.raises(FaroError, match="another run") as refused, beside(out):
            pass
        assert refused.value.code == "busy"
        Ledger(BEFORE, DAY).write(first)
    assert (out / "one.html").is_file()
    with beside(out) as second:  # what one run held is free again, and empty
        assert list(second.iterdir()) == []
        Ledger(BEFORE, DAY).write(second)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path):
    left = tmp_path / ".site.new" / "es"
    left.mkdir(parents=True)
    (left / "half.html").write_text("<p>half")
    with beside(tmp_path / "site") as new:
        assert list(new.iterdir()) == []


@pytest.mark.parametrize("what", ["a file", "another folder", "a ledger of something else"])
def test_nothing_that_is_no_edition_is_replaced(tmp_path, what):
    out = tmp_path / "site"
    if what == "a file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / ("mine.txt" if what == "another folder" else LEDGER)).write_text("[]")
    with pytest.raises(FaroError, match="--out"), beside(out):
        Ledger.read(out)
    assert out.read_text() == "mine" if what == "a file" else len(list(out.iterdir())) == 1


def test_a_build_with_a_failed_check_is_not_published(built, tmp_path, monkeypatch):
    build = serving.open(root=built)
    critical = next(check for check in build.quality["checks"] if check["severity"] == "critical")
    monkeypatch.setitem(critical, "success", False)
    with pytest.raises(FaroError, match="not published") as refused:
        publish(build, tmp_path / "site", Settings())
    assert critical["check_id"] in str(refused.value)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        (["--base", "faro.example"], "scheme and host"),
        (["--base", "https://"], "scheme and host"),
        (["--base", "http://-"], "scheme and host"),
        (["--dashboard", "javascript:alert(1)"], "scheme and host"),
        (["--build", "0123456789ab"], "there is no build 0123456789ab"),
        (["--most", "0"], "--most"),
    ],
)
def test_bad_input_gets_one_clear_error(faro, served, tmp_path, words, remark):
    code, _, error = faro("site", "--out", tmp_path / "site", *words)
    assert code and remark in " ".join(error.split())
    assert not (tmp_path / "site").exists()


def test_the_ledger_reads_what_it_writes(tmp_path):
    history, gone = {"es/a.html": [version("one")]}, {"es/b.html": [version("two")]}
    ledger = Ledger(BEFORE, DAY, "", history, gone, [Past.of(0, BEFORE, DAY, HELD, is_marked=True)])
    ledger.write(tmp_path)
    assert json.loads((tmp_path / LEDGER).read_text())["build_id"] == BEFORE
    assert Ledger.read(tmp_path) == ledger


def test_the_dashboard_hands_the_edition_out_and_nothing_beside_it(tmp_path, monkeypatch):
    root = tmp_path / "site"
    (root / "es" / "c").mkdir(parents=True)
    (root / "es" / "resumen.html").write_text("<p>a page")
    (root / "es" / "c" / "0a1b-540.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("beside it")
    Ledger(BEFORE, DAY, "", {"es/resumen.html": [version("a page")]}).write(root)
    monkeypatch.setenv("FARO_SITE", str(root))
    routes = Starlette(routes=[Route("/publico/{path:path}", edition.answer)])
    client = Client(SecurityHeaders(routes))
    page = client.get("/publico/es/resumen.html")
    assert page.status_code == 200 and page.text == "<p>a page"
    assert "'wasm-unsafe-eval'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in client.get("/publico/es/c/0a1b-540.svg").headers["cache-control"]
    assert client.get("/publico/es/").status_code == 404  # a folder without a page of its own
    (root / "e" / BEFORE).mkdir(parents=True)
    (root / "e" / BEFORE / "index.html").write_text("<p>its list")
    assert client.get(f"/publico/e/{BEFORE}/").text == "<p>its list"
    (root / "es" / "tarjeta").mkdir()
    (root / "es" / "tarjeta" / "one.html").write_text("<p>a card")
    card = client.get("/publico/es/tarjeta/one.html")
    assert card.headers["content-security-policy"].endswith("frame-ancestors *")
    assert "x-frame-options" in page.headers and "x-frame-options" not in card.headers
    for no_name in ("a" * 300, "a%00b"):
        assert client.get(f"/publico/{no_name}").status_code == 404
    for beside_it in ("../secret.txt", "%2e%2e/secret.txt", "es/../../secret.txt", "es", "no.html"):
        assert client.get(f"/publico/{beside_it}").status_code == 404


def test_a_printed_page_of_the_dashboard_says_where_it_lasts(built, tmp_path, monkeypatch):
    build = serving.open(root=built)
    stand = {f"es/{page}.html": [version(page)] for page in ("resumen", "glosario")}
    Ledger(build.build_id, DAY, "", stand).write(tmp_path)
    monkeypatch.setenv("FARO_SITE", str(tmp_path))
    ctx = PageContext(build=build, t=Text("es", build), site="https://faro.example")
    for page, lasting in (("resumen", "resumen"), ("ayuda", "glosario")):
        with gathered() as parts:
            footer(ctx, page)
        to = f"/publico/es/{lasting}.html"
        assert f'href="{to}"' in str(parts[0])
        assert f'data-address="https://faro.example{to}"' in str(parts[0])
    assert "attr(data-address)" in theme.style()


def test_a_citation_leads_to_the_page_that_shows_just_that_or_to_the_view(
    built, tmp_path, monkeypatch
):
    build, old = serving.open(root=built).build_id, "c" * 12
    pages = ("cumplimiento", "cumplimiento/mapa", "municipio/13101", "region/13", "historia")
    pages += ("gobierno_abierto/CL1",)
    there = [f"es/{page}.html" for page in pages]
    there.append(f"e/{old}/es/resumen.html")
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<p>a page")
    Ledger(build, DAY, "", {name: [version("a page")] for name in there}).write(tmp_path)
    monkeypatch.setenv("FARO_SITE", str(tmp_path))
    client = Client(Starlette(routes=directory.routes()))
    for cited, leads in {
        f"{build}/cumplimiento?lang=es": "/publico/es/cumplimiento.html",
        f"{build}/cumplimiento?view=nacional": "/publico/es/cumplimiento.html",
        f"{build}/cumplimiento?view=mapa": "/publico/es/cumplimiento/mapa.html",
        f"{build}/municipio?cut=13101": "/publico/es/municipio/13101.html",
        f"{build}/municipio": "/publico/es/municipio/13101.html",
        f"{build}/region?lang=es&region=13": "/publico/es/region/13.html",
        f"{build}/gobierno_abierto?commitment=CL1": "/publico/es/gobierno_abierto/CL1.html",
        # Of the day of the edition, of which its pages speak, and of another.
        f"{build}/gobierno_abierto?commitment=CL1&as_of={DAY}": "/publico/es/gobierno_abierto/"
        "CL1.html",
        f"{build}/gobierno_abierto?commitment=CL1&as_of=2014-01-01": "/gobierno_abierto"
        f"?build={build}&lang=es&commitment=CL1&as_of=2014-01-01",
        f"{build}/historia?lang=es": "/publico/es/historia.html",
        # More was chosen than a page of the edition shows, or there is none.
        f"{build}/cumplimiento?view=mapa&round=r2012": f"/cumplimiento?build={build}&lang=es"
        "&view=mapa&round=r2012",
        f"{build}/cumplimiento?lang=en": f"/cumplimiento?build={build}&lang=en",
        f"{build}/resumen": f"/?build={build}&lang=es",
        f"{old}/resumen": f"/publico/e/{old}/es/resumen.html",
        f"{old}/cobertura": f"/cobertura?build={old}&lang=es",
        "no-build/municipio?cut=..%2F..%2Fx": "/municipio?build=no-build&lang=es&cut=..%2F..%2Fx",
    }.items():
        reply = client.get(f"/publico/cita/{cited}")
        assert (reply.status_code, reply.headers["location"]) == (307, leads), cited
    for bad in ("nowhere", "resumen?lang=xx", "%2F%2Fevil.example"):
        assert client.get(f"/publico/cita/{build}/{bad}").status_code == 404


def test_what_is_cited_is_the_address_that_lasts(built):
    build = serving.open(root=built)
    ctx = PageContext(build=build, t=Text("en", build), site="https://faro.example")
    cite = Cite("A figure", "select 1", "cobertura", {"region_code": "13"}, card="map")
    text = str(cite_block(ctx, cite, "published"))
    lasting = (
        f"https://faro.example/publico/cita/{build.build_id}/cobertura?lang=en&amp;region=13#map"
    )
    assert text.count(lasting) == 2  # in the APA citation and in BibTeX
    assert f"/cobertura?build={build.build_id}&amp;lang=en&amp;region=13#map" in text


def test_a_copy_that_stands_nowhere_yet_is_cited_by_its_edition_and_no_address(built):
    build = serving.open(root=built)

    def linked(page, choices):
        return f"/es/{page}.html"

    ctx = PageContext(build=build, t=Text("en", build), linked=linked)
    text = str(cite_block(ctx, Cite("A figure", "select 1", "cobertura", card="map"), "published"))
    assert build.build_id in text
    assert "/es/" not in text
    assert "url =" not in text
