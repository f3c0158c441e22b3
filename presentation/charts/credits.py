"""The line that says where figures come from, the same on screen and in print."""

from __future__ import annotations

import re

import pandas as pd

from pipelines import serving
from pipelines.marking import PROVISIONAL
from pipelines.origins import LEVELS, PUBLISHED, Origin
from pipelines.serving import Build
from presentation.words import Text

SOURCES = ("source_ids", "source_id")
_APART = re.compile(r", (?![^()]*\))")  # a comma in brackets belongs to the name of its source


def credit(t: Text, *frames: pd.DataFrame, build: Build, origin: Origin | None = None) -> str:
    """Return origin · sources · build of some rows, and whether they may still change.

    Args:
        t: Text in the language of the reader.
        *frames: The rows shown.
        build: The build they come from.
        origin: Of rows that carry none of their own; published if none is said.
    """
    return whether_final(t, _credit(t, frames, build.build_id, origin), build)


def sourced(t: Text, origin: str, sources: str, build: Build) -> str:
    """Return origin · sources · build as they are worded, and whether figures may still change.

    Args:
        t: Text in the language of the reader.
        origin: The origin in words.
        sources: The sources in words.
        build: The build the figures come from.
    """
    line = t("note.source", origin=origin, sources=sources, build=build.build_id)
    return whether_final(t, line, build)


def whether_final(t: Text, line: str, build: Build) -> str:
    """Return a line under figures of a build that also says, while they may still change, that.

    Args:
        t: Text in the language of the reader.
        line: What stands under the figures.
        build: The build they are of.
    """
    return f"{line} · {PROVISIONAL[t.lang]}" if serving.provisional(build) else line


def _credit(t: Text, frames: tuple[pd.DataFrame, ...], build_id: str, origin: Origin | None) -> str:
    """Return origin · sources · build."""
    origins = {o for f in frames if "origin" in f for o in f["origin"].dropna().unique()}
    origins = origins or {origin or PUBLISHED}
    sources = {
        source
        for frame in frames
        for name in SOURCES
        if name in frame
        for cell in frame[name].dropna()
        for source in _APART.split(str(cell))
        if source
    }
    listed = t.listing([t(f"origin.{o}") for o in LEVELS if o in origins]).capitalize()
    are_told = any(name in frame for frame in frames for name in SOURCES)
    if sources or (are_told and PUBLISHED in origins):
        named = ", ".join(sorted(sources)) or t("note.no_source")
        return t("note.source", origin=listed, sources=named, build=build_id)
    if origins == {"simulated"}:
        return t("note.simulated", build=build_id)
    return t("note.unsourced", origin=listed, build=build_id)
