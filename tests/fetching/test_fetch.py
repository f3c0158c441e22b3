"""Open files fetched: whatever the server does, whole editions or none, and nobody's name."""

from __future__ import annotations

import csv
import errno
import io
import os
import shutil
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from builds_for_tests import RAW
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from open_site_for_tests import (
    APRIL,
    MARCH,
    File,
    Site,
    announces,
    answer,
    answers,
    breaks_down,
    changes,
    drops_after,
    in_pieces,
    in_pieces_cut,
    serving,
    without_length,
)

from benchmarks import bulk as generator
from pipelines import bulk, clock, fetching, specs
from pipelines.bulk import chunks
from pipelines.errors import FaroError
from pipelines.fetching import calling, running
from pipelines.fetching.partial import About, Partial
from pipelines.fetching.running import newest

CATALOGUE = RAW / "catalogues" / "ta_files.csv"
STAFF, RULES = "TA_PersonalPlanta", "TA_Marco_normativo"
FILES = (STAFF, RULES)
CHUNK = 20_000
HEADER = b"organismo_nombre;organismo_codigo;anyo;Mes;Nombres;fecha_publicacion\n"
RECORD = "Municipalidad;MU{:03};2024;Enero;Begoña Ñancupil;2024-02-{:02}\n"


def small(records: int, day: int = 7) -> bytes:
    """Return a file with so many records of different bodies."""
    lines = (RECORD.format(n, day) for n in range(1, records + 1))
    return HEADER + "".join(lines).encode("cp1252")


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[dict[str, bytes], generator.Truth]:
    """Return the bytes of two ugly bulk files and what is true of them."""
    folder = tmp_path_factory.mktemp("bulk")
    truth = generator.write(folder, 6_000, files=FILES)
    return {path.stem: path.read_bytes() for path in folder.iterdir()}, truth


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as open_site:
        yield open_site


