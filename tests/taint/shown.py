"""Pages, pictures and papers of a world, piece by piece, as readers meet them."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from unittest import mock

import docx
import pandas as pd
import pypdf
from marks_for_tests import MARK, cards_of, text_of
from openpyxl import load_workbook
from pages_for_tests import opened, shown

from dashboard import nav
from exports import ficha
from exports import report as council
from exports.ogp import reports
from exports.pictures import picture
from exports.printing import Tables
from exports.process import pmg
from pipelines.errors import FaroError
from pipelines.serving import Build
from presentation import charts, data
from presentation.words import LANGUAGES

ARICA, REGION = "15101", "15"
# Who may have signed with one seed and never with another, and its region.
BESIDE = [("municipio", {"cut": "02102"}), ("region", {"region": "02"})]
OGP = ("autoevaluacion-docx", "plantilla-pdf", "xlsx", "csv", "json", "evidence", "plan")
SAYS = re.compile(r"[Ss]imula(do|da|ted)")

Piece = tuple[str, str, bool]


def pages(build: Build) -> Iterator[Piece]:
    """Yield the head and every card of every page, in both languages."""
    for lang in LANGUAGES:
        for page, of in [*((page, {}) for page in nav.PAGES), *BESIDE]:
            yield from as_chosen(build, page, lang, of)


def as_chosen(build: Build, page: str, lang: str, of: Mapping[str, str]) -> Iterator[Piece]:
    """Yield the head and every card of a page with choices, those of its address."""
    # How long a query took is of no seed.
    html = re.sub(r"\b\d+[,.]\d s\b", "", _page(build, page, lang, of))
    page = " ".join([page, *of.values()])
    head = re.search(r'<header class="faro-head">.*?</header>', html, re.DOTALL)
    assert head, f"{page} {lang}: a page without a head says why it is not shown: {text_of(html)}"
    marked = bool(re.search(r"<h1>.*?[Ss]imula.*?</h1>", head[0], re.DOTALL))
    for at, part in enumerate(text_of(head[0]).split(" · ")):
        yield f"{page} {lang}: head {at}", part, marked or bool(SAYS.search(part))
    seen: Counter[str] = Counter()
    for title, body in cards_of(html):
        seen[title] += 1
        alts = re.findall(r'(?:aria-label|data-src)="([^"]*)"', body)
        text = "\n".join([text_of(body), *alts])
        yield f"{page} {lang}: {title} {seen[title]}", text, bool(MARK.search(body))


def _page(build: Build, page: str, lang: str, of: Mapping[str, str]) -> str:
    data.clear()
    with mock.patch.dict(os.environ, FARO_CURATED=str(build.folder.parent)):
        return shown(opened(page, lang=lang, **of))


def pictures(build: Build) -> Iterator[Piece]:
    """Yield every chart as a picture to take away, with the name of its file."""
    for lang in LANGUAGES:
        for recipe in charts.RECIPES:
            try:
                svg = picture(build, recipe, lang, "svg", {})
            except FaroError as error:
                if error.code != "empty_chart":
                    raise
                continue
            text = svg.decode()
            yield f"{recipe} {lang}", text_of(text), bool(SAYS.search(text))


def papers(build: Build, langs: Iterable[str] = LANGUAGES) -> Iterator[Piece]:
    """Yield every card of the printed documents, and all that an OGP report says."""
    tables = Tables(build)
    for lang in langs:
        yield from _printed(f"ficha {lang}", ficha.words(tables, ARICA, lang))
        yield from _printed(f"council {lang}", council.words(tables, lang))
        yield from _printed(f"brief {lang}", council.words(tables, lang, region=REGION))
        for row in build.table("core_pmg__indicator").head(1).to_dict("records"):
            place = (row["country"], row["code"], int(row["year"]))
            for make, read in ((pmg.pdf, _pdf), (pmg.xlsx, _xlsx)):
                made = make(build, *place, lang)
                yield f"pmg {make.__name__} {lang}", read(made), made.origin == "simulated"
        for name in OGP:
            file, body = reports.report(build, "CL0054", date(2020, 8, 31), lang, name)
            for place, text in contents(file, bytes(body)):
                yield f"ogp {place}", text, body.origin == "simulated"


def _printed(name: str, words: object) -> Iterator[Piece]:
    """Yield each part of a printed page that has a title, and the rest of it as its head."""
    apart: list[Piece] = []

    def without(value: object, place: str) -> object:
        if isinstance(value, dict):
            kept = {k: without(v, f"{place}/{k}") for k, v in value.items()}
            if (place != name and {"title", "kind"} <= kept.keys()) or "label" in kept:
                text = json.dumps(kept, ensure_ascii=False, default=str)
                marked = kept.get("simulated") is True or bool(SAYS.search(text_of(text)))
                apart.append((place, text, marked))
                return None
            return kept
        if isinstance(value, list | tuple):
            return [without(item, f"{place}/{at}") for at, item in enumerate(value)]
        return value

    head = without(words, name)
    assert isinstance(head, dict)
    head = {k: v for k, v in head.items() if k != "palette"}
    banner = bool(head.get("banner"))
    yield f"{name}: head", json.dumps(head, ensure_ascii=False, default=str), banner
    yield from apart


def contents(name: str, body: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a file says, and each file within it, with its place."""
    ending = name.rpartition(".")[2]
    if ending == "zip":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for inside in archive.namelist():
                for place, text in contents(inside, archive.read(inside)):
                    yield f"{name}/{place}", text
    else:
        readers = {"docx": _docx, "parquet": _parquet, "pdf": _pdf, "xlsx": _xlsx}
        yield name, readers.get(ending, lambda data: data.decode("utf-8", "replace"))(body)


def _parquet(body: bytes) -> str:
    return str(pd.read_parquet(io.BytesIO(body)).to_csv())


def _docx(body: bytes) -> str:
    document = docx.Document(io.BytesIO(body))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _pdf(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def _xlsx(body: bytes) -> str:
    book = load_workbook(io.BytesIO(body), read_only=True)
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return "\n".join(str(row) for row in rows)
