"""A card alone on a light page, to stand in other sites.

``/embed/<build>/<chart>`` is a chart, ``/embed/<build>/<page>/<card>`` a card as its page shows it;
both take ``lang``, ``theme`` (``light``, ``dark`` or that of the reader) and the choices of the
chart or page. It runs no script, and any site may frame it: it holds nothing to operate.
"""

from __future__ import annotations

import html
import json
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.routes.address import Asked, Taken, no_address
from dashboard.routes.media import BUILD, NO_LONGER, lasting
from dashboard.routes.turns import Turns
from dashboard.seam.dom import SELECTORS
from dashboard.seam.hostpage import face, own_files
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.origins import COMPUTED, worst
from presentation import drawing, drawings, menu
from presentation.cards.edition import of_its_time
from presentation.cards.kpi import plain
from presentation.charts.credits import credit
from presentation.context import Meant, PageContext
from presentation.formats import LANGUAGES
from presentation.markup.html import gathered, join, tag
from presentation.outcomes import shower_of
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
    '<div class="faro-plot" role="figure" aria-label="{alt}">{svg}</div>'
    '<figcaption class="faro-source">{source} · <a href="{home}" target="_top">Faro</a>'
    "</figcaption></figure>"
)
TITLE = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
TO_OPERATE = re.compile(r"<input[^>]*>|<(label|output)\b.*?</\1>|</?button[^>]*>", re.DOTALL)
LINK = re.compile(r"<a\b[^>]*>")
ORIGIN = re.compile(r'(?:data-origin="|class="faro-chip )(\w+)"')
HREF = re.compile(r' href="([^"]*)"')
WHOLE = {"open": "all"}  # a page with all its parts
MOST_CHOICES = 12  # of a page; no page has more
_turns = Turns(most_waiting=24)


@dataclass(frozen=True)
class _Shown:
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


def _page_request(request: Request) -> _Shown:
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
    return _Shown(build, lang if lang in LANGUAGES else LANGUAGES[0], theme, query, is_latest)


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
    ctx = PageContext(choice.build, choice.t, choices=Meant(WHOLE | choice.choices))
    body = card_of(ctx, page, name)
    home = f"/{page}?{urlencode({'lang': choice.lang, 'build': ctx.build_id} | choice.choices)}"
    alone = _alone(body, ctx, home)
    title = TITLE.search(alone)
    foot = tag("p", tag("a", "Faro", href=f"{home}#{name}", target="_top"), class_="faro-source")
    return choice.page(re.sub("<[^>]+>", "", title[1]) if title else name, alone + foot)


def picture(request: Asked) -> Taken:
    """Return a card as a picture.

    Raises:
        FaroError: There is no such card with those choices, or none that words can say.
    """
    from exports import cards as pictures

    page, name, ending = (request.path[key] for key in ("page", "card", "ending"))
    if len(request.query) > MOST_CHOICES:
        raise FaroError("too many choices", code="bad_choice")
    t = Text(request.lang, request.build)
    ctx = PageContext(request.build, t, choices=Meant(WHOLE | dict(request.query)))
    body = card_of(ctx, page, name)
    origin = worst(map(plain, ORIGIN.findall(body)), least=COMPUTED)
    made = pictures.card(body, request.build, t, ending, origin)
    return Taken(f"faro_{page}_{name}_{request.build.build_id}_{request.lang}", ending, made)


def card_of(ctx: PageContext, page: str, name: str) -> str:
    """Return the HTML of a card of a page without what opens on request.

    Raises:
        FaroError: There is no such card with the choices of the context (``no_address``), or too
            many pages are being made (``busy``).
    """
    if page not in menu.ALONE:
        raise no_address()

    def show() -> str:
        with gathered() as parts, of_its_time(ctx):
            shower_of(page)(ctx)
        return str(join(parts))

    whole = _turns.once(uuid.uuid4().hex, show)
    shown = next((element for element in cards(whole) if name in (element.card, element.id)), None)
    if shown is None:
        raise no_address()
    return without_folds(whole[shown.start : shown.end])


def _alone(body: str, ctx: PageContext, home: str) -> str:
    """Return a card with its charts drawn, its links leading out, and nothing to operate."""

    def draw(match: re.Match[str]) -> str:
        picture = drawings.kept(match[3])
        assert picture is not None, "the page has just shown it"
        svg = drawings.drawing_of(
            match[3], picture.spec, WIDTH, "svg", href=lambda to: f"/{href(ctx.t, to)}"
        )
        return f'<div class="faro-plot" role="figure" aria-label="{match[1]}">{svg}</div>'

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