@dataclass
class Time:
    """A clock that only waiting moves on."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def now(self) -> float:
        return self.at


@dataclass
class Bench:
    """Fetches from a site into a folder."""

    site: Site
    base: Path
    time: Time = field(default_factory=Time)

    def source(self, **more) -> fetching.Source:
        written = {"id": "cplt", "source_id": "S060", "files": list(FILES), "tries": 3}
        written |= {"address": self.site.address + "/{file}.csv", "seconds_between_requests": 0}
        return specs.parse(fetching.Source, written | more, where="here.yml")

    def fetch(self, *, proxy: str | None = None, only=(), progress=lambda *_: None, **more):
        source = self.source(**more)
        caller = fetching.Caller(source, proxy=proxy, sleep=self.time.sleep, now=self.time.now)
        editions = fetching.fetch(
            source, store=self.store, catalogue=CATALOGUE, out=self.out, caller=caller,
            only=tuple(only), progress=progress, chunk=CHUNK,
        )  # fmt: skip
        return {edition.ta_file: edition for edition in editions}

    @property
    def store(self) -> Path:
        return self.base / "store"

    @property
    def out(self) -> Path:
        return self.base / "out.csv"

    def fetch_file(self, name: str = STAFF, **more):
        return self.fetch(only=[name], **more)[name]

    def counted(self) -> dict:
        """Return the delivery: key → records, first day, last day, undated, unread."""
        with self.out.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle, delimiter=";"))[1:]
        whole = [(int(y) if y else None, int(m) if m else None) for _, _, y, m, *_ in rows]
        days = [[date.fromisoformat(d) if d else None for d in row[5:7]] for row in rows]
        return {
            (row[0], row[1], *when): [int(row[4]), *day, int(row[7]), int(row[8])]
            for row, when, day in zip(rows, whole, days, strict=True)
        }


@pytest.fixture
def bench(site, tmp_path) -> Bench:
    return Bench(site, tmp_path)


def put_all(site: Site, written) -> generator.Truth:
    for name, body in written[0].items():
        site.put(name, body)
    return written[1]


def test_every_record_counts_once(bench, site, written):
    truth = put_all(site, written)
    editions = bench.fetch()
    assert {edition.state for edition in editions.values()} == {"new"}
    assert bench.counted() == truth.months
    assert sum(edition.about.records for edition in editions.values()) == truth.records
    assert sum(edition.about.damaged_lines for edition in editions.values()) == len(truth.damaged)


def test_dropped_connections_are_gone_on_with_where_counting_stopped(bench, site, written):
    truth = put_all(site, written)
    for name, body in written[0].items():
        site.will(name, drops_after(len(body) // 5))
    assert {edition.ta_file: edition.error for edition in bench.fetch().values()} == dict.fromkeys(
        FILES
    )
    assert bench.counted() == truth.months
    gone_on = site.ranges()
    assert len(gone_on) > 8 and min(gone_on) > 0
    assert all(
        request.headers.get("If-Range") for request in site.requests if "Range" in request.headers
    )


def test_a_run_that_was_stopped_is_gone_on_with(bench, site, written):
    truth = put_all(site, written)

    def stop(name: str, taken: int, total: int | None) -> None:
        if taken > 3 * CHUNK and len(list(bench.store.rglob("*.counted.parquet"))) >= 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.fetch(progress=stop)
    assert not bench.out.exists() and newest(bench.store / STAFF) == (None, None)
    bench.fetch()
    assert bench.counted() == truth.months and len(site.ranges()) == 1


@pytest.mark.parametrize(
    "then",
    [
        drops_after(len(HEADER) + 4000),
        # A server that goes on with another file as if it were the one begun.
        lambda handler, file: answer(handler, file, send=len(HEADER) + 4000, if_range=False),
    ],
    ids=["if_range", "ignores_if_range"],
)
def test_a_file_that_changes_half_way_is_never_mixed(bench, site, then):
    site.put(STAFF, small(400, day=7))
    after = File(small(300, day=9), '"two"', APRIL)
    ignoring: list[Callable] = [
        changes(STAFF, after, then),
        lambda handler, file: answer(handler, file, if_range=then is drops_after),
    ]
    site.will(STAFF, *ignoring)
    edition = bench.fetch_file()
    assert edition.about.etag == '"two"' and edition.about.records == 300
    assert {tuple(row[1:3]) for row in bench.counted().values()} == {(date(2024, 2, 9),) * 2}


def test_a_file_written_over_while_it_is_read_is_read_again(bench, site):
    """The connection held, so only the question after it tells."""
    site.put(STAFF, small(400))
    after = File(small(300), '"two"', APRIL)
    site.will(STAFF, changes(STAFF, after, answer), answer)
    assert bench.fetch_file().about.etag == '"two"'
    assert len(bench.counted()) == 300


def test_a_file_that_never_stands_still_is_given_up(bench, site):
    site.put(STAFF, small(400))
    count = iter(range(1, 100))

    def behave(handler, file):
        answer(handler, file)
        handler.site.files[f"/{STAFF}.csv"] = File(small(400), f'"{next(count)}"', MARCH)

    site.will(STAFF, behave)
    edition = bench.fetch_file()
    assert edition.error.code == "not_whole" and "half-way" in str(edition.error)
    assert "begins anew" in str(edition.error) and not (bench.store / STAFF / ".coming").exists()
    assert len(site.requests) < 20


def test_what_was_counted_is_said_to_be_kept_where_it_is(bench, site):
    site.put(STAFF, small(400))
    site.will(STAFF, drops_after(9000), answers(500))
    assert "What was counted is kept" in str(bench.fetch_file().error)
    site.will(STAFF, answer)
    assert bench.fetch_file().about.records == 400 and min(site.ranges()) > 5000


@pytest.mark.few(3)
@pytest.mark.parametrize("marks", [{}, {"etag": None}, {"etag": None, "last_modified": None}])
@pytest.mark.parametrize("length", [0, 77])
def test_a_length_told_without_the_file_says_little(bench, site, marks, length):
    """Asked about a file alone, many servers announce nothing, or the length of something else."""
    site.put(STAFF, small(400), **marks)
    site.head_length = length
    edition = bench.fetch_file()
    if length and len(marks) == 2:  # nothing else tells
        assert edition.error.code == "not_whole"
    else:
        assert edition.about.records == 400 and len(site.requests) == 2


@pytest.mark.few(3)
@pytest.mark.parametrize(
    "instead",
    [
        answers(200, b"<!DOCTYPE html><p>Error", Content_Type="text/html"),
        answers(200, b""),
        answers(200, b"Error\nError\n"),
        answers(200, HEADER[:9]),
        lambda handler, _: handler.head(200, File(b"", '"two"', APRIL), 900),
    ],
    ids=["page", "empty", "other lines", "half a header", "dropped before its header"],
)
def test_a_page_in_place_of_the_rest_leaves_what_was_counted(bench, site, instead):
    site.put(STAFF, small(400))
    site.will(STAFF, drops_after(9000), instead)
    assert bench.fetch_file().state == "failed"
    site.requests.clear()
    site.will(STAFF, answer)
    assert bench.fetch_file().about.records == 400 and min(site.ranges()) > 5000
    assert len(bench.counted()) == 400


@pytest.mark.thorough
@pytest.mark.parametrize("tries", [1, 2, 4])
@pytest.mark.parametrize(
    "behave",
    [announces(1000), answers(500), drops_after(9000), drops_after(0)],
    ids=["cut short", "an error", "dropped on its way", "dropped at once"],
)
def test_tries_are_as_many_as_the_source_says(bench, site, behave, tries):
    """Without a mark of its state nothing is gone on with: each time it is begun is a try."""
    site.put(STAFF, small(400), etag=None, last_modified=None)
    site.will(STAFF, *[behave] * 20)
    error = bench.fetch_file(tries=tries).error
    assert error.code == "not_whole"
    assert f" in {tries} tries " in str(error) and f" en {tries} intentos " in error.es
    assert len([request for request in site.requests if "Range" not in request.headers]) == tries


def test_without_any_mark_of_its_state_a_file_is_begun_anew(bench, site):
    """Nothing says that the rest belongs to what came: it is not put together."""
    site.put(STAFF, small(400), etag=None, last_modified=None)
    site.will(STAFF, drops_after(9000), answer, answer)
    assert bench.fetch_file().about.records == 400 and len(bench.counted()) == 400


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("behave", "code"),
    [
        (announces(1000), "not_whole"),
        (announces(-17), "cut_file"),
        (announces(-4), "cut_file"),
        (answers(200, b"<!DOCTYPE html><p>Error", Content_Type="text/csv"), "not_csv"),
        (answers(200, b'\xef\xbb\xbf {"error": 1}', Content_Type="text/csv"), "not_csv"),
        (answers(200, HEADER), "empty_file"),
        (breaks_down(b"<br />\n<b>Fatal error</b>: x; y;\n"), "broken_off"),
        (breaks_down(b"Municipalidad;MU016;20<br />\n<b>Fatal error</b>: x\n"), "broken_off"),
        (breaks_down(b"Municipalidad;MU016;20<br />\n<b>Fatal error</b>: x"), "cut_file"),
        (breaks_down(b"\nFatal error: x; y; z\n  thrown in a.php\n"), "broken_off"),
        (breaks_down(b'{"error": 1}\n'), "broken_off"),
        (answers(200, b"x" * 200_000), "no_lines"),
        (answers(200, RECORD.format(1, 1).encode("cp1252") * 9), "missing_columns"),
        (answers(200, HEADER.replace(b"Mes", b"anyo") + b"x"), "ambiguous_column"),
        (answers(404), "refused"),
        (answers(302, Location="https://elsewhere.example/x.csv"), "elsewhere"),
        (answers(302, Location=f"/{STAFF}.csv"), "redirects"),
        (answers(302, Location="http://[::1/x.csv"), "no_address"),
        (answers(200, small(9), Content_Encoding="gzip"), "encoded"),
        (answers(503, Retry_After="7200"), "busy"),
        (answers(503, Retry_After="²"), "not_whole"),
        (answers(500), "not_whole"),
    ],
)
def test_a_file_that_fails_leaves_its_edition_and_the_others_go_on(bench, site, behave, code):
    site.put(STAFF, small(20))
    site.put(RULES, small(5))
    bench.fetch()
    site.put(STAFF, small(40), etag='"two"', last_modified=APRIL)
    site.put(RULES, small(6), etag='"two"', last_modified=APRIL)
    site.will(STAFF, behave)
    site.supports_head = False  # so that the file itself has to tell
    editions = bench.fetch()
    failed, other = editions[STAFF], editions[RULES]
    assert failed.state == "failed" and failed.error.code == code
    assert failed.day == date(2025, 3, 1) and failed.about.records == 20
    assert other.state == "new" and other.day == date(2025, 4, 1)
    assert len(bench.counted()) == 26
    for lang in ("es", "en"):
        sentence = failed.error.in_language(lang)
        assert "Begoña" not in sentence and "\n" not in sentence and sentence.endswith(".")
    site.will(STAFF, answer)
    assert bench.fetch_file().about.records == 40


@pytest.mark.parametrize("error", [ValueError("Begoña Ñancupil"), PermissionError(13, "no")])
def test_an_error_that_nobody_foresaw_is_of_its_file_alone(bench, site, monkeypatch, error):
    site.put(STAFF, small(20))
    site.put(RULES, small(5))
    feed = Partial.feed

    def fails(partial: Partial, block: bytes) -> None:
        if partial._ta_file == STAFF:
            raise error
        feed(partial, block)

    monkeypatch.setattr(Partial, "feed", fails)
    editions = bench.fetch()
    assert editions[RULES].state == "new" and len(bench.counted()) == 5
    for lang in ("es", "en"):
        sentence = editions[STAFF].error.in_language(lang)
        assert (
            STAFF in sentence and type(error).__name__ in sentence and "test_fetch.py:" in sentence
        )
        assert "Begoña" not in sentence
    error = OSError(errno.ENOSPC, "full")
    with pytest.raises(OSError, match="full"):
        bench.fetch()


@pytest.mark.parametrize("header", ["²", "٣", "9" * 5000, "-1", "1e3", "", " "])
def test_a_number_in_a_header_is_plain_digits(header):
    assert calling.number(header) is None and 0 <= calling._seconds(header) < 1e6


def test_a_moment_that_is_none_is_not_waited_for():
    for moment in ("Sat, 01 Mar 2025 12:00:00 +9999999999999", "Sat, 99 Mar 99999 12:00:00 GMT"):
        assert calling._seconds(moment) == 30
        about = About(address="here", last_modified=moment)
        assert running._day_of(about, date(2025, 1, 1)) == date(2025, 1, 1)


def test_a_file_without_a_length_is_whole_once_its_last_piece_came(bench, site):
    site.put(STAFF, small(400))
    site.will(STAFF, in_pieces_cut, in_pieces)
    about = bench.fetch_file().about
    assert about.records == 400 and not about.doubts and site.ranges()


def test_of_a_file_that_may_be_cut_it_is_told(bench, site):
    """Neither a length nor a line end: what came is kept, and that nobody knows is said."""
    site.put(STAFF, small(400))
    site.will(STAFF, without_length)
    assert bench.fetch_file().about.doubts == ("no_length",)
    assert bench.fetch_file().about.doubts == ("no_length",)  # unchanged, and as doubtful as before
    site.put(STAFF, small(300)[:-1], etag='"two"')
    site.will(STAFF, drops_after(9000), answer)
    assert bench.fetch_file().about.doubts == ("no_line_end",) and site.ranges()
    # A damaged line among records, or one that ends the file with other fields, is but damaged.
    site.put(STAFF, small(9) + b"<p>\n" + small(300)[len(HEADER) :] + b"a;b\n", etag='"three"')
    about = bench.fetch_file().about
    assert (about.records, about.damaged_lines, about.doubts) == (309, 2, ())


def test_redirects_are_followed_among_the_hosts_named(bench, site):
    site.put(STAFF, small(20))
    site.put("moved", small(20))
    away = site.address.replace("localhost", "127.0.0.1")
    site.will(STAFF, answers(302, Location=f"{away}/moved.csv"))
    assert bench.fetch_file().error.code == "elsewhere"
    assert bench.fetch_file(redirects_to=["127.0.0.1"]).about.records == 20


def test_what_has_not_changed_is_not_taken_again(bench, site):
    site.put(STAFF, small(400))
    bench.fetch_file()
    site.requests.clear()
    edition = bench.fetch_file()
    assert edition.state == "unchanged" and edition.about.records == 400
    assert [request.headers.get("If-None-Match") for request in site.requests] == ['"one"']
    # A server that does not know conditions tells by the same marks.
    site.will(STAFF, lambda handler, file: answer(handler, file, conditions=False))
    assert bench.fetch_file().state == "unchanged"
    site.put(STAFF, small(300))  # the same marks, another size
    assert bench.fetch_file().about.records == 300


def test_editions_are_kept_by_date_and_the_newest_is_delivered(bench, site):
    site.put(STAFF, small(20))
    bench.fetch_file()
    site.put(STAFF, small(25), etag='"two"', last_modified=APRIL)
    bench.fetch_file()
    places = sorted(path.name for path in (bench.store / STAFF).iterdir())
    assert places == ["2025-03-01", "2025-04-01"] and len(bench.counted()) == 25
    # An earlier state that comes back is today's edition, and again the newest.
    site.put(STAFF, small(8), etag='"one"')
    edition = bench.fetch_file()
    assert edition.day == clock.today() and edition.shrunk and len(bench.counted()) == 8


def test_a_delivery_passes_the_check(bench, site):
    from pipelines.ingest.checking import check_file

    site.put(STAFF, small(20))
    bench.fetch_file()
    report = check_file(bench.out)
    assert report.spec is not None and report.spec.id == "ta_masivo"
    assert report.accepted == 20


def test_it_rests_between_requests_and_keeps_to_its_speed(bench, site):
    body = small(400)
    site.put(STAFF, body)
    site.put(RULES, body)
    bench.fetch(seconds_between_requests=3, bytes_per_second=1000)
    least = 2 * len(body) / 1000
    assert bench.time.at == pytest.approx(least, rel=0.2) and bench.time.at >= least
    quick = Bench(site, bench.base / "quick")
    quick.base.mkdir()
    quick.fetch(seconds_between_requests=3)
    assert sum(quick.time.slept) >= 3 * (len(site.requests) / 2 - 1) - 1e-9


def test_a_busy_server_is_left_alone_as_long_as_it_says(bench, site):
    site.put(STAFF, small(20))
    site.will(STAFF, answers(429, Retry_After="77"), answer)
    assert bench.fetch_file().state == "new" and 77 in bench.time.slept


def test_a_proxy_is_asked_for_the_whole_address(bench, site):
    with serving(Site()) as proxy:
        proxy.put(STAFF, small(20))
        assert bench.fetch_file(proxy=proxy.address).about.records == 20
        assert {request.path for request in proxy.requests} == {f"{site.address}/{STAFF}.csv"}
    assert not site.requests


def certificate(folder: Path, *, host: str = "localhost", until: datetime | None = None) -> Path:
    """Return a certificate with its key that its own signature alone vouches for."""
    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    end = until or datetime.now(UTC) + timedelta(days=2)
    made = (
        x509.CertificateBuilder(name, name, own.public_key(), x509.random_serial_number())
        .not_valid_before(end - timedelta(days=9))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(own, hashes.SHA256())
    )
    plain = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / f"{host}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + own.private_bytes(*plain))
    return path


@contextmanager
def over_tls(pem: Path) -> Iterator[Site]:
    """Serve a file over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with serving(Site(), tls=context) as site:
        site.put(STAFF, small(20))
        yield site


