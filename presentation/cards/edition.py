"""The rest of a page that an older edition has no data for: said so, never a broken page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines import serving
from pipelines.errors import FaroError
from presentation.absent import absent
from presentation.context import PageContext
from presentation.markup.html import put


@contextmanager
def of_its_time(ctx: PageContext) -> Iterator[None]:
    """Show what is inside as far as the edition has it, and say where it does not.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: What is inside fails for another reason than that.
    """
    try:
        with serving.of_its_time(ctx.build):
            yield
    except FaroError as error:
        if error.code != serving.NOT_HERE:
            raise
        put(absent(ctx), name="absent")
