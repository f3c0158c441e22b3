"""A file is dropped in a real browser, its annotated copy is taken away, and it is handed in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from browser_for_tests import SIZES, fits, opened, taken
from builds_for_tests import RAW
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
UGLY = "Municipio;Tipo de convenio;Fecha de firma\nMacul;MGTM;27-02-2013\nMacull;MGTM;=1+1\n"
WORDS = {"es": ("Elegir un archivo", "1 de 2 filas"), "en": ("Choose a file", "1 of 2 rows")}


@pytest.fixture
def ugly(tmp_path) -> Path:
    path = tmp_path / "feo.csv"
    path.write_text(UGLY, encoding="utf-8")
    return path


def drop(page, path: Path) -> None:
    page.set_input_files("input[type=file]", path)
    page.wait_for_selector(".faro-verdict")


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", WORDS)
def test_a_file_is_checked_and_its_annotated_copy_downloads(
    site, browser, ugly, tmp_path, lang, size
):
    with opened(
        browser, f"{site}/entregas?lang={lang}", size=size, theme="dark", accept_downloads=True
    ) as page:
        choose, verdict = WORDS[lang]
        page.locator("button", has_text=choose).wait_for()
        drop(page, ugly)
        expect(page.locator(".faro-verdict h2")).to_contain_text(verdict)
        fits(page, SIZES[size][0])
        copy = tmp_path / "copy.xlsx"
        taken(page, page.locator(".st-key-annotated button")).save_as(copy)
        sheet = openpyxl.load_workbook(copy).worksheets[0]
        assert sheet["A3"].comment is not None
        assert sheet["C3"].data_type != "f"
        with page.expect_download() as download:
            page.click(".st-key-card_guide .faro-downloads a")
        assert download.value.suggested_filename.startswith("plantilla_")


@pytest.mark.thorough
def test_a_file_over_the_limit_is_refused_in_the_language_of_the_page(site, browser, tmp_path):
    big = tmp_path / "grande.csv"
    big.write_bytes(b"x" * 26 * 1024 * 1024)
    with opened(browser, f"{site}/entregas") as page:
        page.set_input_files("input[type=file]", big)
        page.get_by_text("Pesa más de 25 MB").wait_for()
        expect(page.locator(".faro-verdict")).to_have_count(0)


@pytest.mark.thorough
def test_an_accepted_file_becomes_an_edition(browser, built, serve, ugly, tmp_path):
    shutil.copytree(RAW, tmp_path / "raw")
    shutil.copytree(built, tmp_path / "curated")
    environment = {
        **os.environ,
        "FARO_RAW": str(tmp_path / "raw"),
        "FARO_CURATED": str(tmp_path / "curated"),
        "FARO_ALLOW_WRITES": "1",
    }
    with (
        serve(environment, tmp_path / "server.log") as site,
        opened(browser, f"{site}/entregas") as page,
    ):
        drop(page, ugly)
        page.click(".st-key-accept button")
        page.wait_for_selector("[data-testid=stProgress]")
        expect(page.locator(".st-key-accept")).to_have_count(0)  # and the build goes on:
        expect(page.locator("[data-testid=stProgress]")).to_be_visible()
        page.get_by_text("Listo.").wait_for(timeout=600_000)  # a whole build
        expect(page.locator(".st-key-accept")).to_have_count(0)
        page.click(".st-key-card_verdict [data-testid=stPageLink] a")
        page.get_by_text("deliveries/convenio/feo.csv").first.wait_for()
    assert (tmp_path / "raw" / "deliveries" / "convenio" / "feo.csv").read_text() == UGLY
