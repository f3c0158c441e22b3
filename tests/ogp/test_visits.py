"""The register of visits: regions visited by day, and what was done in each."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from pipelines import origins, paths
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
    events = events.assign(**{head: pd.to_datetime(events[head]) for head in HEADS[2:4]})
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


def last(rows: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the row of each region that holds on a date."""
    rows = rows[rows["valid_from"] <= pd.Timestamp(as_of)].sort_values("valid_from")
    return rows.drop_duplicates("region_code", keep="last").set_index("region_code")


@pytest.mark.few(8)
@pytest.mark.parametrize("as_of", sorted({day for _, _, day, *_ in EVENTS}))
def test_on_a_date_a_region_has_what_was_done_by_then(made, as_of):
    """Oracle: the events up to the date, counted one by one."""
    rows = last(made("out_actividades__region"), as_of)
    known = [event for event in EVENTS if event[2] <= as_of and event[1] in ("01", "02", "03")]
    assert set(rows.index) == {region for _, region, *_ in known}
    for kind in ("session", "letter", "counterpart", "training"):
        counted = {r: sum((k, c) == (kind, r) for k, c, *_ in known) for r in rows.index}
        assert rows[f"{kind}_count"].to_dict() == counted


@pytest.mark.parametrize(("regions", "origin", "done"), [
    (15, "delivered", "2017-06-15"), (14, "delivered", None), (15, "simulated", None),
])  # fmt: skip
def test_a_session_in_every_region_fulfils_the_milestone(regions, origin, done):
    step = {name: [None] for name in ("start_text", "end_text", "done_text", "done_note_es",
                                      "done_note_en", "done_source_id")}  # fmt: skip
    step |= {"commitment_id": ["CL0048"] * 2, "milestone_id": ["CL0048-1", "CL0048-2"]}
    step |= {name: ["x"] * 2 for name in ("name_es", "name_en", "origin", "source_id")}
    step |= {name: [None, None] for name in step if step[name] == [None]}
    steps = pd.DataFrame(step | {"milestone_order": [1, 2]}).astype(
        dict.fromkeys(("start_text", "end_text", "done_text"), "string")
    )
    days = pd.date_range("2017-06-01", periods=regions)
    seen = pd.DataFrame({"observed_on": days, "region_count": range(1, regions + 1)})
    entries = ["entry_kind", "milestone_id", "date", "note_text", "source_file", "source_row"]
    with duckdb.connect() as con:
        con.execute(f"create type {origins.TYPE} as {origins.ENUM}")
        con.execute(f"create macro period_end(written) as {PERIOD_END}")
        con.register("core_ogp__milestone", steps)
        con.register("out_actividades__visited", seen.assign(origin=origin))
        aim = {"indicator_id": ["cl0048_regions"], "target_value": [15]}
        con.register("out_ogp__indicator", pd.DataFrame(aim))
        fields = ", ".join(f"null::varchar as {name}" for name in entries if name != "date")
        con.execute(f"create table core_ogp__progress as select {fields}, null::date as date, "
                    "null::varchar as origin where false")  # fmt: skip
        sql = (paths.SQL_OUT / "out_ogp__milestone.sql").read_text("utf-8")
        rows = con.sql(sql).df().set_index("milestone_id")
    done_date = rows["done_date"]["CL0048-1"]
    assert (None if pd.isna(done_date) else str(done_date)[:10]) == done
    assert pd.isna(rows["done_date"]["CL0048-2"])


def test_letters_lapse_and_trainings_count_people_only_where_they_are_said(made):
    rows = last(made("out_actividades__region"), "2029-12-31")
    assert (rows["session_count"]["01"], rows["letter_count"]["01"]) == (2, 2)
    assert str(rows["first_lapse"]["01"])[:10] == "2018-06-01"
    assert (rows["training_count"]["02"], rows["trained_count"]["02"]) == (2, 25)
    assert (rows["session_count"]["03"], rows["counterpart_count"]["03"]) == (0, 1)
