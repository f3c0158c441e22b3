"""What a page says to machines: schema.org in JSON-LD."""

from __future__ import annotations

from typing import Any

from presentation.words import Text
from public.making import Edition, Page


def about(edition: Edition, page: Page) -> list[dict[str, Any]]:
    """Return the page, and the dataset of the rows behind its charts where it has any.

    Args:
        edition: What every page knows.
        page: The page.
    """
    t = Text(page.lang, edition.build)
    path = f"{page.lang}/{page.place.path}.html"
    own = address(edition, path, path)
    publisher = {"@type": "Organization", "name": t("cite.publisher")}
    lead = page.lead or t("app.tagline")
    known = {
        "name": page.title or t("app.name"),
        "url": own,
        "inLanguage": page.lang,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "version": edition.build.build_id,
        "dateModified": edition.day.isoformat(),
    }
    graph: list[dict[str, Any]] = [
        {"@context": "https://schema.org", "@type": "WebPage", **known, "description": lead}
    ]
    if page.files:
        rows = [
            {
                "@type": "DataDownload",
                "name": f"{file.rpartition('/')[2]}.csv",
                "encodingFormat": "text/csv",
                "contentUrl": address(edition, f"{file}.csv", path),
            }
            for file in dict.fromkeys(page.files)
        ]
        whose = f"{t('app.name')}: {t('app.tagline')}"
        description = f"{lead} {whose}. {t('word.build')} {edition.build.build_id}."
        dataset = {**known, "description": description, "creator": publisher, "distribution": rows}
        graph.append({"@context": "https://schema.org", "@type": "Dataset", **dataset})
    return graph


def address(edition: Edition, path: str, at: str) -> str:
    """Return the address of a file of the edition as another one says it.

    Args:
        edition: What every page knows.
        path: The file.
        at: The file that says it: where no base is known, the way from there.
    """
    return f"{edition.base}/{path}" if edition.base else "../" * at.count("/") + path
