"""``datapackage.json``: the package as Frictionless Data Package v2 describes it."""

from __future__ import annotations

from typing import Any

from exports.package.facts import KEYWORDS, PUBLISHER, TITLE, Facts, Table

PROFILE = "https://datapackage.org/profiles/2.0/"
TYPES = {
    "VARCHAR": "string",
    "ORIGIN": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


def data_package(facts: Facts) -> dict[str, Any]:
    """Return the descriptor of the package.

    Args:
        facts: Of the build and the tables in the package.
    """
    return {
        "$schema": f"{PROFILE}datapackage.json",
        "name": "faro",
        "id": f"faro:{facts.build_id}",
        "title": TITLE["es"],
        "title_en": TITLE["en"],
        "description": facts.about("es"),
        "description_en": facts.about("en"),
        "version": facts.build_id,
        "keywords": list(KEYWORDS),
        "contributors": [{"title": PUBLISHER, "roles": ["publisher"]}],
        "licenses": _licences(facts.licences),
        "simulated": facts.is_simulated,
        "provisional": facts.is_provisional,
        "resources": [_resource(table) for table in facts.tables],
    }


def _resource(table: Table) -> dict[str, Any]:
    contract = table.contract
    resource: dict[str, Any] = {
        "$schema": f"{PROFILE}dataresource.json",
        "name": table.name,
        "path": table.csv.path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.csv.size,
        "hash": f"sha256:{table.csv.sha256}",
        "title": contract.label.es,
        "title_en": contract.label.en,
        "description": f"{contract.definition.es} {contract.grain.es}.",
        "description_en": f"{contract.definition.en} {contract.grain.en}.",
        "rows": table.rows,
        "simulated": table.is_simulated,
        "parquet": {
            "path": table.parquet.path,
            "bytes": table.parquet.size,
            "hash": f"sha256:{table.parquet.sha256}",
        },
        "dialect": {"$schema": f"{PROFILE}tabledialect.json", "delimiter": ",", "header": True},
        "schema": _schema(table),
    }
    if table.licences:
        resource["licenses"] = _licences(table.licences)
    if table.sources:
        resource["sources"] = [
            {"title": title, **({"path": url} if url else {})} for title, url in table.sources
        ]
    return resource


def _schema(table: Table) -> dict[str, Any]:
    fields = []
    for column in table.contract.columns:
        field: dict[str, Any] = {
            "name": column.name,
            "type": TYPES.get(column.type, "datetime"),
            "title": column.label.es,
            "title_en": column.label.en,
            "description": column.definition.es,
            "description_en": column.definition.en,
        }
        if column.unit:
            field["unit"] = column.unit
        limits: dict[str, Any] = {
            "required": (column.required and column.name not in table.blanks) or None,
            "minimum": column.minimum,
            "maximum": column.maximum,
            "enum": list(column.values) if column.values else None,
            "pattern": _whole(column.pattern) if column.pattern else None,
        }
        kept = {name: value for name, value in limits.items() if value is not None}
        fields.append({**field, **({"constraints": kept} if kept else {})})
    schema = {"$schema": f"{PROFILE}tableschema.json", "fields": fields, "missingValues": [""]}
    keys = list(table.contract.keys)
    return {**schema, "primaryKey": keys} if keys else schema


def _whole(pattern: str) -> str:
    """Return a pattern as Table Schema reads it: over the whole text, without anchors."""
    start, end = pattern.startswith("^"), pattern.endswith("$")
    bare = pattern.removeprefix("^").removesuffix("$")
    return f"{'' if start else '.*'}{bare}{'' if end else '.*'}"


def _licences(titles: Any) -> list[dict[str, str]]:
    """Return licences by their words; the terms stand in a file, none is an Open Definition id."""
    return [{"path": "LICENCES.md", "title": title} for title in titles]
