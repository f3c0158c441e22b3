"""Streamlit's own scripts where they decide something that is ours: how a picker matches.

Streamlit compares what is typed with the names of options letter by letter, so that «nunoa» finds
San Juan de la Costa before Ñuñoa, and says what it says in English. Its filter is made to ask ours
and its words to be said by us (``static/find.js``); in a version that is written otherwise a script
stays as it is, and pickers match and speak as Streamlit's do.
"""

from __future__ import annotations

import re

# The filter of options that "contain" what is typed, as the builds of Streamlit write it.
FILTER = re.compile(
    rb"FILTER_MODE_CONTAINS\?(?P<usual>(?P<options>\w+)\.filter\(\w+=>\w+\(\w+\.label\)"
    rb"\.includes\((?P<typed>\w+)\)\))"
)
OURS = rb"FILTER_MODE_CONTAINS?(window.faro?.pick?.(\g<options>,\g<typed>)??\g<usual>)"


# The door to the pages that found no room in the menu.
MORE = re.compile(rb"`\$\{(?P<n>\w+\.flat\(\)\.length)\} more`")
OURS_MORE = rb"(window.faro?.more?.(\g<n>)??`${\g<n>} more`)"
SAID = (b"No results", b"Select all")  # what ``find.pickers`` of our words has in their order


def own(script: bytes) -> bytes:
    """Return a script of Streamlit's with its filter asking ours, and its words said by us."""
    script = MORE.sub(OURS_MORE, FILTER.sub(OURS, script))
    for at, words in enumerate(SAID):
        literal = b"`" + words + b"`"
        script = script.replace(literal, b"(window.faro?.said?.(%d)??%s)" % (at, literal))
    return script
