"""One combination through the house: what the check says, the build, the pages, the files.

A page or file that read only tables equal to those of the build without deliveries shows the same
as there, and is not made again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard import nav
from dashboard.seam.insides import inside
from exports import ficha, report
from exports.ogp import reports
from exports.package import write_package
from exports.pictures import picture
from exports.printing import Tables
from exports.process import pmg
from fuzz.sparse.deliveries import ALONE, Delivery
from fuzz.sparse.groups import spoken_of
from fuzz.sparse.quick import quick_build
from pipelines import paths, serving
from pipelines.build import build, quality
from pipelines.errors import FaroError
from pipelines.ingest.checking import check_file
from presentation import charts, data
from presentation import drawings as plots
from presentation import pieces as sent
from presentation.words import LANGUAGES

APP = paths.REPO / "dashboard" / "app.py"
RAW = paths.raw_dir()
# They speak of the build itself: every page reads them, and they differ in every build.
OF_THE_BUILD = "core_quality__"
BROKEN = re.compile(r"(?<![\w'\"#])(?:nan|inf|-inf|NaN|NaT|Infinity)(?![\w'\"])")
# Each new app would read what every installed package says of itself, most of a page's time.
if scan := inside("manifests of packages"):
    setattr(sys.modules[scan.__module__], scan.__name__, cache(scan))
OGP = ("autoevaluacion-docx", "plantilla-pdf", "xlsx", "csv", "json", "evidence", "plan")
Thing = Callable[[serving.Build, Path], object]


@dataclass
class Verdict:
    """What became of one combination."""

    accepted: bool
    shown: int = 0
    failures: list[str] = field(default_factory=list)


class House:
    """The house, with the build without deliveries that others are held against.

    On a panel, a real file takes the place of the simulated ones of its kind.

    Args:
        folder: Where builds are made.
        base: The build without deliveries; made when None.
        panel: The simulated panel that every build is made with; none when None.
        quick: Make only the tables that rest on what is delivered.
        most: Pages and files made for one combination, drawn from those concerned; all when None.
        fuller: A house whose base holds more, and which says what each page and file reads.
        reads: The tables that each page and file reads of the base, where they are known.
    """

    def __init__(
        self,
        folder: Path,
        *,
        base: serving.Build | None = None,
        panel: Path | None = None,
        quick: bool = False,
        most: int | None = None,
        fuller: House | None = None,
        reads: Mapping[str, set[str]] | None = None,
    ) -> None:
        self.folder, self.panel, self.quick, self.most = folder, panel, quick, most
        self.base = base or self._build("base", ())
        self.things = dict(_things())
        self.fuller = fuller
        self._reads = dict(reads or {})

    def walk(self, deliveries: Sequence[Delivery]) -> Verdict:
        """Send a combination through the house."""
        name = "_".join(f"{delivery.kind}-{delivery.shape}" for delivery in deliveries)
        taken = [delivery for delivery in deliveries if self._is_taken(delivery)]
        verdict = Verdict(accepted=len(taken) == len(deliveries))
        if not taken:
            return verdict
        try:
            built, changed = self._made(name, taken)
        except Exception as error:
            verdict.failures.append(f"build: {type(error).__name__}: {error}")
            return verdict
        for (table, column), count in spoken_of(built).items():
            verdict.failures.append(f"{table}.{column}: said of {count} groups that are too small")
        drawn = list(self.things)
        if self.most is not None:
            Random(name).shuffle(drawn)  # noqa: S311 (which are shown)
        for thing in drawn:
            if verdict.shown == self.most:
                break
            if not self.reads(thing).isdisjoint(changed):
                self._show(thing, partial(self.things[thing], built, self.folder), verdict)
        if not self.quick:  # it packs the files that a whole build writes
            packed = partial(write_package, built, self.folder, tables=changed)
            self._show("package", packed, verdict)
        return verdict

    def _show(self, thing: str, make: Callable[[], object], verdict: Verdict) -> None:
        verdict.shown += 1
        try:
            make()
        except Exception as error:
            message = " ".join(str(error).split())[:400]
            verdict.failures.append(f"{thing}: {type(error).__name__}: {message}")

    def reads(self, thing: str) -> set[str]:
        """Return the tables a page or file reads of the build without deliveries."""
        if self.fuller:
            return self.fuller.reads(thing)
        about = thing.rsplit(" ", 1)[0]  # in every language the same
        if about not in self._reads:
            with reading() as read:
                self.things[thing](self.base, self.folder)
            self._reads[about] = {table for table in read if not table.startswith(OF_THE_BUILD)}
        return self._reads[about]

    def reads_of_all(self) -> dict[str, set[str]]:
        """Return the tables that every page and file reads, by what it is."""
        for thing in self.things:
            self.reads(thing)
        return self._reads

    def _is_taken(self, delivery: Delivery) -> bool:
        path = self.folder / delivery.name
        path.write_bytes(delivery.data)
        outcome = check_file(path, raw=RAW)
        return outcome.error is None and outcome.accepted > 0

    def _made(
        self, name: str, deliveries: Sequence[Delivery]
    ) -> tuple[serving.Build, AbstractSet[str]]:
        if self.quick:
            out = self.folder / name
            out.mkdir()
            changed = quick_build(self.base, deliveries, out / name)
            (out / "LATEST").write_text(name)
            return serving.open(root=out), changed
        built = self._build(name, deliveries)
        return built, {
            table
            for table in built.tables()
            if (built.folder / "tables" / f"{table}.parquet").read_bytes()
            != (self.base.folder / "tables" / f"{table}.parquet").read_bytes()
        }

    def _build(self, name: str, deliveries: Sequence[Delivery]) -> serving.Build:
        raw = self.folder / f"raw_{name}"
        raw.mkdir()
        for entry in RAW.iterdir():
            (raw / entry.name).symlink_to(entry)
        (raw / "sparse").mkdir()
        for delivery in deliveries:
            (raw / "sparse" / delivery.name).write_bytes(delivery.data)
        out = self.folder / f"curated_{name}"
        if deliveries:  # what they do not touch is taken over, as on any day
            shutil.copytree(
                self.base.folder.parent,
                out,
                copy_function=os.link,
                ignore=shutil.ignore_patterns(".lock"),  # others build on the same base meanwhile
            )
        build(raw, out, demo=self.panel)
        return serving.open(root=out)


@contextmanager
def reading() -> Iterator[set[str]]:
    """Note the tables that are read meanwhile, whichever way."""
    tables: set[str] = set()
    query = serving.Build.query
    data.clear()

    def noted(self: serving.Build, sql: str, parameters: Sequence[Any] = ()) -> Any:
        tables.update(re.findall(r"\b(?:core|out)_[a-z0-9]+__[a-z0-9_]+\b", sql))
        return query(self, sql, parameters)

    serving.Build.query = noted  # type: ignore[method-assign]
    try:
        yield tables
    finally:
        serving.Build.query = query  # type: ignore[method-assign]


def _things() -> Iterator[tuple[str, Thing]]:
    for lang in LANGUAGES:
        for page in nav.PAGES:
            yield f"page {page} {lang}", partial(_page, page=page, lang=lang)
        for sheet in ("municipio", "proceso_ta", "diagnostico"):
            yield (
                f"page {sheet} Putre {lang}",
                partial(_page, page=sheet, lang=lang, cut=ALONE["code"]),
            )
        for recipe in charts.RECIPES:
            yield f"chart {recipe} {lang}", partial(_chart, recipe=recipe, lang=lang)
        yield f"ficha {lang}", partial(_ficha, lang=lang)
        yield f"report {lang}", partial(_report, lang=lang, region=None)
        yield f"brief {lang}", partial(_report, lang=lang, region="15")
        yield f"pmg {lang}", partial(_pmg, lang=lang)
        for name in OGP:
            yield f"ogp {name} {lang}", partial(_ogp, name=name, lang=lang)


def _page(built: serving.Build, folder: Path, *, page: str, lang: str, **query: str) -> None:
    data.clear()
    with _served(built):
        app = AppTest.from_file(str(APP), default_timeout=600)
        app.query_params.update({"lang": lang, **query})
        app.switch_page(nav.source_of(page)).run()
    if app.exception:
        raise AssertionError(app.exception[0].message)
    html = "\n".join(element.proto.body for element in app.get("html"))
    for digest in set(re.findall(r"/pieces/(\w+)|\b([0-9a-f]{20,})\b", html)):
        html += sent.kept("".join(digest)) or ""
    _legible(re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL), page)
    for digest in re.findall(r'data-src="/plots/(\w+)"', html):
        plot = plots.kept(digest)
        if plot is not None:
            _legible(f"{plot.takeaway} {plot.subtitle} {plot.alt}", page)


@contextmanager
def _served(built: serving.Build) -> Iterator[None]:
    before = os.environ.get("FARO_CURATED")
    os.environ["FARO_CURATED"] = str(built.folder.parent)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FARO_CURATED"]
        else:
            os.environ["FARO_CURATED"] = before


def _chart(built: serving.Build, folder: Path, *, recipe: str, lang: str) -> None:
    try:
        svg = picture(built, recipe, lang, "svg", {}).decode()
    except FaroError as error:
        if error.code != "empty_chart":
            raise
        return
    _legible(svg, recipe)


def _legible(text: str, where: str) -> None:
    match = BROKEN.search(text)
    if match:
        around = " ".join(text[max(0, match.start() - 60) : match.end() + 40].split())
        raise AssertionError(f"{match.group()} in {where}: …{around}…")


def _ficha(built: serving.Build, folder: Path, *, lang: str) -> None:
    ficha.ficha(Tables(built), ALONE["code"], lang)


def _report(built: serving.Build, folder: Path, *, lang: str, region: str | None) -> None:
    report.report(Tables(built), lang, region=region)


def _pmg(built: serving.Build, folder: Path, *, lang: str) -> None:
    known = built.table("core_pmg__indicator").to_dict("records")
    for row in known[:1]:
        place = (row["country"], row["code"], int(row["year"]))
        for make in (pmg.pdf, pmg.xlsx):
            make(built, *place, lang)


def _ogp(built: serving.Build, folder: Path, *, name: str, lang: str) -> None:
    try:
        reports.report(built, "CL0054", date(2020, 8, 31), lang, name)
    except FaroError as error:  # a pack without its evidence is not filed: the file is named
        if error.code != "evidence_missing" or not error.where:
            raise


def without_audit() -> None:
    """Leave the confirmation by Great Expectations out."""
    quality.judge_later = lambda build: None
