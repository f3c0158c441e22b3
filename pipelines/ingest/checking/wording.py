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
    """Return one entry of ``words.yml`` with ``values`` filled in, in both languages.

    Args:
        section: Name of a section, as ``labels``.
        key: Name of the entry within it.
        **values: What its texts leave open, by name.

    Raises:
        KeyError: There is no such entry, or a value that it leaves open is not given.
    """
    texts = _words()[section][key]
    return Bilingual(es=texts["es"].format(**values), en=texts["en"].format(**values))


def label(key: str, lang: str, **values: object) -> str:
    """Return one word or sentence of the interface in ``lang``.

    Args:
        key: An entry of the section ``labels``.
        lang: ``es`` or ``en``.
        **values: What its text leaves open, by name.
    """
    return say("labels", key, **values).in_language(lang)


def known(section: str, key: str) -> bool:
    """Tell whether ``words.yml`` has such an entry.

    Args:
        section: Name of a section that there is.
        key: Name of the entry within it.
    """
    return key in _words()[section]


def note(text: str) -> Bilingual:
    """Return a note of the reader (``code key=value …``) in plain words.

    Args:
        text: The note; one that ``words.yml`` does not know is returned as it is, in both
            languages.
    """
    code, _, rest = text.partition(" ")
    values = dict(_VALUE.findall(rest))
    if known("notes", code):
        return say("notes", code, **values)
    return Bilingual(es=text, en=text)


def rules(text: str) -> Bilingual:
    """Return the rule of a column (parts joined by ``"; "``) in plain words.

    Args:
        text: What decided the column; parts that ``words.yml`` does not know stay as they are.
    """
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
    """Return what a sender can do about a kind of problem, if anything is known to help.

    Args:
        code: The code of the problem.
    """
    return say("fixes", code) if known("fixes", code) else None