def fetch_words(site: Site, folder: Path) -> list[str | Path]:
    """Return the words of the command that takes the first file of a site."""
    own = folder / "own.yml"
    own.write_text(
        f"id: own\nsource_id: S060\naddress: {site.address}/{{file}}.csv\n"
        f"seconds_between_requests: 0\nfiles: [{STAFF}]\n",
        encoding="utf-8",
    )
    return ["fetch", own, "--store", folder / "store", "--out", folder / "out.csv"]


@pytest.mark.parametrize(
    ("flaw", "is_known"),
    [
        ({}, False),
        ({"host": "other.example"}, True),
        ({"until": datetime(2020, 1, 1, tzinfo=UTC)}, True),
    ],
    ids=["signed by itself", "of another host", "expired"],
)
@pytest.mark.parametrize(
    ("lang", "words"),
    [("es", "su certificado no se puede verificar"), ("en", "its certificate cannot be verified")],
)
def test_a_certificate_that_cannot_be_verified_is_refused_in_words(
    faro, tmp_path, monkeypatch, flaw, is_known, lang, words
):
    pem = certificate(tmp_path, **flaw)
    if is_known:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with over_tls(pem) as site:
        code, _, err = faro(*fetch_words(site, tmp_path), "--lang", lang)
        assert code == 1 and words in err and "Traceback" not in err
        assert not site.requests and not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("way", ["option", "HTTPS_PROXY", "https_proxy"])
