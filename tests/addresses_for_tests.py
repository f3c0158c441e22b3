"""Every address that gives a file to take away, with choices, and what it gives."""

from __future__ import annotations

import re

from asgi_for_tests import Client
from starlette.applications import Starlette

from dashboard import server
from pipelines import serving
from presentation.desk import FORMATS
from presentation.links import TABLE_FILES
from presentation.plans.choices import FORMATS as OF_PLAN

SCORES, ROUNDS = "out_fiscalizacion__municipality_round", "out_fiscalizacion__round_group"
SCENE = "round=r2025&w=compras:2"
# One or more addresses of each route that gives a file to take away, on any build.
FILES = {
    "/data/{build_id}/{table}.{ending}": [
        *(f"/data/latest/{SCORES}.{ending}" for ending in TABLE_FILES),
        f"/data/latest/{ROUNDS}.csv",
        "/data/latest/core_territory__comuna.xlsx",
    ],
    "/data/{build_id}/packs/{name}.zip": ["/data/latest/packs/panel.zip"],
    "/data/{build_id}/charts/{recipe}.{ending}": [
        "/data/latest/charts/score_swarm.svg?lang=es&round_id=r2025",
        "/data/latest/charts/score_swarm.html?lang=en&round_id=r2025",
        "/data/latest/charts/national_series.svg?lang=en",
        "/data/latest/charts/score_swarm.png?lang=en&round_id=r2025",
        "/data/latest/charts/national_series.png?lang=es",
    ],
    "/data/{build_id}/cards/{page}/{card}.{ending}": [
        *(
            f"/data/latest/cards/municipio/materias.svg?cut=13119&lang={lang}"
            for lang in ("es", "en")
        ),
        "/data/latest/cards/resumen/watch.svg?lang=es",
        "/data/latest/cards/resumen/kpi_ta_score.svg?lang=es",
        "/data/latest/cards/plan/path.svg?lang=en&cut=13119",
    ],
    "/data/{build_id}/consulta.{ending}": [
        f"/data/latest/consulta.{ending}?q=select+cut,score_pct+from+{SCORES}+limit+3&lang=es"
        for ending in ("csv", "parquet", "svg")
    ],
    "/data/{build_id}/fichas/{cut}.pdf": [
        f"/data/latest/fichas/13101.pdf?lang={lang}" for lang in ("es", "en")
    ],
    "/data/{build_id}/informe.pdf": [
        "/data/latest/informe.pdf?lang=es",
        "/data/latest/informe.pdf?lang=en&region=13",
    ],
    "/data/{build_id}/proceso/plazos.ics": ["/data/latest/proceso/plazos.ics?lang=es&year=2026"],
    "/data/{build_id}/pmg/{country}/{code}/{year}.{ending}": [
        f"/data/latest/pmg/CL/04201/2024.{ending}?lang=es" for ending in ("pdf", "xlsx")
    ],
    "/data/{build_id}/ogp/{code}/{as_of}/{lang}/{name}": [
        f"/data/latest/ogp/CL0054/2020-06-30/en/{name}" for name in FORMATS
    ],
    "/faro/template/{kind}.xlsx": ["/faro/template/convenio.xlsx"],
    "/faro/changes/{before}/{after}.csv": ["/faro/changes/BUILD/BUILD.csv"],
    "/faro/plan/{build_id}/plan.{ending}": [
        f"/faro/plan/latest/plan.{ending}?cut=13101&version=regional_2022&start=2027-01&lang={lang}"
        for ending in OF_PLAN
        for lang in ("es", "en")
    ],
    "/faro/sample/{build_id}/{name}.{ending}": [
        f"/faro/sample/latest/{name}?country=CL&n=30&allocation={how}&lang=es"
        for how in ("proportional", "neyman")
        for name in ("sample.csv", "sample.xlsx", "note.pdf", "note.md", "allocation.svg")
    ],
    "/faro/self_assessment/{build_id}/{name}.{ending}": [
        f"/faro/self_assessment/latest/{name}?lang={lang}&cut=13118"
        for name in ("score.json", "sheet.pdf", "workbook.xlsx")
        for lang in ("es", "en")
    ],
    "/faro/what_if/{build_id}/{part}.{ending}": [
        f"/faro/what_if/latest/{part}?{SCENE}&lang=es"
        for part in ("municipality.csv", "band.xlsx", "means.svg", "means.png")
    ],
}


def fetched(address: str) -> tuple[str, bytes]:
    """The name and the bytes of a file; no name where a build has nothing to give there."""
    address = address.replace("BUILD", serving.open().build_id)
    reply = Client(Starlette(routes=server.routes())).get(address)
    if reply.status_code == 404:
        return "", b""
    assert reply.status_code == 200, (address, reply.text[:200])
    return re.findall(r'filename="([^"]+)"', reply.headers["content-disposition"])[0], reply.content
