"""Older editions by their address: ``e/<build>/`` lists what an edition said, page by page.

A page that changed keeps what it said before at ``e/<the edition it said so first>/<path>``; the
list of an edition leads to what each page said then, be that there or still in its place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from pipelines import serving
from pipelines.errors import FaroError
from presentation.formats import LANGUAGES
from presentation.words import Text
from public import style
from public.making import Edition
from public.told import Told
from public.writing import Folder, Ledger, link


def written(before: Ledger, build_id: str, day: str, told: Sequence[Told], settings: Any) -> Ledger:
    """Return the ledger of an edition, from that of the one before and the pages made."""
    own = (build_id, day)
    history = {}
    for one in told:
        known = before.history.get(one.path, [])
        is_new = one.is_new and (not known or known[-1][0] != build_id)
        history[one.path] = [*known, own] if is_new or not known else known
    editions = [one for one in before.editions if one[0] != build_id] + [own]
    kept = {"base": settings.base, "app": settings.app, "published_only": settings.published_only}
    return Ledger(build_id, day, history, editions, kept)


def keep(edition: Edition, folder: Folder, ledger: Ledger, told: Sequence[Told]) -> None:
    """Write the addresses of all editions into the one being made.

    Args:
        edition: What every page knows.
        folder: The edition being made.
        ledger: What is known of it and those before.
        told: The pages made.
    """
    for path in sorted((folder.old / "e").rglob("*.html")):
        link(path, folder.new / path.relative_to(folder.old))
    for one in told:
        known = folder.before.history.get(one.path)
        if one.is_new and known and known[-1][0] != edition.build.build_id:
            said = (folder.old / one.path).read_text("utf-8")
            text = _of_then(edition, said, one, known[-1][0])
            target = folder.new / "e" / known[-1][0] / one.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    for build_id, day in ledger.editions:
        place = folder.new / "e" / build_id
        place.mkdir(parents=True, exist_ok=True)
        body = _index(edition, folder, ledger, build_id, day, told)
        for name in ("index.html",):
            (place / name).unlink(missing_ok=True)
            (place / name).write_text(body, "utf-8")


def _of_then(edition: Edition, said: str, one: Told, build_id: str) -> str:
    """Return a page as it was, its links leading to the edition in force, and saying so."""
    t = Text(one.lang, edition.build)
    up = "../" * (one.path.count("/") + 2)
    depth = "../" * one.path.count("/")
    text = re.sub(rf'(?<=["])(?:{re.escape(depth)})', up, said)
    notice = (
        '<div class="faro-notice attention" role="status"><span class="sign" aria-hidden="true">!'
        f"</span><p>{html.escape(t('public.older', build=build_id))} "
        f'<a href="{up}{one.path}">{html.escape(t("public.older_go"))}</a></p></div>'
    )
    text = text.replace("data-pagefind-body", "data-pagefind-ignore", 1)
    text = re.sub(r'<link rel="canonical"[^>]*>', "", text)
    return re.sub(r"(<main[^>]*>)", lambda found: found[1] + notice, text, count=1)


def _index(
    edition: Edition,
    folder: Folder,
    ledger: Ledger,
    build_id: str,
    day: str,
    told: Sequence[Told],
) -> str:
    """Return the page of an edition: what it was made from, and what each page said in it."""
    order = {name: at for at, (name, _) in enumerate(ledger.editions)}
    parts = []
    for lang in LANGUAGES:
        t = Text(lang, edition.build)
        lines = []
        for one in told:
            history = ledger.history[one.path]
            since = [made for made, _ in history if order.get(made, -1) <= order[build_id]]
            if one.lang != lang or not since:
                continue
            is_current = since[-1] == history[-1][0]
            to = f"../../{one.path}" if is_current else f"../{since[-1]}/{one.path}"
            if not is_current and not (folder.new / "e" / since[-1] / one.path).is_file():
                continue
            note = t("public.edition.same" if is_current else "public.edition.changed")
            lines.append(
                f'<li><a href="{html.escape(to)}">{html.escape(one.title)}</a> · '
                f"{html.escape(note)}</li>"
            )
        parts.append(
            f'<section lang="{lang}" class="faro-card"><h2>{html.escape(t("public.edition.pages"))}'
            f"</h2>{_facts(t, edition, build_id)}<ul>{''.join(lines)}</ul></section>"
        )
    t = Text("es", edition.build)
    title = html.escape(t("public.edition.title", build=build_id))
    return (
        '<!doctype html>\n<html lang="es"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title} · Faro</title>'
        f'<link rel="stylesheet" href="../../{style.path("site.css")}"></head><body>'
        '<main id="main">'
        f'<header class="faro-head"><h1>{title}</h1><p>{html.escape(day)} · '
        f'<a href="../../index.html">Faro</a></p></header>{"".join(parts)}</main></body></html>\n'
    )


def _facts(t: Text, edition: Edition, build_id: str) -> str:
    """Return what an edition was made from, where its build is kept."""
    try:
        build = serving.open(build_id, edition.build.folder.parent)
    except FaroError:
        return ""
    checks, inputs = build.manifest["checks"], build.manifest["inputs"]
    said = t(
        "public.edition.lead",
        at=t.moment(build.manifest["built_at"]),
        files=t.number(len(inputs)),
        passed=t.number(checks["passed"]),
        all=t.number(checks["checks"]),
    )
    items = "".join(
        f"<li><code>{html.escape(one['path'])}</code> {one['sha256'][:12]}</li>" for one in inputs
    )
    heading = html.escape(t("public.edition.inputs"))
    return (
        f"<p>{html.escape(said)}</p><details><summary>{heading}</summary><ul>{items}</ul></details>"
    )
