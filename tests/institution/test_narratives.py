"""What editors write of a commitment: each wording stays, and editors alone see it."""

from __future__ import annotations

import pytest
from pages_for_tests import opened, shown

from pipelines import receiving
from pipelines.errors import FaroError
from pipelines.institution import audit, narratives
from presentation.panels import narratives as panel

PAGE, CODE, ROLE = "gobierno_abierto", "CL0048", "Dirección de Fiscalización"


def test_every_wording_stays_and_the_newest_counts(house, act):
    act("editor")
    for text in ("Uno.", "  Dos,  con\nmás. "):
        narratives.write(CODE, "results", author_role=ROLE, text_es=text)
    narratives.write(CODE, "next_steps", author_role=ROLE, text_es="Sigue.", text_en="Next.")
    narratives.write(CODE, "next_steps", author_role=ROLE, text_es="")  # taken back
    texts = [(narrative.field_id, narrative.text_es) for narrative in narratives.history(CODE)]
    assert texts == [
        ("next_steps", ""),
        ("next_steps", "Sigue."),
        ("results", "Dos, con más."),
        ("results", "Uno."),
    ]
    assert [narrative.text_es for narrative in narratives.standing(CODE)] == ["Dos, con más."]
    assert narratives.history("CL0054") == []
    lines = audit.lines(what="narrative")
    assert len(lines) == 4 and not any("Dos" in str(line) for line in lines)


@pytest.mark.parametrize("role", ["anonymous", "reader", "sender", "operator"])
def test_nobody_else_writes_or_sees_them(house, act, role):
    act(role)
    for go in (
        lambda: narratives.history(CODE),
        lambda: narratives.write(CODE, "results", author_role=ROLE, text_es="x"),
    ):
        with pytest.raises(FaroError, match="role"):
            go()


@pytest.mark.parametrize(
    ("role", "text"), [("", "x"), (" ", "x"), ("x" * 121, "x"), (ROLE, "x" * 8_001)]
)
def test_one_without_a_role_or_too_long_is_not_kept(house, act, role, text):
    act("editor")
    with pytest.raises(FaroError, match="narrative"):
        narratives.write(CODE, "results", author_role=role, text_es=text)
    assert narratives.history(CODE) == []


def test_data_of_people_is_not_kept(house, act):
    act("editor")
    personal = "Llame a ana@example.cl, RUN 12.345.678-5"
    narratives.write(CODE, "results", author_role=personal, text_es=personal, text_en=personal)
    [narrative] = narratives.history(CODE)
    for text in (narrative.author_role, narrative.text_es, narrative.text_en):
        assert text == "Llame a •••, RUN •••"


def test_what_reads_as_a_name_is_kept_only_when_it_is_said_to_be_none(house, act):
    act("editor")
    narrative = {"author_role": ROLE, "text_es": "Lo hizo Juana Soto Pérez en mayo."}
    with pytest.raises(FaroError, match="«Juana Soto Pérez» reads as the name") as refused:
        narratives.write(CODE, "results", **narrative)
    assert "parece el nombre" in refused.value.in_language("es")
    assert narratives.history(CODE) == [] and audit.lines(what="narrative") == []
    narratives.write(CODE, "results", **narrative, no_people=True)
    assert len(narratives.history(CODE)) == 1


def test_what_is_refused_stays_in_its_box_and_what_is_kept_leaves_it(served, house, act):
    act("editor")
    app = opened(PAGE, commitment=CODE)
    app.text_input(key="narrative_role").set_value(ROLE)
    app.text_area(key="narrative_es").set_value("Lo hizo Juana Soto en mayo.")
    app.button(key="narrative_write").click().run()
    assert "«Juana Soto» parece el nombre de una persona" in shown(app)
    assert app.text_area(key="narrative_es").value == "Lo hizo Juana Soto en mayo."
    app.checkbox(key="narrative_no_people").check()
    app.button(key="narrative_write").click().run()
    assert "parece el nombre" not in shown(app) and len(narratives.history(CODE)) == 1
    assert app.text_area(key="narrative_es").value == ""


def test_what_stands_is_a_good_delivery(house, act):
    act("editor")
    narratives.write(CODE, "results", author_role=ROLE, text_es='=1+1; «dos» "tres"')
    narratives.write(CODE, "next_steps", author_role=ROLE, text_es="Sigue.", text_en="Next.")
    content = panel.delivery(narratives.standing(CODE))
    report = receiving.check_upload(f"relatos_{CODE}.csv", content).report
    assert (report.spec.id, report.verdict, report.accepted) == ("relato", "ok", 2)


def test_the_page_keeps_a_wording_and_shows_it_to_editors_alone(served, house, act):
    act("editor")
    app = opened(PAGE, commitment=CODE)
    app.selectbox(key="narrative_field").select("results")
    app.text_input(key="narrative_role").set_value(ROLE)
    app.text_area(key="narrative_es").set_value("Se publicó <b>todo</b>.")
    app.button(key="narrative_write").click().run()
    assert "Se publicó &lt;b&gt;todo&lt;/b&gt;." in shown(app)
    assert ROLE in shown(opened(PAGE, lang="en", commitment=CODE))
    app.button(key="narrative_write").click().run()  # without a role: said, not kept
    assert len(narratives.history(CODE)) == 1
    act("reader")
    assert "Se publicó" not in shown(opened(PAGE, commitment=CODE))
