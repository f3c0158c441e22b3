"""The commitments, their schemes, indicators and rules, as data and as deliveries change them."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from builds_for_tests import RAW
from desk_for_tests import ENTRIES, people_in

from pipelines import specs
from presentation.charts.ogp_cycles import at
from presentation.desk.milestone import state


def test_the_catalogue_is_the_62_commitments_of_four_cycles(published):
    rows = published.table("out_ogp__commitment")
    assert rows["commitment_id"].tolist() == [f"CL{n:04d}" for n in range(1, 63)]
    assert rows.groupby("cycle").size().to_dict() == {2012: 19, 2014: 12, 2016: 19, 2018: 12}
    assert rows[["title_es", "title_en", "area_es", "area_en"]].notna().all(axis=None)
    starred = rows.set_index("commitment_id")["starred"].dropna().to_dict()
    assert starred == {
        **dict.fromkeys(("CL0015", "CL0020", "CL0031"), "yes"),
        **dict.fromkeys(("CL0046", "CL0048"), "no"),
        "CL0054": "pending",
    }
    assert set(rows["title_es_basis"]) == {"official", "translation"}


def test_the_four_municipal_commitments_have_a_full_record(published):
    rows = published.table("out_ogp__commitment", {"is_municipal": True})
    texts = published.table("core_ogp__text").groupby("commitment_id")["field_id"].agg(set)
    assert rows["commitment_id"].tolist() == ["CL0020", "CL0046", "CL0048", "CL0054"]
    for code in rows["commitment_id"]:
        assert {"lead", "problem", "objective", "description", "results"} <= texts[code]
    steps = published.table("out_ogp__milestone", {"commitment_id": "CL0054"})
    assert [(str(s.date()), str(e.date())) for s, e in zip(steps["start_date"], steps["end_date"],
                                                          strict=True)] == [
        ("2018-12-01", "2019-04-30"),
        ("2019-05-01", "2019-10-30"),
        ("2019-05-01", "2020-03-31"),
        ("2019-05-01", "2020-07-31"),
        ("2020-07-31", "2020-08-31"),
    ]  # fmt: skip


def test_the_figures_of_the_template_of_2017(published):
    values = published.table("out_ogp__indicator_value", {"commitment_id": "CL0048"})
    figures = values.set_index("indicator_id")
    assert figures["value"].round(4).to_dict() == {
        "cl0048_attended": 230,
        "cl0048_signed": 174,
        "cl0048_counterpart": 115,
        "cl0048_counterpart_share": 33.3333,
        "cl0048_regions": 12,
    }
    assert set(figures["source_ids"]) == {"S002"}
    target = published.table("out_ogp__indicator", {"indicator_id": "cl0048_started"}).iloc[0]
    assert (target["target_pct"], target["target_value"], target["universe"]) == (20, 69, 345)


@pytest.mark.parametrize("which", ["published", "simulated", "delivered"])
def test_every_value_of_an_indicator_is_the_one_of_its_metric(which, request):
    build = request.getfixturevalue(which)
    rows = build.table("out_ogp__indicator_value")
    assert set(build.table("out_ogp__indicator")["metric_id"]) <= set(specs.metrics())
    for row in rows.to_dict("records"):
        [value] = build.metric(row["metric_id"], where=json.loads(row["metric_where"]))["value"]
        assert value == row["value"] or (pd.isna(value) and pd.isna(row["value"])), row


def test_two_vocabularies_live_side_by_side_and_no_value_crosses(published):
    schemes = published.table("core_ogp__scheme").set_index("scheme_id")
    values = published.table("core_ogp__scheme_value")
    old = values[values["scheme_id"] == "completion_2014_self"].sort_values("value_order")
    new = values[values["scheme_id"] == "completion_2021"].sort_values("value_order")
    assert old["label_es"].tolist() == ["No iniciado", "Limitado", "Sustancial", "Completo"]
    assert new["label_en"].iloc[0] == "No Evidence Available"
    assert schemes.loc["completion_2014_self", "scheme_to"] == 2020
    assert schemes.loc["completion_2021", "scheme_from"] == 2021
    assert schemes.loc["completion_2021", "replaces"] == "completion_2014_self"
    given = published.table("out_ogp__assessment")
    assessed = {(r.commitment_id, r.topic, r.assessed_by): r.value_id for r in given.itertuples()}
    assert assessed["CL0020", "early_results", "irm"] == "major"
    assert assessed["CL0048", "early_results", "irm"] == "marginal"
    assert assessed["CL0048", "verifiability", "irm"] == "no"
    assert pd.isna(assessed["CL0054", "early_results", "irm"])
    assert pd.isna(assessed["CL0048", "completion", "self"])


def test_what_the_founding_documents_break_is_warned_of_and_left_as_it_is(published):
    rows = published.table("out_ogp__warning")
    seen = {(r.commitment_id, r.rule_id): r.seen for r in rows.itertuples()}
    assert seen["CL0048", "end_out_of_plan"] == "3028-07 ≠ 2018-06"
    assert seen["CL0048", "too_long"] == "552 > 140"
    assert seen["CL0054", "ended_yet_active"] == "2020-08-31"
    row = published.table("out_ogp__commitment", {"commitment_id": "CL0048"}).iloc[0]
    assert row["end_text"] == "3028-07"
    assert str(row["end_date"].date()) == "2018-06-30"
    check = next(c for c in published.quality["checks"]
                 if c["check_id"] == "documents_keep_their_rules")  # fmt: skip
    assert not check["success"] and check["severity"] == "warning"


def level(build, code: str, date: str) -> str | None:
    rows = build.table("out_ogp__suggestion", {"commitment_id": code})
    value = rows[rows["valid_from"] <= pd.Timestamp(date)].iloc[-1]["value_id"]
    return None if pd.isna(value) else value


def test_the_suggested_level_follows_its_rule(published, delivered):
    assert level(published, "CL0048", "2017-01-31") is None
    assert level(published, "CL0048", "2017-07-31") == "limited"
    assert level(published, "CL0046", "2018-12-31") == "substantial"
    assert level(published, "CL0020", "2016-12-31") is None
    assert level(published, "CL0054", "2020-08-31") is None
    assert level(delivered, "CL0054", "2020-08-31") == "limited"
    rows = delivered.table("out_ogp__suggestion", {"commitment_id": "CL0054"})
    assert rows.iloc[-1][["requirements", "requirements_met"]].tolist() == [5, 1]


def test_simulated_figures_never_suggest_a_level(simulated):
    values = simulated.table("out_ogp__indicator_value", {"commitment_id": "CL0054"})
    assert set(values["origin"]) == {"simulated"}
    assert level(simulated, "CL0054", "2020-08-31") is None


def quarantined(build, file: str) -> dict[int, str]:
    rows = build.table("core_quality__quarantine", {"file": f"entregas/{file}", "scope": "row"})
    return dict(zip(rows["row_number"].astype(int), rows["reason_code"], strict=True))


def test_bad_entries_and_decisions_are_set_apart_each_with_its_reason(delivered):
    assert quarantined(delivered, "avances.csv") == {
        9: "not_a_choice",
        10: "after_last_year",
        11: "milestone_of_another",
        12: "measurement_incomplete",
    }
    reasons = quarantined(delivered, "decisiones.csv")
    assert reasons[3] == "value_of_another_scheme"
    assert reasons[4] == "scheme_not_in_force"
    assert reasons[5] == "scheme_of_another_assessor"
    assert 2 not in reasons and len(reasons) == 4
    rows = delivered.table("core_quality__quarantine", {"source": "avance", "scope": "row"})
    assert "CL0099" in rows["raw_text"].tolist()


def test_entries_change_what_is_known_and_contradictions_hold_nothing(delivered):
    rows = delivered.table("out_ogp__indicator_value", {"commitment_id": "CL0054"})
    values = {r.indicator_id: r.value for r in rows.itertuples()}
    assert values["cl0054_adhesions"] == 12
    assert values["cl0054_diagnoses"] == 0
    assert pd.isna(values["cl0054_plans"])
    step = delivered.table("out_ogp__milestone", {"milestone_id": "CL0054-1"}).iloc[0]
    assert (str(step["done_date"].date()), step["done_origin"]) == ("2019-04-30", "delivered")
    [own] = delivered.table(
        "out_ogp__assessment",
        {"commitment_id": "CL0048", "topic": "completion", "origin": "delivered"},
    ).to_dict("records")
    assert (own["value_id"], own["assessed_by"], own["date_text"]) == (
        "substantial",
        "self",
        "2017-07-31",
    )
    assert own["note_es"].startswith("Doce regiones")


def test_evidence_is_measured_and_what_is_missing_or_too_large_is_named(delivered):
    rows = delivered.table("out_ogp__progress").dropna(subset=["evidence_file"])
    states = dict(zip(rows["evidence_file"], rows["evidence_state"], strict=True))
    assert states == {
        "adhesiones.pdf": "present",
        "falta.pdf": "missing",
        "enorme.mp4": "too_large",
    }
    [check] = [c for c in delivered.quality["checks"] if c["check_id"] == "evidence_is_there"]
    assert not check["success"]
    for name in ("CL0054", "falta.pdf", "enorme.mp4"):
        assert name in check["observed"]
    assert "evidencia/adhesiones.pdf" in [i["path"] for i in delivered.manifest["inputs"]]


@pytest.mark.thorough
def test_people_stay_at_the_door(delivered):
    assert "Juana" in ENTRIES and "ana.soto@muni.cl" in ENTRIES
    notes = delivered.table("out_ogp__progress")["note_text"].str.cat(sep=" ")
    assert "Taller en Aysén" in notes and not people_in(notes)
    dropped = delivered.table("core_quality__quarantine", {"source": "avance", "scope": "column"})
    assert set(dropped["reason_code"]) == {"personal_column"}
    assert set(dropped["column_name"]) == {"Nombre del responsable", "Correo electrónico"}
    for path in delivered.folder.rglob("*"):
        if path.suffix == ".parquet":
            text = pd.read_parquet(path).to_csv()
            for word in ("Juana Pérez", "juana@", "ana.soto", "8765 4321"):
                assert word not in text, path.name


def test_no_registered_file_of_the_desk_names_a_person():
    for path in sorted((RAW / "ogp").glob("*.csv")):
        text = path.read_text(encoding="utf-8")
        assert people_in(text) == [], path.name


def test_the_overdue_count_of_a_day_is_that_of_its_milestones(published):
    milestones = published.table("out_ogp__milestone").to_dict("records")
    counts = published.table("out_ogp__desk_count")
    for day in pd.date_range("2013-01-01", "2021-12-31", freq="97D"):
        late = sum(state(row, day) == "overdue" for row in milestones)
        assert at(counts, "overdue", day)["desk_count"] == late
