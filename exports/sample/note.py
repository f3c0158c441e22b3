"""The methods note of a sample: one page that lets anybody draw it again, PDF and Markdown."""

from __future__ import annotations

from pipelines.marking import Marked
from pipelines.methods.sampling import Sample
from pipelines.serving import Build
from presentation.samples.words import facts, lines, paragraphs, table, title
from presentation.words import Text

MOST_STRATA = 16


def markdown(sample: Sample, t: Text, build_id: str) -> bytes:
    """Return the note as Markdown.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
        build_id: The build.
    """
    return ("\n".join(lines(sample, t, build_id)) + "\n").encode()


def pdf(build: Build, sample: Sample, t: Text, link: str) -> Marked:
    """Return the note as tagged PDF, on one page.

    Args:
        build: The build the universe comes from.
        sample: The sample.
        t: Text in the language of the reader.
        link: Permanent link that draws the same sample.
    """
    from exports import printing
    from exports.printing import Tables

    name, about = title(sample, t), t("muestra.note.lead")
    listed = table(sample, t, most=MOST_STRATA)
    words = {
        **printing.frame(Tables(build), t, title=name, description=about, link=link),
        "eyebrow": t("muestra.note.eyebrow"),
        "lead": about,
        "facts": [{"label": label, "text": text} for label, text in facts(sample, t)],
        "strata": {
            **listed,
            "title": t("muestra.note.table"),
            "subtitle": None,
            "empty": "",
            "right": [1, 2, 3, 4, 5],
            "widths": [4, 1, 1, 1, 1, 1],
        },
        "paragraphs": [{"title": a, "text": b} for a, b in paragraphs(sample, t)],
    }
    return printing.pdf("muestra", words, build, sample)
