"""What must hold within a model, between models, and in the crosswalk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from pipelines.errors import FaroError
from pipelines.methods.models.shape import Link, ModelFile, Tool, Version


def wrong(where: str, en: str, fix: str, es: str, remedy: str, *, code: str) -> FaroError:
    """Return one problem of a model file, said in both languages.

    Args:
        where: The place in a file, as :func:`place` writes it.
        en: What is wrong, in English.
        fix: What to do, in English.
        es: What is wrong, in Spanish.
        remedy: What to do, in Spanish.
        code: A stable identifier of the kind of problem.
    """
    return FaroError(en, where=where, fix=fix, es=f"{es}. {remedy}", code=code)


def place(file: str, parts: Iterable[str]) -> str:
    """Return where in a file: ``regional.yml › versions «regional_2022» › …``.

    Args:
        file: Name of the file.
        parts: The keys that lead there, outermost first.
    """
    return " › ".join([file, *parts])


def judge(model: ModelFile, file: str) -> None:
    """Hold one model to what no schema can say.

    Args:
        model: One model file, of the right shape already.
        file: Its name, for the errors.

    Raises:
        FaroError: A repeated id (``model_duplicate``), an unknown role, predecessor or order
            (``model_unknown``), or a circle (``model_cycle``).
    """
    _once([version.id for version in model.versions], place(file, ["versions"]))
    roles = {role.id for role in model.roles}
    older: set[str] = set()
    for version in model.versions:
        where = place(file, [f"versions «{version.id}»"])
        tools = [tool for _, tool in version.tools()]
        _once([dimension.id for dimension in version.dimensions], where)
        _once([tool.id for tool in tools], where)
        _once([str(tool.number) for tool in tools if tool.number], f"{where} › number")
        for tool in tools:
            _judge_tool(tool, {t.id for t in tools}, roles, f"{where} › tools «{tool.id}»")
            if tool.predecessor is not None and tool.predecessor not in older:
                raise _unknown(f"{where} › tools «{tool.id}»", "predecessor", tool.predecessor)
        _no_circle(version, where)
        older |= {tool.id for tool in tools}


def judge_together(named: Sequence[tuple[str, ModelFile]]) -> None:
    """Hold the models to each other: ids once over all, ``extends`` known.

    Args:
        named: File name and model of every file.

    Raises:
        FaroError: An id in two models (``model_duplicate``), or a version that extends none
            (``model_unknown``).
    """
    _once([model.id for _, model in named], " / ".join(file for file, _ in named))
    owner: dict[str, str] = {}
    versions = {v.id for _, model in named for v in model.versions}
    seen: Counter[str] = Counter(v.id for _, model in named for v in model.versions)
    for file, model in named:
        for version in model.versions:
            where = place(file, [f"versions «{version.id}»"])
            if seen[version.id] > 1:
                raise _twice(where, version.id)
            if version.extends is not None and version.extends not in versions - {version.id}:
                raise _unknown(where, "extends", version.extends)
            for _, tool in version.tools():
                if owner.setdefault(tool.id, file) != file:
                    raise _twice(f"{where} › tools «{tool.id}»", tool.id, also=owner[tool.id])


def judge_links(links: Iterable[Link], models: Iterable[ModelFile], file: str) -> None:
    """Hold the crosswalk to the tools there are.

    Args:
        links: The links of the crosswalk.
        models: Every model.
        file: Name of the crosswalk, for the errors.

    Raises:
        FaroError: A link names an unknown tool (``model_unknown``), one model twice
            (``bad_model``), or a pair that another link names (``model_duplicate``).
    """
    home = {t.id: m.id for m in models for v in m.versions for _, t in v.tools()}
    pairs: set[frozenset[str]] = set()
    for link in links:
        where = place(file, [f"links «{link.from_tool} → {link.to_tool}»"])
        for key, tool in (("from", link.from_tool), ("to", link.to_tool)):
            if tool not in home:
                raise _unknown(where, key, tool)
        if home[link.from_tool] == home[link.to_tool]:
            raise wrong(
                where,
                "links two tools of one model",
                "Link tools of different models; within a model use `predecessor`",
                "une dos herramientas de un mismo modelo",
                "Una herramientas de modelos distintos; dentro de un modelo use `predecessor`",
                code="bad_model",
            )
        pair = frozenset((link.from_tool, link.to_tool))
        if pair in pairs:
            raise _twice(where, f"{link.from_tool} → {link.to_tool}")
        pairs.add(pair)


def _judge_tool(tool: Tool, known: set[str], roles: set[str], where: str) -> None:
    for other in tool.after:
        if other not in known:
            raise _unknown(where, "after", other)
    for role in tool.roles:
        if role not in roles:
            raise _unknown(where, "roles", role)
    _once([entry.id for entry in tool.steps], f"{where} › steps")
    _once([entry.id for entry in tool.evidence], f"{where} › evidence")


def _no_circle(version: Version, where: str) -> None:
    needs = {tool.id: set(tool.after) for _, tool in version.tools()}
    try:
        list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise wrong(
            where,
            f"the order of its tools runs in a circle: {circle}",
            "Remove one of these from the `after` of the other",
            f"el orden de sus herramientas da la vuelta: {circle}",
            "Quite una de ellas del `after` de la otra",
            code="model_cycle",
        ) from None


def _once(ids: Sequence[str], where: str) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            raise _twice(where, name)


def _twice(where: str, name: str, *, also: str | None = None) -> FaroError:
    en, es = (f" and in {also}", f" y en {also}") if also else ("", "")
    return wrong(
        where,
        f"the id «{name}» stands more than once{' (here' + en + ')' if also else ''}",
        "Give one of them another id",
        f"el id «{name}» está más de una vez{' (aquí' + es + ')' if also else ''}",
        "Dé otro id a una de ellas",
        code="model_duplicate",
    )


def _unknown(where: str, key: str, name: str) -> FaroError:
    ready = {
        "predecessor": ("a tool of an older version", "una herramienta de una versión anterior"),
        "after": ("a tool of the same version", "una herramienta de la misma versión"),
        "roles": ("a role listed in the model’s `roles`", "un rol que esté en `roles` del modelo"),
        "extends": ("the id of another version", "el id de otra versión"),
        "from": ("the id of a tool", "el id de una herramienta"),
        "to": ("the id of a tool", "el id de una herramienta"),
    }
    en, es = ready[key]
    return wrong(
        where,
        f"`{key}` names «{name}», which is not known here",
        f"Write {en}, or remove it",
        f"`{key}` nombra «{name}», que aquí no se conoce",
        f"Escriba {es}, o quítelo",
        code="model_unknown",
    )
