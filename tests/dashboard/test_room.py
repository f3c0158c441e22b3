"""What a server keeps for all readers is bounded by its weight, however many things it is."""

from __future__ import annotations

import pandas as pd
import pytest

from presentation import data, panel_cache, warming
from presentation.context import Asked
from presentation.drawings import Picture
from presentation.room import LEAST, Room, weight_of

SITE = "https://faro.example.cl"


def test_what_was_asked_for_longest_ago_goes_first():
    room: Room[str] = Room(10)
    for name in "abc":
        room.keep(name, name, 3)
    assert room.get("a") == "a"
    room.keep("d", "d", 4)
    assert [room.get(name) for name in "abcd"] == ["a", None, "c", "d"] and room.weight == 10
    room.keep("d", "dd", 1)
    assert room.get("d") == "dd" and room.weight == 7
    room.keep("e", "e", 99)
    assert room.get("e") == "e" and room.weight == 99  # whoever asked for it gets it
    room.clear()
    assert room.get("e") is None and room.weight == 0


def test_what_something_weighs_is_what_it_holds():
    picture = Picture("s" * 5_000, 300, "t", "s", "a")
    frame = pd.DataFrame({"n": range(1_000)})
    assert weight_of("x" * 5_000) == 5_000 + LEAST
    for holds in (picture, [picture], {"of": (picture,)}):
        assert 5_000 < weight_of(holds) < 6_500
    assert weight_of(frame) > 8_000 < weight_of(frame["n"])


@pytest.mark.thorough
def test_panels_take_no_more_room_however_many_are_asked_for(panel, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    data.clear()
    choice, weighed = Asked({"cut": "13101"}), []
    warming._draw(panel, SITE, "municipio", "es", choice)
    of_one = panel_cache._panels.weight
    assert of_one > 10_000
    monkeypatch.setattr(panel_cache._panels, "most", of_one)
    cuts = next(offer.options for offer in choice.offers if offer.key == "cut")
    for cut in cuts[:2]:
        warming._draw(panel, SITE, "municipio", "es", Asked({"cut": cut}))
        weighed.append(panel_cache._panels.weight)
    assert 0 < max(weighed) <= of_one
