"""A raw folder with a delivery of each kind: built, delivered again, corrected, compared."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from builds_for_tests import RAW, build_on
from delivered_files import fill_diagnosis, write_csv, write_xlsx

from pipelines import paths, serving, specs

TOTALS = "entregas/totales_2024.csv"
FILES: dict[str, tuple[str, list[list[str]]]] = {
    TOTALS: (
        "core_fiscalizacion__total_result",
        [
            ["Municipio", "Código", "Ronda", "Puntaje", "Versión"],
            ["Macul", "13118", "2024", "87,5", "publicado"],
            ["Macul", "13118", "2024", "90,5", "revisado"],
            ["Peñalolén", "13122", "2024", "91,25", "publicado"],
            ["Paine", "13404", "2024", "0", "publicado"],
            ["Calera", "05502", "2024", "s/i", "publicado"],
            ["Corporación Municipal de Macul", "", "2024", "55,5", "publicado"],
        ],
    ),
    "entregas/ancha_2018.csv": (
        "core_fiscalizacion__item_result",
        [
            ["Municipio", "Ronda", "Presupuesto", "Compras", "Total"],
            ["Chillán Viejo", "2018", "40,5", "60,5", "50,5"],
            ["Torres del Paine", "2018", "N/A", "70,5", "70,5"],
        ],
    ),
    "entregas/larga_2024.csv": (
        "core_fiscalizacion__item_result",
        [
            ["Municipio", "Ronda", "Materia", "Criterio", "Puntaje"],
            ["Macul", "2024", "Presupuesto", "disponibilidad", "80"],
            ["Macul", "2024", "Presupuesto", "actualización", "90"],
            ["Macul", "2024", "Compras", "disponibilidad", "95"],
        ],
    ),
    "entregas/pesos.csv": (
        "core_fiscalizacion__weight",
        [
            ["Método", "Versión pesos", "Materia", "Criterio", "Peso", "Carácter"],
            ["semi_automatic_2024", "1", "Presupuesto", "disponibilidad", "2", "ilustrativa"],
            ["semi_automatic_2024", "1", "Presupuesto", "actualización", "1", "ilustrativa"],
            ["semi_automatic_2024", "1", "Compras", "disponibilidad", "1", "ilustrativa"],
        ],
    ),
    "entregas/convenios.csv": (
        "core_convenios__signing",
        [
            ["Municipio", "Tipo", "Fecha de firma"],
            ["Macul", "MGTM", "29-05-2014"],
            ["Natales", "piloto", "14-06-2012"],
        ],
    ),
    "entregas/adopcion.csv": (
        "core_adopcion__stage_event",
        [
            ["Municipio", "País", "Herramienta", "Etapa", "Fecha"],
            ["Macul", "", "open_data", "iniciada", "12-04-2017"],
            ["Macul", "Chile", "", "asiste", "15-03-2017"],
            ["Toluca", "México", "open_data", "iniciada", "12-04-2021"],
            ["Villa de Ensayo", "Uruguay", "open_data", "iniciada", "12-04-2021"],
        ],
    ),
    "entregas/lista_uruguay.csv": (
        "core_territory__municipality",
        [
            ["País", "Código", "Municipio", "Departamento", "Población"],
            ["Uruguay", "0101", "Villa de Ensayo", "Norte", "4.500"],
        ],
    ),
    "entregas/autoevaluacion.csv": (
        "core_autoevaluacion__declared_state",
        [
            ["Municipio", "Ronda", "Materia", "Estado declarado"],
            ["Macul", "2024", "Presupuesto", "Publica información"],
        ],
    ),
    "entregas/observaciones.csv": (
        "core_observaciones__case",
        [
            ["Municipio", "Ronda", "Materia", "Fecha", "Descargo", "Resultado", "Antes", "Después"],
            ["Macul", "2024", "Presupuesto", "12-11-2024", "Revisar mayo", "acogida", "70", "80"],
        ],
    ),
    "entregas/plan.csv": (
        "core_plan__step",
        [
            ["Municipio", "País", "Modelo", "Herramienta", "Inicio", "Término"],
            ["Macul", "", "mgtm2_2016", "open_data", "01-03-2017", "30-06-2017"],
            ["Toluca", "México", "regional_2022", "Perfiles de cargo", "2027-03-01", "2027-05-31"],
        ],
    ),
    "entregas/avances.csv": (
        "core_ogp__progress",
        [
            ["Compromiso", "Fecha", "Tipo de avance", "Nota"],
            ["CL0054", "02-12-2019", "nota", "Taller regional"],
        ],
    ),
    "entregas/decisiones.csv": (
        "core_ogp__delivered_assessment",
        [
            ["Compromiso", "Esquema", "Valor", "Quién evalúa", "Fecha", "Motivo"],
            ["CL0048", "completion_2014_self", "Limitado", "autoevaluación", "31-07-2017", "x"],
        ],
    ),
    "entregas/auditoria.csv": (
        "core_publicacion__audit_row",
        [
            ["Archivo", "Institucion", "Codigo", "año_auditoria", "Enero", "Febrero"],
            ["TA_Marco_normativo", "Municipalidad de Macul", "MU161", "2024", "x", ""],
            ["TA_Marco_normativo", "Corporación Municipal de Macul", "CM161", "2024", "x", "x"],
        ],
    ),
}  # fmt: skip
QUARANTINED = {TOTALS: 1}
WORKBOOK, DAY = "entregas/diagnostico_macul.xlsx", date(2024, 3, 29)
UNREADABLE, STRANGE = "entregas/pagina.xls", "entregas/recetas.csv"
# Whatever the ending says, a file that somebody put there is read or refused by its content.
OTHER_ENDINGS = {
    "entregas/puntajes.json": ('[{"Municipio": "Macul", "Puntaje": 87.5}]', "unknown_format"),
    "entregas/puntajes.html": (
        "<html><body><table><tr><td>Macul</td></tr></table></body></html>",
        "html",
    ),
    "entregas/puntajes.mht": (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n<html></html>\n",
        "unknown_format",
    ),
    "entregas/puntajes.txt": (
        "Municipio     Ronda   Puntaje\nMacul         2024    87,5\nBuin          2024    66,0\n",
        "unknown_format",
    ),
    "entregas/informe.pdf": ("%PDF-1.7\n", "unknown_format"),
    "entregas/puntajes": ("Plato;Minutos\nCazuela;90\n", "unknown_kind"),
    "entregas/vacia.dat": ("", "empty_file"),
}
ENDLESS = "entregas/convenios_2014"
SET_ASIDE = ("entregas/LEEME.md", "entregas/Thumbs.db", "entregas/~$totales.xlsx")


def deliver(raw: Path, name: str, rows: list[list[str]]) -> None:
    """Put a delivery into a raw folder."""
    (raw / name).parent.mkdir(parents=True, exist_ok=True)
    write_csv(raw / name, rows)


@pytest.fixture(scope="module")
def delivered(built, tmp_path_factory) -> tuple[Path, Path, str]:
    """A raw folder with every kind, its folder of builds, and the id of its first build."""
    folder = tmp_path_factory.mktemp("deliveries")
    raw, out = folder / "raw", folder / "curated"
    shutil.copytree(RAW, raw)
    for name, (_, rows) in FILES.items():
        deliver(raw, name, rows)
    fill_diagnosis(raw / WORKBOOK, {"Municipio": "Macul", "Fecha": DAY, "Momento": "después"})
    (raw / UNREADABLE).write_text("<html><body><table></table></body></html>")
    deliver(raw, STRANGE, [["Plato", "Minutos"], ["Cazuela", "90"]])
    for name, (text, _) in OTHER_ENDINGS.items():
        (raw / name).write_text(text, encoding="utf-8")
    for name in SET_ASIDE:
        (raw / name).write_text("x")
    deliver(raw, ENDLESS, [["Municipio", "Tipo", "Fecha de firma"], ["Buin", "MGTM", "30-05-2014"]])
    return raw, out, build_on(raw, out, on=built, audited=True).build_id


@pytest.fixture
def again(built, delivered, tmp_path):
    """A copy of the raw folder to change, and a way to build it beside the first build."""
    raw = Path(shutil.copytree(delivered[0], tmp_path / "raw"))

    def make(demo: Path | None = None) -> serving.Build:
        made = build_on(raw, delivered[1], on=built, demo=demo)
        return serving.open(made.build_id, delivered[1])

    return raw, make


@pytest.fixture
def first(delivered) -> serving.Build:
    return serving.open(delivered[2], delivered[1])


def test_every_kind_lands_in_its_core_table(first):
    for name, (table, rows) in FILES.items():
        count = "select count(distinct source_row) as n, list(distinct origin::varchar) as origins "
        [row] = first.query(
            f"{count} from {table} where source_file = ?", [name]
        ).to_dict("records")  # fmt: skip
        assert row["n"] == len(rows) - 1 - QUARANTINED.get(name, 0), name
        assert list(row["origins"]) == ["delivered"], name


def test_nothing_is_lost(first):
    conserved = first.query(
        "select file, rows_delivered, rows_curated, rows_quarantined"
        " from core_quality__conservation where origin = 'delivered'"
    ).set_index("file")
    for name, (_, rows) in FILES.items():
        counts = conserved.loc[name]
        apart = QUARANTINED.get(name, 0)
        assert tuple(counts) == (len(rows) - 1, len(rows) - 1 - apart, apart), name
    quarantine = first.query(
        "select file, scope, row_number, cell, reason_code, raw_text from core_quality__quarantine"
        " where file like 'entregas/%' and scope = 'row'"
    ).to_dict("records")
    assert [(q["file"], q["row_number"], q["cell"], q["reason_code"]) for q in quarantine] == [
        (TOTALS, 7, "A7", "other_body")
    ]
    assert quarantine[0]["raw_text"] == "Corporación Municipal de Macul"


def test_refused_files_are_in_quarantine_as_files(first):
    refused = first.query(
        "select file, reason_code, row_number, reason_es, reason_en from core_quality__quarantine"
        " where scope = 'file' order by file"
    ).to_dict("records")
    expected = {UNREADABLE: "html", STRANGE: "unknown_kind"}
    expected |= {name: code for name, (_, code) in OTHER_ENDINGS.items()}
    assert {row["file"]: row["reason_code"] for row in refused} == expected
    assert all(row["file"] in row["reason_es"] and row["reason_en"] for row in refused)
    assert {entry["file"] for entry in first.manifest["refused"]} == set(expected)


def test_what_was_refused_is_said_by_status_too(first, faro):
    code, printed, warnings = faro("status", "--out", first.folder.parent)
    assert code == 0
    for name in OTHER_ENDINGS:
        assert f"Not taken in: {name}" in " ".join(f"{printed}{warnings}".split())


def test_a_table_under_a_name_without_ending_is_taken_in(first):
    signed = first.query("select cut from core_convenios__signing where source_file = ?", [ENDLESS])
    assert signed["cut"].tolist() == ["13402"]
    named = {entry["path"] for entry in first.manifest["inputs"]}
    assert ENDLESS in named and not named & set(SET_ASIDE)


def test_out_tables_answer_from_the_deliveries(first):
    def values(sql: str) -> list[tuple]:
        frame = first.query(sql).astype(object)
        return [tuple(row) for row in frame.where(frame.notna(), None).itertuples(index=False)]

    assert values(
        "select cut, revision, score_pct, score_state from out_fiscalizacion__municipality_round"
        f" where origin = 'delivered' and source_file = '{TOTALS}' order by cut, revision"
    ) == [
        ("05502", "as_published", None, "missing"),
        ("13118", "as_published", 87.5, "value"),
        ("13118", "as_revised", 90.5, "value"),
        ("13122", "as_published", 91.25, "value"),
        ("13404", "as_published", 0.0, "value"),
    ]
    assert values(
        "select score_pct, score_state from out_fiscalizacion__municipality_materia"
        " where cut = '13118' and materia_id = 'presupuesto' and round_id = 'r2024'"
    ) == [(pytest.approx((2 * 80 + 1 * 90) / 3), "value")]  # by the weights delivered
    assert values(
        "select score_state from out_fiscalizacion__municipality_materia"
        " where cut = '12402' and materia_id = 'presupuesto'"
    ) == [("not_applicable",)]
    assert values(
        "select delivered_pct, recomputed_pct from out_fiscalizacion__total_check"
        " where cut = '13118' and revision = 'as_published'"
    ) == [(87.5, 86.25)]
    assert values(
        "select month, is_published from out_publicacion__month_municipality"
        " where cut = '13118' and ta_file = 'TA_Marco_normativo' and year = 2024"
        " and month <= 3 order by month"
    ) == [(1, True), (2, False), (3, None)]  # the delivery goes before the compiled series
    assert values(
        "select sector, cut from core_publicacion__audit_row where organism_code = 'CM161'"
    ) == [("municipal_corporation", None)]
    for table in ("out_convenios__municipality", "out_adopcion__stage_municipality",
                  "out_autoevaluacion__gap", "out_observaciones__case"):  # fmt: skip
        assert ("13118",) in values(f"select distinct cut from {table}"), table


def test_the_workbook_of_a_diagnosis_is_built_with(first):
    [row] = first.query(
        "select municipality, after_date, after_pct, after_answered, after_asked, change_state, "
        "origin from out_diagnostico__score where part = 'total'"
    ).to_dict("records")
    assert (row["municipality"], row["after_date"].date()) == ("Macul", DAY)
    assert (row["after_answered"], row["after_asked"]) == (24, 24)
    assert row["after_pct"] == pytest.approx(100 / 3)  # level 1 of 3 in each of them
    assert (row["change_state"], row["origin"]) == ("only_after", "computed")
    rungs = first.query("select distinct process, maturity_level from out_diagnostico__maturity")
    assert sorted(rungs.itertuples(index=False, name=None)) == [("sai", 0), ("ta", 0)]


def test_a_month_without_its_column_is_unknown_not_unpublished(first):
    rows = first.query(
        "select month, publication_state from out_publicacion__calendar "
        "where cut = '13118' and year = 2024 and ta_file = 'TA_Marco_normativo' order by month"
    )
    states = rows["publication_state"].tolist()
    assert states[0] == "published"
    assert states[1] in ("not_published", "not_due")
    assert set(states[2:]) == {"unknown"}
    [known] = first.query(
        "select months_known from out_publicacion__municipality_file "
        "where cut = '13118' and ta_file = 'TA_Marco_normativo' and year = 2024"
    )["months_known"]
    assert known == 2


@pytest.mark.thorough
def test_a_delivery_under_the_same_name_makes_a_new_build_and_says_why(first, again, faro):
    raw, make = again
    rows = [list(row) for row in FILES[TOTALS][1]]
    rows[1][3] = "88,75"
    deliver(raw, TOTALS, rows)
    second = make()
    score = (
        "select score_pct from out_fiscalizacion__municipality_round"
        " where cut = '13118' and round_id = 'r2024' and revision = 'as_published'"
    )
    assert second.build_id != first.build_id
    assert list(second.query(score).score_pct) == [88.75]
    assert list(first.query(score).score_pct) == [87.5]
    root = first.folder.parent
    assert {entry["build_id"] for entry in serving.builds(root)} >= {
        first.build_id,
        second.build_id,
    }

    code, printed, _ = faro("diff", first.build_id, second.build_id, "--json", "--out", root)
    difference = json.loads(printed)
    assert (
        code == 0 and difference["files"] == {TOTALS: "changed"} and not difference["rules_changed"]
    )
    [change] = [
        entry
        for entry in difference["changes"]
        if entry["table"] == "out_fiscalizacion__municipality_round"
    ]
    assert "13118" in change["key"] and "r2024" in change["key"]
    assert (change["column"], change["before"], change["after"]) == ("score_pct", 87.5, 88.75)
    assert change["change"] == pytest.approx(1.25)
    assert change["cause"] == f"file: {TOTALS} (changed)"
    code, printed, _ = faro("builds", "--out", root)
    assert code == 0 and first.build_id in printed and second.build_id in printed


@pytest.mark.thorough
def test_a_revised_figure_is_put_down_to_its_observation(first, again, faro):
    raw, make = again
    rows = [list(row) for row in FILES[TOTALS][1]]
    rows[2][3] = "95,5"
    deliver(raw, TOTALS, rows)
    second = make()
    _, printed, _ = faro(
        "diff", first.build_id, second.build_id, "--json", "--out", first.folder.parent
    )
    causes = {
        entry["cause"]
        for entry in json.loads(printed)["changes"]
        if entry["table"] == "out_fiscalizacion__municipality_round"
    }
    assert causes == {"observation: 13118 r2024"}


@pytest.mark.thorough
def test_a_correction_is_applied_recorded_and_named_as_the_cause(
    first, again, faro, tmp_path, monkeypatch
):
    _, make = again
    skipped = shutil.ignore_patterns("__pycache__")
    package = Path(shutil.copytree(paths.PACKAGE, tmp_path / "pipelines", ignore=skipped))
    folder = package / paths.CORRECTIONS.relative_to(paths.PACKAGE)
    header = "source,row_key,column,old,new,reason_es,reason_en,evidence,date\n"
    row = "fiscalizacion_total,municipality=Macul;revision=publicado,score_pct,"
    row += '"87,5","87,75",Error de digitación,Typing error,Oficio 12,2026-11-21\n'
    (folder / "totales.csv").write_text(header + row, encoding="utf-8")
    monkeypatch.setattr(paths, "PACKAGE", package)
    monkeypatch.setattr(paths, "CORRECTIONS", folder)
    second = make()
    assert second.build_id != first.build_id
    [applied] = second.query(
        "select * from core_quality__correction where source = 'fiscalizacion_total'"
    ).to_dict("records")
    assert (applied["status"], applied["file"], applied["row_number"]) == ("applied", TOTALS, 2)
    _, printed, _ = faro(
        "diff", first.build_id, second.build_id, "--json", "--out", first.folder.parent
    )
    [change] = [
        entry
        for entry in json.loads(printed)["changes"]
        if entry["table"] == "out_fiscalizacion__municipality_round"
    ]
    assert (change["before"], change["after"]) == (87.5, 87.75)
    assert change["cause"].startswith("correction: ") and "«87,5» → «87,75»" in change["cause"]


@pytest.mark.thorough
def test_simulated_files_stand_in_only_for_families_without_a_real_one(again, tmp_path):
    raw, make = again
    demo = tmp_path / "demo"
    for name in ("convenios.csv", "convenios_2014"):  # a file is what it holds, whatever its ending
        (raw / "entregas" / name).unlink()
    signed = [["Municipio", "Tipo", "Fecha de firma"], ["Olivar", "mgtm", "02-02-2013"]]
    scored = [["Municipio", "Ronda", "Presupuesto"], ["Olivar", "2024", "9,5"]]
    deliver(demo, "convenios.csv", signed)
    deliver(demo, "ancha_2024.csv", scored)
    made = make(demo)
    signings = made.query("select cut, origin, source_file from core_convenios__signing")
    assert signings.to_dict("records") == [
        {"cut": "06111", "origin": "simulated", "source_file": "demo/convenios.csv"}
    ]
    items = made.query("select distinct origin from core_fiscalizacion__item_result")
    assert list(items.origin) == ["delivered"]
    assert "demo/ancha_2024.csv" not in set(
        made.query("select file from core_quality__conservation").file
    )
    assert made.manifest["simulated"] is True


@pytest.mark.thorough
def test_a_delivery_with_no_good_row_still_counts_for_its_family(again):
    raw, make = again
    name = "entregas/mas_convenios.xlsx"
    write_xlsx(
        raw / name, [["Municipio", "Tipo", "Fecha de firma"], ["Villa Nada", "mgtm", "ayer"]]
    )
    made = make()
    [row] = made.query(
        "select rows_delivered, rows_curated, rows_quarantined from core_quality__conservation"
        " where file = ?", [name],
    ).to_dict("records")  # fmt: skip
    assert row == {"rows_delivered": 1, "rows_curated": 0, "rows_quarantined": 1}
    assert specs.kinds()["convenio"].family == "convenio"
