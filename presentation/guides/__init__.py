"""The guides: for each kind of reader the tasks they come with, in both languages.

One source (``es.toml``, ``en.toml``) for the page *Ayuda*, for ``docs/guides`` (``python -m
presentation.guides`` writes it), and for the clicks that each task may take.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
USERS = ("management", "researcher", "ogp")


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Task(_Said):
    """Something a reader comes for.

    Attributes:
        id: The same in both languages.
        want: What they want, in their words.
        steps: What they do, a step a click or a reading.
        page: Url path of the page where it begins.
        query: Choices of that page.
        card: The card to land on.
        needs: A table that has to hold rows for the card to be there.
        clicks: The most clicks it may take from the first page.
    """

    id: str
    want: str
    steps: tuple[str, ...]
    page: str
    query: dict[str, str] = {}
    card: str = ""
    needs: str = ""
    clicks: int


class Guide(_Said):
    """What one kind of reader is told: a title, a lead, their tasks, and what to beware of."""

    title: str
    lead: str
    beware: str
    tasks: tuple[Task, ...]


@cache
def guide(lang: str, user: str) -> Guide:
    """Return the guide of a kind of reader, one of :data:`USERS`.

    Args:
        lang: ``es`` or ``en``.
        user: One of :data:`USERS`.
    """
    guides = tomllib.loads((HERE / f"{lang}.toml").read_text("utf-8"))
    return Guide.model_validate(guides[user])
