"""A chart alone on a light page, to stand in other sites: ``/embed/<build>/<chart>?lang=es``.

``theme`` is ``light``, ``dark`` or that of the reader; the choices are those of the chart. It runs
no script, and any site may frame it: it holds nothing to operate.
"""

from __future__ import annotations

import html
import json

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.routes.address import MOST_CHOICES, refused
from dashboard.routes.media import BUILD, NO_LONGER, lasting
from dashboard.seam.hostpage import face, own_files
from pipelines import serving
from pipelines.errors import FaroError
from presentation import drawing
from presentation.charts.credits import credit
from presentation.formats import LANGUAGES
from presentation.subjects import href
from presentation.words import Text

THEMES = {"light": "light", "dark": "dark"}
WIDTH = 760
PAGE = (
    '<!doctype html><html lang="{lang}" style="color-scheme:{theme}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title>'
    '<link rel="stylesheet" href="{style}"><style>@font-face{{font-family:"Source Sans";'
    'font-weight:200 900;src:url("{face}") format("woff2")}}</style></head>'
    '<body class="faro-embed"><figure>'
    '<header class="faro-card-head"><h2>{title}</h2><p>{subtitle}</p></header>'
    '<div class="faro-plot" role="img" aria-label="{alt}">{svg}</div>'
    '<figcaption class="faro-source">{source} · <a href="{home}" target="_top">Faro</a>'
    "</figcaption></figure></body></html>"
)


def answer(request: Request) -> Response:
    """Answer with a page that holds a chart, or with the reason why there is none."""
    from exports.pictures import chart_of, dated

    query = dict(request.query_params)
    lang, theme = query.pop("lang", LANGUAGES[0]), query.pop("theme", "")
    lang = lang if lang in LANGUAGES else LANGUAGES[0]
    build_id, recipe = request.path_params["build_id"], request.path_params["recipe"]
    try:
        if len(query) > MOST_CHOICES:
            raise FaroError("too many choices", code="bad_choice")
        build = serving.open(None if build_id == "latest" else build_id)
        drawn = chart_of(build, recipe, lang, dict(sorted(dated(recipe, query).items())))
        t = Text(lang, build)
        spec = json.loads(drawn.plot().spec)
        svg = drawing.inline(
            spec, width=WIDTH, name=f"e{recipe}", href=lambda to: f"/{href(t, to)}"
        )
    except FaroError as error:
        return refused(error, lang)
    style = next(path for path in own_files() if path.startswith("/faro/style."))
    words = credit(t, drawn.rows, build=build, origin=drawn.origin)
    texts = {"title": drawn.takeaway, "subtitle": drawn.subtitle, "alt": drawn.alt, "source": words}
    page = PAGE.format(
        lang=lang,
        theme=THEMES.get(theme, "light dark"),
        style=style,
        face=face(),
        svg=svg,
        home=f"/?lang={lang}",
        **{name: html.escape(str(text), quote=True) for name, text in texts.items()},
    )
    headers = {BUILD: build.build_id, **(NO_LONGER if build_id == "latest" else lasting())}
    return HTMLResponse(page, headers=headers)
