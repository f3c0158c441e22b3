"""How Streamlit is set up: its options, with the colours of the house."""

from __future__ import annotations

from typing import Any

from presentation import theme


def options() -> dict[str, Any]:
    """Return the options of Streamlit that are part of the product, by dotted name.

    ``.streamlit/config.toml`` says the same for ``streamlit run``; a test holds them together.
    """
    options: dict[str, Any] = {
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "runner.postScriptGC": False,
        "runner.magicEnabled": False,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableStaticServing": False,
        "server.maxUploadSize": 25,
        "server.enableXsrfProtection": True,
        "theme.baseRadius": f"{theme.RADIUS}px",
        "theme.baseFontSize": 16,
        "theme.showWidgetBorder": True,
        "theme.linkUnderline": True,
    }
    for section, palette in (("light", theme.LIGHT), ("dark", theme.DARK)):
        colours = {
            "primaryColor": palette.pilot,
            "backgroundColor": palette.paper,
            "secondaryBackgroundColor": palette.surface,
            "textColor": palette.ink,
            "linkColor": palette.pilot,
            "borderColor": palette.hairline,
            "dataframeBorderColor": palette.hairline,
        }
        options |= {f"theme.{section}.{name}": colour for name, colour in colours.items()}
    return options
