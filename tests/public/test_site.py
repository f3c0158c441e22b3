"""The public edition, crawled: what it shows is the API's, all it leads to is there."""

from __future__ import annotations

import csv
import gzip
import html
import json
import os
import re
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from importlib.resources import files
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pyshacl
import pytest
from PIL import Image
from rdflib import RDF, RDFS, Graph, Namespace
from site_for_tests import Site, kpis

from pipelines import serving
from pipelines.origins import LEVELS
from presentation import charts, data, menu
from presentation.markup.html import LIVE, gathered, join
from presentation.words import LANGUAGES, Text
from public import Settings, around, handed, making, publish
from public.charts import MOST_ROWS, PHONE, Charts, _chart_of, _stem
from public.ledger import Ledger
from public.making import NO_FOLD, Edition, Shown, made, offers
from public.pictures import BITS
from public.places import INSTEAD, Atlas, Place, where
from public.publishable import is_simulated
from public.tidying import alive, anchors
from public.titles import plain
from public.writing import Folder

pytestmark = pytest.mark.thorough  # what all of them share takes ten seconds

IS_WHOLE = os.environ.get("FARO_CRAWL") == "all"  # `make crawl`
BASE = "https://faro.example/transparencia"
ATOM = "{http://www.w3.org/2005/Atom}"
SHACL = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = "http://schema.org/"


@pytest.fixture(scope="module")
def build(demo_built):
    return serving.open(root=demo_built)


@pytest.fixture(scope="module")
def site(build, tmp_path_factory) -> Site:
    """An edition with a part of each page, made in this process; whole with ``make crawl``."""
    out = tmp_path_factory.mktemp("edition") / "site"
    most = None if IS_WHOLE else 1
    publish(build, out, Settings(base=BASE, most=most, searchable=False, workers=1))
    return Site(out, BASE)


def test_every_page_that_is_read_is_there_in_both_languages(site):
    for lang in LANGUAGES:
        for page in set(menu.READ) - set(INSTEAD):
            parts = list((site.folder / lang / page).glob("*.html"))
            assert (site.folder / lang / f"{page}.html").is_file() or parts, page


def test_every_link_anchor_and_picture_is_there(site):
    for page in site.pages:
        assert len(page.ids) == len(set(page.ids)), (page.path, "an id stands twice")
    assert site.dead() == []


# What only the dashboard has: its pages that need a session, its levers, its buttons.
OF_A_SESSION = re.compile(
    r"\b([Bb]ot[oó]n|[Bb]utton|(en|in|on) (Entregas|Consultas|Deliveries|Queries))\b"
    r"|\b(el[ií][jg]\w*|cambi[ae]\w*|chosen?|choose|change)( \w+){0,2} (arriba|above)\b"
    r"|arriba a la derecha|at the top right"
)


def test_a_page_with_all_that_it_shows_weighs_150_kilobytes_at_most(site):
    """Over the wire: its style, its script, both faces, and the drawings for a desk."""
    faces = sum(path.stat().st_size for path in (site.folder / "assets").glob("*.woff2"))
    weights: dict[Path, int] = {}

    def weight(path):
        if path not in weights:
            weights[path] = len(gzip.compress(path.read_bytes(), 6))
        return weights[path]

    for page in site.pages:
        shown = {site.target(page.path, address) for address in page.shown}
        parts = {to[0] for to in shown if to and f"-{PHONE}." not in to[0].name}
        parts = {path for path in parts if path.suffix in (".css", ".js", ".svg")}
        assert faces + weight(page.path) + sum(map(weight, parts)) <= 150_000, page.path


def test_no_page_speaks_of_what_only_the_dashboard_has(site):
    for page in site.pages:
        body = page.path.read_text("utf-8")
        assert LIVE not in body and not NO_FOLD.search(body), page.path
        shown = re.sub(r"<(script|pre)\b.*?</\1>", "", body, flags=re.DOTALL)
        assert not re.search(r"&lt;(div|p|section|span|table)\b", shown), page.path  # HTML as text
        words = plain(shown)
        assert not OF_A_SESSION.search(words), (page.path, OF_A_SESSION.search(words))


