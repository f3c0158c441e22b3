"""The package against the standards' own rules: none of what judges here was written by us.

Data Package v2 by the profiles of the standard (``dplib-py``), DCAT by the shapes of DCAT-AP
3.0.0, CITATION.cff by its schema 1.2.0, schema.org by its vocabulary as shapes (``pyshacl``).
Where each comes from stands in ``fixtures/package/theirs/README.md``.
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pyshacl
import pytest
import yaml
from rdflib import RDF, RDFS, Graph, Namespace

from exports.package import catalogues, descriptor, facts, papers
from pipelines import serving

THEIRS = Path(__file__).resolve().parents[1] / "fixtures" / "package" / "theirs"
SHACL = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("http://schema.org/")
NEWER = {"sha256"}  # in schema.org since 2021, not yet in the shapes
SHOWN = 40  # of the files, for the standards that say the same of each


@pytest.fixture(scope="module")
def gathered(demo_built) -> facts.Facts:
    build = serving.open(root=demo_built)
    bodies = {
        path: facts.Body(path, 1, hashlib.sha256(path.encode()).hexdigest())
        for name in build.tables()
        for path in (f"data/{name}.csv", f"data/{name}.parquet")
    }
    return facts.gather(build, bodies)


def mistakes(graph: Graph, shapes: Graph) -> list[tuple[str, str]]:
    """What shapes say is wrong: path and constraint."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=shapes)
    return sorted(
        {
            (
                str(report.value(result, SHACL.resultPath)),
                str(report.value(result, SHACL.resultMessage)),
            )
            for result in report.subjects(RDF.type, SHACL.ValidationResult)
        }
    )


@pytest.mark.thorough
@pytest.mark.parametrize("part", ["datapackage", "tableschema"])
def test_the_descriptor_is_a_data_package_of_version_2(gathered, part):
    profile = json.loads((files("dplib") / f"profiles/2.0/{part}.json").read_text("utf-8"))
    judge = jsonschema.validators.validator_for(profile)(profile)
    whole = descriptor.data_package(gathered)
    schemas = [resource["schema"] for resource in whole["resources"]]
    for document in [whole] if part == "datapackage" else schemas:
        assert document["$schema"] == f"https://datapackage.org/profiles/2.0/{part}.json"
        errors = [(list(error.path), error.message[:200]) for error in judge.iter_errors(document)]
        assert not errors, errors[:3]
    assert list(judge.iter_errors({"resources": 1, "fields": 1}))


@pytest.mark.thorough
def test_the_dataset_is_what_dcat_ap_asks(gathered):
    shapes = Graph().parse(THEIRS / "dcat_ap_3.0.0.shacl.jsonld", format="json-ld")
    content = catalogues.dcat(gathered)
    content["dcat:distribution"] = content["dcat:distribution"][:SHOWN]
    graph = Graph().parse(data=json.dumps(content), format="json-ld")
    assert mistakes(graph, shapes) == []
    content["dcterms:language"] = ["es"]
    del content["dcterms:title"]
    wrong = mistakes(Graph().parse(data=json.dumps(content), format="json-ld"), shapes)
    assert {path.rsplit("/", 1)[1] for path, _ in wrong} == {"language", "title"}


def test_the_citation_is_of_its_format(gathered):
    rules = json.loads((THEIRS / "cff_1.2.0.schema.json").read_text("utf-8"))
    judge = jsonschema.Draft7Validator(rules, format_checker=jsonschema.FormatChecker())
    content = yaml.safe_load(papers.citation(gathered))
    assert [error.message for error in judge.iter_errors(content)] == []
    assert list(judge.iter_errors({**content, "authors": []}))


@pytest.mark.thorough
def test_every_word_of_schema_org_is_one_of_theirs(gathered):
    shapes = Graph().parse(files("pyshacl") / "assets" / "schema.ttl")
    content = catalogues.schema_org(gathered)
    content["distribution"] = content["distribution"][:SHOWN]
    # The context of schema.org cannot be fetched here: it reads addresses as addresses.
    content["@context"] = {"@vocab": str(SCHEMA), "contentUrl": {"@type": "@id"}}
    graph = Graph().parse(data=json.dumps(content), format="json-ld")
    assert mistakes(graph, shapes) == []
    known: dict[object, set[object]] = {}
    for owner, shape in shapes.subject_objects(SHACL.property):
        known.setdefault(owner, set()).add(shapes.value(shape, SHACL.path))
    for node, kind in graph.subject_objects(RDF.type):
        assert (kind, RDF.type, RDFS.Class) in shapes, kind
        above = set(shapes.transitive_objects(kind, RDFS.subClassOf))
        for predicate in graph.predicates(node):
            name = str(predicate).rsplit("/", 1)[-1]
            is_theirs = any(predicate in known.get(kind_above, ()) for kind_above in above)
            assert predicate == RDF.type or name in NEWER or is_theirs, (kind, predicate)
