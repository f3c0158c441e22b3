"""An edition made: every page in both languages, then what stands around them, then the swap."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipelines import environment, serving
from pipelines.errors import FaroError
from pipelines.origins import SIMULATED
from pipelines.serving import Build
from presentation.formats import LANGUAGES
from public import around, editions, feeds, handed, search, style
from public.ledger import Ledger
from public.making import Edition, Page, offers
from public.page_facts import Told
from public.places import survey
from public.tidying import alive, anchors
from public.work import Work, hands
from public.writing import Folder, beside

Pack = Callable[[Build, Path], Path]


@dataclass(frozen=True)
class Settings:
    """How an edition is made.

    Attributes:
        base: Address it will stand at; empty for none.
        app: Address of the dashboard; empty for none.
        published_only: Whether simulated figures are left out.
        most: How many parts of each page at most; all when None.
        searchable: Whether an index to search in is made.
        workers: How many processes make pages.
    """

    base: str = ""
    app: str = ""
    published_only: bool = False
    most: int | None = None
    searchable: bool = True
    workers: int = 2


@dataclass(frozen=True)
class Published:
    """What was made.

    Attributes:
        folder: Where it stands.
        pages: How many pages.
        changed: How many of them are new or say something else than before.
        files: How many files.
        size: Bytes of all files.
        seconds: How long it took.
    """

    folder: Path
    pages: int
    changed: int
    files: int
    size: int
    seconds: float


def publish(build: Build, out: Path, settings: Settings, *, pack: Pack | None = None) -> Published:
    """Make the edition of a build; the one that stands at ``out`` stays until it is whole.

    Args:
        build: The build.
        out: Where it will stand.
        settings: How it is made.
        pack: Writes the data package of a build into a folder and returns where it stands.

    Raises:
        FaroError: The build failed a check, ``out`` cannot be written or holds something else.
    """
    with environment.CURATED.set_to(str(build.folder.parent)):
        return _published(build, out, settings, pack)


def _published(build: Build, out: Path, settings: Settings, pack: Pack | None) -> Published:
    began = time.monotonic()
    _check(build, settings)
    is_whole = _is_marked(build, settings) or build.origin_of() != SIMULATED
    packaged = pack is not None and is_whole
    with beside(out) as new:
        before = Ledger.read(out)
        barred = _barred(build, before, settings)
        edition = _edition(build, settings, packaged, _before(build, before, barred, settings))
        day, lang = edition.day.isoformat(), LANGUAGES[0]
        places = survey(partial(offers, edition, lang=lang), most=settings.most)
        work = Work(
            build.folder.parent,
            build.build_id,
            settings.base,
            settings.app,
            settings.published_only,
            packaged,
            edition.before,
            day,
            tuple(style.paths().items()),
            tuple(places),
            new,
            out,
            barred,
        )
        folder = Folder(new, out, before, build.build_id, day, barred)
        with hands(work, settings.workers) as workers:
            coming = workers.make(places)
            for path, body in style.files().items():
                folder.emit(path, body)
            handed.write(edition, folder, pack if packaged else None)
            pages = list(workers.write(_linked(coming)))
        pages.sort(key=lambda page: LANGUAGES.index(page.lang))
        ledger = editions.written(
            folder,
            pages,
            serving.holding(build.build_id),
            base=settings.base,
            is_marked=_is_marked(build, settings),
        )
        (new / "index.html").write_text(
            (new / "es" / "resumen.html").read_text("utf-8").replace('"../', '"'), "utf-8"
        )
        editions.keep(edition, folder, ledger)
        feeds.write(edition, folder, ledger, pages)
        around.write(edition, folder, ledger, pages)
        ledger.write(new)
        if settings.searchable:
            search.index(new)
    return _counted(out, pages, began)


def _counted(out: Path, pages: Sequence[Told], began: float) -> Published:
    files = [path for path in out.rglob("*") if path.is_file()]
    return Published(
        out,
        len(pages),
        sum(page.is_new for page in pages),
        len(files),
        sum(path.stat().st_size for path in files),
        time.monotonic() - began,
    )


def _check(build: Build, settings: Settings) -> None:
    """Make sure that a build may be published.

    Raises:
        FaroError: A critical check of it failed, or it is for everybody and not out yet.
    """
    if settings.published_only and not serving.is_public(build.build_id, build.folder.parent):
        raise FaroError(
            "this build is not out yet",
            where=build.build_id,
            fix="Publish it when its embargo has ended, or name an older build with --build",
            code="not_out",
        )
    failed = [
        f"{check['table']}.{check['check_id']}"
        for check in build.quality["checks"]
        if not check["success"] and check.get("severity") == "critical"
    ]
    if failed:
        raise FaroError(
            f"a build with {len(failed)} failed checks is not published: {', '.join(failed[:3])}",
            where=build.build_id,
            fix="Fix what `faro status` names and build again",
            code="failed_checks",
        )


def _edition(build: Build, settings: Settings, packaged: bool, before: str) -> Edition:
    return Edition(build, settings.base, settings.app, settings.published_only, packaged, before)


def _is_marked(build: Build, settings: Settings) -> bool:
    """Return whether an edition shows simulated figures."""
    return not settings.published_only and build.origin_of() == SIMULATED


def _barred(build: Build, ledger: Ledger, settings: Settings) -> frozenset[str]:
    """Return the builds whose earlier editions may not stand in this one, which is for everybody:
    they show simulated figures, or are not out."""
    if not settings.published_only:
        return frozenset()
    root = build.folder.parent
    return frozenset(
        past.build_id
        for past in ledger.editions
        if past.is_marked or not serving.is_public(past.build_id, root, gone=past.held)
    )


def _before(build: Build, ledger: Ledger, barred: frozenset[str], settings: Settings) -> str:
    """Return the build of the edition before, or the build before this one; empty for none.

    One with simulated figures and one without are never compared: every figure would differ.
    """
    root, own = build.folder.parent, build.manifest
    alike = [
        manifest["build_id"]
        for manifest in serving.builds(root)
        if manifest["built_at"] < own["built_at"]
        and bool(manifest.get("simulated")) == bool(own.get("simulated"))
        and (not settings.published_only or serving.is_public(manifest["build_id"], root))
    ]
    published = [past.build_id for past in ledger.editions if past.build_id not in barred]
    return next(iter([*(name for name in reversed(published) if name in alike), *alike]), "")


def _linked(coming: Iterable[Page]) -> list[Page]:
    """Return pages none of which leads to a card that another does not have."""
    pages = list(coming)
    known = {f"{page.lang}/{page.place.path}.html": anchors(page.body) for page in pages}
    for page in pages:
        page.body = alive(page.body, known)
    return pages
