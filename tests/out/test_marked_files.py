"""No file leaves unmarked: every address that gives one, and every command that writes one."""

from __future__ import annotations

import ast
import csv
import importlib.util
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO

import nbformat
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rooms_for_tests
from addresses_for_tests import FILES, SCORES, fetched
from asgi_for_tests import Client
from PIL import Image
from pypdf import PdfReader
from starlette.applications import Starlette

from dashboard import server
from exports.package import write_package
from pipelines import clock, institution, paths, serving
from pipelines.institution import people, releases, starting
from pipelines.marking import PROVISIONAL_SUFFIX, SUFFIX, Marked
from pipelines.serving.changing import COLUMN, with_column
from pipelines.spreadsheets import rows_csv
from pipelines.telling import Fact, tell

# What is no file to take away: parts of pages, the API at its fixed addresses, a schema.
OTHER = {
    "/faro/cards/{build_id}/{page}/{card}.json",  # which tab holds a card
    "/faro/columns/{build_id}.json",  # names of tables and columns, no figure
    "/api/{name}",
    "/api/{build_id}/{name}",
    "/pieces/{digests}",
    "/pieces/{digests}/{rest}",
    "/plots/{digest}/{size}.{ending}",
    "/plots/{rest}",
    "/api/calendar.ics",
    "/api/notices.atom",
    "/api/{build_id}/{name}/{rest}",
    "/data/{build_id}/hojas/{kind}/{name}.{ending}",
    "/data/{rest}",
    "/faro/answer/{digest}/{name}",
    "/faro/{rest}",
    "/healthz",
    "/metrics",
    "/publico/cita/{build_id}/{page}",
    "/publico/{path}",
    "/readyz",
    "/embed/{build_id}/{recipe}",
    "/embed/{build_id}/{page}/{card}",
    "/embed/{rest}",
    "/faro/find/{build_id}.json",
    "/faro/schema/ogp_commitment.schema.json",
}
WORD = re.compile(r"simulad[oa]|simulated", re.IGNORECASE)


def words(body: bytes, ending: str) -> str:
    """What a reader finds in a file, but for what explains its columns."""
    if ending == "png":
        return title(body, ending)
    if ending == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
        sheets = [sheet for sheet in book if sheet.title != "dictionary"]
        return "\n".join(
            str(cell) for sheet in sheets for row in sheet.values for cell in row if cell
        )
    if ending == "parquet":
        rows = pd.read_parquet(io.BytesIO(body))
        marks = [name for name in rows if name in ("origin", "faro_worst_origin_read")]
        return " ".join(str(level) for name in marks for level in rows[name].unique())
    if ending == "zip":
        with zipfile.ZipFile(io.BytesIO(body)) as pack:
            return " ".join(
                words(pack.read(name), name.rpartition(".")[2]) for name in pack.namelist()
            )
    text = body.decode("utf-8-sig")
    if ending == "json":  # the description of a table says its origin, and its columns explain
        return re.sub(r'"(columns|definition)": .*', "", text, flags=re.DOTALL)
    return text


def title(body: bytes, ending: str) -> str:
    """What a picture or a print says of itself to the program that shows it."""
    if ending == "pdf":
        return PdfReader(io.BytesIO(body)).metadata.title
    with Image.open(io.BytesIO(body)) as picture:
        return picture.info["Title"]


def test_every_address_that_gives_a_file_is_listed():
    listed = {re.sub(r":\w+}", "}", route.path) for route in server.routes()}
    assert listed == FILES.keys() | OTHER, "list the new route, with an address of it"


ADDRESSES = [address for listed in FILES.values() for address in listed]


