"""What Streamlit calls the parts of its page, said once: our stylesheet says ``:--bar``.

A name that is gone costs a rule of style, never a page. Classes that begin with ``st-key-`` are
ours: Streamlit promises them for every ``key=``.
"""

from __future__ import annotations

import re

SELECTORS = {
    "app": ".stApp",
    "main": ".stMain",
    "html": ".stHtml",
    "uploader": ".stFileUploader",
    "page": '[data-testid="stMainBlockContainer"]',
    "drawer-open": '[data-testid="stSidebar"][data-collapsed="false"]',
    "bar": '[data-testid="stHeader"]',
    "logo": '[data-testid="stHeaderLogo"]',
    "status": '[data-testid="stStatusWidget"]',
    "heading": '[data-testid="stHeading"]',
    "wrapper": '[data-testid="stLayoutWrapper"]',
    "element": '[data-testid="stElementContainer"]',
    "row": '[data-testid="stHorizontalBlock"]',
    "stack": '[data-testid="stVerticalBlock"]',
    "column": '[data-testid="stColumn"]',
    "dropzone": '[data-testid="stFileUploaderDropzone"]',
    "dropzone-words": '[data-testid="stFileUploaderDropzoneInstructions"]',
    "multiselect": '[data-testid="stMultiSelect"]',
    "chip": "[data-tag]",
}


def styled(css: str) -> str:
    """Return a stylesheet with every ``:--name`` as Streamlit's selector.

    Args:
        css: The stylesheet.

    Raises:
        KeyError: A name that is not in :data:`SELECTORS`.
    """
    return re.sub(r":--([a-z-]+)", lambda match: SELECTORS[match[1]], css)
