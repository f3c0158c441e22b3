"""Access requests as delivered: dates and outcomes enter, people and texts stay at the door."""

from __future__ import annotations

from datetime import date

from delivered_files import accepted, quarantined, write_csv

HEAD = ["Comuna", "CUT", "Folio", "Canal", "Fecha ingreso", "Fecha respuesta", "Resultado"]
ASKED = "Copia de todos los contratos de aseo"


def test_a_log_leaves_people_and_texts_at_the_door(tmp_path, taken):
    rows = [
        [*HEAD, "Solicitante", "Texto de la solicitud", "Correo", "Columna cualquiera"],
        ["Macul", "13118", "MU1T1", "Oficina de partes", "04-03-2024", "28-03-2024", "Entregada",
         "Juana Pérez", ASKED, "juana@example.cl", "algo que nadie pidió"],
    ]  # fmt: skip
    parts = taken(write_csv(tmp_path / "log.csv", rows), "solicitud")
    assert quarantined(parts) == []
    everything = str([(p.raw.to_pylist(), p.accepted.to_pylist(), p.problems) for p in parts])
    for private in ("Juana", ASKED, "juana@example.cl", "algo que nadie"):
        assert private not in everything
    names = ("municipality_code", "request_id", "channel_id", "received", "answered", "outcome")
    assert accepted(parts, *names) == [
        ("13118", "MU1T1", "records_office", date(2024, 3, 4), date(2024, 3, 28), "granted")
    ]


def test_a_log_that_cannot_be(tmp_path, taken):
    rows = [
        HEAD,
        ["Macul", "13118", "A1", "portal", "28-03-2024", "04-03-2024", "entregada"],
        ["Macul", "13118", "A2", "portal", "04-03-2024", "", "entregada"],
        ["Macul", "13118", "A3", "portal", "04-03-2024", "08-03-2024", ""],
        ["Macul", "13118", "A4", "paloma mensajera", "04-03-2024", "", ""],
    ]
    parts = taken(write_csv(tmp_path / "log.csv", rows), "solicitud")
    assert {(row, code) for row, _, code in quarantined(parts)} == {
        (2, "answered_before_received"),
        (3, "outcome_without_answer"),
        (4, "outcome_without_answer"),
        (5, "not_a_choice"),
    }


def test_months_appeals_and_ratings_that_hold_and_that_cannot(tmp_path, taken):
    head = ["Comuna", "CUT", "Año", "Mes", "Recibidas", "Respondidas", "Respondidas en plazo"]
    rows = [head, ["Macul", "13118", "2024", "marzo", "9", "8", "8"],
            ["Macul", "13118", "2024", "abril", "9", "8", "9"]]  # fmt: skip
    parts = taken(write_csv(tmp_path / "meses.csv", rows), "solicitud_mes")
    assert quarantined(parts) == [(3, "G3", "part_over_whole")]
    head = ["Comuna", "CUT", "Rol", "Fecha amparo", "Causal", "Resultado amparo", "Fecha decisión"]
    rows = [head, ["Macul", "13118", "C1-24", "01-04-2024", "Denegación", "SARC", "01-06-2024"],
            ["Macul", "13118", "C2-24", "01-04-2024", "sin respuesta", "acogido", ""]]  # fmt: skip
    parts = taken(write_csv(tmp_path / "amparos.csv", rows), "amparo")
    assert quarantined(parts) == [(3, "F3", "result_without_date")]
    assert accepted(parts, "case_id", "ground", "result") == [("C1-24", "refusal", "sarc")]
    head = ["Comuna", "CUT", "Año", "Mes", "Encuestas", "Satisfechas"]
    rows = [head, ["Macul", "13118", "2024", "3", "5", "6"]]
    parts = taken(write_csv(tmp_path / "encuestas.csv", rows), "satisfaccion")
    assert quarantined(parts) == [(2, "F2", "part_over_whole")]
