"""What the search finds: every page, place, promise, tool, figure, table and word by its names.

The names are made here once, by the engine that reads deliveries, so that a reader finds a
municipality by whatever a delivery may call it; ``static/find.js`` compares what is typed with
them, in the search and in every picker alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pipelines import serving
from pipelines.ingest.names.countries import HOME
from pipelines.ingest.names.index import shortened
from pipelines.ingest.names.regions import numerals
from pipelines.ingest.names.text import fold, repair
from pipelines.serving import Build
from presentation.choices.packs import PACKS
from presentation.context import PageContext, address
from presentation.formats import LANGUAGES
from presentation.links import informe_link
from presentation.menu import PAGES
from presentation.panels import comparar, cumplimiento, datos, tendencias
from presentation.sorting import by_name
from presentation.words import Text, catalogue

KINDS = (
    *("page", "part", "region", "municipality", "commitment", "tool"),
    *("materia", "metric", "term", "table"),
)
BODY = "i ilustre municipalidad de municipality of comuna"
CHOICES = {"ayuda": "guide"}  # what opens a part; elsewhere it is ``open``
# Pages whose tabs have parts of their own, and what the tabs are named by.
TWO_DEEP = {cumplimiento: cumplimiento.PAGE, tendencias: "study"}
# Pages whose parts wait for an answer: a commitment, a diagnosis, a plan.
OF_AN_ANSWER = ("diagnostico", "gobierno_abierto", "plan")
ZEROS = re.compile(r"^(\D+)0+")  # CL0054 is found as CL54
SAYS = re.compile(r"\w+\.(?:lead|headline)\w*(?:\.\w+)?")


class Entry(NamedTuple):
    """One thing that can be found.

    Attributes:
        kind: One of :data:`KINDS`.
        title: Its name in the language of the reader.
        about: What tells it from others of its name.
        href: Its page.
        names: Folded words it is found by, whole names apart by ``|``.
        more: What it says of itself, in the languages that ``about`` does not speak.
    """

    kind: str
    title: str
    about: str
    href: str
    names: str
    more: str = ""


@lru_cache(maxsize=8)
def index(build_id: str, lang: str) -> str:
    """Return everything that can be found in a build as JSON: a list of entries by ``KINDS``.

    Args:
        build_id: The build.
        lang: ``es`` or ``en``; names of both are found in either.
    """
    build = serving.open(build_id)
    ctx = PageContext(build, Text(lang, build))
    made = (
        _pages,
        _parts,
        _taken_away,
        _regions,
        _municipalities,
        _commitments,
        _tools,
        _materias,
        _metrics,
        _terms,
    )
    entries = [entry for make in (*made, _tables) for entry in make(ctx)]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def names(*texts: object) -> str:
    """Return names as they are compared: repaired and folded by the engine, apart by ``|``.

    Args:
        *texts: The names of one thing.
    """
    folded = (fold(repair(str(text))) for text in texts if isinstance(text, str) and text)
    return "|".join(dict.fromkeys(folded))


def _entry(kind: str, title: str, about: str, href: str, *texts: object) -> Entry:
    return Entry(kind, title, about, href, names(title, *texts))


def _texts(ctx: PageContext) -> list[dict[str, str]]:
    return [catalogue(lang, ctx.t.minimum_group) for lang in LANGUAGES]


def _pages(ctx: PageContext) -> Iterator[Entry]:
    texts = _texts(ctx)
    says: dict[str, list[str]] = {}
    for key, text in (
        (key, wording[key]) for wording in texts for key in wording if SAYS.fullmatch(key)
    ):
        says.setdefault(key.split(".")[0], []).append(re.sub(r"\{\w+\}", "", text))
    for page in PAGES:
        href = address(ctx, "./" if page == PAGES[0] else page)
        entry = _entry("page", ctx.t(f"nav.{page}"), "", href, *(t[f"nav.{page}"] for t in texts))
        yield entry._replace(more=" ".join(says.get(page, [])))


def _parts(ctx: PageContext) -> Iterator[Entry]:
    """Give the tabs of pages: whoever asks for the map means the view that holds it."""
    texts = _texts(ctx)
    for page, within, key, query in _tabs(texts[0]):
        about = " › ".join(ctx.t(name) for name in (f"nav.{page}", *within))
        titles = (wording[key] for wording in texts)
        yield _entry("part", ctx.t(key), about, address(ctx, page, **query), *titles)


def _taken_away(ctx: PageContext) -> Iterator[Entry]:
    """Give what is downloaded whole: the data sets, and the report that is printed."""
    texts, shelf = _texts(ctx), "datos.packs"
    about = f"{ctx.t('nav.datos')} › {ctx.t(shelf)}"
    for pack_id in PACKS:
        titles = (wording[f"packs.{pack_id}"] for wording in texts)
        href = address(ctx, "datos", section="packs")
        yield _entry("part", ctx.t(f"packs.{pack_id}"), about, href, *titles)
    report = "print.link.informe"
    href = informe_link(ctx.build_id, ctx.lang).lstrip("/")
    titles = (wording[report] for wording in texts)
    yield _entry("part", ctx.t(report), ctx.t("nav.resumen"), href, *titles)


def _tabs(keys: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...], str, dict[str, str]]]:
    """Give page, the tab around it if any, the name (both by their words), and what opens it."""
    two_deep = {module.PAGE for module in TWO_DEEP}
    for key in keys:
        page, between, part = key.partition(".view.")
        if between and page in PAGES and page not in {*two_deep, *OF_AN_ANSWER}:
            yield page, (), key, {CHOICES.get(page, "open"): part}
    for section in datos.SECTIONS:
        yield "datos", (), f"datos.{section}", {"section": section}
    for panel, named in TWO_DEEP.items():
        for view in panel.VIEWS:
            tab = f"{named}.view.{view}"
            yield panel.PAGE, (), tab, {"view": view}
            for part in panel.PARTS.get(view, ()):
                yield panel.PAGE, (tab,), f"{panel.PAGE}.view.{part}", {"view": view, "open": part}


def _regions(ctx: PageContext) -> Iterator[Entry]:
    rows = ctx.build.table("core_territory__region").sort_values("region_order_north_south")
    for row in rows.to_dict("records"):
        code, numbers = row["region_code"], numerals(row["region_code"], row["roman"])
        href = address(ctx, "region", region=code)
        said_so = (f"region {row['region']}", f"{row['region']} region")
        known_as = (*numbers, *(f"region {number}" for number in numbers), f"{HOME}{code}")
        texts = (row["region_official"], *said_so, *known_as)
        yield _entry("region", row["region"], row["region_official"], href, *texts)


def _municipalities(ctx: PageContext) -> Iterator[Entry]:
    aliases = _lists(ctx.build, "core_territory__name_alias", "alias")
    former = _lists(ctx.build, "core_territory__cut_change", "previous_cut")
    rows = ctx.build.table("core_territory__comuna", {"has_municipality": True})
    for row in rows.sort_values("comuna", key=by_name).to_dict("records"):
        cut, texts = row["cut"], [*aliases.get(row["cut"], []), row["cplt_code"]]
        href = address(ctx, "municipio", cut=cut)
        short = shortened(fold(row["comuna"]))
        known_as = (*former.get(cut, []), f"{BODY} {row['comuna']}", short)
        codes = (cut, f"{HOME}{cut}", *texts)
        yield _entry("municipality", row["comuna"], row["region"], href, *codes, *known_as)


def _lists(build: Build, table: str, column: str) -> dict[str, list[str]]:
    return build.table(table).groupby("cut")[column].agg(list).to_dict()


def _commitments(ctx: PageContext) -> Iterator[Entry]:
    for row in ctx.build.table("core_ogp__commitment").to_dict("records"):
        code, texts = row["commitment_id"], (row["title_es"], row["title_en"])
        own = row[f"title_{ctx.lang}"]
        title = next(text for text in (own, *texts, code) if isinstance(text, str))
        href = address(ctx, "gobierno_abierto", commitment=code)
        short = ZEROS.sub(r"\1", code)
        numbers = (name.removeprefix(HOME) for name in (code, short))
        yield _entry("commitment", title, code, href, *texts, code, short, *numbers)


def _tools(ctx: PageContext) -> Iterator[Entry]:
    for row in ctx.build.table("core_catalogue__tool").to_dict("records"):
        href = address(ctx, "herramientas", tool=row["tool_id"])
        title, about = ctx.t.pick(row, "name"), ctx.t.code("model_version", row["model_version"])
        yield _entry("tool", title, about, href, row["name_es"], row["name_en"])


def _materias(ctx: PageContext) -> Iterator[Entry]:
    for row in ctx.build.table("core_catalogue__materia").to_dict("records"):
        href = address(ctx, "cumplimiento", view="materias")
        texts = (row["name_es"], row["name_en"])
        yield _entry("materia", ctx.t.pick(row, "name"), "", href, *texts)


def _metrics(ctx: PageContext) -> Iterator[Entry]:
    compared = set(comparar.metrics(ctx)[0])
    for metric in ctx.build.metrics.values():
        href = address(ctx, "datos", section="dictionary", table=metric.table)
        if metric.id in compared:
            href = address(ctx, "comparar", metric=metric.id)
        texts = (metric.name.es, metric.name.en, metric.id)
        yield _entry("metric", metric.name.in_language(ctx.lang), metric.id, href, *texts)


def _terms(ctx: PageContext) -> Iterator[Entry]:
    for row in ctx.build.table("core_catalogue__term").to_dict("records"):
        href = address(ctx, "ayuda", guide="glossary") + f"#{row['term_id']}"
        texts = (row["term_es"], row["term_en"], row["term_id"])
        title, about = ctx.t.pick(row, "term"), ctx.t.pick(row, "definition")
        entry = _entry("term", title, about, href, *texts)
        yield entry._replace(more=f"{row['definition_es']}\n{row['definition_en']}")


def _tables(ctx: PageContext) -> Iterator[Entry]:
    for name in ctx.build.tables():
        label = ctx.build.describe(name).label
        href = address(ctx, "datos", section="dictionary", table=name)
        title, texts = label.in_language(ctx.lang), (label.es, label.en, name)
        yield _entry("table", title, name, href, *texts)
