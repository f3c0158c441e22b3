"""The package in the words of catalogues: DCAT 3, CKAN and schema.org."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from exports.package.facts import KEYWORDS, PUBLISHER, TITLE, Body, Facts, Table

MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
IANA = "https://www.iana.org/assignments/media-types/"
LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _files(facts: Facts) -> Iterator[tuple[Table, str, Body]]:
    for table in facts.tables:
        yield table, "csv", table.csv
        yield table, "parquet", table.parquet


def _both(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@language": lang, "@value": text} for lang, text in texts.items()]


def dcat(facts: Facts) -> dict[str, Any]:
    """Return the package as a DCAT 3 dataset in JSON-LD.

    Args:
        facts: Of the build and the tables in the package.
    """
    return {
        "@context": CONTEXT,
        "@id": f"urn:faro:{facts.build_id}",
        "@type": "dcat:Dataset",
        "dcterms:identifier": f"faro:{facts.build_id}",
        "dcterms:title": _both(TITLE),
        "dcterms:description": _both({lang: facts.about(lang) for lang in ("es", "en")}),
        "dcterms:publisher": {"@type": "foaf:Agent", "foaf:name": PUBLISHER},
        "dcterms:language": [
            {"@id": f"{LANGUAGES}{code}", "@type": "dcterms:LinguisticSystem"}
            for code in ("SPA", "ENG")
        ],
        "dcterms:spatial": {"@type": "dcterms:Location", "rdfs:label": "Chile"},
        "dcterms:rights": _rights(facts.licences),
        "dcat:version": facts.build_id,
        "dcat:keyword": list(KEYWORDS),
        "dcat:distribution": [_distribution(*file) for file in _files(facts)],
    }


def _rights(licences: Sequence[str]) -> dict[str, str]:
    """Return one statement of all the terms: DCAT-AP allows one."""
    return {"@type": "dcterms:RightsStatement", "rdfs:label": "; ".join(licences)}


def _distribution(table: Table, ending: str, body: Body) -> dict[str, Any]:
    contract = table.contract
    place = {"@id": f"{table.download}.{ending}", "@type": "rdfs:Resource"}
    distribution: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "@id": f"urn:faro:{table.name}:{ending}:{body.sha256[:16]}",
        "dcterms:title": _both(contract.label.model_dump()),
        "dcterms:description": _both(contract.definition.model_dump()),
        "dcat:accessURL": place,
        "dcat:downloadURL": place,
        "dcat:mediaType": {"@id": f"{IANA}{MEDIA[ending]}", "@type": "dcterms:MediaType"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(body.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {
                "@id": "spdx:checksumAlgorithm_sha256",
                "@type": "spdx:ChecksumAlgorithm",
            },
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": body.sha256},
        },
    }
    return distribution | ({"dcterms:rights": _rights(table.licences)} if table.licences else {})


def ckan(facts: Facts) -> dict[str, Any]:
    """Return what CKAN's ``package_create`` takes.

    Args:
        facts: Of the build and the tables in the package.
    """
    extras = {
        "build_id": facts.build_id,
        "simulated": str(facts.is_simulated).lower(),
        "title_en": TITLE["en"],
        "notes_en": facts.about("en"),
        "licences": "; ".join(facts.licences),
    }
    return {
        "name": f"faro-{facts.build_id}",
        "title": TITLE["es"],
        "notes": facts.about("es"),
        "version": facts.build_id,
        "author": PUBLISHER,
        "license_id": "notspecified",
        "tags": [{"name": word} for word in KEYWORDS],
        "extras": [{"key": key, "value": value} for key, value in extras.items()],
        "resources": [
            {
                "name": f"{table.name}.{ending}",
                "description": table.contract.definition.es,
                "url": f"{table.download}.{ending}",
                "format": ending.upper(),
                "mimetype": MEDIA[ending],
                "size": body.size,
                "hash": body.sha256,
            }
            for table, ending, body in _files(facts)
        ],
    }


def schema_org(facts: Facts) -> dict[str, Any]:
    """Return the package as a schema.org Dataset in JSON-LD.

    Args:
        facts: Of the build and the tables in the package.
    """
    organisation = {"@type": "Organization", "name": PUBLISHER}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"urn:faro:{facts.build_id}",
        "name": TITLE["es"],
        "alternateName": TITLE["en"],
        "description": facts.about("es"),
        "version": facts.build_id,
        "identifier": f"faro:{facts.build_id}",
        "inLanguage": ["es", "en"],
        "keywords": list(KEYWORDS),
        "isAccessibleForFree": True,
        "license": [
            {"@type": "CreativeWork", "name": licence, "text": licence}
            for licence in facts.licences
        ],
        "creator": organisation,
        "publisher": organisation,
        "spatialCoverage": {"@type": "Place", "name": "Chile"},
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "propertyID": metric.id,
                "name": metric.name.es,
                "description": metric.definition.es,
                "unitText": metric.unit,
            }
            for metric in facts.metrics.values()
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{table.name}.{ending}",
                "contentUrl": f"{table.download}.{ending}",
                "encodingFormat": MEDIA[ending],
                "contentSize": f"{body.size} B",
                "sha256": body.sha256,
            }
            for table, ending, body in _files(facts)
        ],
    }
