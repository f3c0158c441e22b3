"""The files of a sample: the workbook comes back as a delivery, the note fits on one page."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pandas as pd
import pypdf
import pytest

from dashboard.routes import samples as sample_files
from exports.sample import note, sheets
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.ingest.checking import check_file
from pipelines.methods import sampling
from presentation.choices import sample as sample_asked
from presentation.choices.sample import Asking
from presentation.samples import drawn
from presentation.words import Text


@pytest.fixture(scope="module")
def build(built):
    return serving.open(root=built)


@pytest.fixture(scope="module")
def sample(build):
    return drawn.drawn(build, Asking().request())


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_workbook_is_filled_in_and_delivered_as_it_stands(build, sample, tmp_path, lang):
    t = Text(lang)
    body = sheets.xlsx_bytes(sample, t, note.lines(sample, t, build.build_id))
    book = openpyxl.load_workbook(BytesIO(body))
    page = book["Datos"]
    assert [cell.value for cell in page[1]] == list(sheets.HEADERS)
    for row in range(2, page.max_row + 1):
        page.cell(row, 6).value, page.cell(row, 7).value = "Nivel", row / 2
    path = tmp_path / "muestra.xlsx"
    book.save(path)
    report = check_file(path)
    assert (report.verdict, report.spec.id, report.accepted) == ("ok", "muestra", 38)
    assert report.findings == ()


def test_the_list_holds_every_unit_with_its_weight(build, sample):
    body = sample_files.content(build, "sample", "csv", Asking(), "es")
    rows = pd.read_csv(BytesIO(body), dtype={"code": str})
    assert len(rows) == 125
    own = rows[rows["status"] == "drawn"]
    assert own["code"].tolist() == sample.drawn["code"].tolist()
    assert own["weight"].sum() == pytest.approx(125)
    assert set(rows["design"]) == {sample.code}


@pytest.mark.parametrize("sample", [Asking(), Asking("CL", "30%", "size+region+rurality")])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_note_is_one_page_and_says_how_to_draw_again(build, sample, lang):
    try:
        body = sample_files.content(build, "note", "pdf", sample, lang)
    except FaroError as error:
        assert error.code == "stratum_empty"
        sample = Asking("CL", "60%", "size+region+rurality")
        body = sample_files.content(build, "note", "pdf", sample, lang)
    reader = pypdf.PdfReader(BytesIO(body))
    assert len(reader.pages) == 1
    words = " ".join(reader.pages[0].extract_text().split()).replace(" ", "")
    code = drawn.drawn(build, sample.request()).code
    assert code[:24].replace(" ", "") in words


def test_the_markdown_says_each_fact(build, sample):
    text = sample_files.content(build, "note", "md", Asking(), "es").decode()
    assert "38 municipios (30,4\u00a0%); se pidió 30\u00a0%, que se redondea hacia arriba" in text
    for fact in (sample.code, "2-7-13-16", "2012", "| 60.000 habitantes o más | 53 | 16 | 37 |"):
        assert fact in text
    counted = sample_files.content(build, "note", "md", Asking("CL", "38"), "en").decode()
    assert "38 municipalities (11.0%); 38 were asked for" in counted


@pytest.mark.parametrize("name", ["allocation", "balance"])
def test_the_charts_are_drawn_without_a_browser(build, name):
    svg = sample_files.content(build, name, "svg", Asking(), "es").decode()
    assert ("<svg" in svg and "Estado de México" in svg) or name == "balance"


def test_an_address_is_read_as_it_is_written():
    sample = Asking("CL", "20%", "region+rurality", "balanced", "7")
    assert sample_asked.read(sample.query()) == (sample, [])
    assert sample_asked.read({}) == (Asking(), [])
    wrong = {"country": "chile", "n": "-3", "strata": "azar", "allocation": "x", "seed": "1e9"}
    read, nonsense = sample_asked.read(wrong)
    assert read == Asking()
    assert len(nonsense) == len(wrong)


def answers(sample, codes, **more) -> pd.DataFrame:
    """Answers of some units, as ``core_muestra__answer`` has them."""
    rows = pd.DataFrame({"code": codes})
    fixed = {"country": "MX", "design": sample.code, "measure": "Nivel", "role": "drawn"}
    fixed |= {"value": 50.0, "value_state": "value", "origin": "delivered"}
    return rows.assign(**{**fixed, **more})


def test_a_unit_outside_the_sample_is_said_and_never_counted(build, sample):
    universe = build.table("core_territory__municipality")
    inside = sample.drawn["code"].tolist()
    placed = sampling.placed(universe, answers(sample, [*inside, "99999"]))
    assert placed["place"].value_counts().to_dict() == {"drawn": 38, "outside": 1}
    [whole] = (
        sampling.estimates(universe, placed).query("stratum_id == 'all'")[:1].to_dict("records")
    )
    assert (whole["answers"], whole["outside_count"], whole["estimate"]) == (38, 1, 50.0)
    with pytest.raises(FaroError, match="99999") as refused:
        sampling.refuse_outside(placed)
    assert refused.value.code == "outside_sample" and refused.value.es


def test_a_design_that_is_none_is_said(build, sample):
    universe = build.table("core_territory__municipality")
    placed = sampling.placed(universe, answers(sample, ["15106"], design="cualquiera"))
    assert placed["place"].tolist() == ["no_design"]
    assert sampling.estimates(universe, placed).empty
    with pytest.raises(FaroError) as refused:
        sampling.refuse_outside(placed)
    assert refused.value.code == "no_design"


def test_a_stratum_without_answers_is_named(build, sample):
    universe = build.table("core_territory__municipality")
    codes = sample.drawn[sample.drawn["stratum_id"] != "population_small"]["code"].tolist()
    rows = sampling.estimates(universe, sampling.placed(universe, answers(sample, codes)))
    row = rows[rows["stratum_id"] == "all"].iloc[0]
    assert (row["state"], row["estimate"]) == ("stratum_empty", None) or pd.isna(row["estimate"])
    assert row["strata_es"] == "menos de 10.000 habitantes"


def test_the_simulated_sample_is_the_one_that_anybody_draws(demo_built):
    build = serving.open(root=demo_built)
    rows = build.table("out_muestra__estimate")
    assert set(rows["design"]) == {"MX.size.proportional.2-7-13-16.2012.6f404aea"}
    assert set(rows["origin"]) == {"simulated"}
    whole = rows[(rows["stratum_id"] == "all") & (rows["statistic"] == "mean")].iloc[0]
    assert (whole["answers"], whole["universe"]) == (38, 125)
    assert 0 < whole["freedom"] <= 34
    assert whole["low"] < whole["estimate"] < whole["high"]
    assert whole["replaced_count"] == 2
    small = rows[rows["stratum_id"] == "population_small"]
    assert set(small["state"]) == {"too_few"} and small["estimate"].isna().all()


def test_the_command_draws_writes_and_estimates(faro, served, tmp_path):
    code, printed, _ = faro(
        "sample", "draw", "--out", tmp_path, "--format", "xlsx", "--format", "md"
    )
    design, workbook, written = printed.split()
    assert (code, design) == (0, "MX.size.proportional.2-7-13-16.2012.6f404aea")
    assert (tmp_path / written).read_text(encoding="utf-8").startswith("# Muestra de 38 de 125")
    book = openpyxl.load_workbook(workbook)
    for row in range(2, 40):
        book["Datos"].cell(row, 7).value = row % 2
    book.save(workbook)
    code, printed, _ = faro("sample", "estimate", workbook, "--lang", "en")
    assert code == 0
    assert (
        "valor · MX.size" in printed and "Universe: " in printed and "2 answers: no mean" in printed
    )
    book["Datos"].cell(2, 2).value, book["Datos"].cell(2, 3).value = "15106", "Toluca"
    book["Datos"].cell(2, 4).value = "MX.size.proportional.2-7-13-16.2012.00000000"
    book.save(workbook)
    code, _, refusal = faro("sample", "estimate", workbook)
    assert code == 1 and "no es una muestra de estos municipios" in refusal


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        (("--size", "126"), "no cabe en un universo de 125"),
        (("--size", "3", "--lang", "en"), "leaves some of the 4 strata empty"),
        (("--strata", "altura"), "no es una variable para estratificar"),
        (("--allocation", "neyman"), "Neyman necesita la dispersión"),
    ],
)
def test_the_command_refuses_in_one_sentence(faro, served, tmp_path, words, remark):
    code, _, error = faro("sample", "draw", "--out", tmp_path, *words)
    assert code == 1 and remark in " ".join(error.split())
    assert list(tmp_path.iterdir()) == []


def test_neyman_takes_a_declared_spread(faro, served, tmp_path):
    path = tmp_path / "spread.csv"
    names = ("small", "medium", "large", "very_large")
    lines = [f"population_{name};{value}" for name, value in zip(names, (1, 2, 3, 9), strict=True)]
    path.write_text("stratum;spread\n" + "\n".join(lines), encoding="utf-8")
    faro_words = ("sample", "draw", "--out", tmp_path, "--allocation", "neyman", "--spread", path)
    code, printed, _ = faro(*faro_words, "--format", "md")
    assert code == 0 and printed.startswith("MX.size.neyman.")
    counts = [int(count) for count in printed.split(".")[3].split("-")]
    assert sum(counts) == 38 and counts[3] > 25
