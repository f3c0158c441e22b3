"""What is drawn is kept on disk: it comes back as it was, and never for another day or page."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import server
from pipelines import clock, paths, serving
from presentation import charts, data, drawings, menu, pages, panel_cache, pieces, stored, warming
from presentation.cards.cite import Cite
from presentation.cards.kpi import Kpi
from presentation.context import Given, PageContext
from presentation.markup.html import Safe, gathered, join
from presentation.words import Text

TEXTS = st.text(max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
    | TEXTS.map(Safe) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner)
    | st.dictionaries(TEXTS, inner, max_size=3)
    | st.builds(Cite, title=TEXTS, query=TEXTS, page=TEXTS, choices=st.dictionaries(TEXTS, TEXTS))
    | st.builds(Kpi, label=TEXTS, value=TEXTS, origin=TEXTS, detail=TEXTS, cite=st.none()),
    max_leaves=8,
)  # fmt: skip


@pytest.fixture
def disk(tmp_path):
    """A folder where what is drawn is kept, and nothing in memory."""
    stored.use(tmp_path)
    data.clear()
    yield tmp_path
    stored.leave()
    data.clear()


@pytest.fixture
def build(demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return serving.open()


def draw(build, page, lang="es", **choices):
    ctx = PageContext(build, Text(lang, build), "https://faro.example", Given(choices))
    with gathered() as parts:
        pages.show_of(page)(ctx)
    return join(parts)


@given(PLAIN)
def test_what_is_kept_comes_back_as_it_was(value):
    again = stored.made(stored.plain(value))
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize("value", [object(), {1: "a"}, [b"bytes"], Given()])
def test_what_would_not_come_back_is_not_kept(value):
    with pytest.raises(stored.NotPlain):
        stored.plain(value)


@pytest.mark.few(4)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    ("page", "choices"),
    [("municipio", {"cut": "05101"}), ("cobertura", {"region": "05"}), ("resumen", {})],
)
def test_a_page_from_the_disk_is_the_page_drawn(build, disk, page, choices, lang, monkeypatch):
    drawn = draw(build, page, lang, **choices)
    data.clear()
    for shelf in (pieces._shelf, drawings._shelf):
        shelf._things.clear()

    def anew(*parts, **how):
        raise AssertionError("it was drawn anew")

    monkeypatch.setattr(charts, "draw", anew)
    assert draw(build, page, lang, **choices) == drawn
    for address in pieces.re.findall(r"/pieces/(\w+)", drawn):
        assert pieces.kept(address) is not None
    named = pieces.PLOT.findall(drawn)
    assert named or page == "resumen"
    for _, digest in named:
        assert drawings.kept(digest) is not None


@pytest.mark.few(4)
@pytest.mark.parametrize("page", sorted(menu.READ))
def test_all_that_a_page_is_made_of_has_a_name_that_another_process_knows(
    build, disk, page, monkeypatch
):
    nameless = []

    def watched(name, parts, choices, lasting=panel_cache._lasting):
        key = lasting(name, parts, choices)
        if key is None:
            nameless.append((name, [part.key for part in parts if not part.is_lasting] or parts))
        return key

    monkeypatch.setattr(panel_cache, "_lasting", watched)
    draw(build, page, "es")
    assert not nameless, (
        "made anew by each process: ask for it by plain values, see stored.keepable"
    )


def test_what_rests_on_today_is_drawn_again_tomorrow(build, disk, monkeypatch):
    days = []

    @data.drawn
    def outer(ctx: PageContext) -> str:
        return f"as of {inner(ctx)}"

    @data.drawn
    def inner(ctx: PageContext) -> str:
        days.append(ctx.today)
        return ctx.today.isoformat()

    @data.drawn
    def lasting(ctx: PageContext) -> str:
        days.append(None)
        return "always"

    ctx, now = PageContext(build, Text("es", build)), clock.now()
    for day in range(3):
        monkeypatch.setattr(clock, "now", lambda day=day: now + timedelta(days=day))
        for _ in range(2):
            assert outer(ctx) == f"as of {clock.today().isoformat()}"
            assert lasting(ctx) == "always"
            data.clear()
    assert [day for day in days if day] == sorted(set(days) - {None})
    assert days.count(None) == 1


def test_pages_of_another_day_or_site_are_others(build, disk):
    first = PageContext(build, Text("es", build), "https://a.example")
    two = PageContext(build, Text("es", build), "https://b.example", on=date(2020, 1, 1))

    @data.drawn
    def name_of(ctx: PageContext) -> str:
        return f"{ctx.site} {ctx.on}"

    assert name_of(first) != name_of(two)


@pytest.mark.parametrize("noise", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_as_good_as_none(disk, noise):
    store = stored.in_use()
    store.keep("a", "A")
    stored.leave()
    for path in (disk / stored.FOLDER).iterdir():
        path.write_bytes(noise)
    stored.use(disk)
    assert stored.in_use().get("a") is None
    stored.in_use().keep("a", "B")
    assert stored.in_use().get("a") == "B"


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / stored.FOLDER).write_text("a file stands here")
    stored.use(tmp_path)
    assert stored.in_use() is None


def test_another_build_or_setting_begins_a_new_file(tmp_path, monkeypatch):
    names = set()
    for step in range(3):
        stored.use(tmp_path)
        names.add(stored.in_use().path.name)
        (tmp_path / f"build{step}").mkdir()
    monkeypatch.setenv("FARO_WRITE", "1")
    stored.use(tmp_path)
    names.add(stored.in_use().path.name)
    assert len(names) == 4
    assert len(list((tmp_path / stored.FOLDER).glob("*.sqlite"))) == 2  # this, and the one before
    stored.leave()


def test_whoever_opens_the_folder_next_finds_what_was_drawn(tmp_path):
    (tmp_path / "a_build").mkdir()
    for _ in range(3):  # the server, the process that draws ahead for it, the server once more
        stored.use(tmp_path)
        stored.in_use().keep("a", "A")
        assert len(list((tmp_path / stored.FOLDER).glob("*.sqlite"))) == 1
    (tmp_path / ".being_made").mkdir()
    assert stored.name_of(tmp_path) == stored.in_use().path.stem
    stored.leave()


def test_what_was_drawn_today_is_not_drawn_again(build, disk, monkeypatch):
    monkeypatch.setattr(menu, "READ", ("historia",))
    assert list(warming.warm(build, "https://faro.example"))
    assert not list(warming.warm(build, "https://faro.example"))
    assert list(warming.warm(build, "https://another.example"))
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert list(warming.warm(build, "https://faro.example"))


def test_warming_begins_anew_with_another_build(tmp_path, monkeypatch):
    begun = []

    class Process:
        def __init__(self, *_arguments, **_options):
            begun.append(stored.in_use().path.stem)
            (tmp_path / f"build{len(begun)}").mkdir()
            if len(begun) == 3:
                stopping.set()

        def terminate(self):
            pass

        wait = poll = terminate

    stopping = Event()
    monkeypatch.setattr(server.paths, "curated_dir", lambda: tmp_path)
    monkeypatch.setattr(server.subprocess, "Popen", Process)
    stored.use(tmp_path)
    server._draw_ahead(8501, stopping)
    stored.leave()
    assert len(set(begun)) == 3


def test_warming_ends_with_the_server_that_asked_for_it(tmp_path):
    mark = tmp_path / "said"
    warmer = (
        "import itertools, sys, time; from presentation import warming; "
        "warming.run = lambda port: (time.sleep(0.05) for _ in itertools.count()); "
        f"warming.main('1', sys.argv[1]); open({str(mark)!r}, 'w').close()"
    )
    server = (
        "import os, subprocess, sys; "
        f"subprocess.Popen([sys.executable, '-c', {warmer!r}, str(os.getpid())])"
    )
    subprocess.run([sys.executable, "-c", server], cwd=paths.REPO, check=True)
    until = time.monotonic() + 200
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert mark.exists()


@pytest.mark.thorough
def test_warming_draws_each_page_by_each_choice(build, disk, monkeypatch):
    monkeypatch.setattr(menu, "READ", ("herramientas", "solicitudes"))
    lines = list(warming.warm(build, "https://faro.example"))
    assert any(line.startswith("herramientas?round=") for line in lines)
    assert {line[-3:-1] for line in lines} == {"es", "en"}
    data.clear()
    monkeypatch.setattr(charts, "draw", None)
    assert draw(build, "herramientas", round="r2013") is not None
