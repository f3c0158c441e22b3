"""A folder with the five models and a sixth one, as an analyst would write it."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from pipelines import paths

SIXTH = """
id: sixth
order: 6
name: {es: "Modelo sexto", en: "Sixth model"}
short: {es: "Sexto", en: "Sixth"}
purpose: {es: "Para probar.", en: "To try."}
publisher: {es: "Prueba", en: "Test"}
source_id: S001
countries: [CL]
versions:
  - id: sixth_2026
    name: {es: "Sexto 2026", en: "Sixth 2026"}
    valid_from: 2026
    source_id: S001
    dimensions:
      - id: only
        name: {es: "Única", en: "Only"}
        tools:
          - id: sixth_one
            name: {es: "Uno", en: "One"}
            purpose: {es: "La primera.", en: "The first."}
            time: {kind: months, months: 2}
          - id: sixth_two
            name: {es: "Dos", en: "Two"}
            purpose: {es: "La segunda.", en: "The second."}
            time: {kind: unknown}
            after: [sixth_one]
"""


def given(folder: Path, change=lambda model: None) -> Path:
    """A folder with the five models and a sixth, changed."""
    target = folder / "models"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(paths.MODELS, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    model = yaml.safe_load(SIXTH)
    change(model)
    text = yaml.safe_dump(model, allow_unicode=True, sort_keys=False)
    (target / "sixth.yml").write_text(text, encoding="utf-8")
    return target
