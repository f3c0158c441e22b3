"""Field terms explained where they occur: the first one of each kind in a piece of text."""

from __future__ import annotations

import re
from functools import cache

from presentation import data
from presentation.context import PageContext
from presentation.markup.html import Safe, esc, tag

TABLE = "core_catalogue__term"
EXPLAINED = {
    "transparencia_activa",
    "fiscalizacion",
    "convenio",
    "materia",
    "mgtm",
    "mgtm2",
    "ig11",
    "sai",
    "quiebre_metodologico",
    "empate_tecnico",
    "cuarentena",
    "conciliacion",
}
# What the interface writes for a term of the glossary, where it is not the term itself.
WRITTEN = {
    "es": {
        "TA": "transparencia_activa",
        "transparencia activa": "transparencia_activa",
        "convenios": "convenio",
        "fiscalizaciones": "fiscalizacion",
        "IG 11": "ig11",
        "SAI": "sai",
        "empates técnicos": "empate_tecnico",
        "quiebre de método": "quiebre_metodologico",
        "quiebres de método": "quiebre_metodologico",
    },
    "en": {
        "TA": "transparencia_activa",
        "active transparency": "transparencia_activa",
        "convenios": "convenio",
        "convenio": "convenio",
        "fiscalización": "fiscalizacion",
        "materia": "materia",
        "materias": "materia",
        "IG 11": "ig11",
        "SAI": "sai",
        "technical ties": "empate_tecnico",
        "method breaks": "quiebre_metodologico",
    },
}


def explained(ctx: PageContext, text: str) -> Safe:
    """Return text with the first occurrence of each field term explained on hover and focus.

    Args:
        ctx: The page's context.
        text: In the language of the page; HTML is taken as it is.

    Example:
        ``"Cobertura de convenios MGTM"`` → *convenios* and *MGTM* each carry their definition.
    """
    if isinstance(text, Safe):
        return text
    pattern, terms = _terms(ctx.build_id, ctx.lang)
    seen: set[str] = set()
    parts: list[Safe] = []
    end = 0
    for match in pattern.finditer(text):
        name, definition = terms[match.group(0).casefold()]
        if name in seen:
            continue
        seen.add(name)
        parts += [esc(text[end : match.start()]), _term(match.group(0), definition)]
        end = match.end()
    return Safe("".join([*parts, esc(text[end:])]))


@cache
def _terms(build_id: str, lang: str) -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    rows = data.table(build_id, TABLE).set_index("term_id")
    known = {
        str(row[f"term_{lang}"]).casefold(): (str(name), str(row[f"definition_{lang}"]))
        for name, row in rows.iterrows()
        if name in EXPLAINED
    }
    for written, name in WRITTEN[lang].items():
        if name in rows.index:
            known[written.casefold()] = (name, str(rows.loc[name, f"definition_{lang}"]))
    longest = sorted(known, key=len, reverse=True)
    alternatives = "|".join(re.escape(term) for term in longest) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE), known


def _term(written: str, definition: str) -> Safe:
    tip = tag("span", definition, role="tooltip", class_="faro-tip")
    return tag("span", written, tip, class_="faro-term", tabindex="0")
