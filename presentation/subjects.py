"""What has a page of its own, and how a row names it: the same for tables, charts and lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pandas as pd

from pipelines.ingest.names.countries import HOME
from presentation import formats as fmt
from presentation.rows import records
from presentation.words import Text


class Subject(NamedTuple):
    """A kind of thing with a page each.

    Attributes:
        page: Url path of the page.
        key: The choice of the page that says which one.
        code: Column of the tables that holds its code.
        names: Columns that name it to a reader.
        abroad: The column in tables of several countries: only the places of one have pages.
    """

    page: str
    key: str
    code: str
    names: tuple[str, ...]
    abroad: str = ""


SUBJECTS = (
    Subject("municipio", "cut", "cut", ("comuna", "municipality"), "code"),
    Subject("region", "region", "region_code", ("region", "geography"), "region_id"),
    Subject(
        "gobierno_abierto",
        "commitment",
        "commitment_id",
        ("commitment_id", "title_es", "title_en"),
    ),
    Subject("herramientas", "tool", "tool_id", ("tool_es", "tool_en")),
    Subject("herramientas", "tool", "other_tool_id", ("other_tool_es", "other_tool_en")),
)
# The page of tools is of those of MGTM, as these versions have them; a tool of any other version
# of a model stands on the page of models.
_OF_A_MODEL = Subject("modelos", "version", "version_id", ())
WITH_PAGES = frozenset({"mgtm_2012", "mgtm2_2016", "mgtm2_2017"})
_MODEL, _INSTRUMENT, _MGTM = "model_version", "instrument_id", {"mgtm", "mgtm2"}
_BY_NAME = {name: subject for subject in SUBJECTS for name in subject.names}
_OF_ENTITY = {"municipality": SUBJECTS[0], "region": SUBJECTS[1]}  # tables of any kind of place
_ENTITY = ("entity_es", "entity_en")
NAMES = (*_BY_NAME, *_ENTITY)
_WHOLE = "all"
_TAGS = re.compile(r"<br */?>|</?b>")


def lead(row: Mapping[str, Any], name: str) -> str | None:
    """Return the page of what a column of a row names, without language and build; None if none.

    Args:
        row: A row of a curated table.
        name: The column, as ``comuna``.

    Example:
        >>> lead({"cut": "13101", "comuna": "Santiago"}, "comuna")
        'municipio?cut=13101'
    """
    code: Any
    if name in _ENTITY:
        subject = _OF_ENTITY.get(str(row.get("entity_kind")))
        code = str(row.get("entity_id")).removeprefix("R")  # a region is R13 among other places
    else:
        subject = _BY_NAME.get(name)
        if subject is not None and subject.code == "tool_id":
            subject = _tool(row)
        code = _code(row, subject) if subject else None
    if subject is None or fmt.is_missing(code) or code in ("", _WHOLE):
        return None
    return f"{subject.page}?{urlencode({subject.key: code})}"


def leads(rows: pd.DataFrame) -> dict[str, str]:
    """Return the pages of all that rows name, by name.

    A municipality goes before a region of its name (O'Higgins); a name of two of a kind leads
    nowhere.

    Args:
        rows: Rows of a table, with columns of names and codes.
    """
    pages: dict[str, str] = {}
    for name in NAMES:
        if name not in rows:
            continue
        keys = [column for column in dict.fromkeys((*_codes(name), name)) if column in rows]
        own: dict[str, set[str]] = {}
        for row in records(rows[keys].drop_duplicates()):
            to = lead(row, name)
            if to and isinstance(row[name], str):
                own.setdefault(row[name], set()).add(to)
        pages = {named: next(iter(to)) for named, to in own.items() if len(to) == 1} | pages
    return pages


def of_regions(names: Mapping[str, str]) -> dict[str, str]:
    """Return the pages of regions by name, for a chart whose rows hold only their codes.

    Args:
        names: Their names by code.
    """
    pages = {name: lead({"region_code": code}, "region") for code, name in names.items()}
    return {name: to for name, to in pages.items() if to}


def of_tools(tools: pd.DataFrame) -> dict[str, str]:
    """Return the pages of tools by id, for rows that do not say of which version they are.

    Args:
        tools: ``core_model__tool``; of a tool that several versions have, the first counts.
    """
    return {
        tool_id: str(lead({"tool_id": tool_id, "version_id": version}, "tool_es"))
        for tool_id, version in first_versions(tools).items()
    }


def first_versions(tools: pd.DataFrame) -> dict[str, str]:
    """Return the first version that has a tool, by the id of the tool.

    Args:
        tools: ``core_model__tool``.
    """
    first = tools.sort_values("version_id").drop_duplicates("tool_id")
    return dict(zip(first["tool_id"], first["version_id"], strict=True))


def _code(row: Mapping[str, Any], subject: Subject) -> Any:
    if subject.code in row or row.get("country") != HOME:
        return row.get(subject.code)
    return row.get(subject.abroad)


def _tool(row: Mapping[str, Any]) -> Subject | None:
    """Return the kind of page of the tool of a row; those of an instrument say no model."""
    if _OF_A_MODEL.code in row:
        return _BY_NAME["tool_es"] if row[_OF_A_MODEL.code] in WITH_PAGES else _OF_A_MODEL
    is_mgtm = row.get(_MODEL, "mgtm") in _MGTM and _INSTRUMENT not in row
    return _BY_NAME["tool_es"] if is_mgtm else None


def _codes(name: str) -> tuple[str, ...]:
    """Return the columns that :func:`lead` reads for a name."""
    if name in _ENTITY:
        return ("entity_kind", "entity_id")
    subject = _BY_NAME[name]
    if subject.code == "tool_id":
        return (subject.code, _OF_A_MODEL.code, _MODEL, _INSTRUMENT)
    return (subject.code, subject.abroad, "country")


def href(t: Text, to: str) -> str:
    """Return the address of a page that :func:`lead` names, in the language and build of ``t``.

    Args:
        t: Text in the language of the reader.
        to: A page with what it shows, as ``municipio?cut=13101``.
    """
    kept: dict[str, str] = {} if t.lang == "es" else {"lang": t.lang}
    if t.build is not None:
        kept["build"] = t.build.build_id
    return f"{to}&{urlencode(kept)}" if kept else to


def plain(text: Any) -> str:
    """Return a name without what only serves how it is drawn.

    Args:
        text: A name as a figure has it.

    Example:
        >>> plain("<b>San<br>Pedro </b>")
        'San Pedro'
    """
    return " ".join(_TAGS.sub(" ", str(text)).split())