def test_a_proxy_is_obeyed_and_sees_nothing_of_what_passes(faro, tmp_path, monkeypatch, way):
    pem = certificate(tmp_path)
    with over_tls(pem) as site, serving(Site()) as proxy:
        words = fetch_words(site, tmp_path)
        if way == "option":
            words += ["--proxy", proxy.address]
        else:
            monkeypatch.setenv(way, proxy.address)
        code, _, err = faro(*words, "--lang", "en")
        assert code == 1 and "its certificate cannot be verified" in err and not site.requests
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
        code, out, _ = faro(*words, "--lang", "en")
        assert code == 0 and "new" in out and site.requests
        through = {(request.method, request.path) for request in proxy.requests}
        assert through == {("CONNECT", site.address.removeprefix("https://"))}


@pytest.mark.parametrize("is_tls", [True, False])
@pytest.mark.parametrize("is_there", [True, False], ids=["wants a login", "is not there"])
def test_a_proxy_that_lets_nothing_through_is_told(
    faro, tmp_path, monkeypatch, site, is_tls, is_there
):
    pem = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    site.put(STAFF, small(20))
    with over_tls(pem) as safe, serving(Site(lets_through=False)) as proxy:
        proxy.put(STAFF, b"")
        proxy.will(STAFF, answers(407))
        words = fetch_words(safe if is_tls else site, tmp_path)
        at = proxy.address if is_there else "http://127.0.0.1:1"
        code, _, err = faro(*words, "--proxy", at, "--lang", "es")
    assert code == 1 and "el proxy no responde, o no deja llegar ahí" in err
    assert not site.requests and not safe.requests


