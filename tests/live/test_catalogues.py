"""The catalogues hold together: ids, sources, languages, and the published data they describe."""

import csv
import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from builds_for_tests import LIVE

ROOT = Path(__file__).resolve().parents[2]
state: dict[str, Path] = {}

KEYS = {
    "ig11_items": ["item_id"],
    "materias": ["materia_id"],
    "materia_crosswalk": ["scheme_a", "id_a", "scheme_b", "id_b"],
    "ta_files": ["ta_file"],
    "rounds": ["round_id"],
    "item_changes": ["from_method_id", "to_method_id", "materia_id", "criterion"],
    "methods": ["method_id"],
    "method_breaks": ["break_id"],
    "indicators": ["indicator"],
    "stages": ["stage_id"],
    "pilot_readings": ["reading_id"],
    "groups": ["group_id"],
    "known_issues": ["issue_id"],
    "glossary": ["term_id"],
    "tile_grid": ["cut"],
    "bands": ["band_id"],
}
SOURCE_REQUIRED = {"ig11_items", "ta_files", "known_issues"}
MAY_BE_BLANK = {"note_es"}
NOT_SNAKE = {
    "ig11_items",
    "ta_files",
    "materia_crosswalk",
    "tile_grid",
}  # ids taken from the outside


@pytest.fixture(autouse=True, params=["today", "next_year"])
def raw(request):
    """``data/raw`` as it stands, and once the next round, its mean and a source are in it."""
    today = request.param == "today"
    state["raw"] = LIVE if today else request.getfixturevalue("shelf") / "published" / "raw"


def rows(name, folder="catalogues"):
    with (state["raw"] / folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        listed = list(csv.DictReader(handle, strict=True))
    assert listed, f"{name} is empty"
    return listed


def column(name, key, folder="catalogues"):
    return [row[key] for row in rows(name, folder)]


def published(key, table="published_figures"):
    return set(column(table, key, "published")) - {""}


def test_every_file_is_checked():
    assert {path.stem for path in (state["raw"] / "catalogues").glob("*.csv")} == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_shape_keys_and_text(name):
    content = (state["raw"] / "catalogues" / f"{name}.csv").read_bytes()
    assert b"\r" not in content and not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")
    keys = [tuple(row[key] for key in KEYS[name]) for row in rows(name)]
    assert len(keys) == len(set(keys))
    for row in rows(name):
        assert None not in row and None not in row.values(), row
        assert all(value == value.strip() for value in row.values()), row
    if name not in NOT_SNAKE:
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key[0]) for key in keys)


@pytest.mark.parametrize("name", KEYS)
def test_both_languages_are_complete(name):
    for row in rows(name):
        for spanish in (key for key in row if key.endswith("_es")):
            assert row[spanish] or spanish in MAY_BE_BLANK, (spanish, row)
            assert bool(row[spanish[:-3] + "_en"]) == bool(row[spanish]), (spanish, row)


@pytest.mark.parametrize("name", ["published_figures", "municipal_scores"])
def test_every_note_of_a_published_figure_stands_in_both_languages(name):
    notes = [(row["note_es"], row["note_en"]) for row in rows(name, "published")]
    assert any(spanish for spanish, _ in notes)
    for spanish, english in notes:
        assert bool(spanish) == bool(english), (spanish, english)
        assert spanish != english or not spanish, spanish


@pytest.mark.parametrize("name", KEYS)
def test_sources_exist(name):
    ledger = published("source_id", "sources")
    for row in rows(name):
        if row.get("source_id"):
            assert row["source_id"] in ledger, row
        assert row.get("source_id") or name not in SOURCE_REQUIRED, row
        if row.get("source_id") == "":
            assert row.get("note", row.get("note_es", "not asked")), row


@pytest.mark.parametrize("name", KEYS)
def test_orders_run_from_one(name):
    for key in (key for key in rows(name)[0] if key.endswith("_order")):
        assert [int(value) for value in column(name, key)] == list(range(1, len(rows(name)) + 1))


def test_items_are_the_fourteen_of_the_instruction():
    assert column("ig11_items", "item_id") == [f"1.{n}" for n in range(1, 15)]


def test_ta_files_are_those_of_the_publication_data():
    assert set(column("ta_files", "ta_file")) == published("ta_file", "publication_by_region")
    for row in rows("ta_files"):
        assert row["names_people"] in {"true", "false"}
        if row["ta_file"].startswith("TA_Personal"):
            assert row["names_people"] == "true"


