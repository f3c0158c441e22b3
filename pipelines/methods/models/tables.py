"""A library of models → the tables ``core_model__*``; one list of columns a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from pipelines.methods.models.reading import Library
from pipelines.methods.models.shape import Bilingual, Dimension, Entry, ModelFile, Tool, Version

Row = dict[str, object]
_NUMBERS = {"order", "months"}


def _schema(text: str) -> pa.Schema:
    """Return a schema: ``is_*`` are truths, ``*_order`` and ``*_months`` numbers, the rest text."""
    return pa.schema(
        [
            (
                name,
                pa.bool_()
                if name.startswith("is_")
                else pa.int32()
                if name.rsplit("_", 1)[-1] in _NUMBERS
                else pa.string(),
            )
            for name in text.split()
        ]
    )


SCHEMAS = {
    "core_model__model": _schema(
        "model_id model_order name_es name_en short_es short_en purpose_es purpose_en "
        "publisher_es publisher_en source_id"
    ),
    "core_model__country": _schema("model_id country"),
    "core_model__version": _schema(
        "version_id version_order model_id name_es name_en valid_from valid_to extends note_es "
        "note_en source_id"
    ),
    "core_model__dimension": _schema(
        "version_id dimension_id dimension_order name_es name_en purpose_es purpose_en is_stated "
        "is_illustrative note_es note_en source_id"
    ),
    "core_model__challenge": _schema(
        "version_id dimension_id challenge_id challenge_order text_es text_en is_illustrative "
        "source_id"
    ),
    "core_model__tool": _schema(
        "version_id tool_id tool_order model_id dimension_id name_es name_en purpose_es purpose_en "
        "time_kind time_months time_note_es time_note_en validity_es validity_en update_kind "
        "predecessor_id counted_by note_es note_en source_id"
    ),
    "core_model__tool_name": _schema("version_id tool_id name_order printed_name source_id"),
    "core_model__annex": _schema(
        "version_id tool_id annex_kind annex_order name_es name_en url file annex_state source_id"
    ),
    "core_model__step": _schema(
        "version_id tool_id step_id step_order text_es text_en is_illustrative source_id"
    ),
    "core_model__evidence": _schema(
        "version_id tool_id evidence_id evidence_order text_es text_en is_illustrative source_id"
    ),
    "core_model__tool_role": _schema("version_id tool_id role_id role_order name_es name_en"),
    "core_model__tool_item": _schema("version_id tool_id item_id item_order"),
    "core_model__order": _schema("version_id tool_id after_id"),
    "core_model__link": _schema("from_id to_id link_order relation reason_es reason_en"),
}
TABLES = frozenset(SCHEMAS)


def tables(library: Library) -> dict[str, pa.Table]:
    """Return every table of the models, each in the order of the files.

    Args:
        library: The models.

    Returns:
        Table → rows, a table for each of :data:`SCHEMAS`, empty ones too. ``*_months`` are months;
        texts that a source does not say are null.
    """
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for model in library.models:
        for name, row in _of_model(model):
            rows[f"core_model__{name}"].append(row)
    for order, link in enumerate(library.links, 1):
        pair = {"from_id": link.from_tool, "to_id": link.to_tool, "relation": link.relation}
        row = {**pair, "link_order": order, **_two("reason", link.reason)}
        rows["core_model__link"].append(row)
    return {n: pa.Table.from_pylist(rows[n], schema=schema) for n, schema in SCHEMAS.items()}


def tool_rows(library: Library) -> list[dict[str, str]]:
    """Return every tool once a name, as the list deliveries are read against.

    A name that two tools share stands for neither: those are told apart by their id. Names that
    a source prints stand in rows of their own, after the names the house gives; the number it
    prints beside a tool is a name too («MGTM, herramienta 5»), with its model.

    Args:
        library: The models.

    Returns:
        Rows with ``tool_id``, ``model_id``, ``name_es``, ``name_en`` and ``printed_name``; empty
        texts where a row has no such name.
    """
    names = {
        (tool.id, spelling)
        for _, _, _, tool in library.tools()
        for spelling in (tool.name.es, tool.name.en, *(alias.text for alias in tool.printed))
    }
    shared = Counter(folded for folded, _ in {(s.casefold(), tool) for tool, s in names})
    rows: dict[tuple[str, ...], dict[str, str]] = {}

    def add(model: ModelFile, tool: Tool, **spellings: str) -> None:
        own = {key: text if shared[text.casefold()] < 2 else "" for key, text in spellings.items()}
        row = {"tool_id": tool.id, "model_id": model.id, "name_es": "", "name_en": ""}
        row |= {"printed_name": ""} | own
        rows.setdefault(tuple(row.values()), row)

    for model, _, _, tool in library.tools():
        add(model, tool, name_es=tool.name.es, name_en=tool.name.en)
    for row in rows.values():
        row["name_es"] = row["name_es"] or row["tool_id"]
    for model, _, _, tool in library.tools():
        for printed in tool.printed:
            add(model, tool, printed_name=printed.text)
        if tool.number is not None:
            add(model, tool, printed_name=f"{model.short.es}, herramienta {tool.number}")
    return list(rows.values())


def _of_model(model: ModelFile) -> Iterator[tuple[str, Row]]:
    texts = {**_two("name", model.name), **_two("short", model.short)}
    yield (
        "model",
        {
            "model_id": model.id,
            "model_order": model.order,
            **texts,
            **_two("purpose", model.purpose),
            **_two("publisher", model.publisher),
            "source_id": model.source_id,
        },
    )
    for country in model.countries:
        yield "country", {"model_id": model.id, "country": country}
    older: set[str] = set()
    for order, version in enumerate(model.versions, 1):
        yield from _of_version(model, version, order, older)
        older |= {tool.id for _, tool in version.tools()}


def _of_version(
    model: ModelFile, version: Version, order: int, older: set[str]
) -> Iterator[tuple[str, Row]]:
    yield (
        "version",
        {
            "version_id": version.id,
            "version_order": order,
            "model_id": model.id,
            **_two("name", version.name),
            "valid_from": version.valid_from,
            "valid_to": version.valid_to,
            "extends": version.extends,
            **_two("note", version.note),
            "source_id": version.source_id,
        },
    )
    place = 0
    for number, dimension in enumerate(version.dimensions, 1):
        source = dimension.source_id or version.source_id
        yield "dimension", _dimension(version, dimension, number, source)
        for name, row in _entries("challenge", dimension.challenges, source):
            yield name, {"version_id": version.id, "dimension_id": dimension.id, **row}
        for tool in dimension.tools:
            place += 1
            row = {"version_id": version.id, "model_id": model.id, "dimension_id": dimension.id}
            before = tool.predecessor or (tool.id if tool.id in older else None)
            yield (
                "tool",
                {**row, **_tool(tool, version, before), "tool_order": tool.number or place},
            )
            for name, part in _parts(model, version, tool):
                yield name, {"version_id": version.id, "tool_id": tool.id, **part}


def _dimension(version: Version, dimension: Dimension, number: int, source: str) -> Row:
    return {
        "version_id": version.id,
        "dimension_id": dimension.id,
        "dimension_order": number,
        **_two("name", dimension.name),
        **_two("purpose", dimension.purpose),
        "is_stated": dimension.stated,
        "is_illustrative": dimension.origin == "illustrative",
        **_two("note", dimension.note),
        "source_id": source,
    }


def _tool(tool: Tool, version: Version, before: str | None) -> Row:
    return {
        "tool_id": tool.id,
        **_two("name", tool.name),
        **_two("purpose", tool.purpose),
        "time_kind": tool.time.kind,
        "time_months": tool.time.months,
        **_two("time_note", tool.time.note),
        **_two("validity", tool.validity),
        "update_kind": tool.update,
        "predecessor_id": before,
        "counted_by": tool.counted_by,
        **_two("note", tool.note),
        "source_id": tool.source_id or version.source_id,
    }


def _parts(model: ModelFile, version: Version, tool: Tool) -> Iterator[tuple[str, Row]]:
    source = tool.source_id or version.source_id
    yield from _entries("step", tool.steps, source)
    yield from _entries("evidence", tool.evidence, source)
    for order, printed in enumerate(tool.printed, 1):
        tool_name = {
            "name_order": order,
            "printed_name": printed.text,
            "source_id": printed.source_id,
        }
        yield "tool_name", tool_name
    guides = (tool.guide,) if tool.guide else ()
    for kind, annexes in (("guide", guides), ("form", tool.forms)):
        for order, annex in enumerate(annexes, 1):
            row: Row = {"annex_kind": kind, "annex_order": order, **_two("name", annex.name)}
            row |= {"url": annex.url, "file": annex.file, "source_id": annex.source_id or source}
            at_hand = annex.url is not None or annex.file is not None
            yield "annex", {**row, "annex_state": "at_hand" if at_hand else "announced"}
    names = {role.id: role.name for role in model.roles}
    for order, role in enumerate(tool.roles, 1):
        yield "tool_role", {"role_id": role, "role_order": order, **_two("name", names[role])}
    for order, item in enumerate(tool.items, 1):
        yield "tool_item", {"item_id": item, "item_order": order}
    for other in tool.after:
        yield "order", {"after_id": other}


def _entries(name: str, entries: tuple[Entry, ...], source: str) -> Iterator[tuple[str, Row]]:
    for order, entry in enumerate(entries, 1):
        row: Row = {f"{name}_id": entry.id, f"{name}_order": order}
        row |= {"text_es": entry.es, "text_en": entry.en, "source_id": entry.source_id or source}
        yield name, {**row, "is_illustrative": entry.origin == "illustrative"}


def _two(name: str, text: Bilingual | None) -> Row:
    return {f"{name}_es": text and text.es, f"{name}_en": text and text.en}
