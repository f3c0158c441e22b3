"""Charts of access requests: labels that fit a phone, whatever their months are."""

from __future__ import annotations

import pandas as pd
import pytest

from presentation.charts import requests
from presentation.panels import solicitudes
from presentation.words import LANGUAGES, Text


def months(first: str, n: int) -> pd.DataFrame:
    days = pd.date_range(first, periods=n, freq="MS")
    return pd.DataFrame(
        {
            "country": "CL",
            "code": "13101",
            "municipality": "Santiago",
            "year": days.year,
            "month": days.month,
            "closed_count": 10,
            "in_time_count": 8,
            "origin": "delivered",
        }
    )


@pytest.mark.parametrize(
    ("first", "n", "shown"),
    [
        ("2023-01-01", 25, ["ene 2023", "ene 2024", "ene 2025"]),
        ("2024-03-01", 3, ["mar 2024", "abr 2024", "may 2024"]),
        ("2000-01-01", 240, ["ene 2000", "ene 2004", "ene 2008", "ene 2012", "ene 2016"]),
    ],
)
def test_few_months_are_written_and_of_years_their_first(first, n, shown):
    made = requests.months(months(first, n), t=Text("es"))
    assert list(made.figure.layout.xaxis.ticktext) == shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_stage_is_labelled_with_two_numbers_that_its_subtitle_explains(lang):
    rows = pd.DataFrame(
        {
            "scope_id": "CL",
            "stage_order": [1],
            "stage_es": "Respuesta",
            "stage_en": "Answer",
            "median_days": [10.0],
            "slow_days": [16.0],
            "origin": "delivered",
        }
    )
    t = Text(lang)
    made = requests.stages(rows, t=t)
    [label] = [note.text for note in made.figure.layout.annotations]
    assert label == f"<b>{t.number(10, 1)}</b> · {t.number(16, 1)}"
    assert {"es": "segundo", "en": "second"}[lang] in made.subtitle
    assert t("chart.request_stages.label", days=t.number(10, 1), slow=t.number(16, 1)) in made.alt


@pytest.mark.parametrize(
    ("upheld", "sarc", "sentence"),
    [
        (1, 2, "5 amparos: 1 acogido en todo o en parte, 2 cerrados por SARC"),
        (3, 1, "6 amparos: 3 acogidos en todo o en parte, 1 cerrado por SARC"),
    ],
)
def test_each_count_of_appeals_agrees_with_its_own_number(upheld, sarc, sentence):
    counts = pd.DataFrame({"upheld": [upheld], "partly_upheld": 0, "sarc": sarc, "rejected": 2})
    assert solicitudes.appeals(counts, Text("es")) == sentence