def test_a_guide_to_the_dashboard_leads_to_what_stands_in_its_place():
    atlas = Atlas([Place("resumen"), Place("glosario")])
    assert atlas.find("ayuda", {"guide": "glossary"}) == Place("glosario")
    assert where("ayuda", {"guide": "glossary"}, {"resumen", "glosario"}.__contains__) == "glosario"


@pytest.mark.parametrize("state", [(), (("table", "b"),)])
def test_the_first_of_many_pages_leads_to_all_of_them(build, monkeypatch, state):
    monkeypatch.setattr(making, "MOST_LINKS", 2)
    rest = [Place("datos", (("table", table),)) for table in ("b", "c", "d")]
    atlas = Atlas([Place("datos"), *rest])
    chooser = Shown(dict(state), page="datos", atlas=atlas)
    ctx = Edition(build).context("es", Place("datos", state), chooser, atlas)
    with gathered() as parts:
        assert (
            chooser.choose(ctx, "table", "abcd", "ABCD", default="a")
            == (dict(state) or {"table": "a"})["table"]
        )
    leads = re.findall(r'<a href="@([^"]+)"', str(join(parts)))
    assert leads == ([] if state else ["datos", "datos/b", "datos/c", "datos/d"])


def test_a_page_of_one_of_many_that_have_none_says_of_which(build, monkeypatch):
    monkeypatch.setattr(making, "MOST_LINKS", 2)
    here = Place("proceso_ta")
    chooser = Shown({}, page=here.page, atlas=Atlas([here]))
    ctx = Edition(build).context("es", here, chooser)
    with gathered() as parts:
        chooser.choose(
            ctx, "cut", ["13101", "13102", "13103"], ["Santiago", "b", "c"], default="13101"
        )
        chooser.choose(ctx, "extent", ["all", "own"], ["Chile", "aquí"], default="all")
    assert str(join(parts)) == '<p class="faro-source">Municipio: Santiago</p>'


def test_a_link_to_a_card_that_is_not_there_leads_to_its_page():
    body = '<section id="a"></section><a href="~/es/x.html#b">b</a><a href="~/es/x.html#c">c</a>'
    known = {"es/x.html": frozenset({"c"})}
    assert 'href="~/es/x.html">b' in alive(body, known) and "x.html#c" in alive(body, known)
    assert alive(body, {}) == body  # of a page that another process makes nothing is known
    assert anchors(body) == {"a"}


def test_nothing_is_fetched_from_another_host(site):
    for page in site.pages:
        assert not [address for address in page.shown if re.match(r"(?:[a-z]+:)?//", address)], (
            page.path
        )


def test_large_numbers_are_those_of_the_api(site, build):
    checked = 0
    for path in site.folder.glob("e[sn]/**/*.html"):
        lang = path.relative_to(site.folder).parts[0]
        for value, query, metric in kpis(path.read_text("utf-8")):
            rows = json.loads(build.endpoint(f"{metric}.json"))["data"]
            where = dict(re.findall(r"(\w+) = '?([^' ]*)'?", html.unescape(query)))
            known = [
                row["value"]
                for row in rows
                if all(str(row[key]) == value for key, value in where.items() if key in row)
            ]
            assert known, (path, query)
            number = _number(value, lang)
            decimals = len(str(number).partition(".")[2]) if "." in str(number) else 0
            assert any(
                known_value is not None and abs(known_value - number) <= 0.5001 * 10**-decimals
                for known_value in known
            ), (path.name, value, metric, known[:3])
            checked += 1
    assert checked > 20


def _number(text: str, lang: str) -> float:
    match = re.search(r"[-−+]?\d[\d.,]*", html.unescape(text))[0].replace("−", "-")
    grouping, decimal = (".", ",") if lang == "es" else (",", ".")
    return float(match.rstrip(".,").replace(grouping, "").replace(decimal, "."))


