"""A day of what was done is never one to come, as it is in Chile: each cell is told once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builds_for_tests import RAW
from delivered_files import write_csv

from pipelines import clock, specs
from pipelines.ingest.checking import check_file

TODAY = date(2026, 11, 30)
DATED = [
    (kind, name)
    for kind in specs.kinds().values()
    for name, column in kind.columns.items()
    if column.has_come
]
MONTHS = [kind for kind, name in DATED if kind.columns[name].type == "month"]
DATED = [(kind, name) for kind, name in DATED if kind.columns[name].type != "month"]


def codes(kind, name: str, day: date, folder, **others: str) -> list[str]:
    """Return what is said of a cell that holds a day, in the first example row of its kind."""
    heads = [name for name, spec in kind.columns.items() if spec.headers]
    row = {**kind.examples[0], name: f"{day:%d-%m-%Y}", **others}
    rows = [
        [kind.columns[name].headers[0] for name in heads],
        [row.get(name, "") for name in heads],
    ]
    report = check_file(write_csv(folder / "entrega.csv", rows), kind=kind.id, raw=RAW)
    return [
        finding.code
        for finding in report.findings
        if finding.column == name and finding.scope == "row"
    ]


@pytest.mark.few(8)
@pytest.mark.parametrize(("kind", "name"), DATED, ids=[f"{kind.id}-{name}" for kind, name in DATED])
def test_a_day_to_come_is_refused_until_it_has_come(kind, name, tmp_path, monkeypatch):
    day = TODAY + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    assert codes(kind, name, day, tmp_path) == ["day_to_come"]
    assert "day_to_come" not in codes(kind, name, TODAY, tmp_path)
    monkeypatch.setattr(clock, "today", lambda: day)
    assert "day_to_come" not in codes(kind, name, day, tmp_path)


@pytest.mark.parametrize("kind", MONTHS, ids=[kind.id for kind in MONTHS])
def test_a_month_to_come_is_refused_until_it_has_begun(kind, tmp_path, monkeypatch):
    def reasons(year: int, month: str) -> list[str]:
        return codes(kind, "month", TODAY, tmp_path, month=month, year=str(year))

    monkeypatch.setattr(clock, "today", lambda: TODAY)
    assert reasons(2026, "diciembre") == reasons(2027, "enero") == ["month_to_come"]
    assert "month_to_come" not in reasons(2026, "noviembre") + reasons(2025, "diciembre")
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 1))
    assert "month_to_come" not in reasons(2027, "1") + reasons(2026, "12")


def test_registers_of_what_was_done_ask_for_days_that_have_come():
    """Plans and terms may be of days to come: they are not among them."""
    kinds = {kind.id for kind, _ in DATED}
    assert {"autoevaluacion", "autoevaluacion_2025", "actividad", "solicitud", "amparo"} <= kinds
    assert {"convenio", "adopcion", "adhesion", "proceso", "avance", "evaluacion"} <= kinds
    assert kinds.isdisjoint({"plan", "plan_ogp", "hito", "compromiso"})
    assert [name for kind, name in DATED if kind.id == "plan_local"] == ["done_date"]