@pytest.mark.few(3)
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_name_says_what_the_file_holds(address, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    name, body = fetched(address)
    ending = name.rpartition(".")[2]
    assert name, "the demonstration panel has a file at every address"
    if "/ogp/" in address or "template" in address:
        assert SUFFIX not in name  # reports of commitments say that nothing simulated enters
    else:
        is_said = bool(WORD.search(words(body, ending)))
        assert (SUFFIX in name) == is_said, f"{name}: its words do not say what its name does"


TITLED = [address for address in ADDRESSES if re.search(r"\.(pdf|png)\b", address)]


@pytest.mark.few(2)
@pytest.mark.parametrize("address", TITLED)
def test_the_title_of_a_picture_or_a_print_says_it_too(address, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    name, body = fetched(address)
    assert (SUFFIX in name) == bool(WORD.search(title(body, name.rpartition(".")[2]))), name


@pytest.mark.parametrize("route", FILES)
def test_each_kind_of_file_that_can_be_simulated_is(route, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    never = ("ics", "/ogp/", "template", "changes", "self_assessment")
    if not any(part in route for part in never):
        assert any(SUFFIX in fetched(address)[0] for address in FILES[route])


@pytest.mark.thorough
@pytest.mark.parametrize("route", FILES)
def test_without_simulated_rows_no_file_is_marked(route, served):
    for address in FILES[route]:
        assert SUFFIX not in fetched(address)[0], address


@pytest.fixture
def provisional(demo_built, tmp_path, monkeypatch):
    """The demonstration panel, its newest round out and still observed by municipalities."""
    starting.begin(tmp_path / "institution")
    monkeypatch.setenv(institution.FOLDER, str(tmp_path / "institution"))
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    at = (clock.now() - timedelta(hours=1)).isoformat()
    releases.change("r", subject="round:r2025", state="provisional", at=at, reason="")
    monkeypatch.setattr(people, "_askers", [lambda: SENDER])
    return serving.open()


SENDER = institution.Person("sender000000", frozenset({"sender"}))  # templates are for senders
SAID = re.compile(r"resultados\s+provisionales|provisional\s+results", re.IGNORECASE)


def says_so(body: bytes, ending: str) -> bool:
    """Whether each row says that it may change; a file without rows has the heading."""
    if ending == "parquet":
        table = pq.read_table(BytesIO(body))
        heads, rows = table.column_names, table.to_pylist()
    else:
        read = csv.DictReader(StringIO(body.decode("utf-8-sig"), newline=""))
        rows, heads = list(read), read.fieldnames or []
    marks = {str(row.get(COLUMN, "")).lower() for row in rows} - {""}
    assert marks <= {"true"} and None not in {key for row in rows for key in row}
    assert not marks or all(row[COLUMN] for row in rows)
    return COLUMN in heads


ROWS = [["a", "b"], ["x,1", "dos\nlíneas"], ["'=1+1", ""], ["«ñ»", None]]


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_column_more_leaves_every_other_cell_as_it_was(bom, ends):
    body = Marked(rows_csv(ROWS[0], ROWS[1:], bom=bom, ends=ends), "published")
    more = with_column(body, "csv")
    assert more.origin == "published" and more.startswith(b"\xef\xbb\xbf") == bom

    def cells(content: bytes) -> list[list[str]]:
        return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))

    assert [row[:-1] for row in cells(more)] == cells(body)
    assert [row[-1] for row in cells(more)] == [COLUMN, "true", "true", "true"]
    assert more.count(ends.encode()) >= 4 and with_column(body, "pdf") is body


@pytest.mark.thorough
@pytest.mark.parametrize("route", FILES)
def test_while_a_round_may_change_every_file_says_so(route, provisional):
    ours = {
        "pdf",
        "svg",
    }  # whose words are ours; rows say it in a column, forms in their name
    ours |= {"json", "xlsx"} if "{table}" in route else set()
    ours |= {"zip"} if "packs" in route else set()
    for is_provisional in (True, False):
        for address in FILES[route]:
            name, body = fetched(address)
            ending = name.rpartition(".")[2]
            is_marked = is_provisional and "template" not in route  # that one holds no figure
            assert (PROVISIONAL_SUFFIX in name) == is_marked, address
            if ending in ("csv", "parquet"):
                assert says_so(body, ending) == is_marked, address
            if ending in ours and "template" not in route:
                assert bool(SAID.search(words(body, ending))) == is_marked, address
        releases.change("r", subject="", state="published", at="", reason="observed")


@pytest.mark.few(6)
@pytest.mark.parametrize(
    "address",
    [
        "/embed/latest/national_series?lang=es",
        "/embed/latest/national_series?lang=en",
        "/api/index.json",
        "/api/ta_score.json",
        "/api/ta_score.metadata.json",
        "/api/ta_score.csv",
        "/api/BUILD/ta_score.json",
        "/api/notices.atom?lang=es",
    ],
)
def test_while_a_round_may_change_every_open_address_says_so(address, provisional):
    facts = {topic: Fact(topic, "50", "Santiago", cut="13101") for topic in ("score:13101:r2025",)}
    tell(facts, provisional.build_id)
    tell({topic: replace(fact, value="40") for topic, fact in facts.items()}, provisional.build_id)
    path = address.replace("BUILD", provisional.build_id)
    client = Client(Starlette(routes=server.routes()))

    def is_told() -> bool:
        reply = client.get(path)
        assert reply.status_code == 200 and "immutable" not in reply.headers["cache-control"]
        if path.endswith(".json"):
            assert json.loads(reply.content).get("provisional", False) == bool(
                SAID.search(reply.text)
            )
        return bool(SAID.search(reply.text + repr(reply.headers)))

    assert is_told()
    releases.change("r", subject="", state="published", at="", reason="observed")
    assert not is_told()


@pytest.mark.thorough
def test_while_a_round_may_change_the_package_says_so_in_every_paper(provisional, tmp_path):
    done = write_package(provisional, tmp_path)
    assert done.archive.name.endswith(f"{PROVISIONAL_SUFFIX}.zip")
    for paper in ("README.md", "CITATION.cff", "datapackage.json", "ckan.json", "dcat.jsonld"):
        assert SAID.search((done.folder / paper).read_text("utf-8")), paper


@pytest.mark.thorough
def test_the_package_says_so_in_its_name_and_in_every_paper(demo_built, built, tmp_path):
    done = write_package(serving.open(root=demo_built), tmp_path)
    assert done.archive.name.endswith(f"{SUFFIX}.zip") and done.folder.name.endswith(SUFFIX)
    for paper in ("README.md", "CITATION.cff", "datapackage.json", "ckan.json", "dcat.jsonld"):
        assert WORD.search((done.folder / paper).read_text("utf-8")), paper
    assert "no citar" in (done.folder / "CITATION.cff").read_text("utf-8")


def test_a_notebook_is_marked_by_the_tables_it_names(demo_built):
    spec = importlib.util.spec_from_file_location("render", paths.REPO / "notebooks/render.py")
    render = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(render)
    build = serving.open(root=demo_built)
    for source, origin in ((f'f.table("{SCORES}")', "simulated"), ('f.table("x")', "published")):
        cell = nbformat.v4.new_code_cell(source)
        notebook = nbformat.v4.new_notebook(cells=[cell])
        assert render.origin(notebook, build) == origin
        page = render.as_html(notebook, "a", origin)
        assert ("Simulado" in page) == (f"a{SUFFIX}" in page) == (origin == "simulated")


ONLY = {
    "content-disposition": {"dashboard/routes/address.py"},
    "download_button": {"dashboard/widgets/taking.py", "dashboard/widgets/deliveries.py"},
}


@pytest.mark.thorough
@pytest.mark.parametrize("way", ONLY)
def test_a_file_leaves_by_one_door(way):
    """What names a file is written once; the copies of a sender's own upload are the sender's."""
    files = set()
    for path in rooms_for_tests.files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "attr", None) or getattr(node, "value", None)
            if isinstance(name, str) and name == way:
                files.add(str(path.relative_to(paths.REPO)))
    assert files == ONLY[way]


def test_an_api_says_so_in_every_file(demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    build = serving.open()
    for metric in serving.metrics().values():
        rows = list(
            csv.DictReader(
                io.StringIO((build.endpoint(f"{metric.id}.csv") or b"").decode("utf-8-sig"))
            )
        )
        held = {row["origin"] for row in rows}
        about = build.endpoint(f"{metric.id}.metadata.json") or b""
        is_marked = b"no citar" in about and b"Simulado" in about
        assert is_marked == ("simulated" in held), metric.id
