"""A card alone on a light page, to stand in other sites.

``/embed/<build>/<chart>`` is a chart, ``/embed/<build>/<page>/<card>`` a card as its page shows it;
both take ``lang``, ``theme`` (``light``, ``dark`` or that of the reader) and the choices of the
chart or page. It runs no script, and any site may frame it: it holds nothing to operate.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.routes.address import MOST_CHOICES, no_address
from dashboard.routes.media import BUILD, NO_LONGER, lasting
from dashboard.seam.dom import SELECTORS
from dashboard.seam.hostpage import face, own_files
from pipelines import serving
from pipelines.errors import FaroError
from presentation import drawing, drawings, menu
from presentation.cards.edition import of_its_time
from presentation.cards.html import gathered, join, tag
from presentation.charts.credits import credit
from presentation.context import Given, PageContext
from presentation.formats import LANGUAGES
from presentation.pages import show_of
from presentation.subjects import href
from presentation.words import Text
from public.cards import without_folds
from public.elements import cards
from public.making import PLOT

THEMES = {"light": "light", "dark": "dark"}
WIDTH = 760
PAGE = (
    '<!doctype html><html lang="{lang}" style="color-scheme:{theme}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title>'
    '<link rel="stylesheet" href="{style}"><style>@font-face{{font-family:"Source Sans";'
    'font-weight:200 900;src:url("{face}") format("woff2")}}</style></head>'
    '<body class="faro-embed {scope}">{body}</body></html>'
)
CHART = (
    '<figure><header class="faro-card-head"><h2>{title}</h2><p>{subtitle}</p></header>'
    '<div class="faro-plot" role="img" aria-label="{alt}">{svg}</div>'
    '<figcaption class="faro-source">{source} · <a href="{home}" target="_top">Faro</a>'
    "</figcaption></figure>"
)
TITLE = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
TO_OPERATE = re.compile(r"<input[^>]*>|<(label|output)\b.*?</\1>|</?button[^>]*>", re.DOTALL)
LINK = re.compile(r"<a\b[^>]*>")
HREF = re.compile(r' href="([^"]*)"')
WHOLE = {"open": "all"}  # a page with all its parts


@dataclass(frozen=True)
class _Asked:
    """What is embedded: of which build, in which language and theme, with which choices."""

    build: serving.Build
    lang: str
    theme: str
    choices: dict[str, str]
    is_latest: bool

    @property
    def t(self) -> Text:
        """Words in its language."""
        return Text(self.lang, self.build)

    def page(self, title: str, body: str) -> Response:
        """Return a page that holds what was made."""
        page = PAGE.format(
            lang=self.lang,
            theme=THEMES.get(self.theme, "light dark"),
            title=html.escape(title),
            style=next(path for path in own_files() if path.startswith("/faro/style.")),
            face=face(),
            scope=" ".join(SELECTORS[of].removeprefix(".") for of in ("app", "html")),
            body=body,
        )
        lasts = NO_LONGER if self.is_latest else lasting()
        return HTMLResponse(page, headers={BUILD: self.build.build_id, **lasts})


def _page_request(request: Request) -> _Asked:
    """Return what an address asks for.

    Raises:
        FaroError: There is no such build, or it has more choices than any of ours.
    """
    query = dict(request.query_params)
    lang, theme = query.pop("lang", ""), query.pop("theme", "")
    if len(query) > MOST_CHOICES:
        raise FaroError("too many choices", code="bad_choice")
    build_id = request.path_params["build_id"]
    is_latest = build_id == "latest"
    build = serving.open(None if is_latest else build_id)
    return _Asked(build, lang if lang in LANGUAGES else LANGUAGES[0], theme, query, is_latest)


def chart(request: Request) -> Response:
    """Answer with a page that holds a chart.

    Raises:
        FaroError: There is no such build, chart or choice.
    """
    from exports.pictures import chart_of, dated

    choice, recipe = _page_request(request), request.path_params["recipe"]
    choices = dict(sorted(dated(recipe, choice.choices).items()))
    drawn = chart_of(choice.build, recipe, choice.lang, choices)
    svg = drawing.inline(
        json.loads(drawn.plot().spec),
        width=WIDTH,
        name=f"e{recipe}",
        href=lambda to: f"/{href(choice.t, to)}",
    )
    words = credit(choice.t, drawn.rows, build=choice.build, origin=drawn.origin)
    texts = {"subtitle": drawn.subtitle, "alt": drawn.alt, "source": words, "title": drawn.takeaway}
    escaped = {name: html.escape(str(text), quote=True) for name, text in texts.items()}
    home = f"/?lang={choice.lang}"
    body = CHART.format(svg=svg, home=home, **escaped)
    return choice.page(drawn.takeaway, _leading_out(body, home))


def card(request: Request) -> Response:
    """Answer with a page that holds a card as its page shows it.

    Raises:
        FaroError: There is no such build, or no such card on that page with those choices.
    """
    choice, page, name = (
        _page_request(request),
        *(request.path_params[key] for key in ("page", "card")),
    )
    if page not in menu.READ:
        raise no_address()
    ctx = PageContext(choice.build, choice.t, choices=Given(WHOLE | choice.choices))
    with gathered() as parts, of_its_time(ctx):
        show_of(page)(ctx)
    whole = str(join(parts))
    shown = next((element for element in cards(whole) if name in (element.card, element.id)), None)
    if shown is None:
        raise no_address()
    home = f"/{page}?{urlencode({'lang': choice.lang, 'build': ctx.build_id} | choice.choices)}"
    alone = _alone(without_folds(whole[shown.start : shown.end]), ctx, home)
    title = TITLE.search(alone)
    foot = tag("p", tag("a", "Faro", href=f"{home}#{name}", target="_top"), class_="faro-source")
    return choice.page(re.sub("<[^>]+>", "", title[1]) if title else name, alone + foot)


def _alone(body: str, ctx: PageContext, home: str) -> str:
    """Return a card with its charts drawn, its links leading out, and nothing to operate."""

    def draw(match: re.Match[str]) -> str:
        picture = drawings.kept(match[3])
        assert picture is not None, "the page has just shown it"
        svg = drawings.drawing_of(
            match[3], picture.spec, WIDTH, "svg", href=lambda to: f"/{href(ctx.t, to)}"
        )
        return f'<div class="faro-plot" role="img" aria-label="{match[1]}">{svg}</div>'

    return _leading_out(PLOT.sub(draw, TO_OPERATE.sub("", body)), home)


def _leading_out(body: str, home: str) -> str:
    """Return HTML whose links open where the frame stands: no page of ours may stand in one.

    Args:
        body: The HTML.
        home: Address of the page it stands on.
    """

    def whole(match: re.Match[str]) -> str:
        to = match[1]
        if to.startswith("#"):
            to = html.escape(home) + to
        elif not re.match(r"/|\w+:", to):
            to = f"/{to}"
        return f' href="{to}" target="_top"'

    def lead(match: re.Match[str]) -> str:
        return HREF.sub(whole, re.sub(r' target="\w+"', "", match[0]))

    return LINK.sub(lead, body)
