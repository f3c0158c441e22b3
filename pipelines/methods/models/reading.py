"""Model files → one judged library; the first mistake of a file becomes one clear sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.methods.models import judging
from pipelines.methods.models.shape import CrosswalkFile, Dimension, Link, ModelFile, Tool, Version

CROSSWALK = "crosswalk.yml"
_MISSING = {
    "time": (
        "has no time",
        "Write what the source prints (time: {kind: months, months: 3}), or time: {kind: unknown}",
        "no tiene tiempo",
        "Escriba el de la fuente (time: {kind: months, months: 3}) o time: {kind: unknown}",
    ),
}
_STRAY_TOOL = (
    "has tools outside a dimension",
    "Move them into one of `dimensions`; where the source names none, into one with stated: false",
    "tiene herramientas fuera de una dimensión",
    "Muévalas a una de `dimensions`; si la fuente no nombra ninguna, a una con stated: false",
)


@dataclass(frozen=True)
class Library:
    """Every model, in order, the links between their tools, and the file of each model."""

    models: tuple[ModelFile, ...]
    links: tuple[Link, ...]
    named: Mapping[str, str]

    def tools(self) -> Iterator[tuple[ModelFile, Version, Dimension, Tool]]:
        """Yield every tool of every version, in order."""
        for model in self.models:
            for version in model.versions:
                for dimension, tool in version.tools():
                    yield model, version, dimension, tool


def load(folder: Path) -> Library:
    """Read and judge every model file of a folder, and its crosswalk.

    Args:
        folder: Where the files are: ``*.yml``, each a model but ``crosswalk.yml``.

    Returns:
        The models by their ``order``, and the links between their tools.

    Raises:
        FaroError: A file says something wrong: file, place and fix, in both languages. The codes
            are ``bad_spec`` (no YAML), ``bad_model`` and those of
            :mod:`pipelines.methods.models.judging`.
    """
    files = sorted(path for path in folder.glob("*.yml") if path.name != CROSSWALK)
    named = [(path.name, _read(ModelFile, path)) for path in files]
    for name, model in named:
        judging.judge(model, name)
    named.sort(key=lambda pair: (pair[1].order, pair[1].id))
    judging.judge_together(named)
    crosswalk = folder / CROSSWALK
    links = _read(CrosswalkFile, crosswalk).links if crosswalk.is_file() else ()
    models = tuple(model for _, model in named)
    judging.judge_links(links, models, CROSSWALK)
    return Library(models, links, {model.id: name for name, model in named})


def _read(kind: type[Any], path: Path) -> Any:
    data = specs.read_yaml(path)
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _refusal(error, data, path.name, kind) from None


def _refusal(error: ValidationError, data: Any, name: str, kind: type[BaseModel]) -> FaroError:
    """Return the first problem of a file as one sentence with its place and the fix."""
    first = error.errors()[0]
    loc, problem = first["loc"], first["type"]
    key = str(loc[-1]) if loc else kind.__name__
    place = loc[:-1] if problem in ("missing", "extra_forbidden") else loc
    if problem == "missing":
        words = _MISSING.get(key) or (
            f"lacks `{key}`",
            f"Add `{key}` there",
            f"le falta `{key}`",
            f"Agregue `{key}` ahí",
        )
    elif problem == "extra_forbidden" and key == "tools":
        words = _STRAY_TOOL
    elif problem == "extra_forbidden":
        words = (
            f"the key `{key}` is unknown",
            "Correct its spelling or remove it; docs/models.md lists the keys",
            f"la clave `{key}` no se conoce",
            "Corrija su nombre o quítela; docs/models.md enumera las claves",
        )
    else:
        message = " ".join(str(first["msg"]).removeprefix("Value error, ").split())
        words = (
            f"is not as expected: {message}",
            "Correct that entry",
            f"no es como se espera: {message}",
            "Corrija esa entrada",
        )
    return judging.wrong(judging.place(name, _named(data, place)), *words, code="bad_model")


def _named(data: Any, loc: tuple[int | str, ...]) -> list[str]:
    """Return a path into YAML with the ids of list entries in place of their numbers."""
    parts: list[str] = []
    for step in loc:
        data = _into(data, step)
        if isinstance(step, str):
            parts.append(step)
        else:
            known = data.get("id") if isinstance(data, dict) else None
            parts[-1:] = [f"{parts[-1]} «{known}»" if known else f"{parts[-1]} {step + 1}"]
    return parts


def _into(data: Any, step: int | str) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None