def test_indicators_are_those_of_the_published_figures():
    assert set(column("indicators", "indicator")) == published("indicator")
    units = {row["indicator"]: row["unit"] for row in rows("indicators")}
    for figure in rows("published_figures", "published"):
        assert units[figure["indicator"]] == figure["unit"], figure


def test_crosswalk_names_known_ids_and_leaves_none_out():
    schemes = {
        "materia_2018": set(column("materias", "materia_id")),
        "ig11": set(column("ig11_items", "item_id")),
        "ta_file": set(column("ta_files", "ta_file")),
        "published_matter": published("matter"),
        "instrument_2025": {row["materia_id"] for row in rows("materias", folder="instrumento")},
    }
    linked = {scheme: set() for scheme in schemes}
    for row in rows("materia_crosswalk"):
        assert row["relation"] in {"exact", "broader", "narrower", "related"}
        for side in "ab":
            assert row[f"id_{side}"] in schemes[row[f"scheme_{side}"]], row
            linked[row[f"scheme_{side}"]].add(row[f"id_{side}"])
    missing = {scheme: ids - linked[scheme] for scheme, ids in schemes.items()}
    readme = (LIVE / "catalogues" / "README.md").read_text(encoding="utf-8")
    assert not missing["ta_file"] and not missing["published_matter"]
    assert all(re.search(rf"\b{re.escape(x)}\b", readme) for ids in missing.values() for x in ids)


def test_rounds_methods_and_dates():
    methods = {row["method_id"]: row for row in rows("methods")}
    rounds = rows("rounds")
    assert column("rounds", "year") == sorted(column("rounds", "year"))
    for item in rounds:
        assert item["existence"] in {"documented", "possible"}
        assert item["method_id"] in methods or (not item["method_id"] and item["note_en"])
    for item, (low, high) in [
        *((r, ("date_from", "date_to")) for r in rounds),
        *((m, ("valid_from", "valid_to")) for m in methods.values()),
    ]:
        dates = [date.fromisoformat(item[key]) for key in (low, high) if item[key]]
        assert dates == sorted(dates), item
    means = [
        row
        for row in rows("published_figures", "published")
        if row["indicator"] == "ta_compliance_average"
        and row["sector"] == "municipality"
        and row["geography_level"] == "country"
    ]
    years = {item["year"]: item for item in rounds if item["existence"] == "documented"}
    for figure in means:
        assert figure["year"] in years, figure
        if figure["round_number"]:
            assert years[figure["year"]]["round_number"] == figure["round_number"], figure


def test_breaks_lie_between_consecutive_rounds():
    rounds = rows("rounds")
    neighbours = {(a["round_id"], b["round_id"]): (a, b) for a, b in itertools.pairwise(rounds)}
    for item in rows("method_breaks"):
        assert item["severity"] in {"certain", "possible"}
        after, before = neighbours[item["after_round_id"], item["before_round_id"]]
        assert int(after["year"]) < float(item["year_position"]) < int(before["year"])
        assert after["method_id"] != before["method_id"]
    drawn = {(r["after_round_id"], r["before_round_id"]) for r in rows("method_breaks")}
    for pair, (a, b) in neighbours.items():
        if a["method_id"] and b["method_id"] and a["method_id"] != b["method_id"]:
            assert pair in drawn, pair


def test_stages_issues_and_figures():
    figures = published("figure_id")
    for name in ("stages", "known_issues"):
        assert set(column(name, "figure_id")) - {""} <= figures
    cited = set(re.findall(r"F\d{3}", " ".join(column("known_issues", "description_en"))))
    assert cited <= figures


def test_pilot_readings_are_five_and_claim_no_cause():
    readings = rows("pilot_readings")
    assert [row["is_headline"] for row in readings].count("true") == 5
    causal = re.compile(r"gracias a|impacto|impact|caus|thanks to|debido a|because of", re.I)
    for row in readings:
        assert row["unit"] in {"percent", "percentage_points", "logit", "municipalities"}
        assert 0 <= int(row["decimals"]) <= 2
        for key in ("explanation_es", "explanation_en"):
            assert not re.search(r"\d", row[key]), row
            assert not causal.search(row[key]), row


def test_glossary_page_and_data_say_the_same():
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    lines = [[c.strip() for c in x.split("|")[1:-1]] for x in page.splitlines() if x[:3] == "| `"]
    shown = [[cells[0].strip("`"), *cells[1:3], *cells[4:6]] for cells in lines]
    assert shown == [list(row.values()) for row in rows("glossary")]
