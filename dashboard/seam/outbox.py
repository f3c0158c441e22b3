"""The messages of a run, held back so that one of them goes ahead of the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from streamlit.errors import StreamlitAPIException as Refused

from dashboard.seam.insides import NAMES, inside

__all__ = ["Refused", "held"]


@contextmanager
def held(first: Callable[[], None], *, seconds: float) -> Iterator[None]:
    """Hold what a page sends until it ends or takes too long; what ``first`` shows goes ahead.

    Where Streamlit has no such door, messages go as they come and ``first`` is called at the end.

    Args:
        first: Shows what goes ahead; called once at least, again when more was held since.
        seconds: How long the page may be held; then whatever it sends goes at once.
    """
    run = (inside("this run") or _nothing)()
    send = inside("send message", of=run) if run is not None else None
    if send is None:
        try:
            yield
        finally:
            first()
        return
    attribute, waiting = NAMES["send message"], list[Any]()
    look_up = inside("look up", of=run) or _nothing
    until = time.monotonic() + seconds

    def let_go() -> None:
        setattr(run, attribute, send)
        first()
        for message in waiting:
            send(message)
        waiting.clear()

    def hold(message: Any) -> None:
        waiting.append(message)
        look_up()  # a reader who chose again, or a page that begins anew
        if time.monotonic() > until:
            let_go()
            setattr(run, attribute, hold)

    setattr(run, attribute, hold)
    try:
        yield
    finally:
        let_go()


def _nothing() -> None:
    """Stand in for what is gone."""
