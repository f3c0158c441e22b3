"""What a text with a slip of a letter or two was meant to say."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA

from pipelines.ingest.intake.finding import headers
from pipelines.ingest.intake.model import label_of
from pipelines.ingest.reading.headers import normalise_header
from pipelines.specs import Bilingual, RowSpec

_SHORT, _LONG = 4, 10  # letters: below the first nothing is a slip, from the second on two are


def slipped(text: str, known: Iterable[str]) -> list[str]:
    """Return the known texts that a text is a slip away from, the nearest first.

    A slip is a letter too many, missing, another one or in its neighbour's place. A code with
    another figure is another code; a zero more or less, or the letter O for one, is a slip.

    Args:
        text: The text, folded as the known ones.
        known: What may have been meant.
    """
    most = 0 if len(text) < _SHORT else 1 if len(text) < _LONG else 2
    written, figures = text.replace("o", "0"), _figures(text)
    apart = {
        other: OSA.distance(written, other.replace("o", "0"), score_cutoff=most) for other in known
    }
    near = [
        other
        for other, distance in apart.items()
        if distance <= most and _figures(other) == figures
    ]
    return sorted(near, key=lambda other: apart[other])


def _figures(text: str) -> str:
    """Return the figures of a text that tell it from others, in their order."""
    return "".join(letter for letter in text if letter in "123456789")


def heading(text: str, spec: RowSpec, taken: Collection[str]) -> tuple[Bilingual, ...]:
    """Return how the columns are called that a heading nobody knows may have meant.

    Args:
        text: The heading as written.
        spec: The description of the file.
        taken: The columns that other headings of the file name.
    """
    names = {
        normalise_header(known): name
        for name in spec.columns
        if name not in taken
        for known in (*headers(spec, name), name)
    }
    meant = {key: names[key] for key in slipped(normalise_header(text), names)}
    return tuple(label_of(spec, name) for name in dict.fromkeys(meant.values()))
