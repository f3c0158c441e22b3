"""What stands around a page: its head for readers and machines, the way around, and its edition."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

from pipelines import serving
from pipelines.marking import PROVISIONAL
from presentation import menu, theme
from presentation.formats import LANGUAGES
from presentation.markup.html import Safe, join, tag
from presentation.words import Text
from public import feeds, pictures, style
from public.charts import ROOT
from public.handed import ARCHIVE, DCAT
from public.making import Edition, Page
from public.places import CHANGES, LISTED, Atlas, Place, name_of

LOCALES = {"es": "es_CL", "en": "en_GB"}
NAMES = {"es": "Español", "en": "English"}
# What the menu of every page ends in: pages that only the edition has.
ENDS = ("glosario", "metodos", "cambios", "buscar")
FOUND = {"og:title": ' data-pagefind-meta="title[content]"'}  # what the search calls a page
# Between these stands what changes with every edition though the page says the same. Whether its
# figures may still change is not of these: a page that says so and one that does not are two.
EDITION = ("<!--edition-->", "<!--/edition-->")


def whole(edition: Edition, atlas: Atlas, page: Page, *, about: Sequence[dict[str, Any]]) -> str:
    """Return a page as a document of its own, its links leading from where it stands.

    Args:
        edition: What every page knows.
        atlas: The places there are.
        page: The page.
        about: What machines are told of it, as JSON-LD.
    """
    t = Text(page.lang, edition.build)
    body = join(
        [
            tag("a", t("public.skip"), href="#main", class_="faro-skip"),
            _mast(t, page, atlas),
            # Of two editions: when one is taken back, the search of the other finds nothing of it.
            tag(
                "main",
                Safe(page.body),
                id="main",
                data_pagefind_body=page.place.page != CHANGES,
            ),
            _foot(edition, t, page),
        ]
    )
    head = _head(edition, t, page, about)
    text = (
        f'<!doctype html>\n<html lang="{page.lang}"><head>{head}</head><body>{body}</body></html>\n'
    )
    return text.replace(f'"{ROOT}', f'"{up(page)}')


def up(page: Page) -> str:
    """Return the way from a page to the folder of the edition.

    Args:
        page: The page.
    """
    return "../" * (page.place.path.count("/") + 1)


def title(t: Text, page: Page) -> str:
    """Return what a page is called.

    Args:
        t: Text in the language of the reader.
        page: The page.
    """
    return f"{page.title or t('app.name')} · {t('app.name')}"


def _head(edition: Edition, t: Text, page: Page, about: Sequence[dict[str, Any]]) -> Safe:
    description = " ".join((page.lead or t("app.tagline")).split())[:300]
    schemes = (("light", theme.LIGHT), ("dark", theme.DARK))
    data = json.dumps(list(about), ensure_ascii=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    return Safe(
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title(t, page))}</title>"
        f'<meta name="description" content="{html.escape(description, quote=True)}">'
        '<meta name="color-scheme" content="light dark">'
        + "".join(
            f'<meta name="theme-color" content="{palette.paper}" '
            f'media="(prefers-color-scheme: {scheme})">'
            for scheme, palette in schemes
        )
        + "".join(_link(rel, more) for rel, more in _links(edition, t, page))
        + "".join(
            f'<meta property="{name}" content="{html.escape(text, quote=True)}"'
            f"{FOUND.get(name, '')}>"
            for name, text in _facts(edition, t, page, description).items()
        )
        + f'<script type="application/ld+json">{data}</script>'
        f'<script src="{ROOT}{style.path("site.js")}" defer></script>'
    )


def _links(edition: Edition, t: Text, page: Page) -> list[tuple[str, dict[str, Any]]]:
    root = f"{edition.base}/" if edition.base else ROOT
    own = _own(edition, page)
    return [
        ("icon", {"href": ROOT + style.path("favicon.svg"), "type": "image/svg+xml"}),
        ("stylesheet", {"href": ROOT + style.path("site.css")}),
        *(
            ("alternate", {"hreflang": lang, "href": f"{root}{lang}/{page.place.path}.html"})
            for lang in LANGUAGES
        ),
        ("alternate", {"hreflang": "x-default", "href": f"{root}es/{page.place.path}.html"}),
        (
            "alternate",
            {
                "type": "application/atom+xml",
                "title": t("public.feed"),
                "href": f"{ROOT}feeds/{page.lang}.xml",
            },
        ),
        *([("alternate", _editions(t))] if edition.base else []),
        *(
            [("alternate", {"type": "application/ld+json", "title": "DCAT", "href": ROOT + DCAT})]
            if edition.packaged
            else []
        ),
        *([("alternate", _own_feed(page))] if feeds.has_own(page.place) else []),
        *([("canonical", {"href": own})] if own else []),
    ]


def _facts(edition: Edition, t: Text, page: Page, description: str) -> dict[str, str]:
    """Return what those are told who show a link to the page."""
    own = _own(edition, page)
    return {
        "og:type": "website",
        "og:site_name": t("app.name"),
        "og:title": page.title or t("app.name"),
        "og:description": description,
        "og:locale": LOCALES[page.lang],
        **({"og:url": own} if own else {}),
        **(_picture(edition, t, page) if edition.base else {}),
    }


def _picture(edition: Edition, t: Text, page: Page) -> dict[str, str]:
    """Return what is said of the picture of a page: only whole addresses may be."""
    return {
        "og:image": f"{edition.base}/{pictures.where(page)}",
        "og:image:width": str(pictures.WIDTH),
        "og:image:height": str(pictures.HEIGHT),
        "og:image:alt": page.title or t("app.name"),
        "twitter:card": "summary_large_image",
    }


def _editions(t: Text) -> dict[str, Any]:
    kind = "application/rss+xml"
    return {
        "type": kind,
        "title": t("public.editions"),
        "href": ROOT + feeds.RSS.format(lang=t.lang),
    }


def _own_feed(page: Page) -> dict[str, Any]:
    kind = "application/atom+xml"
    return {"type": kind, "title": page.title, "href": f"{ROOT}{feeds.path(page.lang, page.place)}"}


def _link(rel: str, more: dict[str, Any]) -> str:
    written = "".join(
        f' {key}="{html.escape(str(text), quote=True)}"' for key, text in more.items()
    )
    return f'<link rel="{rel}"{written}>'


def _mast(t: Text, page: Page, atlas: Atlas) -> Safe:
    """Return the brand, the menu and the other language."""
    own = LISTED.get(page.place.page, page.place.page)
    known = {place.page for place in atlas.places}
    listed = dict.fromkeys(LISTED.get(name, name) for name in menu.READ)
    entries = [
        tag(
            "li",
            tag(
                "a",
                name_of(t, name),
                href=f"{ROOT}{t.lang}/{name}.html",
                aria_current="page" if name == own else None,
            ),
        )
        for name in (*listed, *ENDS)
        if name in known
    ]
    others = [
        tag(
            "a",
            NAMES[lang],
            href=f"{ROOT}{lang}/{page.place.path}.html",
            lang=lang,
            hreflang=lang,
            class_="faro-language",
        )
        for lang in LANGUAGES
        if lang != t.lang
    ]
    brand = tag(
        "a",
        Safe(f'<img src="{ROOT}{style.path("favicon.svg")}" alt="" width="28" height="28">'),
        tag("span", t("app.name")),
        href=f"{ROOT}{t.lang}/resumen.html",
        class_="faro-brand",
    )
    around = tag("nav", tag("ul", *entries), aria_label=t("app.pages"))
    return tag("header", brand, around, *others, class_="faro-mast")


def _foot(edition: Edition, t: Text, page: Page) -> Safe:
    """Return where the page stands in time, and what else there is."""
    links = [
        (t("public.data"), f"{ROOT}data/{ARCHIVE}") if edition.packaged else None,
        (t("public.feed"), f"{ROOT}feeds/{t.lang}.xml"),
        (t("public.edition_link"), f"{ROOT}e/{edition.build.build_id}/index.html"),
        (t("public.app"), f"{edition.app}/{live(page.place, t.lang)}") if edition.app else None,
    ]
    made = t("public.foot", build=edition.build.build_id, at=t.moment(_made_at(edition)))
    changing = serving.provisional(edition.build)
    return tag(
        "footer",
        tag("span", f"{t('app.name')} · {t('app.tagline')}", data_address=_own(edition, page)),
        tag("strong", PROVISIONAL[t.lang]) if changing else "",
        Safe(EDITION[0]),
        tag("span", made, data_pagefind_ignore=True),
        tag(
            "span",
            *(tag("a", words, href=to) for words, to in filter(None, links)),
            class_="faro-ends",
        ),
        Safe(EDITION[1]),
        class_="faro-foot",
    )


def _own(edition: Edition, page: Page) -> str | None:
    """Return the whole address of a page; None where none is known."""
    return f"{edition.base}/{page.lang}/{page.place.path}.html" if edition.base else None


def live(place: Place, lang: str) -> str:
    """Return the address of a page in the dashboard, without its host.

    Args:
        place: Of the page.
        lang: ``es`` or ``en``.
    """
    from urllib.parse import urlencode

    query = dict(place.state) | ({} if lang == "es" else {"lang": lang})
    return f"{place.page}?{urlencode(query)}" if query else place.page


def _made_at(edition: Edition) -> str:
    return str(edition.build.manifest["built_at"])
