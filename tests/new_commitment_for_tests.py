"""A made-up plan and commitment of another country, as files a team would deliver."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

CODE, STEP = "EC0901", "EC0901-1"
OGP = {
    "Commitment Unique Identifier": CODE,
    "Country/Locality": "Ecuador",
    "Region": "Americas",
    "Theme": "Water",
    "Year Of Submission": 2023,
    "Action Plan Number": 2,
    "Commitment Number": 7,
    "Lead Institution": "Example Water Authority",
    "Supporting Institution(s)": "Example Union of Water Boards",
    "URL": "https://example.org/commitments/EC0901",
    "Commitment Title": "Water Boards in the Open",
    "Short Title": "Open Water",
    "Full Text": "Every water board publishes its accounts and its meetings.",
    "OGP Value Access To Information": "x",
    "OGP Value Civic Participation": "x",
    "OGP Value Public Accountability": "",
    "OGP Value Technology": "",
    "Specificity": "High",
    "Potential Impact": "",
    "Completion (Progress Report)": "Limited",
    "Did It Open Government (Overall)": "",
}
PLAN = """\
País;Ciclo;Número de plan;Nombre del plan;Plan name;Desde;Hasta
Ecuador;2023;2;Plan inventado 2023–2027;Made-up plan 2023–2027;2023;2027
"""
MILESTONES = f"""\
Compromiso;Código hito;Orden;Nombre hito;Milestone name;Inicio;Término
{CODE};{STEP};1;Cuentas publicadas;Accounts published;01-03-2024;30-06-2025
{CODE};;2;Actas publicadas;Minutes published;Mar 2024;diciembre de 2026
"""
INDICATORS = f"""\
Compromiso;Código indicador;Orden;Nombre indicador;Indicator name;Unidad;Meta;Mide la meta
{CODE};ec0901_boards;1;Juntas que publican;Boards that publish;cantidad;40;sí
{CODE};ec0901_visits;2;Visitas al sitio;Visits to the site;cantidad;500;
"""
NARRATIVES = f"""\
Compromiso;Campo;Fecha;Rol;Redacción;Relato;Texto en inglés
{CODE};results;15-07-2024;Unidad de datos;oficial;Diez juntas publican.;Ten boards publish.
{CODE};results;20-12-2025;Unidad de datos;oficial;Treinta juntas publican.;Thirty boards publish.
CL0048;Próximos pasos;20-06-2018;Dirección;oficial;Evaluar las 15 regiones.;Assess the 15 regions.
"""
_OWN = "completion_own;cumplimiento;Cumplimiento propio;Own completion;autoevaluación;2023"
VALUES = f"""\
Esquema;Asunto;Nombre del esquema;Scheme name;Quién evalúa;Rige desde;Valor;Orden;Etiqueta;\
Value name
{_OWN};under_way;1;En marcha;Under way
{_OWN};finished;2;Terminado;Finished
"""
PROGRESS = f"""\
Compromiso;Fecha;Tipo de avance;Hito;Indicador;Valor medido;Nota
{CODE};30-06-2025;hito cumplido;{STEP};;;Se publicaron las cuentas
{CODE};30-06-2025;medición;;ec0901_boards;31;Recuento de juntas
{CODE};30-06-2025;medición;;ec0901_visits;900;Recuento de visitas
CL0048;30-06-2018;hito cumplido;CL0048-1;;;Jornadas en todas las regiones
"""
DECISION = f"""\
Compromiso;Esquema;Valor;Quién evalúa;Fecha;Motivo
{CODE};completion_own;En marcha;autoevaluación;30-06-2025;Faltan las actas
"""
TEXTS = {
    "plan_nuevo.csv": PLAN,
    "hitos.csv": MILESTONES,
    "indicadores.csv": INDICATORS,
    "relatos.csv": NARRATIVES,
    "vocabulario.csv": VALUES,
    "avances_nuevos.csv": PROGRESS,
    "decision_nueva.csv": DECISION,
}


def deliver(folder: Path) -> None:
    """Write the commitment as a workbook under OGP's own headings, and the rest as CSV."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(OGP))
    sheet.append(list(OGP.values()))
    book.save(folder / "compromisos_ogp.xlsx")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
