"""What CL0048 promised, counted from delivered adoption as Cobertura counts it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from builds_for_tests import RAW, build_on

from pipelines import serving
from presentation.desk.at_a_date import read

CODES = ("13101", "13118", "13119", "13122", "15201")
HEAD = "Municipio;Código;Herramienta;Etapa;Fecha\n"
STARTED = "".join(f";{cut};open_data;iniciada;0{n}-03-2018\n" for n, cut in enumerate(CODES, 1))
ALSO = ";13101;early_resolution;iniciada;09-03-2018\n;13101;regional_policy;iniciada;01-01-2018\n"
BY_HAND = """\
Compromiso;Fecha;Tipo de avance;Hito;Indicador;Valor medido;Nota
CL0048;02-03-2018;medición;;cl0048_started;{early};Recuento
CL0048;20-03-2018;medición;;cl0048_started;{late};Recuento
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a build with these deliveries of a folder, made once each."""
    held: dict[str, serving.Build] = {}

    def make(name: str, files: dict[str, str], **more: Path) -> serving.Build:
        if name not in held:
            base = tmp_path_factory.mktemp(name)
            shutil.copytree(RAW, base / "raw")
            (base / "raw" / "entregas").mkdir()
            for file, text in files.items():
                (base / "raw" / "entregas" / file).write_text(text, encoding="utf-8")
            build_on(base / "raw", base / "curated", **more)
            held[name] = serving.open(root=base / "curated")
        return held[name]

    return make


def latest(build: serving.Build, day: date) -> tuple[float, str, str]:
    row = read(build, "CL0048", day).indicators["cl0048_started"].latest
    return row["value"], row["origin"], row["metric_id"]


@pytest.mark.thorough
def test_delivered_starts_reach_the_target_indicator(made):
    build = made("starts", {"adopcion.csv": HEAD + STARTED + ALSO})
    [funnel] = build.metric("adoption_stage_municipalities", where={"stage": "started"})["value"]
    assert funnel == len(CODES)
    assert latest(build, date(2018, 6, 30)) == (
        len(CODES),
        "computed",
        "stage_municipalities_by_day",
    )
    assert latest(build, date(2018, 3, 3))[0] == 3
    own = read(build, "CL0048", date(2018, 6, 30)).indicators["cl0048_started"]
    assert own.is_reached is False, "judged: the metric measures what was promised"


@pytest.mark.thorough
def test_what_is_measured_by_hand_counts_where_it_knows_of_more(made):
    files = {"adopcion.csv": HEAD + STARTED, "avances.csv": BY_HAND.format(early=1, late=40)}
    build = made("by_hand", files)
    assert latest(build, date(2018, 3, 2))[::2] == (2, "stage_municipalities_by_day")
    assert latest(build, date(2018, 6, 30))[::2] == (40, "ogp_measurement")


@pytest.mark.thorough
def test_a_count_under_what_was_measured_gives_way(made):
    files = {"adopcion.csv": HEAD + STARTED, "avances.csv": BY_HAND.format(early=4, late=5)}
    build = made("under", files)
    assert latest(build, date(2018, 3, 3))[::2] == (4, "ogp_measurement")
    assert latest(build, date(2018, 3, 5))[::2] == (5, "stage_municipalities_by_day")


def test_simulated_starts_keep_their_mark(demo_built):
    build, day = serving.open(root=demo_built), date(2018, 6, 30)
    own = read(build, "CL0048", day, simulated=True).indicators["cl0048_started"]
    assert "stage_municipalities_by_day" in {row["metric_id"] for row in own.values}
    assert {row["origin"] for row in own.values} == {"simulated"}
    assert own.is_simulated and own.is_reached is None
    assert read(build, "CL0048", day).indicators["cl0048_started"].latest is None


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "files", "value"),
    [
        ("real_starts", {"adopcion.csv": HEAD + STARTED}, len(CODES)),
        ("real_measures", {"avances.csv": BY_HAND.format(early=4, late=5)}, 5),
    ],
)
def test_what_is_real_stands_beside_a_simulated_panel(made, demo_built, name, files, value):
    build = made(name, files, demo=demo_built.parent / "panel")
    own = read(build, "CL0048", date(2018, 6, 30), simulated=True).indicators["cl0048_started"]
    assert (own.latest["value"], own.is_simulated) == (value, False)
    assert "simulated" not in {row["origin"] for row in own.values}
    assert own.is_reached is False
