"""The register of visits: regions visited by day, and what was done in each."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from pipelines import paths
from pipelines.build.warehouse import PERIOD_END

HEADS = ("activity_kind", "region_code", "date", "valid_until", "people_count", "source_file")
EVENTS = (
    ("session", "01", "2017-03-01", None, None, "a.csv"),
    ("session", "01", "2017-05-01", None, None, "a.csv"),
    ("letter", "01", "2017-05-01", "2019-05-01", None, "a.csv"),
    ("letter", "01", "2017-06-01", "2018-06-01", None, "b.csv"),
    ("session", "02", "2017-04-01", None, None, "b.csv"),
    ("training", "02", "2017-08-01", None, 25, "b.csv"),
    ("training", "02", "2017-09-01", None, None, "b.csv"),
    ("counterpart", "03", "2017-08-01", None, None, "b.csv"),
    ("session", "04", "2012-04-01", None, None, "b.csv"),
    ("session", "04", "2029-04-01", None, None, "b.csv"),
)
# What the report counts: a region of the register among them, and one it only announces.
PRINTED = [
    {"region_code": code, "visit_state": state, "date_text": "2017-03", "source_id": "S002"}
    for code, state in (("01", "visited"), ("05", "visited"), ("06", "announced"))
]
TERM = [
    {
        "commitment_id": "CL0048",
        "start_date": pd.Timestamp("2016-09-01"),
        "end_date": pd.Timestamp("2018-06-30"),
    }
]


@pytest.fixture
def made():
    """Make an ``out_`` table of the events above."""
    events = pd.DataFrame(EVENTS, columns=list(HEADS))
    events = events.assign(**{one: pd.to_datetime(events[one]) for one in HEADS[2:4]})
    regions = pd.DataFrame(
        {
            "region_code": ["01", "02", "03"],
            "region": ["Uno", "Dos", "Tres"],
            "region_order_north_south": [1, 2, 3],
        }
    )
    with duckdb.connect() as con:
        con.register("core_actividades__event", events)
        con.register("core_territory__region", regions)
        con.register("core_ogp__visited_region", pd.DataFrame(PRINTED))
        con.register("out_ogp__commitment", pd.DataFrame(TERM))
        con.execute(f"create macro period_end(written) as {PERIOD_END}")
        yield lambda name: con.sql((paths.SQL_OUT / f"{name}.sql").read_text("utf-8")).df()


def test_a_region_counts_from_its_first_session_within_the_commitment(made):
    """Those the report counts do so from the end of its month; an announced one does not."""
    rows = made("out_actividades__visited").sort_values("observed_on")
    days = ["2017-03-01", "2017-03-31", "2017-04-01"]
    assert [str(day)[:10] for day in rows["observed_on"]] == days
    assert list(rows["region_count"]) == [1, 2, 3]


def test_letters_lapse_and_trainings_count_people_only_where_they_are_said(made):
    rows = made("out_actividades__region").set_index("region_code")
    assert (rows["session_count"]["01"], rows["letter_count"]["01"]) == (2, 2)
    assert str(rows["first_lapse"]["01"])[:10] == "2018-06-01"
    assert (rows["training_count"]["02"], rows["trained_count"]["02"]) == (2, 25)
    assert (rows["session_count"]["03"], rows["counterpart_count"]["03"]) == (0, 1)