def test_rows_of_charts_are_those_of_the_api(site, build):
    checked = 0
    for about in site.folder.glob("es/charts/*.metadata.json"):
        facts = json.loads(about.read_text("utf-8"))
        rows = list(csv.DictReader(StringIO(about.with_name(_csv(about)).read_text("utf-8-sig"))))
        assert len(rows) == facts["rows"]
        if set(facts["choices"]) - set(rows[0]):
            continue  # drawn for days or bounds that the reader sets: no row of the API
        for name in facts["metrics"]:
            metric = build.metrics[name]
            if metric.table != facts["table"] or metric.value not in rows[0]:
                continue
            api = json.loads(build.endpoint(f"{name}.json"))["data"]
            keys = [key for key in metric.dimensions if key in rows[0]]
            if len(keys) < len(metric.dimensions):
                continue
            known = {tuple(str(row[key]) for key in keys): row["value"] for row in api}
            for row in rows:
                own = known.get(tuple(row[key] for key in keys), "absent")
                shown = float(row[metric.value]) if row[metric.value] else None
                assert own == "absent" or shown == pytest.approx(own), (about.name, name, row)
                checked += own != "absent"
    assert checked > 100


def _csv(about: Path) -> str:
    return about.name.replace(".metadata.json", ".csv")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_of_very_many_rows_is_its_file_which_says_how_many(site, build, lang):
    """A phone is slow on a page with thousands of rows, folded or not."""
    t, long = Text(lang, build), set()
    for about in (site.folder / lang / "charts").glob("*.metadata.json"):
        rows = json.loads(about.read_text("utf-8"))["rows"]
        long |= {t("public.long_table", n=t.number(rows))} if rows > MOST_ROWS else set()
    words = re.escape(t("public.long_table", n="#")).replace(r"\#", r"[\d.,]+")
    pages = [path.read_text("utf-8") for path in (site.folder / lang).rglob("*.html")]
    assert long
    assert long == set(re.findall(words, "".join(pages)))
    for page in pages:
        for fold in re.findall(r'<details class="faro-fold">.*?</details>', page, re.DOTALL):
            if ".metadata.json" in fold:  # the twin of a chart
                assert fold.count("<tr") <= MOST_ROWS + 1
            if re.search(words, fold):
                assert "<table" not in fold and '.csv" download' in fold


def test_what_is_simulated_says_so(site):
    for path in site.folder.glob("es/charts/*.metadata.json"):
        facts = json.loads(path.read_text("utf-8"))
        assert facts["simulated"] == ("simulated" in facts["origin"]) == ("notice" in facts)
        assert facts["simulated"] == path.name.endswith("-simulado.metadata.json")
    text = (site.folder / "es" / "cumplimiento.html").read_text("utf-8")
    assert 'class="faro-chip simulated"' in text


def test_no_two_pages_of_a_language_are_called_the_same(site):
    for lang in LANGUAGES:
        paths: dict[str, list[str]] = {}
        for path in sorted((site.folder / lang).rglob("*.html")):
            title = re.search("<title>(.*?)</title>", path.read_text("utf-8"), re.DOTALL)[1]
            kind = "card" if "tarjeta" in path.parts else "page"  # a card is of the page it is on
            paths.setdefault(f"{kind} {title}", []).append(str(path.relative_to(site.folder)))
        assert not {title: named for title, named in paths.items() if len(named) > 1}


