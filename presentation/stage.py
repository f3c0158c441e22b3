"""Where things stand on a page: boxes with a name, beside or below each other.

A page (``presentation/pages``) says what stands where; the surface that shows it says how a box
is made. In the dashboard boxes are containers of Streamlit; :class:`Still` gathers them as plain
HTML, for pages made in advance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal, Protocol

import pandas as pd

from pipelines.origins import Origin
from pipelines.serving import Build
from presentation import formats as fmt
from presentation.markup.html import Safe, gather_into, join, put, self_linked, tag
from presentation.markup.tables import Narrow, data_table
from presentation.words import Text

Box = AbstractContextManager[Any]
Gap = Literal["small", "medium"]
CARD = "card_"  # what the key of a box begins with that is a card


class Stage(Protocol):
    """What a page asks of the surface it stands on."""

    def box(self, key: str | None = None, *, across: bool = False) -> Box:
        """Return a box at this place: what is put while it is entered stands in it.

        Args:
            key: Its name, for style and tests; ``card_…`` is a card, found at ``#…`` and its title
                a link to itself; ``filter…`` holds choices.
            across: Whether its parts stand side by side.
        """
        ...

    def beside(self, widths: int | Sequence[float], *, gap: Gap = "medium") -> Sequence[Box]:
        """Return boxes side by side: so many equal ones, or one a width.

        Args:
            widths: How many boxes, or the width of each against the others.
            gap: How far apart they stand.

        Returns:
            The boxes, from left to right.
        """
        ...

    def grid(
        self,
        t: Text,
        frame: pd.DataFrame,
        *,
        key: str,
        alt: str,
        height: int,
        first: str | None = None,
        leads: Sequence[str] = (),
        narrow: Sequence[str] = (),
    ) -> None:
        """Show a wide table that the reader can scroll and sort; ``first`` stays in sight.

        Args:
            t: Words in the language of the reader.
            frame: The rows as the reader reads them, columns named by their headings.
            key: Name of the table, for its state and tests.
            alt: What the table shows, for those who do not see it.
            height: Height in pixels, where the table scrolls.
            first: The column that stays in sight.
            leads: The address each row leads to.
            narrow: Columns of which the reader may choose one value, where no filter bar stands.
        """
        ...

    def take(
        self,
        of: Build,
        label: str,
        make: Callable[[], bytes],
        *,
        stem: str,
        ending: str,
        origin: Origin,
    ) -> None:
        """Offer a file.

        Args:
            of: The build whose figures are in it; its name says while they may change.
            label: What the reader reads.
            make: Makes the bytes of the file.
            stem: Name of the file without its ending.
            ending: A format without its dot.
            origin: The worst origin of what is in it; a simulated one is marked in its name.
        """
        ...

    def alone(self, ctx: Any, part: Callable[[], None], *, banners: bool = False) -> None:
        """Show a part whose choices redraw it and nothing else.

        Args:
            ctx: The page's context.
            part: Shows the part.
            banners: Whether it says by itself what in it is simulated or of another edition.
        """
        ...

    def waiting(self) -> Box:
        """Return a box that says so while what stands in it is being made."""
        ...


class Part:
    """A box of a page made in advance: a list of HTML and of boxes, written at the end."""

    def __init__(self, class_: str | None = None, *, card: str | None = None) -> None:
        self.class_, self.card = class_, card
        self.parts: list[Any] = []
        self._entered: list[AbstractContextManager[None]] = []

    def __enter__(self) -> Part:
        inside = gather_into(self.parts)
        inside.__enter__()
        self._entered.append(inside)
        return self

    def __exit__(self, *raised: Any) -> None:
        self._entered.pop().__exit__(*raised)

    def __html__(self) -> Safe:
        """Return the box as HTML; one that nothing was put in is none at all."""
        body = join(self.parts)
        if self.card and body:
            body = self_linked(body, self.card)
        return tag("div", body, id=self.card, class_=self.class_) if self.class_ and body else body


class Still:
    """A stage without a session: everything is gathered, nothing can be moved or asked."""

    def box(self, key: str | None = None, *, across: bool = False) -> Part:
        """Return a box at this place.

        Args:
            key: Its name, for style and tests; ``card_…`` is a card, found at ``#…`` and its title
                a link to itself; ``filter…`` holds choices.
            across: Whether its parts stand side by side.
        """
        if key and key.startswith(CARD):
            return _stood(Part(f"faro-card st-key-{key}", card=key.removeprefix(CARD)))
        return _stood(Part(f"st-key-{key}" if key else "faro-box"))

    def beside(self, widths: int | Sequence[float], *, gap: Gap = "medium") -> list[Part]:
        """Return boxes side by side.

        Args:
            widths: How many boxes, or the width of each against the others.
            gap: How far apart they stand.
        """
        n = widths if isinstance(widths, int) else len(widths)
        row = _stood(Part("faro-row"))
        columns = [Part("faro-page") for _ in range(n)]
        row.parts.extend(columns)
        return columns

    def grid(
        self,
        t: Text,
        frame: pd.DataFrame,
        *,
        key: str,
        alt: str,
        height: int,
        first: str | None = None,
        leads: Sequence[str] = (),
        narrow: Sequence[str] = (),
    ) -> None:
        """Show a wide table as plain HTML.

        Args:
            t: Words in the language of the reader.
            frame: The rows as the reader reads them, columns named by their headings.
            key: Name of the table, for its state and tests.
            alt: What the table shows, for those who do not see it.
            height: Height in pixels, where the table scrolls.
            first: The column that stays in sight.
            leads: The address each row leads to.
            narrow: Columns of which the reader may choose one value, where no filter bar stands.
        """
        heads = [(str(name), pd.api.types.is_numeric_dtype(frame[name])) for name in frame]
        rows = [
            ["" if fmt.is_missing(value) else str(value) for value in line]
            for line in frame.itertuples(index=False)
        ]
        for row, lead in zip(rows, leads, strict=False):
            row[0] = tag("a", row[0], href=lead)
        columns = Narrow(narrow, t("word.all"), t("word.rows_left")) if narrow else None
        table = data_table(heads, rows, caption=alt, search=t("word.search"), narrow=columns)
        put(table)

    def take(
        self,
        of: Build,
        label: str,
        make: Callable[[], bytes],
        *,
        stem: str,
        ending: str,
        origin: Origin,
    ) -> None:
        """Leave the file out: the table behind the list stands beside it whole.

        Args:
            of: The build whose figures are in it, if any; its name says while they may change.
            label: What the reader reads.
            make: Makes the bytes of the file.
            stem: Name of the file without its ending.
            ending: A format without its dot.
            origin: The worst origin of what is in it; a simulated one is marked in its name.
        """

    def alone(self, ctx: Any, part: Callable[[], None], *, banners: bool = False) -> None:
        """Show a part.

        Args:
            ctx: The page's context.
            part: Shows the part.
            banners: Whether it says by itself what in it is simulated or of another edition.
        """
        part()

    def waiting(self) -> Box:
        """Return a box that says nothing."""
        return nullcontext()


def _stood(part: Part) -> Part:
    put(part)
    return part
