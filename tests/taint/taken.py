"""What a reader takes away from a world by choices of their own: files, and pages as chosen."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from unittest import mock

from addresses_for_tests import FILES, SCORES, fetched
from shown import SAYS, Piece, as_chosen, contents

from pipelines.marking import SUFFIX
from pipelines.serving import Build
from presentation.panels import cumplimiento, datos, diagnostico, tendencias

Name, Content, View = str, str, tuple[str, Mapping[str, str]]

PARTS = ("municipality.csv", "group.csv", "band.csv", "means.svg", "bands.svg", "movers.svg")
# Weights moved, weights of another instrument, items solved: of a round of before and of the last.
SCENES = (
    *("round=r2025&w=compras:2", "round=r2024&solved=compras", "round=r2018&w=compras:0"),
    *("round=r2025&base=instrument_2025", "round=r2025&scope=R13&solved=compras"),
)
SCENARIOS = [f"/faro/what_if/latest/{part}?{scene}&lang=es" for scene in SCENES for part in PARTS]
# What names the day it is, or a build, and no figure of it; the indicators of the PMG are papers.
NOT_OF_A_SEED = ("template", "/faro/changes/", "/pmg/")
ADDRESSES = [
    address
    for address in [*(a for addresses in FILES.values() for a in addresses), *SCENARIOS]
    if not any(part in address for part in NOT_OF_A_SEED)
]
CHOSEN: tuple[View, ...] = (
    ("simulador", {"round": "r2025", "w": "compras:2"}),
    ("simulador", {"round": "r2024", "solved": "compras", "scope": "R13"}),
    ("simulador", {"round": "r2018", "base": "instrument_2025"}),
    ("cumplimiento", {"round": "r2018", "region": "13", "group": "non_pilot"}),
    *(("cumplimiento", {"view": view}) for view in cumplimiento.VIEWS[1:]),
    *(("cumplimiento", {"view": view, "group": "non_pilot"}) for view in cumplimiento.VIEWS[1:]),
    *(("diagnostico", {"view": view}) for view in diagnostico.VIEWS[1:]),
    *(("tendencias", {"view": view}) for view in tendencias.VIEWS[1:]),
    *(("datos", {"section": section}) for section in datos.SECTIONS[1:]),
    ("comparar", {"metric": "ta_score", "who": "country,R13,13119"}),
    ("tendencias", {"view": "change", "from": "r2018", "by": "group"}),
    ("consultas", {"q": f"select cut, score_pct from {SCORES} order by cut, round_id limit 9"}),
    ("muestra", {"n": "30", "allocation": "neyman"}),
)


def files(first: Build, second: Build) -> list[str]:
    """Return the files that differ and whose name or whose differing lines do not say why.

    Args:
        first: A build.
        second: Another.
    """
    unmarked = []
    for address in ADDRESSES:
        (name, here), (other_name, there) = (_taken(build, address) for build in (first, second))
        if here == there:
            continue
        if not all(SUFFIX in n for n in (name, other_name) if n):
            unmarked.append(f"{address}: {name or other_name}")
        if ".csv" in address:
            lines = difflib.ndiff(here.splitlines(), there.splitlines())
            alone = [line for line in lines if line[:2] in ("- ", "+ ")]
            unmarked += [f"{address}: {line}" for line in alone if not SAYS.search(line)]
    return unmarked


def lacking(build: Build) -> list[str]:
    """Return the addresses that give no file.

    Args:
        build: A build.
    """
    return [address for address in ADDRESSES if not _taken(build, address)[0]]


def _taken(build: Build, address: str) -> tuple[Name, Content]:
    with mock.patch.dict(os.environ, FARO_CURATED=str(build.folder.parent)):
        name, body = fetched(address)
    return name, "\n".join(text for _, text in contents(name, body))


def chosen(build: Build, views: Iterable[View] = CHOSEN) -> Iterator[Piece]:
    """Yield the head and every card of pages that a reader has changed."""
    for page, query in views:
        yield from as_chosen(build, page, "es", query)
