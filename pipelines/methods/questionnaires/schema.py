"""The JSON Schema of an instrument file: ``python -m`` this module writes it."""

from __future__ import annotations

import json
from typing import Any

from pipelines import paths
from pipelines.methods.questionnaires.shape import InstrumentFile

FILE = "schema.json"


def made() -> dict[str, Any]:
    """Return the schema, made of the classes that read the files."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Faro diagnostic instrument",
        **InstrumentFile.model_json_schema(),
    }


if __name__ == "__main__":
    text = json.dumps(made(), ensure_ascii=False, indent=1)
    (paths.INSTRUMENTS / FILE).write_text(f"{text}\n", encoding="utf-8")
