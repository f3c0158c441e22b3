"""What the simulation drew leaves no trace in an edition for everybody: two seeds, equal bytes."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from site_for_tests import Site

from pipelines import serving
from public import Settings, publish

# What may differ, and why; all else is the same but for the build that is named.
MAY_DIFFER = {
    r"e[sn]/datos(/checks)?\.html": "told of the build itself: its rows and checks, in which the "
    "simulated ones are counted and called so",
    r"e/@build/index\.html": "lists the files that the build was made from, by their digests, and "
    "calls pages by the titles above",
    r"feeds/e[sn]\.xml": "calls pages by the titles above",
    r"site\.json": "keeps the titles above",
}
NOW = re.compile(rb"\d\d:\d\d(?::\d\d)?")  # of the hour a build was made
SAYS = re.compile(r"\(simulad[oa]\)|\(simulated\)|Simulad[oa]:|Simulated:")


class Twin(Site):
    """An edition of one of the seeds."""

    build_id = ""

    @cached_property
    def all(self) -> dict[str, bytes]:
        """What each file says, whichever build it is of."""
        own = self.build_id.encode()
        return {
            path.relative_to(self.folder).as_posix().replace(self.build_id, "@build"): (
                _sign(path)
                if path.suffix == ".png"
                else NOW.sub(b"@now", path.read_bytes().replace(own, b"@build"))
            )
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


def _sign(path: Path) -> bytes:
    """Of what a picture was made: it names its build in letters."""
    with Image.open(path) as picture:
        return json.dumps(picture.info, sort_keys=True, default=str).encode()


@pytest.fixture(scope="module")
def twins(demo_built, demo_of_another_seed, tmp_path_factory) -> list[Twin]:
    made = []
    for root in (demo_built, demo_of_another_seed):
        build, out = serving.open(root=root), tmp_path_factory.mktemp("twin") / "site"
        settings = Settings(published_only=True, most=1, searchable=False, workers=1)
        publish(build, out, settings)
        made.append(Twin(out, "\0"))
        made[-1].build_id = build.build_id
    return made


@pytest.mark.thorough
def test_what_was_drawn_leaves_no_trace(twins):
    first, second = (twin.all for twin in twins)
    assert first.keys() == second.keys()
    differ = {path for path, body in first.items() if body != second[path]}
    unnamed = {
        path for path in differ if not any(re.fullmatch(pattern, path) for pattern in MAY_DIFFER)
    }
    assert unnamed == set()
    for pattern in MAY_DIFFER:  # what differs no longer needs no reason
        assert any(re.fullmatch(pattern, path) for path in differ), pattern


@pytest.mark.thorough
def test_no_page_says_what_is_simulated(twins):
    for path, body in twins[0].all.items():
        if path.endswith((".html", ".xml", ".json")) and not re.fullmatch(r"e[sn]/datos.*", path):
            assert not SAYS.search(body.decode()), path


@pytest.mark.thorough
def test_every_page_is_called_what_it_is_about(twins, demo_built):
    [cut] = [page.stem for page in (twins[0].folder / "es" / "municipio").glob("*.html")]
    row = serving.open(root=demo_built).table("core_territory__comuna", {"cut": cut}).iloc[0]
    assert twins[0].data_of(f"es/municipio/{cut}.html")[0]["name"] == f"Municipio: {row['comuna']}"
    assert twins[0].data_of("es/cumplimiento.html")[0]["name"] == "Cumplimiento"


@pytest.mark.thorough
def test_without_an_address_all_leads_from_where_it_is_said(twins):
    site = twins[0]
    assert site.dead() == []
    assert not list((site.folder / "feeds").rglob("*.rss"))
    for path in (site.folder / "feeds").rglob("*.xml"):
        for link in ElementTree.parse(path).getroot().iter("{http://www.w3.org/2005/Atom}link"):
            assert site.target(path, link.attrib["href"])[0].is_file(), (path, link.attrib)
    for page in site.pages:
        for entry in json.loads("".join(page.scripts) or "[]"):
            for to in [entry["url"], *(row["contentUrl"] for row in entry.get("distribution", []))]:
                assert site.target(page.path, to)[0].is_file(), (page.path, to)
