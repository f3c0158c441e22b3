"""A page put in order: what an edition has no use for goes, charts are as wide as their room."""

from __future__ import annotations

import pytest

from presentation.markup.html import LIVE, join, tag
from public.charts import HALF, PHONE, WIDE
from public.making import INVITING, NO_FOLD
from public.tidying import widths, without_live


@pytest.mark.parametrize(
    ("style", "first", "second"),
    [("faro-row one-two", PHONE, HALF), ("faro-row", HALF, HALF), ("faro-page", WIDE, WIDE)],
)
def test_a_chart_is_drawn_as_wide_as_its_room(style, first, second):
    cards = [tag("section", tag("b", name), class_="faro-card") for name in ("one", "two")]
    body = join([tag("p", "before"), tag("div", *cards, class_=style)])
    width = widths(body)
    assert (width(body.index("<b>one")), width(body.index("<b>two"))) == (first, second)


def test_what_can_be_done_in_a_session_alone_is_left_out():
    more = tag("span", " The button takes them all.", class_=LIVE)
    body = join([tag("p", "200 of 300 are shown.", more), tag("p", "Send it", class_=LIVE)])
    assert without_live(body) == "<p>200 of 300 are shown.</p>"


def test_a_fold_without_content_is_none():
    fold = '<details class="faro-fold"><summary>Download</summary><div>{}</div></details>'
    assert NO_FOLD.sub("", fold.format("") + fold.format("rows")) == fold.format("rows")


def test_an_invitation_to_what_is_not_there_is_not_said():
    dead = "<span data-dead>Take a decision</span>"
    assert INVITING.sub("", f'<p class="x">{dead}</p>') == ""
    assert INVITING.sub("", f"<p>{dead} or read</p>") == f"<p>{dead} or read</p>"
    assert INVITING.sub("", f"<td>{dead}</td>") == f"<td>{dead}</td>"