def test_a_full_disk_is_said_and_what_was_counted_is_kept(bench, site, written, monkeypatch):
    truth = put_all(site, written)
    write_table, kept = chunks.pq.write_table, []

    def full(table, path, **options) -> None:
        if len(kept) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        kept.append(path)
        write_table(table, path, **options)

    monkeypatch.setattr(chunks.pq, "write_table", full)
    with pytest.raises(FaroError) as caught:
        bench.fetch()
    assert caught.value.code == "disk_full" and not bench.out.exists()
    monkeypatch.undo()
    bench.fetch()
    assert bench.counted() == truth.months and site.ranges()


def test_two_runs_do_not_bring_into_one_folder(bench, site):
    import fcntl

    site.put(STAFF, small(20))
    bench.store.mkdir()
    with (bench.store / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(FaroError) as caught:
            bench.fetch_file()
    assert caught.value.code == "busy_folder"


_opened: list[Path] | None = None


def _note_what_is_opened(event: str, args: tuple) -> None:
    if event == "open" and _opened is not None and isinstance(args[0], str | bytes | os.PathLike):
        flags = args[2] if isinstance(args[2], int) else 0
        if flags & (os.O_WRONLY | os.O_RDWR):
            _opened.append(Path(os.fsdecode(args[0])).resolve())


sys.addaudithook(_note_what_is_opened)


def test_people_are_nowhere_in_what_is_written(bench, site, written, monkeypatch):
    """Neither in what stays nor in what is put down on the way, whatever the server does."""
    global _opened
    monkeypatch.setenv("TMPDIR", str(bench.base))
    put_all(site, written)
    page = "<p>Begoña Ñancupil".encode("cp1252")
    bare = RECORD.format(1, 1).encode("cp1252") * 9
    half = [drops_after(len(written[0][STAFF]) // 3), announces(-9), answer]
    kept: list[bytes] = []

    def before(owner, name: str) -> None:
        does = getattr(owner, name)

        def seen(path, *args, **more):
            for file in Path(path).rglob("*") if Path(path).is_dir() else [Path(path)]:
                if file.is_file():
                    kept.append(file.read_bytes())
            return does(path, *args, **more)

        monkeypatch.setattr(owner, name, seen)

    for owner, name in ((Path, "replace"), (Path, "unlink"), (Path, "rename"), (shutil, "rmtree")):
        before(owner, name)
    errors = io.StringIO()
    _opened = []
    try:
        for turns in ([answers(200, page)], [answers(200, bare)], half, [answer]):
            site.will(STAFF, *turns)
            for edition in bench.fetch().values():
                errors.write(edition.error.in_language("es") if edition.error else "")
    finally:
        wrote, _opened = _opened, None
    assert all(path.is_relative_to(bench.base) or path == Path("/dev/null") for path in wrote)
    kept += [path.read_bytes() for path in bench.base.rglob("*") if path.is_file()]
    texts = [errors.getvalue().encode()]
    for content in kept:
        texts.append(content)
        if content.startswith(b"PAR1"):
            texts.append(repr(pq.read_table(io.BytesIO(content)).to_pydict()).encode())
    assert len(kept) > 10 and bench.counted()
    for person in (*generator.FIRST_NAMES, *generator.LAST_NAMES, "Municipalidad"):
        for encoding in ("cp1252", "utf-8"):
            assert not any(person.encode(encoding) in text for text in texts), person


@pytest.mark.thorough
@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60_000), max_size=20), st.lists(st.booleans(), max_size=20))
def test_cut_anywhere_a_file_counts_alike(written, tmp_path_factory, sizes, stops):
    """However the bytes come and wherever the connection breaks, the counts are those of bulk."""
    body, folder = written[0][STAFF], tmp_path_factory.mktemp("cut")
    partial = Partial(folder / "coming", STAFF, chunk=7_000)
    partial.start(About(address="here"))
    turns = iter(zip(sizes, [*stops, *[False] * 20], strict=False))
    at = 0
    while at < len(body):
        size, stop = next(turns, (len(body), False))
        partial.feed(body[at : at + size])
        at += size
        if stop and at < len(body):
            partial.pause()
            partial = Partial(folder / "coming", STAFF, chunk=7_000)
            at = partial.offset
            if not at:
                partial.start(About(address="here"))
    about = partial.finish()
    (folder / "in").mkdir()
    (folder / "in" / f"{STAFF}.csv").write_bytes(body)
    summary = bulk.run(
        folder / "in", out=folder / "bulk.csv", work=folder / "work", catalogue=CATALOGUE
    )
    assert (about.records, about.damaged_lines) == summary.files[STAFF]
    month, _ = bulk.running.added_up([folder / "coming"], folder / ".duckdb")
    assert bulk.running.delivery(month) == (folder / "bulk.csv").read_bytes()


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("spoil", "remark"),
    [
        ({"address": "http://www.cplt.cl/{file}.csv"}, "https"),
        ({"address": "https://www.cplt.cl/all.csv"}, "{file}"),
        ({"address": "https://me:word@www.cplt.cl/{file}.csv"}, "password"),
        ({"files": [STAFF, STAFF]}, "twice"),
        ({"files": []}, "files"),
        ({"tries": 0}, "tries"),
        ({"bytes_per_second": 0}, "bytes_per_second"),
        ({"verify": False}, "verify"),
        ({"id": "../x"}, "id"),
        ({"id": "a/b"}, "id"),
        ({"id": "x\n"}, "id"),
        ({"id": ""}, "id"),
    ],
)
def test_a_source_that_cannot_be_is_refused(bench, spoil, remark):
    with pytest.raises(FaroError) as caught:
        bench.source(**spoil)
    assert remark in str(caught.value)


