"""The pages of an edition, made by processes side by side.

What is read of a build and worked out of it is the same in every language, so a process makes a
page in all of them at once. What a page says rests on no other, nor on which process made it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from pipelines import environment, institution, serving
from presentation import data, parts_of_tables
from presentation.formats import LANGUAGES
from public import cards, frame, handed, machines, pictures, style
from public.charts import Charts
from public.ledger import Ledger
from public.making import Edition, Page, made
from public.page_facts import Told
from public.places import Atlas, Place
from public.writing import Folder

PART = 8  # places or pages that a process takes at a time
Given = TypeVar("Given")
Done = TypeVar("Done")


@dataclass(frozen=True)
class Work:
    """What every process knows of an edition being made.

    Attributes:
        curated: Folder of the builds.
        build_id: The build.
        base: The address the edition will stand at.
        app: Address of the dashboard.
        published_only: Whether simulated figures are left out.
        packaged: Whether the data package stands beside the pages.
        before: The build of the edition before.
        day: The day of the build.
        assets: Of each style and script, its name and its path.
        places: Every page there is.
        new: The folder being filled.
        old: The edition that stands.
        barred: Builds of earlier editions of which nothing may be in the new one.
    """

    curated: Path
    build_id: str
    base: str
    app: str
    published_only: bool
    packaged: bool
    before: str
    day: str
    assets: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    new: Path
    old: Path
    barred: frozenset[str]


class _Desk:
    """What a process makes pages with."""

    def __init__(self, work: Work) -> None:
        style.use(dict(work.assets))
        build = serving.open(work.build_id, work.curated)
        self.edition = Edition(
            build, work.base, work.app, work.published_only, work.packaged, work.before
        )
        self.atlas = Atlas(work.places)
        before = Ledger.read(work.old)
        self.folder = Folder(work.new, work.old, before, work.build_id, work.day, work.barred)
        tables, metrics = handed.tables(self.edition), handed.metrics(self.edition)
        self.charts = {
            lang: Charts(self.folder, tables=tables, metrics=metrics) for lang in LANGUAGES
        }
        self.held: parts_of_tables.Held = {}


_desk = lru_cache(maxsize=1)(_Desk)


@contextmanager
def _at_desk(work: Work) -> Iterator[_Desk]:
    """Give what a process makes pages with, the same until the edition is made."""
    with environment.CURATED.set_to(str(work.curated)):
        desk = _desk(work)
        with parts_of_tables.read_whole(desk.held):
            yield desk


@contextmanager
def hands(work: Work, count: int) -> Iterator[Hands]:
    """Give what works on parts of an edition: so many processes, or this one where it is one.

    Args:
        work: What each knows.
        count: How many processes.
    """
    _desk.cache_clear()  # an edition made here before stands now
    data.clear()  # what was drawn to learn which pages there are leads to none of them
    try:
        if count <= 1:
            yield Hands(work, map)
        else:
            with institution.processes(count) as pool:
                yield Hands(work, pool.map)
    finally:
        _desk.cache_clear()


@dataclass(frozen=True)
class Hands:
    """What works on parts of an edition.

    Attributes:
        work: What each knows.
        each: Does something with each part, in their order, as ``map`` does.
    """

    work: Work
    each: Callable[..., Iterable[list[object]]]

    def make(self, places: Sequence[Place]) -> Iterator[Page]:
        """Begin to make pages in every language; give them in the order of their places.

        Args:
            places: Of the pages.
        """
        return self._parts(_made, places)

    def write(self, pages: Sequence[Page]) -> Iterator[Told]:
        """Begin to write pages; give what is told of each, in their order.

        Args:
            pages: The pages as made.
        """
        return self._parts(_written, pages)

    def _parts(
        self, do: Callable[[Work, Sequence[Given]], list[Done]], every: Sequence[Given]
    ) -> Iterator[Done]:
        parts = [every[at : at + PART] for at in range(0, len(every), PART)]
        results = self.each(partial(do, self.work), parts)
        return (result for part in results for result in part)  # type: ignore[misc]


def _made(work: Work, places: Sequence[Place]) -> list[Page]:
    with _at_desk(work) as desk:
        return [
            made(desk.edition, desk.atlas, desk.charts[lang], place, lang)
            for place in places
            for lang in LANGUAGES
        ]


def _written(work: Work, pages: Sequence[Page]) -> list[Told]:
    with _at_desk(work) as desk:
        return [_whole(desk, page) for page in pages]


def _whole(desk: _Desk, page: Page) -> Told:
    edition, folder = desk.edition, desk.folder
    path = f"{page.lang}/{page.place.path}.html"
    cards.write(edition, folder, page)
    page.body = cards.offered(edition, page)
    text = frame.whole(edition, desk.atlas, page, about=machines.about(edition, page))
    is_new = folder.emit(path, text.encode())
    if edition.base:
        pictures.write(edition, folder, page)
    return Told(path, page.place, page.lang, page.title, page.lead, is_new)
