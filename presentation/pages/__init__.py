"""The pages that are read: what stands where, whatever the surface that shows them.

A page of :data:`presentation.menu.READ` is a module here with ``show(ctx)``; the others of the menu
need a session. A page says where things stand by ``ctx.stage`` and asks what the reader chose by
``ctx.choose``: the dashboard draws both, the public edition (``public/``) makes a page of every
choice in advance.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from presentation.context import PageContext


def show_of(page: str) -> Callable[[PageContext], Any]:
    """Return what shows a page of :data:`presentation.menu.READ`.

    Args:
        page: Url path of the page.
    """
    shown: Callable[[PageContext], Any] = import_module(f"{__name__}.{page}").show
    return shown
