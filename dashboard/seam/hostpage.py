"""The host page: Streamlit's ``index.html`` made Faro's, and the assets it links to."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path

import streamlit

from dashboard.seam import bundles
from dashboard.seam.dom import styled
from dashboard.seam.insides import inside
from presentation import theme

SEAM = Path(__file__).parent / "static"
OURS = Path(__file__).parents[1] / "static"
DESCRIPTIONS = {
    "es": "Transparencia municipal en Chile: rondas de fiscalización, convenios y adopción.",
    "en": "Municipal transparency in Chile: fiscalización rounds, convenios and adoption.",
}
NOSCRIPT = {
    "es": "Faro necesita JavaScript para mostrar sus páginas.",
    "en": "Faro needs JavaScript to show its pages.",
}

LOST = {
    "es": "Esta parte de la página no llegó. Vuelva a cargarla.",
    "en": "This part of the page did not come. Load it again.",
}


def own_files() -> dict[str, tuple[bytes, str]]:
    """Return Faro's own assets: hashed path → (content, media type).

    What Streamlit's page needs from us comes with our own: one request for both.
    """
    style = theme.stylesheet_tokens() + styled(theme.style())
    plotly = files("plotly") / "package_data" / "plotly.min.js"
    contents = {
        ("style", "css"): (style.encode(), "text/css; charset=utf-8"),
        ("faro", "js"): (
            _scripts(SEAM / "host.js")
            + b"window.faro.words=%s;\n" % json.dumps({"es": bundles.words()}).encode()
            + _scripts(
                theme.STATIC / "faro.js",
                *(OURS / f"{name}.js" for name in ("find", "places", "map", "ask", "follow")),
            ),
            "text/javascript",
        ),
        ("charts", "js"): (_scripts(OURS / "charts.js"), "text/javascript"),
        ("pieces", "js"): (_scripts(OURS / "pieces.js", SEAM / "messages.js"), "text/javascript"),
        ("plotly", "js"): (plotly.read_bytes(), "text/javascript"),
        ("favicon", "svg"): ((theme.STATIC / "favicon.svg").read_bytes(), "image/svg+xml"),
    }
    return {
        f"/faro/{name}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}": (content, kind)
        for (name, ending), (content, kind) in contents.items()
    }


def _scripts(*parts: Path) -> bytes:
    return b"".join(part.read_bytes() for part in parts)


def folder() -> Path:
    """Return the folder of Streamlit's page and its bundles."""
    return Path((inside("static folder") or _usual_folder)())


def face() -> str:
    """Return the address of the face that Streamlit's page brings; empty where it brings none."""
    faces = sorted((folder() / "static" / "media").glob("SourceSans*Upright*.woff2"))
    return f"/static/media/{faces[0].name}" if faces else ""


def _usual_folder() -> Path:
    return Path(streamlit.__file__).with_name("static")


def host_page(index: str, lang: str, assets: dict[str, tuple[bytes, str]]) -> str:
    """Turn Streamlit's ``index.html`` into Faro's: language, title, description, own assets.

    Args:
        index: The page as Streamlit ships it.
        lang: ``es`` or ``en``.
        assets: Path of each asset → its bytes and media type.
    """
    links = {path.split("/")[-1].split(".")[0]: f".{path}" for path in assets}
    head = (
        f'<meta name="description" content="{DESCRIPTIONS[lang]}" />'
        f'<meta name="theme-color" content="{theme.LIGHT.paper}" '
        'media="(prefers-color-scheme: light)" />'
        f'<meta name="theme-color" content="{theme.DARK.paper}" '
        'media="(prefers-color-scheme: dark)" />'
        f'<link rel="icon" type="image/svg+xml" href="{links["favicon"]}" />'
        f'<link rel="stylesheet" href="{links["style"]}" />'
        f'<script src="{links["faro"]}"></script>'
        f'<script src="{links["pieces"]}" data-lost="{LOST[lang]}"></script>'
        f'<script src="{links["charts"]}" data-plotly="{links["plotly"]}" defer></script>'
    )
    page = re.sub(r"<!--.*?-->", "", index, flags=re.DOTALL)
    page = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r'<link rel="(shortcut icon|service-desc)"[^>]*>', "", page)
    page = re.sub(
        r"<noscript>.*?</noscript>",
        f"<noscript><p>{NOSCRIPT[lang]}</p></noscript>",
        page,
        flags=re.DOTALL,
    )
    page = re.sub(r"<title>.*?</title>", "<title>Faro</title>", page, flags=re.DOTALL)
    page = re.sub(r"<html\b[^>]*>", f'<html lang="{lang}">', page, count=1)
    return re.sub(r"(?=</head>|<body\b)", lambda _: head, page, count=1)
