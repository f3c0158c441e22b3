"""Country as written → ISO 3166-1 alpha-2 code; names of countries in the two languages.

Names come from CLDR; the others that lists use, and the local members of the Open Government
Partnership, are rows of ``country_names.csv``, each with its source.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from babel import Locale

from pipelines.ingest.names.text import fold

HOME = "CL"
# Two letters that the list of names has, and that are no country of ISO 3166-1.
_NO_COUNTRY_LIST = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ"
_NO_COUNTRY = frozenset(_NO_COUNTRY_LIST.split())
_AND = {"es": "y", "en": "and"}


@cache
def country_texts() -> dict[str, str]:
    """Return every accepted text → ISO code: the codes, and the names in both languages."""
    texts = {code: code for code in _names("es")}
    for lang in ("es", "en"):
        for code, name in _names(lang).items():
            texts |= dict.fromkeys(_spelled(name, lang), code)
    for row in _rows():
        if row["kind"] == "alias":
            texts.setdefault(row["name"], row["member"])
    return texts


@cache
def member_texts() -> dict[str, str]:
    """Return every accepted text → member of OGP: countries, and the local members known.

    A local member is ``MX-jalisco``; it is written alone, or before its country as OGP does
    («Jalisco, Mexico»). A name that is also a country's is the country.
    """
    texts: dict[str, str] = {}
    for row in _rows():
        if row["kind"] == "name":
            code = row["member"]
            texts[code] = texts[row["name"]] = code
            for country in (text for text, iso in country_texts().items() if iso == code[:2]):
                texts[f"{row['name']}, {country}"] = code
                texts[f"{row['name']} ({country})"] = code
    return {**texts, **country_texts()}


def country_of(text: str) -> str | None:
    """Return the ISO code of a country as written, accents and capitals apart, or None.

    Args:
        text: An ISO code, or a name in Spanish or English.
    """
    return _folded().get(fold(text))


def country_name(code: str, lang: str) -> str:
    """Return the name of a country by its ISO 3166-1 code; the code where there is none.

    A local member of OGP is named with its country: «Jalisco, México».

    Args:
        code: Two letters, or a local member of OGP (``MX-jalisco``).
        lang: ``es`` or ``en``.
    """
    local = _local_names().get((code, lang))
    if local is not None:
        return f"{local}, {country_name(code[:2], lang)}"
    return str(Locale(lang).territories.get(code, code))


@cache
def _folded() -> dict[str, str]:
    return {fold(text): code for text, code in country_texts().items()}


@cache
def _names(lang: str) -> dict[str, str]:
    named = {str(code): str(name) for code, name in Locale(lang).territories.items()}
    codes = sorted(code for code in named if len(code) == 2 and code.isalpha())
    return {code: named[code] for code in codes if code not in _NO_COUNTRY}


def _spelled(name: str, lang: str) -> list[str]:
    """Return a name with the marks that lists write otherwise: apostrophes, &, St."""
    plain = name.replace("’", "'")
    spelled = [name, plain, plain.replace("&", _AND[lang])]
    return [*spelled, *(text.replace("St.", "Saint") for text in spelled)]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("pipelines.ingest.names").joinpath("country_names.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _local_names() -> dict[tuple[str, str], str]:
    return {(r["member"], r["lang"]): r["name"] for r in _rows() if r["kind"] == "name"}
