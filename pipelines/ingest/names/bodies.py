"""Rows that name no municipality at all: other bodies, totals, blanks."""

from __future__ import annotations

import re

_STEM_LIST = (
    "corporaci corporac asociaci asociac fundaci gobierno gobernaci gobernac delegaci delegac"
    " intendenc servicio universid hospital subsecretar subdere ministerio seremi superintend"
    " direcci departament escuela colegio instituto bombero federaci sindicat comisi tesorer"
    " juzgado tribunal fiscal defensor carabiner ejercito oficina programa secretar concejo"
    " consejo mancomun cementerio cooperativa empresa agencia cesfam cecosf consultori liceo"
    " sociedad biblioteca municipalidades municipios presidencia confederaci partido"
)
_STEMS = tuple(_STEM_LIST.split())
_WORD_LIST = (
    "corp asoc ong gore serviu slep depto dpto daem desam dideco secpla secplan dem posta jardin"
    " centro cft junta comite corte policia armada fuerza parque museo teatro club iglesia notaria"
    " registro banco caja camara municipal comunal intercomunal ltda spa cormup red"
)
_WORDS = frozenset(_WORD_LIST.split())
_TOTAL = re.compile(
    r"^(?:(?:sub ?)?totale?s?|promedios?|media|mediana|suma|resumen|maximo|minimo|desviacion"
    r"|(?:n|numero|cantidad)(?: de)? (?:municip|comuna)\w*)(?: .*)?$"
    r"|^(?:total )?(?:pais|nacional|chile|todo el pais|todas|todos|todas las (?:comunas|regiones))$"
)
_BLANK = frozenset(
    {"", "s i", "n a", "na", "nan", "none", "null", "nil", "nd", "n d", "sin informacion", "si"}
    | {"no informado", "no informada", "sin dato", "sin datos", "sin comuna", "ignorada", "x", "?"}
    | {"no aplica", "sin nombre", "desconocido", "desconocida", "no disponible", "sin especificar"}
)


def is_blank(key: str) -> bool:
    """Tell whether a folded text says that there is no name.

    Args:
        key: As :func:`pipelines.ingest.names.text.fold` leaves it; without a letter it is no name.
    """
    return key in _BLANK or not any(char.isalpha() for char in key)


def is_total(key: str) -> bool:
    """Tell whether a folded text labels a total, a mean or the whole country.

    Args:
        key: As :func:`pipelines.ingest.names.text.fold` leaves it.
    """
    return bool(_TOTAL.match(key))


def is_other_body(key: str) -> bool:
    """Tell whether a folded text names a body that is not a municipality.

    Args:
        key: As :func:`pipelines.ingest.names.text.fold` leaves it; one telling word is enough.
    """
    words = key.split()
    return any(word in _WORDS or word.startswith(_STEMS) for word in words)
