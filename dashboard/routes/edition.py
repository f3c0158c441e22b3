"""The public edition, as ``faro site`` wrote it: ``/publico/es/resumen.html``.

Whoever wants it elsewhere copies the folder; here it stands beside the dashboard, for links that
last. It has no session and asks none of the server's work but reading a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from dashboard.routes.media import NO_LONGER, lasting
from pipelines import institution, paths, serving
from pipelines.errors import FaroError
from presentation import menu
from presentation.context import PageContext
from presentation.formats import LANGUAGES
from public.ledger import LEDGER, Ledger
from public.places import CARDS, CHANGES, Place, usual, where

WHERE = "/publico/"
CSP = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
# Cards stand in pages of others.
FRAMED_CSP = CSP.replace("frame-ancestors 'self'", "frame-ancestors *")
NAMED = ("assets", "c")  # folders whose files carry a digest of what they hold


def twin(ctx: PageContext, page: str) -> str | None:
    """Return the lasting address of the page a reader is at; None where the edition has none.

    Args:
        ctx: The page's context.
        page: Its url path.
    """
    root = paths.site_dir()
    ledger = _ledger(root / LEDGER, _seen(root / LEDGER))
    if ledger is None or ledger.build_id != ctx.build_id:
        return None
    given = {key: ctx.carried(key) or value for key, value in usual(page).items()}
    path = where(page, given, lambda path: f"{ctx.lang}/{path}.html" in ledger.history)
    return f"{WHERE}{ctx.lang}/{path}.html" if path else None


def cited(request: Request) -> Response:
    """Lead a citation to the page of the edition that shows just what is cited, else to the view.

    Args:
        request: The request: a build, a page and, as its query, what was chosen there.
    """
    build_id, page = (request.path_params[key] for key in ("build_id", "page"))
    chosen = dict(request.query_params)
    lang = chosen.pop("lang", LANGUAGES[0])
    if page not in menu.PAGES or lang not in LANGUAGES:
        return PlainTextResponse("there is no such page\n", status_code=404)
    root = paths.site_dir()
    ledger = _ledger(root / LEDGER, _seen(root / LEDGER))
    folder = "" if ledger and ledger.build_id == build_id else f"e/{build_id}/"
    for path in _showing(page, _but_its_day(chosen, build_id, ledger)):
        file = _file(root, address := f"{folder}{lang}/{path}.html")
        if file is not None and _may_see(root, file):
            return RedirectResponse(f"{WHERE}{quote(address)}", headers=NO_LONGER)
    view = urlencode({"build": build_id, "lang": lang, **chosen})
    return RedirectResponse(f"/{'' if page == menu.PAGES[0] else page}?{view}", headers=NO_LONGER)


def _but_its_day(
    chosen: Mapping[str, str], build_id: str, ledger: Ledger | None
) -> Mapping[str, str]:
    """Return what was chosen without the day of an edition, of which its pages speak anyway."""
    days = {past.build_id: past.day for past in ledger.editions} if ledger else {}
    days |= {ledger.build_id: ledger.day} if ledger else {}
    is_its_day = chosen.get("as_of", "") == days.get(build_id)
    return {key: value for key, value in chosen.items() if key != "as_of" or not is_its_day}


def _showing(page: str, chosen: Mapping[str, str]) -> Iterator[str]:
    """Give the paths of a page that show all that was chosen; the first tab has none of its own."""
    first = usual(page)
    if chosen.keys() <= first.keys():
        given = {key: chosen.get(key) or value for key, value in first.items()}
        yield Place(page, tuple((key, value) for key, value in given.items() if value)).path
        if [*first] == ["view"]:
            yield Place(page).path


def _may_see(root: Path, path: Path) -> bool:
    """Return whether whoever asks may see the edition of a file, and those that it tells of.

    An old one is in ``e/``. One that was taken back stands in what tells of several until the next
    edition is made: the ledger, feeds, lists of an edition and what changed since the one before.
    """
    parts, ledger = path.relative_to(root).parts, _ledger(root / LEDGER, _seen(root / LEDGER))
    if not institution.is_on():
        return True
    if ledger is None:
        return False
    institution.need(institution.READ)
    is_old = parts[0] == "e" and len(parts) > 2
    held = {past.build_id: past.held for past in ledger.editions}
    of = parts[1] if is_old else ledger.build_id
    if not serving.may_see(of, gone=held.get(of)):
        return False
    tells = parts[0] in (LEDGER, "feeds") or parts[-1] == f"{CHANGES}.html"
    if not tells and not (is_old and parts[2:] == ("index.html",)):
        return True
    text = path.read_bytes()
    return all(
        serving.may_see(build_id, gone=known)
        for build_id, known in held.items()
        if build_id.encode() in text
    )


@lru_cache(maxsize=4)
def _ledger(path: Path, seen: int | None) -> Ledger | None:
    try:
        return None if seen is None else Ledger.read(path.parent)
    except FaroError:
        return None


def _seen(path: Path) -> int | None:
    """Return when a file was written, which a backup restores as 0; None where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def answer(request: Request) -> Response:
    """Answer with a file of the edition.

    Args:
        request: The request.
    """
    root, address = paths.site_dir(), request.path_params["path"]
    if address in ("", "index.html"):
        return RedirectResponse(f"{WHERE}es/resumen.html")
    path = _file(root, address)
    if path is None or not _may_see(root, path):
        message = "this page is not in the public edition; `faro site` makes it anew"
        return PlainTextResponse(f"{message}\n", status_code=404)
    parts = path.relative_to(root).parts[:2]
    headers = lasting() if any(part in NAMED for part in parts) else NO_LONGER
    policy = FRAMED_CSP if CARDS in parts else CSP
    return FileResponse(path, headers={**headers, "content-security-policy": policy})


def _file(root: Path, address: str) -> Path | None:
    """Return the file that a path leads to, of a folder its page; None where there is none."""
    try:
        path = (root / address).resolve()
        path = path / "index.html" if address.endswith("/") else path  # its links need the slash
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError):  # a name longer than any file's, or with a letter none has
        return None
