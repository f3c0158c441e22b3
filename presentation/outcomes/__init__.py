"""What follows from what a reader moves, on the pages that need a session to move it.

A page of :data:`presentation.menu.MOVED` draws its levers in the dashboard; what stands below them
is a module here: ``show`` takes what was chosen, and ``still`` reads it off the choices of an
address, so that each card can be shown alone without a session.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from presentation import menu
from presentation.context import PageContext
from presentation.pages import show_of


def shower_of(page: str) -> Callable[[PageContext], Any]:
    """Return what shows the cards of a page without a session.

    Args:
        page: One of :data:`presentation.menu.ALONE`.
    """
    if page in menu.READ:
        return show_of(page)
    still: Callable[[PageContext], Any] = import_module(f"{__name__}.{page}").still
    return still


def choices_of(ctx: PageContext, *keys: str) -> dict[str, str]:
    """Return the choices of an address that it has, by their keys.

    Args:
        ctx: The page's context.
        *keys: Query keys.
    """
    return {key: value for key in keys if (value := ctx.carried(key))}
