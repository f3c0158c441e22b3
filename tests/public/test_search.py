"""The index to search in: two of equal pages are equal, byte for byte."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from public import search

LANGUAGES = ("en", "es", "fr", "pt", "ca", "it")
PAGE = (
    '<!doctype html><html lang="{lang}"><head><title>{lang}</title></head>'
    "<body data-pagefind-body><p>{lang} one page</p>"
    '<details class="faro-fold"><div><table><tr><td>twinned</td></tr></table></div></details>'
    '<details class="faro-fold"><div><p>explained</p><dl class="faro-cite"><dd>quoted</dd></dl>'
    "</div></details></body></html>"
)


def indexed(folder: Path) -> dict[str, bytes]:
    for lang in ("es", "en"):
        page = folder / lang / "page.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE.format(lang=lang), "utf-8")
    search.index(folder)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_indexes_of_equal_pages_are_equal(tmp_path):
    first = indexed(tmp_path / "0")
    assert set(json.loads(first[search.ENTRY])["languages"]) == {"en", "es"}
    assert indexed(tmp_path / "1") == first


def test_neither_citations_nor_table_twins_are_searched_in(tmp_path):
    files = indexed(tmp_path)
    parts = [gzip.decompress(files[name]) for name in sorted(files) if name.endswith("fragment")]
    assert len(parts) == 2
    for part in parts:
        assert b"one page" in part and b"explained" in part
        assert b"quoted" not in part and b"twinned" not in part


@pytest.mark.parametrize("order", [LANGUAGES, LANGUAGES[::-1]])
def test_languages_stand_in_one_order_whatever_pagefind_gives(tmp_path, monkeypatch, order):
    """What Pagefind writes changes its order from run to run: both ways come out as one."""

    def written(command: list[str], **_: object) -> None:
        entry = Path(command[command.index("--site") + 1]) / search.ENTRY
        entry.parent.mkdir()
        entry.write_text(json.dumps({"version": "1", "languages": {lang: {} for lang in order}}))

    monkeypatch.setattr(subprocess, "run", written)
    search.index(tmp_path)
    text = (tmp_path / search.ENTRY).read_text("utf-8")
    assert [*json.loads(text)["languages"]] == sorted(LANGUAGES)
