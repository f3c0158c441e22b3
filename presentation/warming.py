"""Draw what all readers share before the first of them asks, and keep it on disk.

Every page once, and once for each value of each of its choices, in both languages. A process of
its own does it (``faro warm``, and ``faro serve`` in the background at the lowest priority): in
the server's it would take Python away from whoever is reading.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress

from pipelines import clock, environment, institution, paths, serving
from pipelines.errors import FaroError
from presentation import kept, menu, pages, stored
from presentation.context import Asked, PageContext
from presentation.drawings import Picture, drawn_once
from presentation.markup.html import gathered
from presentation.words import LANGUAGES, Text

# Pixels of a chart beside another and of one on a phone: the windows of 1280 and 390.
WIDTHS = (502, 340)
LOWEST = 19


def warm(build: serving.Build, site: str) -> Iterator[str]:
    """Draw every page of a build by each of its choices, those with the fewest options first.

    Nothing is drawn where all of it was drawn today: some of it rests on the day.

    Args:
        build: The build.
        site: Scheme and host that its permanent links have.

    Yields:
        What was drawn, as ``municipio?cut=13101 (es)``.
    """
    store, all_of_it = stored.in_use(), f"all of {build.build_id} at {site}"
    today = clock.today().isoformat()
    if store and store.get(all_of_it) == today:
        return
    visits = [
        (page, lang, given)
        for page in menu.READ
        for lang in LANGUAGES
        for given in _choices(build, site, page, lang)
    ]
    for page, lang, given in sorted(visits, key=lambda visit: visit[2][0]):
        _draw(build, site, page, lang, Asked(given[1]))
        yield f"{page}?{'&'.join(f'{key}={value}' for key, value in given[1].items())} ({lang})"
    if store:
        store.keep(all_of_it, today)


def _choices(
    build: serving.Build, site: str, page: str, lang: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give what can be chosen on a page, with how many options that choice has."""
    noted = Asked()
    _draw(build, site, page, lang, noted)
    for offer in noted.offers:
        for option in offer.options:
            yield len(offer.options), {offer.key: option}


def _draw(build: serving.Build, site: str, page: str, lang: str, choices: Asked) -> None:
    ctx = PageContext(build, Text(lang, build), site, choices)
    with kept.recorded() as record, gathered(), suppress(FaroError):
        pages.show_of(page)(ctx)
    for _, digest, (thing, _weight) in record:
        if isinstance(thing, Picture):
            for width in WIDTHS:
                with suppress(FaroError):
                    drawn_once(digest, thing.spec, width, "svg")


def site_of(port: int) -> str:
    """Return scheme and host of this site as it is set up, else as this machine calls it.

    Args:
        port: The port this server listens at.
    """
    return environment.ADDRESS.value or f"http://localhost:{port}"


def run(port: int) -> Iterator[str]:
    """Draw what is served, beside its builds, for a site at this port of this machine.

    Args:
        port: Where no ``FARO_ADDRESS`` names the site.

    Yields:
        What was drawn.

    Raises:
        FaroError: There is no build.
    """
    with institution.acting(institution.console()):
        build = serving.open()
        stored.use(paths.curated_dir())
        yield from warm(build, site_of(port))


def main(port: str, server: str) -> None:
    """Draw at the lowest priority while the server that asked for it lives.

    A build that is not there is said to the first reader.

    Args:
        port: The port of the server, as digits.
        server: Id of its process, as digits.
    """
    os.nice(LOWEST)
    with suppress(FaroError):
        for _ in run(int(port)):
            if os.getppid() != int(server):
                return  # it was ended by a signal that let it do no more


if __name__ == "__main__":
    main(*sys.argv[1:])
