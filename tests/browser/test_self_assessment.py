"""A self-assessment in a real browser: answered by hand, kept over a reload, brought by a file."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from browser_for_tests import opened, pick, whole
from builds_for_tests import RAW
from playwright.sync_api import expect
from worked_2025_for_tests import CASES, fill_in

from pipelines import specs
from pipelines.ingest.checking import rows_of, self_assessment_bytes
from pipelines.ingest.reference import Reference

pytestmark = pytest.mark.browser


@pytest.mark.thorough
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_answers_given_by_hand_survive_a_reload(site, browser, size):
    with opened(browser, f"{site}/autoevaluacion?materia=tramites", size=size) as page:
        pick(page, page.locator(".st-key-sa_tramites_2_scenario input"), "Está")
        for name in ("available", "current", "complete"):
            page.locator(f".st-key-sa_tramites_2_{name}").get_by_text("sí", exact=True).click()
        box = page.locator(".st-key-sa_tramites_2_met input")
        box.fill("1")
        box.press("Enter")
        expect(page.locator("h1")).to_contain_text("87,5")  # 0.75 + 0.25 × 1/2
        whole(page)  # the address says it once the page is whole
        page.reload()
        whole(page)
        expect(page.locator("h1")).to_contain_text("87,5")
        expect(box).to_have_value("1")


@pytest.mark.thorough
def test_a_workbook_is_opened_and_shows_its_score(site, browser, tmp_path):
    kind, case = specs.kinds()["autoevaluacion_2025"], CASES[1]
    made = self_assessment_bytes(rows_of(Reference(RAW)), kind, "es")
    book = openpyxl.load_workbook(BytesIO(made))
    fill_in(book, case, "Macul", date(2025, 5, 15))
    path = tmp_path / "libro.xlsx"
    book.save(path)
    with opened(browser, f"{site}/autoevaluacion") as page:
        page.locator(".st-key-filled input[type=file]").set_input_files(path)
        expect(page.locator("h1")).to_contain_text("Macul obtiene 65,6")
