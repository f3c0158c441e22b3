"""The guides: one source for the page and for docs, the same tasks in both languages."""

from __future__ import annotations

import html as markup
import re

import pytest
from asgi_for_tests import Client
from pages_for_tests import shown
from starlette.applications import Starlette

from dashboard import server
from presentation.guides import USERS, guide
from presentation.guides.__main__ import FOLDER, page
from presentation.menu import PAGES
from presentation.words import LANGUAGES


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_docs_hold_what_the_page_says(lang, user):
    assert (FOLDER / lang / f"{user}.md").read_text("utf-8") == page(lang, user), (
        "run python -m presentation.guides"
    )
    shown = re.findall(r"!\[.+?\]\((.+?)\)", page(lang, user))
    assert len(shown) == 3 and all((FOLDER / lang / path).is_file() for path in shown)


@pytest.mark.parametrize("user", USERS)
def test_both_languages_tell_the_same_tasks(user):
    es, en = (guide(lang, user).tasks for lang in LANGUAGES)
    assert len(es) == 3
    for task, other in zip(es, en, strict=True):
        same = ("id", "page", "query", "card", "clicks")
        assert [getattr(task, name) for name in same] == [getattr(other, name) for name in same]
        assert task.page in PAGES and task.clicks > 0
        assert len(task.steps) == len(other.steps)


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_guide_leads_to_cards_that_are_there(visit_demo, lang):
    client = Client(Starlette(routes=server.routes()))
    for user in USERS:
        html = shown(visit_demo("ayuda", guide=user, lang=lang))
        frames = [markup.unescape(src) for src in re.findall(r'<iframe src="([^"]+)"', html)]
        tasks = [task for task in guide(lang, user).tasks if task.card]
        assert guide(lang, user).title in html and len(frames) == len(tasks) > 0
        for task, address in zip(tasks, frames, strict=True):
            assert f"/{task.page}/{task.card}?" in address
            assert client.get(address).status_code == 200, address


def test_a_card_without_data_is_not_shown(visit):
    html = shown(visit("ayuda", guide="management", lang="es"))
    assert "/resumen/watch?" in html and "/cumplimiento/materia_changes?" not in html
