"""Older editions by their address: ``e/<build>/`` lists what an edition said, page by page.

A page that changed keeps what it said before at ``e/<the edition it said so first>/<path>``, and so
does one that is no longer there; the list of an edition leads to what each page said then, be that
there or still in its place.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.institution.releases import Holding
from presentation.formats import LANGUAGES
from presentation.words import Text
from public import kept, style
from public.ledger import Ledger, Past, Said
from public.making import Edition
from public.page_facts import Told
from public.writing import Folder, link

One = TypeVar("One", Past, Said)


def written(
    folder: Folder, pages: Sequence[Told], held: Holding, *, base: str, is_marked: bool
) -> Ledger:
    """Return the ledger of an edition, from that of the one before and the pages made.

    Args:
        folder: The edition being made.
        pages: The pages made.
        held: What its build holds.
        base: The address it is made for.
        is_marked: Whether it shows simulated figures.
    """
    before, build_id = folder.before, folder.build_id
    shown = [past for past in before.editions if past.build_id not in folder.barred]
    is_again = bool(shown) and shown[-1].build_id == build_id
    at = shown[-1].at + (not is_again) if shown else 0
    history = {}
    for page in pages:
        known = _kept(folder, before.history.get(page.path) or before.gone.get(page.path, []))
        own = Said(at, build_id, folder.day, page.title, page.lead)
        is_new = page.is_new or not known or known[-1].build_id == build_id
        history[page.path] = [*_but(build_id, known), own] if is_new else known
    gone = {
        path: _but(build_id, _kept(folder, known))
        for path, known in {**before.gone, **before.history}.items()
        if path not in history
    }
    editions = [
        *_but(build_id, shown),
        Past.of(at, build_id, folder.day, held, is_marked=is_marked),
    ]
    gone = {path: known for path, known in gone.items() if known}
    return Ledger(build_id, folder.day, base, history, gone, editions)


def _kept(folder: Folder, known: Sequence[Said]) -> list[Said]:
    return [version for version in known if version.build_id not in folder.barred]


def _but(build_id: str, known: Sequence[One]) -> list[One]:
    """Return all but those of a build: an edition that comes again stands once, at its new turn."""
    return [version for version in known if version.build_id != build_id]


def keep(edition: Edition, folder: Folder, ledger: Ledger) -> None:
    """Write the addresses of all editions into the one being made.

    Args:
        edition: What every page knows.
        folder: The edition being made.
        ledger: What is known of it and those before.
    """
    moved = _moved(folder, ledger)

    def there(path: str) -> str:
        if (folder.new / path).is_file() or path not in ledger.gone:
            return path
        return f"e/{ledger.gone[path][-1].build_id}/{path}"

    def then(path: str) -> str:
        return f"e/{moved[path]}/{path}" if path in moved else there(path)

    for older in ledger.editions:
        for file in sorted((folder.old / "e" / older.build_id).rglob("*")):
            if file.is_file() and file.name != "index.html":
                link(file, folder.new / file.relative_to(folder.old))
    for file in sorted((folder.old / "assets").glob("*")):
        link(file, folder.new / file.relative_to(folder.old))
    if moved:
        for file in sorted((folder.new / "e").rglob("*.html")):
            _mend(file, file.relative_to(folder.new).as_posix(), then, there)
    words: dict[str, Text] = {lang: Text(lang, edition.build) for lang in LANGUAGES}
    for path, last in moved.items():
        kept.write(folder, words[path.partition("/")[0]], path, last, then, there)
    for past in ledger.editions:
        place = folder.new / "e" / past.build_id
        place.mkdir(parents=True, exist_ok=True)
        (place / "index.html").write_text(_index(edition, ledger, past), "utf-8")


def _moved(folder: Folder, ledger: Ledger) -> dict[str, str]:
    """Return the pages that say something else than before, or are gone: path → build then."""
    moved = {}
    for path, known in folder.before.history.items():
        last, now = known[-1].build_id, ledger.history.get(path, [])
        has_changed = not now or now[-1].build_id != last
        if has_changed and last not in folder.barred and last != folder.build_id:
            moved[path] = last
    return moved


def _mend(file: Path, path: str, then: kept.Lead, there: kept.Lead) -> None:
    """Lead the links of a page kept before to what pages said that have just changed or gone."""
    body = file.read_text("utf-8")
    up = "../" * path.count("/")
    if not any(f'"{up}{lang}/' in body for lang in LANGUAGES):
        return  # none leads to a page in its place
    led = kept.mended(body, path, then, there)
    if led != body:
        file.unlink()  # one taken over is a file of the edition that stands
        file.write_text(led, "utf-8")


def _index(edition: Edition, ledger: Ledger, past: Past) -> str:
    """Return the page of an edition: what it was made from, and what each page said in it."""
    parts = []
    for lang in LANGUAGES:
        t = Text(lang, edition.build)
        lines = []
        for path, known in sorted({**ledger.history, **ledger.gone}.items()):
            since = [version for version in known if version.at <= past.at]
            if not path.startswith(f"{lang}/") or not since:
                continue
            is_current = path in ledger.history and since[-1] == known[-1]
            to = f"../../{path}" if is_current else f"../{since[-1].build_id}/{path}"
            note = t("public.edition.same" if is_current else "public.edition.changed")
            lines.append(
                f'<li><a href="{html.escape(to)}">{html.escape(since[-1].title)}</a> · '
                f"{html.escape(note)}</li>"
            )
        parts.append(
            f'<section lang="{lang}" class="faro-card"><h2>{html.escape(t("public.edition.pages"))}'
            f"</h2>{_facts(t, edition, past.build_id)}<ul>{''.join(lines)}</ul></section>"
        )
    t = Text("es", edition.build)
    title = html.escape(t("public.edition.title", build=past.build_id))
    return (
        '<!doctype html>\n<html lang="es"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title} · Faro</title>'
        f'<link rel="stylesheet" href="../../{style.path("site.css")}"></head><body>'
        '<main id="main">'
        f'<header class="faro-head"><h1>{title}</h1><p>{html.escape(past.day)} · '
        f'<a href="../../index.html">Faro</a></p></header>{"".join(parts)}</main></body></html>\n'
    )


def _facts(t: Text, edition: Edition, build_id: str) -> str:
    """Return what an edition was made from, where its build is kept."""
    try:
        build = serving.open(build_id, edition.build.folder.parent)
    except FaroError:
        return ""
    checks, inputs = build.manifest["checks"], build.manifest["inputs"]
    lead = t(
        "public.edition.lead",
        at=t.moment(build.manifest["built_at"]),
        files=t.number(len(inputs)),
        passed=t.number(checks["passed"]),
        all=t.number(checks["checks"]),
    )
    items = "".join(
        f"<li><code>{html.escape(file['path'])}</code> {file['sha256'][:12]}</li>"
        for file in inputs
    )
    heading = html.escape(t("public.edition.inputs"))
    return (
        f"<p>{html.escape(lead)}</p><details><summary>{heading}</summary><ul>{items}</ul></details>"
    )
