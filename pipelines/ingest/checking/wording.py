"""Codes of rules, notes and fixes → plain words in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipelines.specs import Bilingual, read_yaml

_VALUE = re.compile(r"(\w+)=(.*?)(?= \w+=|$)")


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return read_yaml(Path(__file__).with_name("words.yml"))


def say(section: str, key: str, **values: object) -> Bilingual:
    """Return one entry of ``words.yml`` with ``values`` filled in, in both languages."""
    texts = _words()[section][key]
    return Bilingual(es=texts["es"].format(**values), en=texts["en"].format(**values))


def label(key: str, lang: str, **values: object) -> str:
    """Return one word or sentence of the interface in ``lang``."""
    return say("labels", key, **values).in_language(lang)


def known(section: str, key: str) -> bool:
    """Tell whether ``words.yml`` has such an entry."""
    return key in _words()[section]


def note(text: str) -> Bilingual:
    """Return a note of the reader (``code key=value …``) in plain words."""
    code, _, rest = text.partition(" ")
    values = dict(_VALUE.findall(rest))
    if known("notes", code):
        return say("notes", code, **values)
    return Bilingual(es=text, en=text)


def rules(text: str) -> Bilingual:
    """Return the rule of a column (parts joined by ``"; "``) in plain words."""
    parts = [_rule(part) for part in text.split("; ")]
    return Bilingual(es="; ".join(p.es for p in parts), en="; ".join(p.en for p in parts))


def _rule(text: str) -> Bilingual:
    code, _, rest = text.partition(" ")
    values = dict(_VALUE.findall(rest))
    key = f"{code}_{rest}" if rest == "assumed" else code
    values["evidence"] = values.get("evidence", "").removeprefix("range:")
    if values["evidence"] == "whole_numbers":
        values["evidence"] = "1.234"
    return say("rules", key, **values) if known("rules", key) else Bilingual(es=text, en=text)


def fix(code: str) -> Bilingual | None:
    """Return what a sender can do about a kind of problem, if anything is known to help."""
    return say("fixes", code) if known("fixes", code) else None
