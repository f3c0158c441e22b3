"""Streamlit's own scripts where they decide something that is ours: how a picker matches.

Streamlit compares what is typed with the names of options letter by letter, so that «nunoa» finds
San Juan de la Costa before Ñuñoa, and says what it says in English. Its filter is made to ask ours
(``find.js``) and its words to be said by us (``static/host.js``); in a version that is written
otherwise a script stays as it is, and pickers match and widgets speak as Streamlit's do.
"""

from __future__ import annotations

import re
from functools import cache

from presentation.words import catalogue

ROOM = "widget."  # of the words files: what Streamlit says, letter for letter in English

# The filter of options that "contain" what is typed, as the builds of Streamlit write it.
FILTER = re.compile(
    rb"FILTER_MODE_CONTAINS\?(?P<usual>(?P<options>\w+)\.filter\(\w+=>\w+\(\w+\.label\)"
    rb"\.includes\((?P<typed>\w+)\)\))"
)
OURS = rb"FILTER_MODE_CONTAINS?(window.faro?.pick?.(\g<options>,\g<typed>)??\g<usual>)"


# A place of a template text that the script fills, and where a single word is said, not meant.
HOLE = rb"\$\{(?:[^{}`]|`[^`]*`)*\}"
SAYS = (b"label:", b'"aria-label":', b"children:", b"}),")


def words() -> dict[str, str]:
    """Return what Streamlit says → what a Spanish page says, ``{0}`` for what a script fills in."""
    english, spanish = (catalogue(lang, 0) for lang in ("en", "es"))
    translations = {}
    for key in english:
        if key.startswith(ROOM):
            holes = re.findall(r"\{(\w+)\}", english[key])
            places = {name: f"{{{at}}}" for at, name in enumerate(holes)}
            translations[re.sub(r"\{\w+\}", "{}", english[key])] = spanish[key].format(**places)
    return translations


@cache
def _literals() -> list[tuple[bytes, re.Pattern[bytes]]]:
    """Return the texts of :func:`words` as scripts write them, each after a part of its own."""
    literals = []
    for text in words():
        parts = [part.encode() for part in text.split("{}")]
        pattern = HOLE.join(re.escape(part) for part in parts)
        literals.append((max(parts, key=len), re.compile(b"`" + pattern + b"`")))
    return literals


def own(script: bytes) -> bytes:
    """Return a script of Streamlit's with its filter asking ours, and its words said by us.

    Args:
        script: JavaScript as Streamlit ships it.
    """
    script = FILTER.sub(OURS, script)
    for part, literal in _literals():
        if part in script:
            script = literal.sub(_ours, script)
    return script


def _ours(match: re.Match[bytes]) -> bytes:
    text = match[0]
    if b" " not in text and not match.string[: match.start()].endswith(SAYS):
        return text
    holes = b",".join(hole[2:-1] for hole in re.findall(HOLE, text))
    return b"(window.faro?.said?.(%s,[%s])??%s)" % (re.sub(HOLE, b"{}", text), holes, text)
