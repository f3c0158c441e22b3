"""What a team delivers, good and bad, and how a test knows a person without naming one."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import new_commitment_for_tests
from builds_for_tests import RAW, build_on, kept

from pipelines.ingest import evidence_files as evidence
from pipelines.personal import PERSONAL

ENTRIES = """\
Compromiso;Fecha;Tipo de avance;Hito;Indicador;Valor medido;Nota;Archivo de evidencia;\
Nombre del responsable;Correo electrónico
CL0054;30-04-2019;hito cumplido;CL0054-1;;;Se publicó el modelo;;Juana Pérez;juana@muni.cl
CL0054;15-11-2019;medición;;Municipios adheridos al modelo;12;Cartas firmadas;adhesiones.pdf;;
CL0054;31-03-2020;medición;;cl0054_diagnoses;0;Aún ninguno;;;
CL0054;31-03-2020;medición;;cl0054_plans;3;Un recuento;;;
CL0054;31-03-2020;medición;;cl0054_plans;5;Otro recuento;;;
CL0054;02-12-2019;nota;;;;Taller en Aysén, ana.soto@muni.cl, +56 9 8765 4321;falta.pdf;;
CL0054;03-12-2019;nota;;;;Registro en video;enorme.mp4;;
CL0099;03-12-2019;nota;;;;Compromiso que no existe;;;
CL0054;03-12-2031;nota;;;;Fecha fuera del plan;;;
CL0054;03-12-2019;hito cumplido;CL0048-1;;;Hito ajeno;;;
CL0054;03-12-2019;medición;;cl0054_final;;Sin valor;;;
"""
DECISIONS = """\
Compromiso;Esquema;Valor;Quién evalúa;Fecha;Motivo
CL0048;completion_2014_self;Sustancial;autoevaluación;31-07-2017;Doce regiones visitadas
CL0048;completion_2014_self;Sin evidencia disponible;autoevaluación;01-08-2017;De otro vocabulario
CL0048;completion_2021;Limitado;autoevaluación;02-08-2017;Vocabulario que aún no existía
CL0048;early_results_2014;Mayor;autoevaluación;03-08-2017;Ese esquema es del IRM
CL0048;vocabulario_propio;Mayor;autoevaluación;03-08-2017;Esquema que no existe
"""
# The people whom the founding documents name, as digests: their names are not for the repository.
PEOPLE = {
    "309dd144efca660a",
    "4d693dba03a3bf63",
    "4da9ef6966470329",
    "630d0771bcd89541",
    "648b76d343acd431",
    "715a7b68556499b9",
    "71eaea56f7f31be1",
    "71f61d2c9ffe1dd8",
    "7e961f533e8ba429",
    "b59a2aa4cfb38f4a",
}


def people_in(text: str) -> list[str]:
    """Return the e-mails, phones, RUTs and known people that a text holds."""
    people = [match.group() for match in PERSONAL.finditer(text)]
    for word in set(re.findall(r"\w+", text.lower())):
        if hashlib.sha256(word.encode()).hexdigest()[:16] in PEOPLE:
            people.append(word)
    return people


def built() -> Path:
    """Return the folder of builds with one build of these deliveries, made once."""
    code = (__file__, str(new_commitment_for_tests.__file__))
    return kept("ogp", _make, *map(Path, code)) / "curated"


def _make(folder: Path) -> None:
    raw = folder / "raw"
    shutil.copytree(RAW, raw)
    (raw / "entregas").mkdir()
    (raw / "entregas" / "avances.csv").write_text(ENTRIES, encoding="utf-8")
    (raw / "entregas" / "decisiones.csv").write_text(DECISIONS, encoding="utf-8")
    new_commitment_for_tests.deliver(raw / "entregas")
    files = raw / evidence.FOLDER
    files.mkdir()
    (files / "adhesiones.pdf").write_bytes(b"%PDF-1.4 cartas")
    with (files / "enorme.mp4").open("wb") as handle:
        handle.truncate(evidence.LIMIT_MB * 1024 * 1024 + 1)
    build_on(raw, folder / "curated")
