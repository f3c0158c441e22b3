"""Every setting is read in one place, which refuses what makes no sense and what nobody reads."""

from __future__ import annotations

import ast
import os

import pytest
import rooms_for_tests
from hypothesis import given
from hypothesis import strategies as st

from pipelines import environment, paths
from pipelines.errors import FaroError

SENSELESS = {
    "FARO_PROXIES": ("abc", "-1", "11", "1.5", "\u0663", "9" * 5000),
    "FARO_LIMIT_CHANGES": ("many", "0", "1e3"),
    "FARO_LIMIT_SESSIONS": ("0", "none"),
    "FARO_UPLOAD_LIMIT_MB": ("0", "201", "25 MB"),
    "FARO_CHECK_MEMORY_MB": ("255", "1.5G"),
    "FARO_ALLOW_WRITES": ("yes", "true", "2"),
    "FARO_UNRELEASED": ("on",),
    "FARO_DEBUG": ("please",),
    "FARO_HOSTS": ("https://faro.cl", "faro.cl:443", "a b", ","),
    "FARO_ADDRESS": ("faro.cl", "ftp://faro.cl", "https://", "https://faro.cl/?a=1"),
    "FARO_DATABASE_URL": ("a password", "/a/path"),
    "FARO_CURATED": (__file__,),
    "FARO_RAW": (__file__,),
}
SENSIBLE = {
    "FARO_PROXIES": [("", 0), ("0", 0), (" 2 ", 2)],
    "FARO_LIMIT_SESSIONS": [("", 300), ("1", 1)],
    "FARO_ALLOW_WRITES": [("", False), ("0", False), ("1", True)],
    "FARO_HOSTS": [("Faro.cl, *.faro.cl,::1", ("faro.cl", "*.faro.cl", "::1")), ("", ())],
    "FARO_ADDRESS": [
        ("https://faro.cl/", "https://faro.cl"),
        ("http://[::1]:8501", "http://[::1]:8501"),
    ],
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in [*os.environ]:
        if name.startswith(environment.PREFIX):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(("name", "text"), [(n, text) for n in SENSELESS for text in SENSELESS[n]])
def test_a_senseless_value_is_one_sentence_in_both_languages(name, text, monkeypatch):
    monkeypatch.setenv(name, text)
    with pytest.raises(FaroError) as refused:
        environment.check()
    error = refused.value
    assert (error.code, error.where) == ("bad_setting", name)
    es, en = error.in_language("es"), str(error)
    assert es != en and len(es) < 300 and es.endswith(".") and name in es
    if name in environment.SECRETS:
        assert text not in es + en


@pytest.mark.parametrize(
    ("name", "text", "value"), [(n, *pair) for n, pairs in SENSIBLE.items() for pair in pairs]
)
def test_a_sensible_one_is_read(name, text, value, monkeypatch):
    monkeypatch.setenv(name, text)
    environment.check()
    assert environment.ALL[name].value == value


@given(at=st.integers(5), drop=st.booleans(), name=st.sampled_from(sorted(environment.ALL)))
def test_a_slip_of_one_letter_in_a_name_is_told_with_the_right_one(at, drop, name):
    at = 5 + at % (len(name) - 5)
    slip = name[:at] + ("" if drop else "X") + name[at + drop :]
    if slip in {*environment.ALL, *environment.ELSEWHERE, environment.PREFIX}:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(slip, "1")
        with pytest.raises(FaroError) as refused:
            environment.check()
    error = refused.value
    assert error.where == slip and "FARO_" in error.in_language("es").partition(":")[2]


def test_a_name_like_none_is_told_too(monkeypatch):
    monkeypatch.setenv("FARO_ZZZZZZ", "1")
    with pytest.raises(FaroError, match="operations"):
        environment.check()


def test_every_command_says_it_and_ends(monkeypatch, faro):
    monkeypatch.setenv("FARO_PROXY", "1")
    code, _, errors = faro("status")
    assert code == 1 and "FARO_PROXY:" in errors and "FARO_PROXIES" in errors
    assert len(errors.splitlines()) == 1


def test_nothing_else_reads_the_environment():
    readers = {
        str(path.relative_to(paths.REPO))
        for path in rooms_for_tests.files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"environ", "environb", "getenv", "putenv"}
        )
        or (isinstance(node, ast.ImportFrom) and node.module == "os")
    }
    assert readers == {"pipelines/environment.py"}


def test_every_setting_stands_in_the_guide():
    guide = (paths.REPO / "docs" / "operations.md").read_text("utf-8")
    assert [name for name in environment.ALL if f"`{name}`" not in guide] == []


def test_a_setting_made_for_a_while_is_taken_back(monkeypatch):
    with environment.CURATED.set_to("a"):
        with environment.CURATED.set_to("b"):
            assert environment.CURATED.text == "b"
        assert environment.CURATED.text == "a"
    assert environment.CURATED.name not in os.environ
