"""The columns of a kind described in words: one source for templates and for the pages."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.ingest.checking import wording
from pipelines.ingest.checking.accepted import accepted_texts
from pipelines.ingest.intake.model import label_of
from pipelines.ingest.reference import Reference
from pipelines.specs import Bilingual, Kind, SourceColumn

_LISTED = 24


@dataclass(frozen=True)
class ColumnEntry:
    """One column in words."""

    name: str
    label: Bilingual
    meaning: Bilingual
    type: Bilingual
    required: Bilingual
    accepted: Bilingual


def entries(kind: Kind, reference: Reference) -> list[ColumnEntry]:
    """Return the columns of a kind in words, in their order.

    Args:
        kind: The kind of delivery.
        reference: The catalogues that accepted values come from.
    """
    return [
        ColumnEntry(
            name,
            label_of(kind, name),
            spec.help or label_of(kind, name),
            wording.say("types", spec.type),
            _required(kind, name, spec),
            _accepted(spec, reference),
        )
        for name, spec in kind.columns.items()
    ]


def _required(kind: Kind, name: str, spec: SourceColumn) -> Bilingual:
    rule = kind.municipality
    if spec.required:
        return wording.say("labels", "required_yes")
    if rule is not None and name in (rule.name, rule.code):
        return wording.say("labels", "required_municipality")
    if name in kind.at_least_one:
        if len(kind.at_least_one) == 1:
            return wording.say("labels", "required_column")
        if len(kind.at_least_one) > 4:
            return wording.say("labels", "required_any")
        labels = [label_of(kind, other) for other in kind.at_least_one]
        return Bilingual(
            es=wording.label("required_some", "es", columns=", ".join(x.es for x in labels)),
            en=wording.label("required_some", "en", columns=", ".join(x.en for x in labels)),
        )
    return wording.say("labels", "required_no")


def _accepted(spec: SourceColumn, reference: Reference) -> Bilingual:
    es, en = [], []
    texts = accepted_texts(spec, reference)
    if texts:
        shown = list(texts.values())[:_LISTED]
        listed = " · ".join(shown) + (" …" if len(texts) > _LISTED else "")
        es.append(listed)
        en.append(listed)
    bounds = _bounds(spec)
    if bounds:
        es.append(bounds.es)
        en.append(bounds.en)
    if spec.default is not None:
        value = texts.get(spec.default, spec.default)
        es.append(wording.label("default", "es", value=value))
        en.append(wording.label("default", "en", value=value))
    if spec.keep_state:
        es.append(wording.label("states", "es"))
        en.append(wording.label("states", "en"))
    return Bilingual(es="; ".join(es), en="; ".join(en))


def _bounds(spec: SourceColumn) -> Bilingual | None:
    if spec.minimum is None and spec.maximum is None:
        return None
    if spec.maximum is None:
        return wording.say("labels", "at_least", low=f"{spec.minimum:g}")
    low = 0 if spec.minimum is None else spec.minimum
    return wording.say("labels", "between", low=f"{low:g}", high=f"{spec.maximum:g}")
