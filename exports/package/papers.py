"""The papers of a package: dictionary, provenance, citation, licences, how to open it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exports.package.facts import ABOUT, PUBLISHER, TITLE, Facts
from pipelines import origins
from pipelines.marking import cited
from pipelines.serving import Build
from pipelines.spreadsheets import rows_csv
from presentation.formats import LANGUAGES

TEMPLATES = Path(__file__).parents[1] / "templates"
# What each other file of a package is, in both languages.
PAPERS = {
    "dictionary.csv": "cada columna, es/en · every column",
    "metrics.json": "cada métrica · every metric",
    "datapackage.json": "Frictionless Data Package v2",
    "dcat.jsonld": "catálogo DCAT · DCAT catalogue",
    "ckan.json": "catálogo CKAN · CKAN catalogue",
    "schema_org.jsonld": "catálogo schema.org · schema.org catalogue",
    "provenance.json": "de dónde viene cada tabla · where each table comes from",
    "ORIGIN.csv": "filas de cada tabla por origen · rows of each table by origin",
    "LICENCES.md": "condiciones de uso · terms of use",
    "CITATION.cff": "cómo citar · how to cite",
    "read_faro.R": "lectura en R · to read them in R",
}
HEADS = (
    *("table", "table_es", "table_en", "column", "type", "unit"),
    *("label_es", "label_en", "definition_es", "definition_en"),
)


def dictionary(facts: Facts) -> bytes:
    """Return every column with its type, unit, label and definition in both languages.

    Args:
        facts: Of the build and the tables in the package.
    """
    rows = [
        [
            *(table.name, table.contract.label.es, table.contract.label.en),
            *(column.name, column.type, column.unit or ""),
            *(column.label.es, column.label.en, column.definition.es, column.definition.en),
        ]
        for table in facts.tables
        for column in table.contract.columns
    ]
    return rows_csv(HEADS, rows, bom=False, ends="\n")


def origins_of(build: Build, names: Sequence[str]) -> bytes:
    """Return, for each table, how many rows there are of each origin, the worst, and the build.

    Args:
        build: The build.
        names: The tables.
    """
    rows = []
    for name in names:
        held = build.table(name)
        worst = build.origin_of(name)
        counted = held["origin"].value_counts() if "origin" in held else {worst: len(held)}
        rows += [
            [name, origin, int(n), worst, build.build_id] for origin, n in counted.items() if n
        ]
    return rows_csv(("table", "origin", "rows", "worst", "build_id"), rows, bom=False, ends="\n")


def metrics(facts: Facts) -> list[dict[str, Any]]:
    """Return every metric as it is defined.

    Args:
        facts: Of the build and the tables in the package.
    """
    return [metric.model_dump(mode="json") for metric in facts.metrics.values()]


def provenance(facts: Facts) -> dict[str, Any]:
    """Return the files the build was made from, with checksums, and the rules and versions.

    Args:
        facts: Of the build and the tables in the package.
    """
    keys = ("inputs", "sealed", "simulated", "rules_sha256", "versions", "conservation", "checks")
    return {"build_id": facts.build_id, **{key: facts.manifest[key] for key in keys}}


def citation(facts: Facts) -> bytes:
    """Return ``CITATION.cff``; a JSON text is a YAML text, so quotes need no care of ours.

    Args:
        facts: Of the build and the tables in the package.
    """
    worst = origins.SIMULATED if facts.is_simulated else origins.PUBLISHED
    warned = (cited(worst, lang, provisional=facts.is_provisional) for lang in LANGUAGES)
    mark = "".join(f"{warning}. " for warning in warned if warning)
    content = {
        "cff-version": "1.2.0",
        "message": "Si usa estos datos, cítelos así. · If you use these data, cite them like this.",
        "type": "dataset",
        "title": f"{mark}{TITLE['es']} · {TITLE['en']}",
        "version": facts.build_id,
        "abstract": facts.about("es"),
        "authors": [{"name": PUBLISHER}],
        "keywords": ["transparencia activa", "municipios", "Chile"],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
    return ("\n".join(lines) + "\n").encode()


def licences(facts: Facts) -> bytes:
    """Return the terms of each table, as its sources state them.

    Args:
        facts: Of the build and the tables in the package.
    """
    lines = ["# Licencias · Licences", ""]
    lines += ["Condiciones de cada tabla, como las dan sus fuentes. · Terms of each table.", ""]
    for table in facts.tables:
        terms = "; ".join(table.licences) or "sin filas entregadas · nothing delivered"
        lines.append(f"- `{table.name}`: {terms}")
    return ("\n".join(lines) + "\n").encode()


def readme(facts: Facts, held: Sequence[str]) -> bytes:
    """Return how to open the package in the usual tools, in both languages.

    Args:
        facts: Of the build and the tables in the package.
        held: The other papers in it, keys of :data:`PAPERS`.
    """
    warnings = [warning for lang in LANGUAGES for warning in facts.warnings(lang)]
    mark = "".join(f"\n**{warning}**\n" for warning in warnings)
    return _filled(
        "package_readme.md",
        TITLE=TITLE["es"],
        ABOUT_ES=ABOUT["es"],
        ABOUT_EN=ABOUT["en"],
        MARK=mark,
        BUILD=facts.build_id,
        TABLES=str(len(facts.tables)),
        HELD="\n".join(f"| `{name}` | {PAPERS[name]} |" for name in held),
        TABLE=facts.tables[0].name if facts.tables else "",
    )


def r_script(facts: Facts) -> bytes:
    """Return a script that reads the tables into R with the types of the dictionary.

    Args:
        facts: Of the build and the tables in the package.
    """
    return _filled("read_faro.R", BUILD=facts.build_id)


def _filled(name: str, **values: str) -> bytes:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text.encode()
