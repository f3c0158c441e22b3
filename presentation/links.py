"""The addresses of everything that Faro gives away: tables, charts, prints, templates, reports.

Each returns an address relative to the site, its parts escaped. In all of them ``build_id`` is the
id of a build or ``latest``, ``lang`` is ``es`` or ``en``, ``ending`` a format without its dot; none
looks whether the thing is there, the server does that when it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from pipelines.ingest.names.countries import HOME
from pipelines.serving import Scenario
from presentation.choices import scenario
from presentation.choices.sample import Asking
from presentation.plans import choices as asking
from presentation.plans.choices import Asked

# Endings of the files of a table, and what a link to each says.
TABLE_FILES = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "json": "JSON"}
WORKBOOK_ROWS, WORKBOOK_CELLS = 100_000, 1_500_000


def fits_a_workbook(rows: int, columns: int) -> bool:
    """Return whether a table is offered as XLSX; a larger one takes minutes to write and open.

    Args:
        rows: Rows of the table.
        columns: Its columns.
    """
    return rows <= WORKBOOK_ROWS and rows * columns <= WORKBOOK_CELLS


def link(build_id: str, table: str, ending: str) -> str:
    """Return the address of a download.

    Args:
        build_id: The build.
        table: A core or out table.
        ending: One of :data:`TABLE_FILES`; ``json`` is its description.
    """
    return f"/data/{quote(build_id)}/{quote(table)}.{ending}"


def pack_link(build_id: str, pack_id: str) -> str:
    """Return the address of a data set as a ZIP; ``pack_id`` is one of ``choices.packs.PACKS``.

    Args:
        build_id: The build.
        pack_id: One of ``choices.packs.PACKS``.
    """
    return f"/data/{quote(build_id)}/packs/{quote(pack_id)}.zip"


def chart_link(build_id: str, recipe_id: str, ending: str, lang: str, **choices: Any) -> str:
    """Return the address of a chart as a picture.

    Args:
        build_id: The build.
        recipe_id: The chart.
        ending: ``svg`` or ``png``.
        lang: Language of its words.
        **choices: What the chart takes; None is left out.
    """
    query = {"lang": lang} | {k: str(v) for k, v in choices.items() if v is not None}
    return f"/data/{quote(build_id)}/charts/{quote(recipe_id)}.{ending}?{urlencode(query)}"


def columns_link(build_id: str, lang: str) -> str:
    """Return the address of what can be written in a query: tables and their columns.

    Args:
        build_id: The build.
        lang: Language of their labels.
    """
    return f"/faro/columns/{quote(build_id)}.json?{urlencode({'lang': lang})}"


def embed_link(build_id: str, recipe_id: str, lang: str, **choices: Any) -> str:
    """Return the address of a page that holds a chart alone, to stand in other sites.

    Args:
        build_id: The build.
        recipe_id: The chart.
        lang: Language of its words.
        **choices: What the chart takes; None is left out.
    """
    query = {"lang": lang} | {k: str(v) for k, v in choices.items() if v is not None}
    return f"/embed/{quote(build_id)}/{quote(recipe_id)}?{urlencode(query)}"


def card_link(build_id: str, page: str, card: str, lang: str, **choices: str) -> str:
    """Return the address of a page that holds a card alone, to stand in other sites.

    Args:
        build_id: The build.
        page: The page the card stands on, one of ``menu.ALONE``.
        card: Its name there.
        lang: Language of its words.
        **choices: What was chosen on the page, by the keys of its filters.
    """
    query = urlencode({"lang": lang} | choices)
    return f"/embed/{quote(build_id)}/{quote(page)}/{quote(card)}?{query}"


def cited_link(build_id: str, page: str, lang: str, **choices: str) -> str:
    """Return the address by which a view is cited: it lasts, whatever becomes of the dashboard.

    It leads to the page of the public edition that shows the view, where there is one.

    Args:
        build_id: The build.
        page: The page, one of ``menu.PAGES``.
        lang: Language of its words.
        **choices: What was chosen on the page, by the keys of its filters.
    """
    query = urlencode({"lang": lang} | choices)
    return f"/publico/cita/{quote(build_id)}/{quote(page)}?{query}"


def card_picture_link(
    build_id: str, page: str, card: str, ending: str, lang: str, **choices: str
) -> str:
    """Return the address of a card of words and tables as a picture.

    Args:
        build_id: The build.
        page: The page the card stands on, one of ``menu.ALONE``.
        card: Its name there.
        ending: ``svg`` or ``png``.
        lang: Language of its words.
        **choices: What was chosen on the page, by the keys of its filters.
    """
    query, place = urlencode({"lang": lang} | choices), f"{quote(page)}/{quote(card)}"
    return f"/data/{quote(build_id)}/cards/{place}.{ending}?{query}"


def answer_link(build_id: str, ending: str, lang: str, **asks: str) -> str:
    """Return the address of the answer to a question in SQL as a file.

    Args:
        build_id: The build.
        ending: ``csv``, ``parquet``, ``svg`` or ``png``.
        lang: Language of a picture.
        **asks: The question (``q``) and how its answer is drawn (``draw``, ``x``, ``y``).
    """
    return f"/data/{quote(build_id)}/consulta.{ending}?{urlencode({'lang': lang} | asks)}"


def ficha_link(build_id: str, cut: str, lang: str) -> str:
    """Return the address of the ficha of a municipality.

    Args:
        build_id: The build.
        cut: Its five digits.
        lang: Language of the ficha.
    """
    return f"/data/{quote(build_id)}/fichas/{quote(cut)}.pdf?{urlencode({'lang': lang})}"


def informe_link(build_id: str, lang: str, region: str | None = None) -> str:
    """Return the address of the council report, or of the brief of a region.

    Args:
        build_id: The build.
        lang: Language of the report.
        region: Two digits; the whole country when None.
    """
    query = {"lang": lang} | ({"region": region} if region else {})
    return f"/data/{quote(build_id)}/informe.pdf?{urlencode(query)}"


def find_link(build_id: str, lang: str) -> str:
    """Return the address of what the search finds in a build, by its names.

    Args:
        build_id: The build.
        lang: Language of the names.
    """
    return f"/faro/find/{quote(build_id)}.json?{urlencode({'lang': lang})}"


def template_link(kind_id: str, **choices: str) -> str:
    """Return the address of the template of a kind; a diagnosis takes ``model`` and ``lang``.

    Args:
        kind_id: The kind of delivery.
        **choices: Of a diagnosis: ``model`` and ``lang``.
    """
    query = f"?{urlencode(choices)}" if choices else ""
    return f"/faro/template/{quote(kind_id)}.xlsx{query}"


def changes_link(before: str, after: str) -> str:
    """Return the address of the figures that differ between two builds, as CSV.

    Args:
        before: Id of the earlier build.
        after: Id of the later one.
    """
    return f"/faro/changes/{quote(before)}/{quote(after)}.csv"


def report_link(build_id: str, code: str, name: str, lang: str, as_of: date) -> str:
    """Return the address of a report of an OGP commitment at a date.

    Args:
        build_id: The build.
        code: The commitment, as ``CL0048``.
        name: The format, one of ``presentation.desk.FORMATS``.
        lang: Language of the report.
        as_of: The day it speaks of.
    """
    return f"/data/{quote(build_id)}/ogp/{quote(code)}/{as_of.isoformat()}/{lang}/{quote(name)}"


def ics_link(build_id: str, lang: str, year: int, days: Mapping[str, int]) -> str:
    """Return the address of the deadlines of a year as a calendar file.

    Args:
        build_id: The build.
        lang: Language of the entries.
        year: The year.
        days: Stage → working days it takes.
    """
    query = urlencode({"lang": lang, "year": year, **days})
    return f"/data/{quote(build_id)}/proceso/plazos.ics?{query}"


def sheet_link(build_id: str, kind: str, name: str, ending: str, lang: str) -> str:
    """Return the address of a role or process sheet.

    Args:
        build_id: The build.
        kind: ``role`` or ``process``.
        name: Id of the role or process.
        ending: ``pdf`` or ``docx``.
        lang: Language of the sheet.
    """
    query = urlencode({"lang": lang})
    return f"/data/{quote(build_id)}/hojas/{quote(kind)}/{quote(name)}.{ending}?{query}"


def pmg_link(build_id: str, code: str, year: int, ending: str, lang: str) -> str:
    """Return the address of the PMG sheet of a Chilean municipality.

    Args:
        build_id: The build.
        code: Its five digits.
        year: Year of the programmes.
        ending: ``pdf`` or ``xlsx``.
        lang: Language of the sheet.
    """
    return (
        f"/data/{quote(build_id)}/pmg/CL/{quote(code)}/{year}.{ending}?{urlencode({'lang': lang})}"
    )


def plan_link(build_id: str, ending: str, choices: Asked, lang: str) -> str:
    """Return the address of a plan as a file.

    Args:
        build_id: The build.
        ending: The format.
        choices: The plan.
        lang: Language of its words.
    """
    query = urlencode(asking.query(choices) | {"lang": lang}, safe=":,>-")
    return f"/faro/plan/{quote(build_id)}/plan.{ending}?{query}"


def command(choices: Asked, lang: str) -> str:
    """Return the command that makes a plan again.

    Args:
        choices: The plan.
        lang: Language of its words.

    Returns:
        A line for a shell.
    """
    words = ["faro export plan"]
    if choices.country != HOME:
        words.append(f"--country {choices.country}")
    words.append(f"--municipality {choices.code} --model {choices.version}")
    query = asking.query(choices)
    words += [f"--{key} {query[key]}" for key in ("start", "capacity", "deadline") if key in query]
    words += [f"--months {query['months']}"] if choices.months else []
    words += [f"--other {choices.other}"] if choices.other else []
    words += [f'--after "{query["after"]}"'] if choices.after else []
    return " ".join([*words, f"--lang {lang}"])


def sample_link(build_id: str, name: str, ending: str, choices: Asking, lang: str) -> str:
    """Return the address of a file of a sample.

    Args:
        build_id: The build.
        name: The file of it.
        ending: The format.
        choices: The sample.
        lang: Language of its words.
    """
    query = urlencode({**choices.query(), "lang": lang})
    return f"/faro/sample/{quote(build_id)}/{name}.{ending}?{query}"


def self_assessment_link(build_id: str, name: str, query: Mapping[str, str], lang: str) -> str:
    """Return the address of a file of a self-assessment with the instrument of 2025.

    Args:
        build_id: The build.
        name: ``score.json``, ``sheet.pdf`` or ``workbook.xlsx``.
        query: What was answered, as :meth:`Assessed.query` says it.
        lang: Language of the file.
    """
    parameters = urlencode({**query, "lang": lang})
    return f"/faro/self_assessment/{quote(build_id)}/{quote(name)}?{parameters}"


def what_if_link(
    build_id: str, part: str, ending: str, what_if: Scenario, *, lang: str | None = None
) -> str:
    """Return the address of one part, or one chart in a language, of a scenario as a file.

    Args:
        build_id: The build.
        part: Name of the part or chart.
        ending: The format.
        what_if: The scenario.
        lang: Language of a chart; None for rows.
    """
    query = urlencode(scenario.query(what_if) | ({"lang": lang} if lang else {}), safe=":,.")
    return f"/faro/what_if/{quote(build_id)}/{quote(part)}.{ending}?{query}"
