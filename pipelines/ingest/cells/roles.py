"""A role as text: a post or a unit, never the name of whoever holds it."""

from __future__ import annotations

import re

from pipelines.ingest.reading.no_value import folded

_UNIT = (
    "direccion|subdireccion|division|departamento|depto|unidad|area|seccion|oficina|secretaria|"
    "subsecretaria|coordinacion|equipo|comite|comision|consejo|gerencia|jefatura|alcaldia|"
    "municipalidad|administracion|asesoria|programa|ministerio|instituto|contraloria|gabinete|"
    "mesa|asociacion|corporacion|contraparte|encargaduria|presidencia|rol|cargo|"
    "unit|office|department|division|team|committee|council|section|directorate|ministry|"
    "secretariat|mayor|association|board|municipality"
)
_POST = (
    "director|directora|subdirector|subdirectora|encargado|encargada|encargad@|jefe|jefa|alcalde|"
    "alcaldesa|administrador|administradora|secretario|coordinador|coordinadora|profesional|"
    "analista|asesor|asesora|abogado|abogada|presidente|presidenta|responsable|funcionario|"
    "funcionaria|gestor|gestora|contralor|contralora|director[ao]?/[ao]|"
    "head|officer|manager|coordinator|director|adviser|advisor|analyst|lead"
)
_ADJECTIVE = (
    "ejecutiv[oa]|municipal|general|regional|juridic[oa]|comunal|tecnic[oa]|nacional|local|titular|"
    "suplente|subrogante|interin[oa]|transparencia|control|legal|adjunt[oa]|senior|sai|ta|oirs|ti|"
    "dideco|secpla|of|de|del|a|y|e|for|and|en|para|s|as|os"
)
_STARTS = re.compile(rf"(?:(?:la|el|the|deputy|chief|city|transparency) )*(?:{_UNIT}|{_POST})\b")
_PERSON = re.compile(rf"\b(?:{_POST})\W+(?!(?:{_ADJECTIVE}|{_UNIT}|{_POST})\b)\w")


def is_role(text: str) -> bool:
    """Tell whether a text is a post or a unit.

    It begins with one, and after a post comes nothing, its adjective or what it is of: «Directora
    de Control» is a role, «Directora Juana Soto» and «Juana Soto» are people.

    Args:
        text: In Spanish or English; accents and capitals do not matter.
    """
    plain = folded(text)
    return bool(_STARTS.match(plain)) and not _PERSON.search(plain)
