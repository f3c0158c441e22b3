"""Links to printed matter: the page as a PDF fit for a desk or a session."""

from __future__ import annotations

from dashboard.components.html import put, tag


def printed(*links: tuple[str, str]) -> None:
    """Show links (words, address) that download printed matter."""
    anchors = [
        tag("a", words, href=address, download=True, target="_self") for words, address in links
    ]
    put(tag("p", *anchors, class_="faro-downloads"))
