"""Cells by column say what lists of rows say, and each distinct one is judged once."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.cells import columns as judged
from pipelines.ingest.cells import parse_column
from pipelines.ingest.intake.settling import repeated
from pipelines.ingest.reading import delimited, read_document, unquoted
from pipelines.ingest.reading.columns import Column
from pipelines.ingest.reading.distinct import together
from pipelines.ingest.reading.row_view import Rows

CELLS = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "a", "1", "x"]),
    st.sampled_from([1, 1.0, True, 0, -0.5]),
    st.just(date(2024, 6, 14)),
)
GRIDS = st.lists(st.lists(CELLS, max_size=4), max_size=12)
TEXTS = st.text(alphabet=";;,\t| \r\n\n\x0b\x1c\u2028\u0085aÑ1.–", max_size=80)


def typed(rows):
    """Cells with their types: 1, 1.0 and true are three things."""
    return [[(type(cell), cell) for cell in row] for row in rows]


@given(TEXTS, st.sampled_from(";,\t|\x1f"), st.integers(1, 50))
def test_arrow_cuts_a_text_without_quotes_as_the_csv_module_does(text, separator, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unquoted, "_AT_ONCE", at_once)
        split_fields = unquoted.read_unquoted(text, separator)
    expected = delimited._rows(text, separator, strict=True, where="x")
    assert split_fields == expected
    assert split_fields.lengths.tolist() == expected.lengths.tolist()


@pytest.mark.parametrize(("text", "separator"), [('a;"b"', ";"), ("a\ufeff;b", ";"), ("añb", "ñ")])
def test_a_text_that_is_not_as_plain_is_left_to_the_csv_module(text, separator):
    assert unquoted.read_unquoted(text, separator) is None


@pytest.mark.thorough
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_long_row_among_short_ones_is_kept_whole(write, quote):
    long = [f"{number}" for number in range(900)]
    lines = [f"{quote}a{quote};b", *["1;2"] * 25_000, ";".join(long), *["3"] * 40]
    rows = read_document(write("\n".join(lines))).sheets[0].rows
    assert rows == [["a", "b"], *[["1", "2"]] * 25_000, long, *[["3"]] * 40]


@given(GRIDS, st.integers(0, 12), st.integers(0, 12))
def test_rows_by_column_are_the_rows(grid, first, last):
    rows = Rows.of(grid)
    assert typed(rows) == typed(grid)
    assert typed(rows[i] for i in range(len(rows))) == typed(grid)
    assert typed(rows[first:last]) == typed(grid[first:last])
    content = [any(str(c).strip() for c in row if c is not None) for row in grid]
    assert rows.filled.tolist() == content
    end = max((n for n, filled in enumerate(content, start=1) if filled), default=0)
    assert typed(rows.trimmed()) == typed(grid[:end])
    assert typed(rows.emptied(first)) == typed([[] if n < first else r for n, r in enumerate(grid)])
    assert typed(rows.padded(6)) == typed([[*row, *[None] * (6 - len(row))] for row in grid])


@given(st.lists(CELLS, max_size=30), st.data())
def test_a_part_of_a_column_and_a_change_of_it(values, data):
    column = Column.of(values)
    index = [i for i in range(len(values)) if data.draw(st.booleans())]
    part = column.take(np.array(index, np.int64))
    assert typed([part]) == typed([[values[i] for i in index]])
    changed = column.changed(dict.fromkeys(index, "new"))
    assert typed([changed]) == typed([["new" if i in index else v for i, v in enumerate(values)]])
    assert typed([column]) == typed([values])


@given(st.lists(st.tuples(*[st.sampled_from([None, "a", "b", "c"])] * 5), max_size=40))
def test_what_columns_say_together(rows):
    distinct, places = together(*(Column.of([row[i] for row in rows]) for i in range(5)))
    assert distinct == list(dict.fromkeys(rows))
    assert [distinct[place] for place in places] == rows


@given(st.lists(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 3)))))
def test_repeated_keys_are_those_that_stand_in_more_than_one_row(tables):
    schema = pa.schema([("name", pa.string()), ("year", pa.int32())])
    frames = [
        pa.table([[row[0] for row in rows], [row[1] for row in rows]], schema=schema)
        for rows in [*tables, []]
    ]
    count = Counter(row for rows in tables for row in rows)
    expected = [count[row] > 1 for rows in tables for row in rows]
    assert repeated(frames, ["name", "year"]).tolist() == expected


def test_a_text_that_recurs_is_judged_once(monkeypatch):
    texts_judged: list[str] = []
    real = judged.token_state
    monkeypatch.setattr(judged, "token_state", lambda text: texts_judged.append(text) or real(text))
    texts = ["47,3", "s/i", "12,5", "ocho"]
    once = parse_column(texts, type="percent")
    assert texts_judged == texts
    texts_judged.clear()
    often = parse_column(texts * 50, type="percent")
    assert texts_judged == texts
    assert often.values == once.values * 50
    assert often.states == once.states * 50
    assert [index for index, _, _ in often.problems] == list(range(3, 200, 4))
