"""What every spec is made of: a strict model, a bilingual text, and how a YAML file becomes one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.errors import FaroError

Lang = Literal["es", "en"]
LANGUAGES: tuple[Lang, ...] = ("es", "en")


class Model(BaseModel):
    """Base of every spec: unknown keys are errors, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Model):
    """One text in the two languages of the product."""

    es: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the text in ``lang`` (``es`` or ``en``).

        Args:
            lang: ``es`` or ``en``; any other is Spanish.
        """
        return self.en if lang == "en" else self.es


Spec = TypeVar("Spec", bound=BaseModel)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """Read one YAML file; a syntax error names the file and line.

    Args:
        path: The file, in UTF-8.

    Returns:
        What it holds: mappings, lists, texts, numbers, dates.

    Raises:
        FaroError: It is no YAML (``bad_spec``).
        OSError: It cannot be read.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe one)
    except yaml.YAMLError as error:
        raise FaroError(
            "is not valid YAML",
            where=path.name,
            fix=" ".join(str(error).split()),
            code="bad_spec",
        ) from error


def parse(model: type[Spec], data: Any, *, where: str) -> Spec:
    """Validate ``data`` as ``model``; the first problem becomes one clear sentence.

    Args:
        model: What it should be.
        data: What was read.
        where: The file, or place in it, for the error.

    Raises:
        FaroError: It is no such thing; the first problem is said (``bad_spec``).
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FaroError(
            f"{place or 'the file'}: {first['msg']}",
            where=where,
            fix="Correct that entry",
            code="bad_spec",
        ) from error
