"""Write the whole simulated delivery set: one folder a kind, one file a delivery, a manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pipelines.demo import (
    adoption,
    conduct_grids,
    declared,
    desk,
    diagnoses,
    items,
    local_government,
    plans,
    process,
    requests,
    sampled,
    score_grids,
    signers,
    totals,
    visits,
)
from pipelines.demo.base import Base
from pipelines.demo.formats import (
    COMMA,
    CONVENIOS,
    LATIN,
    LONG,
    OTHERWISE,
    PERCENT,
    POINTS,
    TOTALS,
    Writer,
)
from pipelines.demo.published import load
from pipelines.demo.sheets import Grid
from pipelines.demo.weights import STATUS, WEIGHTS

MANIFEST = "MANIFEST.json"


@dataclass(frozen=True)
class Delivery:
    """One file to be written."""

    path: str
    kind: str
    write: Writer
    grid: Grid


def write_panel(folder: Path, *, raw: Path, seed: int = 2012) -> list[Path]:
    """Write the simulated deliveries; the same seed and raw folder give the same bytes.

    Every file says in its first row that its data are simulated, and ``MANIFEST.json`` lists
    the files with their kinds, the seed, and how the pilots were chosen.

    Args:
        folder: Where to write; files of the same name are replaced.
        raw: Folder with ``published``, ``territory`` and ``catalogues``.
        seed: Seed of the simulation.

    Returns:
        The deliveries, without the manifest.

    Raises:
        FaroError: A table of the raw folder is missing, or its figures contradict each other.
    """
    base = load(raw, seed=seed)
    chosen = signers.choose(base)
    drawn = Delivery("muestra/respuestas.xlsx", "muestra", POINTS, sampled.answers(raw, seed=seed))
    deliveries = [*_results(base, chosen), *_adoption(base, chosen), drawn]
    for delivery in deliveries:
        path = folder / delivery.path
        path.parent.mkdir(parents=True, exist_ok=True)
        delivery.write(path, delivery.grid)
    manifest = json.dumps(_manifest(base, chosen, deliveries), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8", newline="\n")
    return [folder / delivery.path for delivery in deliveries]


def _results(base: Base, chosen: signers.Signers) -> list[Delivery]:
    scores = totals.simulate(base, set(chosen.pilots))
    own = items.simulate(base, scores)
    deliveries = []
    for round_id, values in scores.items():
        if round_id in own and len(own[round_id].weights.criteria) == 1:
            continue  # its totals come beside its materias
        ending, write, style, columns = TOTALS.get(round_id, OTHERWISE)
        grid = score_grids.totals(base, round_id, values, style=style, columns=columns)
        path = f"fiscalizacion/{round_id[1:]}_resultados.{ending}"
        deliveries.append(Delivery(path, "fiscalizacion_total", write, grid))
    for round_id, results in own.items():
        year = round_id[1:]
        if len(results.weights.criteria) == 1:
            grid = score_grids.items_wide(base, round_id, results, scores[round_id])
            path, kind = f"fiscalizacion/{year}_materias.xlsx", "fiscalizacion_wide"
            deliveries.append(Delivery(path, kind, PERCENT, grid))
        else:
            ending, write = LONG.get(round_id, ("xlsx", POINTS))
            grid = score_grids.items_long(base, round_id, results, style="formal")
            path, kind = f"fiscalizacion/{year}_criterios.{ending}", "fiscalizacion_long"
            deliveries.append(Delivery(path, kind, write, grid))
    filed = declared.cases(base, own)
    for round_id, changed in declared.revised(base, scores, own, filed).items():
        path = f"fiscalizacion/{round_id[1:]}_revisados.xlsx"
        grid = score_grids.revised(base, round_id, changed)
        deliveries.append(Delivery(path, "fiscalizacion_total", POINTS, grid))
    assessed = conduct_grids.self_assessments(base, declared.declarations(base, own))
    observed = conduct_grids.observations(base, filed)
    weighed = score_grids.weights(base)
    return [
        *deliveries,
        Delivery("ponderaciones/ponderaciones.xlsx", "ponderacion", POINTS, weighed),
        Delivery("autoevaluaciones/autoevaluaciones.csv", "autoevaluacion", COMMA, assessed),
        Delivery("observaciones/observaciones.xlsx", "observacion", POINTS, observed),
    ]


def _adoption(base: Base, chosen: signers.Signers) -> list[Delivery]:
    signed = signers.sign(base, chosen)
    funnel = adoption.mgtm2(base, chosen)
    letters = [*adoption.letters(funnel), *signers.adhere(base, signed)]
    planned = plans.plans(base, chosen)
    used = adoption.tools_in_use(base, signed, funnel)
    events = [*funnel, *used, *plans.done(base, planned)]
    rows = conduct_grids.convenios(base, [*signed, *letters])
    diagnosed = diagnoses.grid(diagnoses.simulate(base))
    return [
        Delivery("convenios/convenios.xlsx", "convenio", CONVENIOS, rows),
        Delivery("adopcion/etapas.csv", "adopcion", LATIN, conduct_grids.stages(base, events)),
        Delivery("avance/avances.csv", "avance", COMMA, desk.entries(base, used, letters)),
        Delivery("visitas/visitas.csv", "actividad", COMMA, visits.register(base, funnel)),
        Delivery("planes/planes.csv", "plan", COMMA, plans.grid(base, planned)),
        *_local(base, letters),
        Delivery("proceso/registro.csv", "proceso", COMMA, process.log(base)),
        Delivery("pmg/pmg.xlsx", "pmg", POINTS, process.pmg(base)),
        Delivery("solicitudes/meses.csv", "solicitud_mes", LATIN, requests.months(base)),
        Delivery("solicitudes/registro.csv", "solicitud", COMMA, requests.log(base)),
        Delivery("solicitudes/amparos.xlsx", "amparo", POINTS, requests.appeals(base)),
        Delivery("solicitudes/satisfaccion.csv", "satisfaccion", COMMA, requests.ratings(base)),
        Delivery("diagnosticos/diagnosticos.csv", "diagnostico", COMMA, diagnosed),
    ]


def _local(base: Base, letters: list[signers.Convenio]) -> list[Delivery]:
    own = local_government
    return [
        Delivery(
            "gobierno_abierto/adhesiones.csv", "adhesion", COMMA, own.adhesions(base, letters)
        ),
        Delivery("gobierno_abierto/planes.xlsx", "plan_local", POINTS, own.plans(base, letters)),
        Delivery(
            "gobierno_abierto/participacion.csv",
            "participacion",
            LATIN,
            own.participation(base, letters),
        ),
        Delivery(
            "gobierno_abierto/autoevaluaciones.csv",
            "evaluacion_local",
            COMMA,
            own.assessments(base, letters),
        ),
    ]


def _manifest(base: Base, chosen: signers.Signers, deliveries: list[Delivery]) -> dict:
    simulated = sorted(set(chosen.pilots) - set(chosen.known_pilots))
    return {
        "origin": "simulated",
        "seed": base.seed,
        "rounds": list(base.rounds),
        "files": [
            {"path": d.path, "kind": d.kind, "rows": len(d.grid.rows), "origin": "simulated"}
            for d in deliveries
        ],
        "pilots": {
            "rule": signers.PILOT_RULE,
            "known": list(chosen.known_pilots),
            "simulated": simulated,
        },
        "never_signed": list(chosen.never),
        "weights": {"status": STATUS, "methods": list(WEIGHTS)},
        "left_out": [
            "regional figures of medium confidence: the round of Biobío's 42.62 is not stated",
            "rounds whose national mean is not known",
            "any effect of the convenios beyond the pilots' published means",
        ],
    }
