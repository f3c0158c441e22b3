"""Rows of a table read whole, and frames row by row: the same as a query and pandas give."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines import serving
from presentation.parts_of_tables import _Whole, part, read_whole
from presentation.rows import records


@pytest.fixture(scope="module")
def build(demo_built):
    return serving.open(root=demo_built)


def asked_for(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Values to ask for: of each column the first, one in the middle and one that nobody has."""
    wanted: list[dict[str, object]] = []
    for name in rows:
        values = rows[name].dropna().drop_duplicates().tolist()
        if values:
            wanted += [{name: values[0]}, {name: values[len(values) // 2]}, {name: "nobody's"}]
    if {"cut", "year"} <= {*rows}:
        known = rows.dropna(subset=["cut", "year"]).tail(1)
        wanted += [{"cut": row.cut, "year": int(row.year)} for row in known.itertuples()]
    return wanted


@pytest.mark.thorough
def test_a_part_of_a_table_read_whole_is_what_a_query_returns(build):
    count = 0
    for name in build.tables():
        whole = _Whole(build, name)
        for where in asked_for(build.table(name)):
            rows = whole.equal(where)
            if rows is not None:
                count += 1
                pd.testing.assert_frame_equal(rows, build.table(name, where))
    assert count > 1000


def test_a_table_read_whole_is_read_once(build, monkeypatch):
    name, cuts = "core_territory__comuna", ("13101", "13118", "13122")
    wanted = [build.table(name, {"cut": cut}) for cut in cuts]
    with read_whole({}):
        part(build, name, {"cut": cuts[0]})
        monkeypatch.setattr(build, "query", None)
        for cut, rows in zip(cuts, wanted, strict=True):
            pd.testing.assert_frame_equal(part(build, name, {"cut": cut}), rows)


def test_that_there_is_no_row_is_asked_of_a_table_once(build, monkeypatch):
    name = "core_territory__comuna"
    none = build.table(name, {"cut": "nobody's"})
    with read_whole({}):
        part(build, name, {"cut": "nobody's"})
        monkeypatch.setattr(build, "query", None)
        first, second = (part(build, name, {"cut": other}) for other in ("no one's", "none's"))
        pd.testing.assert_frame_equal(first, none)
        assert first is not second  # each is named by what it was asked with


def test_rows_one_by_one_are_those_of_pandas(build):
    for name in build.tables():
        rows = build.table(name).head(20)
        assert repr(records(rows)) == repr(rows.to_dict("records")), name
