"""A page as an earlier edition had it, at an address of its own, with the files it shows.

What it shows and hands out (drawings, rows, pictures, the package) is kept with it under the digest
of its bytes, ``e/<build>/f/<digest>/<name>``; only the style, named by what it holds, stays where
it is. Its links to pages lead to what those said then: to the page in its place as long as it says
the same, to the one kept as soon as it says something else. Only its notice leads to the page in
force.
"""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
from collections.abc import Callable

from presentation.words import Text
from public.writing import Folder, link

# What holds an address in a page: attributes, and what machines are told.
ADDRESS = re.compile(r'(\s(?:href|src|srcset)="|"(?:url|contentUrl)":")([^"#]+)(#[^"]*)?"')
# Of a page that is not to be found in place of the one in force: its address, and its picture.
OF_NOW = re.compile(
    r'<link rel="(?:canonical"|alternate" hreflang)[^>]*>'
    r'|<meta property="(?:og:url|og:image[^"]*)"[^>]*>|<meta name="twitter:card"[^>]*>'
)
LIVE = ("feeds/", "assets/", "e/")  # folders of the edition in force that its older pages use
NOTICE = re.compile(
    r'<main[^>]*>(<div class="faro-notice attention" role="status">.*?</div>)', re.DOTALL
)
Lead = Callable[[str], str]  # path of what an address leads to → path of what it shall lead to


def led(text: str, at: str, to: str, lead: Lead, base: str = "") -> str:
    """Return a page whose addresses lead where they should from another place.

    Args:
        text: The page.
        at: Its path so far.
        to: Its path from now on.
        lead: Path of what an address leads to → path of what it shall lead to.
        base: The address of the edition so far; none of it stays.
    """
    up = "../" * to.count("/")

    def moved(match: re.Match[str]) -> str:
        before, address, anchor = match[1], match[2], match[3] or ""
        if base and address.startswith(f"{base}/"):
            path = address.removeprefix(f"{base}/")
        elif ":" in address or address.startswith("/"):
            return match[0]
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(at), address))
        return f'{before}{up}{lead(path)}{anchor}"'

    return ADDRESS.sub(moved, text)


def write(folder: Folder, t: Text, path: str, build_id: str, then: Lead, there: Lead) -> None:
    """Write a page of the edition that stands to the address it has from now on.

    Args:
        folder: The edition being made, and the one that stands.
        t: Text in the language of the page.
        path: The page.
        build_id: The build it was of.
        then: Path of a page → path of what it said in the edition that stands.
        there: Path of a page → path of what stands for it in the edition in force.
    """
    target = f"e/{build_id}/{path}"

    def lead(to: str) -> str:
        if to.endswith(".html") or to.startswith(LIVE):
            return then(to)
        return file(folder, to, build_id) or to

    body = OF_NOW.sub("", (folder.old / path).read_text("utf-8"))
    body = led(body, path, target, lead, folder.before.base)
    body = body.replace("data-pagefind-body", "data-pagefind-ignore", 1)
    now = "../" * target.count("/") + there(path)
    notice = (
        '<div class="faro-notice attention" role="status"><span class="sign" aria-hidden="true">!'
        f"</span><p>{html.escape(t('public.older', build=build_id))} "
        f'<a href="{now}">{html.escape(t("public.older_go"))}</a></p></div>'
    )
    body = re.sub(r"(<main[^>]*>)", lambda match: match[1] + notice, body, count=1)
    edition = html.escape(t("public.edition.title", build=build_id))
    body = body.replace("</title>", f" · {edition}</title>", 1)
    place = folder.new / target
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)  # one taken over is a file of the edition that stands
    place.write_text(body, "utf-8")


def mended(text: str, path: str, then: Lead, there: Lead) -> str:
    """Return a page kept before, its links leading to what other pages said in its time.

    Args:
        text: The page.
        path: Where it stands.
        then: Path of a page → path of what it said in the edition that stands.
        there: Path of a page → path of what stands for it in the edition in force.
    """
    notice = NOTICE.search(text)
    start, end = notice.span(1) if notice else (0, 0)
    parts = ((text[:start], then), (text[start:end], there), (text[end:], then))
    return "".join(led(part, path, path, lead) for part, lead in parts)


def file(folder: Folder, path: str, build_id: str) -> str | None:
    """Keep a file of the edition that stands; return its path from now on, None if it has none.

    Args:
        folder: The folder being filled.
        path: Where it stands in the edition that stands.
        build_id: The build of that edition.
    """
    stands = folder.old / path
    if not stands.is_file():
        return None
    digest = hashlib.sha256(stands.read_bytes()).hexdigest()[:12]
    target = f"e/{build_id}/f/{digest}/{posixpath.basename(path)}"
    link(stands, folder.new / target)
    return target
