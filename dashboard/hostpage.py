"""The host page: Streamlit's ``index.html`` made Faro's, and the assets it links to."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from pathlib import Path

from presentation import theme

HERE = Path(__file__).parent
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
    """Return Faro's own assets: hashed path → (content, media type)."""
    style = theme.stylesheet_tokens() + (HERE / "static" / "faro.css").read_text("utf-8")
    plotly = files("plotly") / "package_data" / "plotly.min.js"
    contents = {
        ("style", "css"): (style.encode(), "text/css; charset=utf-8"),
        ("faro", "js"): ((HERE / "static" / "faro.js").read_bytes(), "text/javascript"),
        ("charts", "js"): ((HERE / "static" / "charts.js").read_bytes(), "text/javascript"),
        ("pieces", "js"): ((HERE / "static" / "pieces.js").read_bytes(), "text/javascript"),
        ("plotly", "js"): (plotly.read_bytes(), "text/javascript"),
        ("favicon", "svg"): ((HERE / "static" / "favicon.svg").read_bytes(), "image/svg+xml"),
    }
    return {
        f"/faro/{name}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}": (content, kind)
        for (name, ending), (content, kind) in contents.items()
    }


def host_page(index: str, lang: str, assets: dict[str, tuple[bytes, str]]) -> str:
    """Turn Streamlit's ``index.html`` into Faro's: language, title, description, own assets."""
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
        f'<script src="{links["charts"]}" data-plotly="{links["plotly"]}" defer></script></head>'
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
    page = page.replace('<html lang="en">', f'<html lang="{lang}">')
    page = page.replace("<title>Streamlit</title>", "<title>Faro</title>")
    return page.replace("</head>", head)
