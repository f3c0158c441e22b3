"""What is wrong with a row to add, said from ``words.yml`` in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.errors import FaroError
from pipelines.specs import Bilingual, read_yaml


@cache
def _words() -> dict[str, dict[str, str]]:
    return read_yaml(Path(__file__).with_name("words.yml"))


def wrong(code: str, where: str | None = None, **values: object) -> FaroError:
    """Return the error of a code, with ``values`` filled in.

    Args:
        code: An entry of ``words.yml`` that is an error: with ``what``, ``fix`` and ``es``.
        where: The file or row it is about; None where it is about none.
        **values: What its texts leave open, by name.
    """
    text = {key: template.format(**values) for key, template in _words()[code].items()}
    return FaroError(text["what"], where=where, fix=text["fix"], code=code, es=text["es"])


def sentence(code: str, **values: object) -> Bilingual:
    """Return a sentence of ``words.yml`` that is no error, with ``values`` filled in.

    Args:
        code: An entry of ``words.yml`` with ``es`` and ``en``.
        **values: What its texts leave open, by name.
    """
    text = _words()[code]
    return Bilingual(es=text["es"].format(**values), en=text["en"].format(**values))
