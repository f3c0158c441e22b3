"""Country as written → ISO 3166-1 alpha-2 code; names of countries in the two languages."""

from __future__ import annotations

from functools import cache

from babel import Locale

from pipelines.ingest.names.text import fold

HOME = "CL"
# Two letters that the list of names has, and that are no country of ISO 3166-1.
_NO_COUNTRY_LIST = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ"
_NO_COUNTRY = frozenset(_NO_COUNTRY_LIST.split())


@cache
def country_texts() -> dict[str, str]:
    """Return every accepted text → ISO code: the codes, and the names in both languages."""
    texts = {code: code for code in _names("es")}
    for lang in ("es", "en"):
        texts |= {name: code for code, name in _names(lang).items()}
    return texts


def country_of(text: str) -> str | None:
    """Return the ISO code of a country as written, accents and capitals apart, or None."""
    return _folded().get(fold(text))


@cache
def _folded() -> dict[str, str]:
    return {fold(text): code for text, code in country_texts().items()}


@cache
def _names(lang: str) -> dict[str, str]:
    named = {str(code): str(name) for code, name in Locale(lang).territories.items()}
    codes = sorted(code for code in named if len(code) == 2 and code.isalpha())
    return {code: named[code] for code in codes if code not in _NO_COUNTRY}


def country_name(code: str, lang: str) -> str:
    """Return the name of a country by its ISO 3166-1 code; the code where there is none."""
    return str(Locale(lang).territories.get(code, code))
