"""The timeline of Historia: its parts tell years that no other part tells."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from pages_for_tests import shown

from presentation.panels.historia import AT_ONCE, stretches

YEARS = st.lists(st.none() | st.integers(2009, 2024), max_size=60)


@given(YEARS)
def test_every_event_stands_in_one_part_and_no_year_in_two(years):
    parts = stretches(years)
    assert [at for start, end in parts for at in range(start, end)] == list(range(len(years)))
    assert all(end - start >= AT_ONCE for start, end in parts[:-1])
    known = [[year for year in years[start:end] if year is not None] for start, end in parts]
    for before, after in pairwise([year for year in known if year]):
        assert max(before) < min(after)


@given(st.lists(st.integers(2009, 2024), max_size=60).map(sorted))
def test_events_in_order_are_parted_as_soon_as_a_year_ends(years):
    for start, end in stretches(years)[:-1]:
        assert years.index(years[end]) == end
        assert len({*years[start + AT_ONCE - 1 : end]}) <= 1


def test_the_name_of_a_stretch_is_one_piece(visit):
    """A fold lays out the pieces of its name with room between them."""
    assert re.search(
        r"<summary><span>.*?20\d\d.*?: \d+ hechos</span></summary>", shown(visit("historia"))
    )
