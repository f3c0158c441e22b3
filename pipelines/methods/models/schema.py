"""The JSON Schema of a model file; ``python -m pipelines.methods.models.schema`` writes it anew."""

from __future__ import annotations

import json

from pipelines import paths
from pipelines.methods.models.shape import ModelFile

FILE = paths.MODELS / "schema.json"


def text() -> str:
    """Return the schema as it stands beside the model files."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ModelFile.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
