"""Elements are read as a parser of HTML reads them, whatever they hold."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from presentation.markup.html import Safe, join, tag
from public.elements import cards, elements, outermost

NAMES = ("section", "div", "article", "details", "p", "divide")
CLASSES = ("faro-card", "faro-card-head", "faro-kpi", "st-key-card_one", "faro-row", "a>b", '"')
leaves = st.text("<>&\"' abc/=", max_size=9).map(lambda text: tag("span", text))
made = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda name, classes, id_, parts: tag(
            name, *parts, id=id_ or None, class_=" ".join(classes) or None
        ),
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(CLASSES), max_size=3),
        st.sampled_from(("", "x", "a>b")),
        st.lists(inner, max_size=3),
    ),
    max_leaves=20,
)


class Parsed(HTMLParser):
    """What the standard library finds: name, classes, start and end of each element."""

    def __init__(self, body: str, wanted: tuple[str, ...]) -> None:
        super().__init__()
        self.body, self.wanted = body, wanted
        self.lines = [0]
        for line in body.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.elements: list[list] = []
        self.open: list[int | None] = []
        self.feed(body)

    def place(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag, attrs):
        self.open.append(len(self.elements) if tag in self.wanted else None)
        if tag in self.wanted:
            of = dict(attrs)
            classes = tuple((of.get("class") or "").split())
            start = self.place()
            inside = start + len(self.get_starttag_text() or "")
            self.elements.append([tag, classes, of.get("id") or "", start, inside, None])

    def handle_endtag(self, tag):
        at = self.open.pop()
        if at is not None:
            self.elements[at][-1] = self.body.index(">", self.place()) + 1


@given(st.lists(made, max_size=4), st.sets(st.sampled_from(NAMES), min_size=1))
def test_elements_are_those_a_parser_finds(parts, wanted):
    body, names = str(join(parts)), tuple(sorted(wanted))
    ours = elements(body, *names)
    theirs = Parsed(body, names).elements
    assert [(element.name, element.start, element.inside, element.end) for element in ours] == [
        (element[0], element[3], element[4], element[5]) for element in theirs
    ]
    for element, other in zip(ours, theirs, strict=True):
        plain = {name for name in other[1] if name.replace("-", "").replace("_", "").isalnum()}
        assert plain <= set(element.classes)


@given(st.lists(made, max_size=4))
def test_the_outermost_hold_all_the_others_and_one_another_never(parts):
    elements = cards(str(join(parts)))
    outer = list(outermost(elements))
    for element in elements:
        assert (
            sum(other.start <= element.start and element.end <= other.end for other in outer) == 1
        )


def test_a_card_is_known_by_its_classes_wherever_they_stand():
    body = str(
        tag(
            "section",
            tag("header", "faro-card", class_="faro-card-head"),
            tag("div", "x", class_="wide faro-card st-key-card_in"),
            tag("article", "1", class_="faro-kpi simulated"),
            id="out",
            class_="faro-card st-key-card_out",
        )
    )
    out, inside, figure = cards(body)
    assert (out.card, out.id, inside.card, figure.card) == ("out", "out", "in", "")
    assert out.is_card and figure.is_figure and not figure.is_card
    assert [element.card for element in outermost(cards(body))] == ["out"]
    assert out.holds(inside.start) and not inside.holds(figure.start)
    assert body[out.start : out.end] == body
    assert cards(str(Safe("<p class='faro-card'>no card</p>"))) == []
