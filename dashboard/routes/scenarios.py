"""A what-if as a file: ``/faro/what_if/<build>/<part>.<csv|xlsx>?round=…&base=…&w=…&solved=…``.

``/faro/what_if/<build>/<chart>.<svg|png>?…&lang=es`` is one of its charts as a picture. A file is
made when asked for; its name, its first column and its second sheet say *what-if*.
"""

from __future__ import annotations

import io
from urllib.parse import urlencode

import pandas as pd

from dashboard.routes.address import Asked, Taken
from pipelines.errors import FaroError
from pipelines.marking import Marked, origin_of
from pipelines.origins import THIRD_PARTY
from pipelines.serving import Build, Scenario
from pipelines.spreadsheets import frame_csv
from presentation.charts.credits import sourced
from presentation.charts.what_if import CHARTS, chart_of
from presentation.choices import scenario
from presentation.choices.scenario import ITEMS, LENT, chip
from presentation.words import Text

PARTS = {"municipality": "municipalities", "group": "groups", "band": "bands"}
PICTURES = ("svg", "png")
WORDS = "Simulación de escenario / What-if"


def known(build: Build, round_id: str) -> scenario.Known:
    """Return the ids a scenario of a round may name.

    Args:
        build: The build.
        round_id: The round.

    Raises:
        FaroError: The round was not delivered with detail and weights.
    """
    items = build.table(ITEMS, {"round_id": round_id})
    if items.empty or items["weight"].isna().all():
        raise FaroError(
            f"there are no items with weights for the round {round_id[:20]}",
            fix="Deliver results with their materias, and the weights of the method",
            code="no_items",
        )
    places = build.table("out_comparacion__entity")
    return scenario.known(items, places, build.other_weights())


def content(build: Build, part: str, ending: str, chosen: Scenario) -> Marked:
    """Return one part of a scenario as the bytes of a file that says it is a what-if.

    Args:
        build: The build.
        part: A key of ``PARTS``.
        ending: ``csv`` or ``xlsx``.
        chosen: What is changed.
    """
    frame: pd.DataFrame = getattr(build.what_if(chosen), PARTS[part])
    origin = origin_of(frame)
    label = f"{WORDS}: {urlencode(scenario.query(chosen), safe=':,.')}"
    lent = [level for level in frame["lent_origin"].dropna().unique() if level == THIRD_PARTY]
    frame["origin"] = [
        f"what_if ({', '.join(dict.fromkeys([level, *lent]))})" for level in frame.origin
    ]
    frame.insert(0, "scenario", label)
    if ending == "csv":
        return Marked(frame_csv(frame, bom=True), origin)
    from pipelines.spreadsheets.books import add_frame, workbook

    buffer = io.BytesIO()
    about = {"what_if": WORDS, "build_id": build.build_id, **scenario.query(chosen)}
    with workbook(buffer) as book:
        add_frame(book, "what_if", frame)
        add_frame(book, "scenario", pd.DataFrame(about.items(), columns=["key", "value"]))
    return Marked(buffer.getvalue(), origin)


def drawn(build: Build, name: str, ending: str, chosen: Scenario, lang: str) -> Marked:
    """Return one chart of a scenario as a picture.

    Args:
        build: The build.
        name: The chart.
        ending: ``svg`` or ``png``.
        chosen: What is changed.
        lang: ``es`` or ``en``.
    """
    from presentation import drawing

    t = Text(lang, build)
    chart = chart_of(name, build.what_if(chosen), chosen.scope, t)
    sources = scenario.sources(chosen, lambda: build.table(LENT))
    origin = t(f"origin.{chip(chart.rows)}")
    return drawing.picture(chart, t, ending, note=sourced(t, origin, sources, build))


def what_if(request: Asked) -> Taken:
    """Return a part of a what-if, or one of its charts.

    Args:
        request: What the address asks for.

    Raises:
        FaroError: There is no such file (``no_table``), or a part of what is asked makes no sense.
    """
    part, ending, build = request.path["part"], request.path["ending"], request.build
    is_picture = part in CHARTS and ending in PICTURES
    if not is_picture and not (part in PARTS and ending in ("csv", "xlsx")):
        raise FaroError("there is no such file of a what-if", code="no_table")
    round_id = request.query.get("round", "")
    wanted, nonsense = scenario.read(request.query, round_id, known(build, round_id))
    if nonsense:
        raise FaroError(f"the what-if makes no sense: {', '.join(nonsense)[:80]}")
    if is_picture:
        body = drawn(build, part, ending, wanted, request.lang)
    else:
        body = content(build, part, ending, wanted)
    return Taken(f"faro_simulacion_de_escenario_{part}_{build.build_id}", ending, body)