def test_the_source_that_comes_with_faro_knows_every_file_of_the_catalogue():
    source = fetching.load("cplt")
    with CATALOGUE.open(encoding="utf-8", newline="") as handle:
        assert set(source.files) == {row["ta_file"] for row in csv.DictReader(handle)}
    assert source.address.startswith("https://")


def test_the_command_says_what_came_and_what_failed(faro, site, tmp_path):
    site.put(STAFF, small(20))
    site.put(RULES, small(5))
    own = tmp_path / "own.yml"
    own.write_text(
        f"id: own\nsource_id: S060\naddress: {site.address}/{{file}}.csv\n"
        f"seconds_between_requests: 0\nfiles: [{STAFF}, {RULES}]\n",
        encoding="utf-8",
    )
    words = ["fetch", own, "--store", tmp_path / "store", "--out", tmp_path / "out.csv"]
    code, out, _ = faro(*words, "--lang", "en")
    assert code == 0 and "2025-03-01" in out and "new" in out
    site.will(RULES, answers(404))
    site.put(RULES, small(6), etag='"two"')
    code, out, err = faro(*words, "--lang", "en")
    assert code == 1 and "failed" in out and "unchanged" in out and "404" in err
    site.put(RULES, small(6)[:-1], etag='"three"')
    site.will(RULES, without_length)
    code, out, err = faro(*words, "--lang", "en")
    assert code == 0 and f"{RULES}: length not announced" in err and "no line end" in err
    code, _, err = faro("fetch", tmp_path / "none.yml", "--lang", "es")
    assert code == 1 and "no existe esa fuente" in err
    code, _, err = faro(*words, "--only", "TA_Nada", "--lang", "en")
    assert code == 1 and "TA_Nada" in err