def test_what_is_taken_of_a_chart_keeps_its_address_from_day_to_day(build, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    paths = []
    for day in (date(2026, 3, 1), date(2026, 3, 2)):
        ctx = replace(Edition(build).context("es", Place("gobierno_abierto")), on=day)
        address = f"/data/x/charts/ogp_cycles.csv?as_of={day}"
        recipe_id, choices, plot = _chart_of(ctx, address)
        assert choices == {"as_of": day.isoformat()}
        paths.append(_stem(ctx, recipe_id, choices, plot))
        other = {**choices, "as_of": "2020-08-31"}  # of a day that is not the edition's
        assert "2020-08-31" in _stem(ctx, recipe_id, other, plot)
    assert paths[0] == paths[1] == "es/charts/ogp_cycles"


@pytest.mark.parametrize("page", ["resumen", "cumplimiento", "solicitudes", "municipio"])
def test_what_is_simulated_can_be_left_out(build, demo_built, monkeypatch, tmp_path, page):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    state = (("cut", "13101"),) if page == "municipio" else ()
    atlas = Atlas([Place(page) for page in menu.READ])
    folder = Folder(tmp_path, tmp_path / "none", Ledger(), build.build_id, "2026-01-01")
    charts = Charts(folder, tables={}, metrics=())
    shown = made(Edition(build, published_only=True), atlas, charts, Place(page, state), "es")
    whole = made(Edition(build), atlas, charts, Place(page, state), "es")
    assert is_simulated(whole.body)
    assert not is_simulated(shown.body)
    assert "Simulado" not in re.sub(r'title="[^"]*"', "", shown.body)
    notices = re.findall("cifras simuladas de demostración|son de demostración", shown.body)
    assert len(notices) == 1  # said once, by its count
    assert "Comparar con sus pares" not in shown.body  # which only the dashboard does


def test_each_metric_leads_to_its_files_and_every_origin_shown_is_told(
    build, demo_built, monkeypatch
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    place = Place("metodos")
    charts = Charts(
        Folder(Path(), Path("none"), Ledger(), build.build_id, ""), tables={}, metrics=build.metrics
    )
    for published_only, count in ((True, len(LEVELS) - 1), (False, len(LEVELS))):
        edition = Edition(build, published_only=published_only)
        body = made(edition, Atlas([place]), charts, place, "es").body
        assert len(re.findall(r"<dt><span", body)) == count
        assert "</code> <a" in body and "</a> <a" in body


@pytest.mark.parametrize("published_only", [True, False])
def test_municipalities_are_ordered_by_what_stands_beside_them(
    build, demo_built, monkeypatch, published_only
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    place = Place("municipios")
    charts = Charts(
        Folder(Path(), Path("none"), Ledger(), build.build_id, ""), tables={}, metrics=()
    )
    edition = Edition(build, published_only=published_only)
    body = made(edition, Atlas([place]), charts, place, "es").body
    orders = re.search(r'<select name="order">(.*?)</select>', body)[1]
    columns = set(re.findall(r'data-key="(\w+)"', body)) - {"rurality"}
    assert set(re.findall(r'value="(\w+)"', orders)) == columns
    assert ("score" in columns) != published_only


def test_what_is_left_out_is_not_drawn_first(build, demo_built, monkeypatch):
    """Of a chart with simulated rows alone nothing is made for everybody: half of a page's time."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    draw, drawn = charts.draw, []
    monkeypatch.setattr(
        charts, "draw", lambda name, *of, **by: drawn.append(name) or draw(name, *of, **by)
    )
    at = Place("municipio", (("cut", "13101"),))
    for published_only, expected in ((True, set()), (False, {"municipality_history", "mend_path"})):
        data.clear()
        drawn.clear()
        edition = Edition(build, published_only=published_only)
        offers(edition, at, None, lang="es")
        assert expected <= set(drawn) and bool(drawn) == bool(expected)


def test_every_chart_has_its_rows_its_facts_and_its_picture(site):
    stems = {
        path.name.removesuffix(".metadata.json") for path in site.folder.glob("es/charts/*.json")
    }
    assert stems
    for lang in LANGUAGES:
        folder = site.folder / lang / "charts"
        for ending in ("csv", "metadata.json", "png"):
            assert {f"{stem}.{ending}" for stem in stems} == {
                path.name for path in folder.glob(f"*.{ending}")
            }
        for path in folder.glob("*.png"):
            with Image.open(path) as picture:
                picture.verify()
                recipe = charts.RECIPES[re.split(r"[-.]", path.name)[0]]
                assert picture.format == "PNG" and picture.size[0] == (760 if recipe.of else 1140)
    page = (site.folder / "es" / "resumen.html").read_text("utf-8")
    assert re.search(r' href="\.\./es/charts/[^"]+\.png" download>PNG</a>', page)


def test_every_page_is_shown_with_a_picture_of_its_own(site):
    for lang in LANGUAGES:
        for path in (site.folder / lang).rglob("*.html"):
            if "tarjeta" in path.parts:
                continue
            meta = dict(
                re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)"', path.read_text())
            )
            assert f'data-address="{meta["og:url"]}"' in path.read_text(
                "utf-8"
            )  # of what is printed
            assert meta["og:title"] and meta["og:description"] and meta["og:image:alt"]
            picture, _ = site.target(path, meta["og:image"])
            with Image.open(picture) as shown:
                size = int(meta["og:image:width"]), int(meta["og:image:height"])
                assert shown.size == size == (1200, 630)
            assert picture.read_bytes()[24] == BITS  # of each dot: there are thousands of them
            where = path.relative_to(site.folder).with_suffix(".png")
            assert picture == (site.folder / "og" / where).resolve()


def test_the_languages_of_a_page_lead_to_each_other(site):
    for lang in LANGUAGES:
        for path in (site.folder / lang).rglob("*.html"):
            if "tarjeta" in path.parts:
                continue
            text = path.read_text("utf-8")
            named = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', text)
            there = {address: site.target(path, to)[0] for address, to in named}
            assert set(there) == {*LANGUAGES, "x-default"} and there[lang] == path.resolve()
            assert there["x-default"] == there["es"] and len(set(there.values())) == len(LANGUAGES)


# What has a page each, by the table that lists it.
EACH = {
    "municipio": ("core_territory__comuna", "cut", {"has_municipality": True}),
    "region": ("core_territory__region", "region_code", {}),
    "gobierno_abierto": ("out_ogp__commitment", "commitment_id", {}),
    "materia": ("core_catalogue__materia", "materia_id", {}),
    "archivo": ("core_catalogue__ta_file", "ta_file", {}),
}


@pytest.mark.parametrize("page", EACH)
def test_each_of_its_kind_has_a_page_and_a_feed(site, build, page):
    table, column, where = EACH[page]
    known = set(build.table(table, where)[column])
    for lang in LANGUAGES:
        pages_ = {path.stem for path in (site.folder / lang / page).glob("*.html")}
        feeds_ = {path.stem for path in (site.folder / "feeds" / lang / page).glob("*.xml")}
        assert pages_ and pages_ == feeds_ and pages_ <= known
        if IS_WHOLE:  # the one shown first stands at the page itself, where that is not a list
            assert len(known - pages_) <= (page not in ("municipio", "region")), known - pages_


def test_new_editions_are_told_by_rss(site):
    for lang in LANGUAGES:
        path = site.folder / "feeds" / lang / "ediciones.rss"
        feed = ElementTree.parse(path).getroot()
        [channel] = feed
        assert (feed.tag, feed.attrib["version"], channel.tag) == ("rss", "2.0", "channel")
        assert channel.findtext("title") and channel.findtext("description")
        assert channel.findtext("language") == lang
        items = channel.findall("item")
        assert items and len({item.findtext("guid") for item in items}) == len(items)
        for element in [channel, *items]:
            day = element.findtext("pubDate") or element.findtext("lastBuildDate")
            assert parsedate_to_datetime(day).tzinfo is not None
            assert site.target(path, element.findtext("link"))[0].is_file()


def test_without_an_address_nothing_claims_to_have_one(build, tmp_path):
    edition, folder = (
        Edition(build),
        Folder(tmp_path / "new", tmp_path, Ledger(), "b", "2026-01-01"),
    )
    around.write(edition, folder, Ledger(), [])
    assert not (folder.new / "sitemap.xml").exists()
    assert "Sitemap" not in (folder.new / "robots.txt").read_text()


def test_catalogues_lead_to_files_that_are_there(build):
    """Of a package with two tables, one too long for a CSV beside the pages."""
    short, rows = "core_territory__region", build.manifest["row_counts"]
    long = next(name for name, n in rows.items() if n > handed.MOST_ROWS)
    known = {short: ("csv", "parquet"), long: ("parquet",)}
    listed = [f"data/{name}.{ending}" for name in known for ending in ("csv", "parquet")]
    here = {f"{short}.csv", f"{short}.parquet", f"{long}.parquet"}
    for base, root in ((BASE, f"{BASE}/data/data/"), ("", "data/")):
        for name, (entries, leads) in handed.CATALOGUES.items():
            is_linked = name == "dcat.jsonld"
            to = [
                {"@id": address, "@type": "rdfs:Resource"} if is_linked else address
                for address in listed
            ]
            body = json.dumps({entries: [dict.fromkeys(leads, link) for link in to]}).encode()
            body_here = json.loads(handed._of_here(Edition(build, base), name, body, known))
            for lead in leads:
                links = [handed._lead(entry[lead]) for entry in body_here[entries]]
                assert sorted(links) == sorted(f"{root}{file}" for file in here)


def test_feeds_have_what_atom_asks(site):
    feeds = list((site.folder / "feeds").rglob("*.xml"))
    assert {"es.xml", "en.xml"} < {path.name for path in feeds}
    seen: set[str] = set()
    for path in feeds:
        feed = ElementTree.parse(path).getroot()
        assert feed.tag == f"{ATOM}feed" and feed.find(f"{ATOM}author/{ATOM}name") is not None
        for element in [feed, *feed.iter(f"{ATOM}entry")]:
            for name in ("id", "title", "updated"):
                assert element.findtext(f"{ATOM}{name}"), (path, name)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated"))
        entries = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
        assert entries and len(entries) == len(set(entries))
        assert feed.findtext(f"{ATOM}id") not in seen
        seen.add(feed.findtext(f"{ATOM}id"))
        for link in feed.iter(f"{ATOM}link"):
            assert site.target(path, link.attrib["href"])[0].is_file(), link.attrib


def test_the_sitemap_names_every_page(site):
    place = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    named = {element.text for element in ElementTree.parse(site.folder / "sitemap.xml").iter(place)}
    paths = [path.relative_to(site.folder) for path in site.folder.glob("e[sn]/**/*.html")]
    assert named == {f"{BASE}/{path}" for path in paths if path.parts[1] != "tarjeta"}
    assert f"Sitemap: {BASE}/sitemap.xml" in (site.folder / "robots.txt").read_text()


def test_every_word_to_machines_is_of_schema_org(site):
    shapes = Graph().parse(files("pyshacl") / "assets" / "schema.ttl")
    known: dict[object, set[object]] = {}
    for owner, shape in shapes.subject_objects(SHACL.property):
        known.setdefault(owner, set()).add(shapes.value(shape, SHACL.path))
    # The context of schema.org cannot be fetched here: it reads addresses and days as such.
    context = {"@vocab": SCHEMA, "contentUrl": {"@type": "@id"}, "url": {"@type": "@id"}}
    context["dateModified"] = {"@type": "http://www.w3.org/2001/XMLSchema#date"}
    every = [path for path in site.folder.glob("e[sn]/**/*.html") if "tarjeta" not in path.parts]
    shown = (
        every if IS_WHOLE else {path.parts[-2:][0] + path.suffix: path for path in every}.values()
    )
    whole = [entry for page in shown for entry in site.data_of(str(page.relative_to(site.folder)))]
    assert {entry["@type"] for entry in whole} == {"WebPage", "Dataset"}
    assert len(whole) > len(shown)
    graph = Graph()
    for entry in whole:
        graph.parse(data=json.dumps({**entry, "@context": context}), format="json-ld")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=shapes)
    assert conforms, report
    for node, kind in graph.subject_objects(RDF.type):
        above = set(shapes.transitive_objects(kind, RDFS.subClassOf))
        for word in set(graph.predicates(node)) - {RDF.type}:
            assert any(word in known.get(kind_above, ()) for kind_above in above), (kind, word)
    rows = [row["contentUrl"] for entry in whole for row in entry.get("distribution", [])]
    assert rows and all(site.target(site.folder, row)[0].is_file() for row in rows)
