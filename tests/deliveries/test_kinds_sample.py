"""Answers of a sample as delivered: only those of a design, and of its own country."""

from __future__ import annotations

from delivered_files import accepted, quarantined, write_csv

DESIGN = "MX.size.proportional.2-7-13-16.2012.6f404aea"
HEAD = ["Municipio", "Código", "País", "Código del diseño", "Papel", "Medida", "Valor"]


def test_answers_of_a_sample(tmp_path, taken):
    rows = [
        HEAD,
        ["Toluca", "15106", "MX", DESIGN, "titular", "nivel", "62,5"],
        ["Otzoloapan", "15066", "MX", "la muestra de siempre", "titular", "nivel", "41"],
        ["Macul", "13118", "CL", DESIGN, "titular", "nivel", "50"],
        ["Macul", "13118", "CL", "CL.region+size.neyman.2-3.7.0123abcd", "", "nivel", "50"],
    ]
    parts = taken(write_csv(tmp_path / "muestra.csv", rows), "muestra")
    assert quarantined(parts) == [
        (3, "D3", "design_unreadable"),
        (4, "C4", "answer_of_another_country"),
    ]
    assert [row[0] for row in accepted(parts, "code")] == ["15106", "13118"]
