"""Whole editions one after another: each says for ever what it said, or is not there at all."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from builds_for_tests import RAW, build_on
from site_for_tests import Read, Site

from pipelines import serving
from pipelines.marking import PROVISIONAL
from presentation import menu
from public import Settings, places, publish
from public.ledger import Ledger

BASE = "https://faro.example/transparencia"
ATOM = "{http://www.w3.org/2005/Atom}"
SHOWN = "es/cumplimiento.html"
TAKEN = (".csv", ".json", ".png", ".svg")


@pytest.fixture
def few(monkeypatch):
    """A few pages: what holds of these in their editions holds of all."""
    monkeypatch.setattr(menu, "READ", ("resumen", "cumplimiento", "solicitudes"))
    monkeypatch.setattr(places, "LEAVES", ("cambios", "municipios"))


def published(root: Path, out: Path, **more: object) -> tuple[str, Site]:
    """Publish the build of a folder; return its id, and a copy of the edition as it stands then."""
    build = serving.open(root=root)
    settings = Settings(**{"base": BASE, "most": 1, "searchable": False, "workers": 1, **more})
    publish(build, out, settings)
    copy = out.with_name(f"{len(list(out.parent.iterdir()))}")
    return build.build_id, Site(shutil.copytree(out, copy), BASE)


def taken(site: Site, path: str) -> dict[str, bytes]:
    """What a page shows and hands out: each file by its name, the style and the feeds apart."""
    page = Read(site.folder / path)
    files = [site.target(page.path, address) for address in [*page.links, *page.shown]]
    return {
        file.name: file.read_bytes()
        for file, _ in filter(None, files)
        if file.suffix in TAKEN and "assets" not in file.parts
    }


def news(site: Site) -> dict[str, list[tuple[str, str]]]:
    """The entries of each feed: id and title."""
    return {
        str(path.relative_to(site.folder)): [
            (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title"))
            for entry in ElementTree.parse(path).getroot().iter(f"{ATOM}entry")
        ]
        for path in (site.folder / "feeds").rglob("*.xml")
    }


@pytest.mark.thorough
def test_an_edition_says_for_ever_what_it_said(built, demo_built, few, tmp_path):
    out = tmp_path / "site"
    a, first = published(demo_built, out)
    b, second = published(built, out)
    _, third = published(demo_built, out)
    assert taken(first, SHOWN).keys() != taken(second, SHOWN).keys()
    assert taken(second, f"e/{a}/{SHOWN}") == taken(first, SHOWN)
    assert taken(third, f"e/{b}/{SHOWN}") == taken(second, SHOWN)
    older = Read(second.folder / "e" / a / SHOWN)
    leads = {second.target(older.path, address)[0] for address in older.links}
    assert second.folder / "e" / a / "es" / "resumen.html" in leads  # as it was then
    title = first.data_of(SHOWN)[0]["name"]
    assert title != second.data_of(SHOWN)[0]["name"] == third.data_of(f"e/{b}/{SHOWN}")[0]["name"]
    listed = (second.folder / "e" / a / "index.html").read_text("utf-8")
    assert f'<a href="../{a}/{SHOWN}">{title}</a>' in listed
    for site in (first, second, third):
        assert site.dead() == []
        for path, entries in news(site).items():
            assert len(dict(entries)) == len(entries), (path, "an id stands twice")
    kept = {f"urn:faro:{a}:{SHOWN}": title}
    assert kept.items() <= dict(news(first)["feeds/es.xml"]).items()
    assert Ledger.read(third.folder).editions[-1].build_id == a


@pytest.mark.thorough
def test_a_build_that_changes_one_table_rewrites_the_pages_that_show_it(
    built, tmp_path, monkeypatch
):
    monkeypatch.setattr(menu, "READ", ("resumen", "cobertura", "historia", "modelos"))
    monkeypatch.setattr(places, "LEAVES", ("cambios", "glosario", "materia"))
    raw, curated, out = tmp_path / "raw", tmp_path / "curated", tmp_path / "site"
    shutil.copytree(built, curated)
    shutil.copytree(RAW, raw)
    table = raw / "catalogues" / "glossary.csv"
    before, now = "pone un puntaje de 0 a 100", "pone una nota de 0 a 100"
    assert before in table.read_text("utf-8")
    table.write_text(table.read_text("utf-8").replace(before, now), "utf-8")

    published(curated, out)
    stood = {path: path.stat().st_ino for path in out.glob("e[sn]/**/*.html")}
    build_on(raw, curated, on=built, accept_changes=True)
    published(curated, out)
    written = {path for path, inode in stood.items() if path.stat().st_ino != inode}
    shows = {path for path in stood if now in path.read_text("utf-8")}
    assert shows and len(shows) < len(stood) / 2
    of_edition = ("cambios", "resumen")  # what changed in it, and at what hour it was made
    assert written == shows | {
        out / lang / f"{p}.html" for lang in ("es", "en") for p in of_edition
    }


@pytest.mark.thorough
def test_pages_that_are_gone_keep_their_address(built, demo_built, few, tmp_path, monkeypatch):
    out = tmp_path / "site"
    a, _ = published(demo_built, out)
    monkeypatch.setattr(menu, "READ", ("resumen", "cumplimiento"))
    _, site = published(built, out)
    assert not (site.folder / "es" / "solicitudes.html").exists()
    assert (site.folder / "e" / a / "es" / "solicitudes.html").is_file()
    assert site.dead() == []


@pytest.mark.thorough
def test_an_edition_for_everybody_holds_nothing_of_one_that_is_not(
    built, demo_built, few, tmp_path
):
    out = tmp_path / "site"
    a, _ = published(demo_built, out)
    b, site = published(built, out, published_only=True)
    assert [folder.name for folder in (site.folder / "e").iterdir()] == [b]
    for path in site.folder.rglob("*"):
        if path.is_file():
            assert a.encode() not in path.read_bytes(), path
    assert site.dead() == []


@pytest.mark.thorough
@pytest.mark.parametrize("is_out", [True, False])
def test_an_edition_that_is_no_longer_out_is_taken_away(
    built, demo_built, few, tmp_path, monkeypatch, is_out
):
    out, own = tmp_path / "site", serving.is_public
    a, _ = published(demo_built, out, published_only=True)
    monkeypatch.setattr(
        serving,
        "is_public",
        lambda name, root=None, **gone: is_out if name == a else own(name, root, **gone),
    )
    _, site = published(built, out, published_only=True)
    assert (site.folder / "e" / a).is_dir() == is_out
    assert bool(re.search(a, (site.folder / "site.json").read_text())) == is_out
    assert site.dead() == []


def test_what_may_still_change_is_said_as_long_as_it_may(built, few, tmp_path, monkeypatch):
    """Of a page without a line of credits, too: there the foot alone says it."""
    for is_provisional in (True, False, True):
        monkeypatch.setattr(serving, "provisional", lambda build, now=is_provisional: now)
        _, site = published(built, tmp_path / "site")
        for lang, words in PROVISIONAL.items():
            read = [*(site.folder / lang).rglob("*.html")]
            assert len(read) > 4
            for path in read:
                assert (words in path.read_text("utf-8")) == is_provisional, path
