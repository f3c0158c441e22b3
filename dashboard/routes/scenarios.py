"""A what-if as a file: ``/faro/what_if/<build>/<part>.<csv|xlsx>?round=…&w=…&solved=…&scope=…``.

``/faro/what_if/<build>/<chart>.<svg|png>?…&lang=es`` is one of its charts as a picture. A file is
made when asked for; its name, its first column and its second sheet say *what-if*.
"""

from __future__ import annotations

import io
from urllib.parse import urlencode

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.routes.attached import attached
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked, origin_of
from pipelines.serving import Build, Scenario
from pipelines.spreadsheets import frame_csv
from presentation.charts.what_if import CHARTS, chart_of
from presentation.choices import scenario
from presentation.choices.scenario import ITEMS, chip
from presentation.words import Text

PARTS = {"municipality": "municipalities", "group": "groups", "band": "bands"}
PICTURES = ("svg", "png")
WORDS = "Simulación de escenario / What-if"


def routes() -> list[Route]:
    """Return the routes of these files."""
    path = "/faro/what_if/{build_id}/{part}.{ending}"
    return [Route(path, _download, methods=["GET", "HEAD"])]


def known(build: Build, round_id: str) -> scenario.Known:
    """Return the ids a scenario of a round may name.

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
    return scenario.known(items, places)


def content(build: Build, part: str, ending: str, asked: Scenario) -> Marked:
    """Return one part of a scenario as the bytes of a file that says it is a what-if."""
    frame: pd.DataFrame = getattr(build.what_if(asked), PARTS[part])
    origin = origin_of(frame)
    label = f"{WORDS}: {urlencode(scenario.query(asked), safe=':,.')}"
    frame = frame.assign(origin=frame["origin"].map(lambda one: f"what_if ({one})"))
    frame.insert(0, "scenario", label)
    if ending == "csv":
        return Marked(frame_csv(frame, bom=True), origin)
    from pipelines.spreadsheets.books import add_frame, workbook

    buffer = io.BytesIO()
    about = {"what_if": WORDS, "build_id": build.build_id, **scenario.query(asked)}
    with workbook(buffer) as book:
        add_frame(book, "what_if", frame)
        add_frame(book, "scenario", pd.DataFrame(about.items(), columns=["key", "value"]))
    return Marked(buffer.getvalue(), origin)


def drawn(build: Build, name: str, ending: str, asked: Scenario, lang: str) -> Marked:
    """Return one chart of a scenario as a picture."""
    from presentation import drawing

    t = Text(lang, build)
    chart = chart_of(name, build.what_if(asked), asked.scope, t)
    origin = t(f"origin.{chip(chart.rows)}")
    note = t("note.source", origin=origin, sources=asked.round_id, build=build.build_id)
    return drawing.picture(chart, t, ending, note=note)


def _download(request: Request) -> Response:
    part, ending = request.path_params["part"], request.path_params["ending"]
    build_id, query = request.path_params["build_id"], dict(request.query_params)
    try:
        build = serving.open(None if build_id == "latest" else build_id)
        is_picture = part in CHARTS and ending in PICTURES
        if not is_picture and not (part in PARTS and ending in ("csv", "xlsx")):
            raise FaroError("there is no such file of a what-if", code="no_table")
        round_id = query.get("round", "")
        asked, nonsense = scenario.read(query, round_id, known(build, round_id))
        if nonsense:
            raise FaroError(f"the what-if makes no sense: {', '.join(nonsense)[:80]}")
        lang = "en" if query.get("lang") == "en" else "es"
        body = (
            drawn(build, part, ending, asked, lang)
            if is_picture
            else content(build, part, ending, asked)
        )
    except FaroError as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    name = f"faro_what_if_simulacion_de_escenario_{part}_{build.build_id}"
    return attached(name, ending, body)
