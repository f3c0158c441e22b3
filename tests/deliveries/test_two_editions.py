"""Two editions delivered one after the other: each moves the page by what it brought."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from builds_for_tests import RAW, build_on
from delivered_files import write_csv

from pipelines import serving
from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.panels import audit_editions, own_record, punctuality
from presentation.words import Text

HEAD = ["Archivo", "Institucion", "Última Actualización", "Enero", "Codigo", "año_auditoria"]
FILES = ("TA_PersonalPlanta", "TA_Otras_compras")


def audited() -> pd.DataFrame:
    """Return six municipalities of the frozen series, by their codes."""
    comunas = pd.read_csv(RAW / "territory" / "comunas.csv", dtype=str)
    months = pd.read_csv(RAW / "publicacion" / "months.csv", dtype=str)
    known = comunas[comunas["cplt_code"].isin(months["organism_code"])]
    return known.sort_values("cut_code").head(6)


def deliver(raw: Path, day: str, updated: dict[str, str]) -> None:
    """Write an edition: January is marked where it was updated."""
    rows = [
        [file, f"Municipalidad de {row.comuna}", updated.get(row.cplt_code, ""),
         "x" if row.cplt_code in updated else "", row.cplt_code, "2025"]
        for row in audited().itertuples()
        for file in FILES
    ]  # fmt: skip
    write_csv(raw / "entregas" / f"Consolidado_{day}.csv", [HEAD, *rows])


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> Iterator[list[serving.Build]]:
    """Return a build after each of two editions: of six, four came on time, one late, one went."""
    base = tmp_path_factory.mktemp("editions")
    raw, curated = base / "raw", base / "curated"
    shutil.copytree(RAW, raw)
    (raw / "entregas").mkdir()
    codes = audited()["cplt_code"].tolist()
    came = dict.fromkeys(codes[:2], "2025/02/05")
    first = came | {codes[5]: "2025/02/04"}
    second = came | dict.fromkeys(codes[2:4], "2025/02/13") | {codes[4]: "2025/02/19"}
    opened = []
    for day, updated in (("2025-02-08", first), ("2025-02-22", second)):
        deliver(raw, day, updated)
        build_on(raw, curated)
        opened.append(serving.open(root=curated))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARO_CURATED", str(curated))
        yield opened


def january(build: serving.Build) -> pd.DataFrame:
    rows = build.table("out_publicacion__punctuality", {"year": 2025, "month": 1})
    return rows[rows["ta_file"].isin(FILES)]


@pytest.mark.thorough
def test_the_second_edition_says_when_the_months_came(builds):
    before, after = (january(build) for build in builds)
    assert not before["is_watched"].any() and after["is_watched"].all()
    states = after["punctuality_state"].value_counts().to_dict()
    assert states == {"on_time": 8, "late": 2, "not_seen": 2}
    late = after[after["punctuality_state"] == "late"]
    assert set(late["earliest_on"].astype(str)) == {"2025-02-19"}
    # What the editions delivered alone show does not cite the compiled series.
    assert after["source_ids"].isna().all()
    own = builds[-1].table("out_publicacion__calendar")
    assert own.groupby("year")["source_ids"].agg(lambda given: set(given.dropna())).to_dict() == {
        **{year: {"S070"} for year in (2022, 2023, 2024)},
        2025: set(),
    }
    arrivals = [
        build.query("select count(*) as n from out_publicacion__arrival where year = 2025")["n"][0]
        for build in builds
    ]
    assert arrivals == [0, 6]


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_page_moves_with_it(builds, lang):
    t = Text(lang)
    kpis = [punctuality.kpis(PageContext(build=build, t=t)) for build in builds]
    values = [[card.value for card in row] for row in kpis]
    # Six months arrived, of fewer municipalities than a median is shown of.
    assert values[0] != values[1] and values[1][-1] == t.number(6)
    assert ["(" in row[-1].detail for row in kpis] == [True, False]
    assert kpis[1][0].origin == "computed"
    listed = [
        unescape(str(audit_editions.editions(PageContext(build=build, t=t), "")))
        for build in builds
    ]
    counts = [
        build.query(
            "select count(*) as n, count(*) filter (where edition_state = 'used') as used "
            "from out_publicacion__edition"
        ).iloc[0]
        for build in builds
    ]
    assert counts[1]["used"] == counts[0]["used"] + 1
    for list_of_editions, count in zip(listed, counts, strict=True):
        title = t(
            "puntual.editions_title",
            n=t.number(count["n"]),
            used=t.number(count["used"]),
            out=t.number(count["n"] - count["used"]),
        )
        assert title in list_of_editions


@pytest.mark.thorough
def test_a_month_that_is_gone_again_is_listed_and_said_in_its_cell(builds):
    t = Text("es")
    before, after = (PageContext(build=build, t=t) for build in builds)
    assert audit_editions.gone(before, ALL).rows.empty
    rows = audit_editions.gone(after, ALL).rows
    gone = audited()["cut_code"].iloc[-1]
    assert set(rows["ta_file"]) == set(FILES) and set(rows["cut"]) == {gone}
    assert set(rows["is_back"]) == {t("word.no")} and set(rows["gone_count"]) == {1}
    text = unescape(str(own_record.own(after, gone, "municipio")))
    assert t.count("puntual.gone", 1) in text
