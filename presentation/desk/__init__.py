"""The OGP desk: what is known of a commitment, and the forms that say it."""

from presentation.words import LANGUAGES, catalogue

_WORDS = "ogp.format."  # the words of each form are what lists it: ``words/formats/ogp.toml``
FORMATS = tuple(
    key.removeprefix(_WORDS) for key in catalogue(LANGUAGES[0], 0) if key.startswith(_WORDS)
)
