"""What can be told of a build: one fact a topic, each with the value that makes it new.

A topic is a name for ever: ``score:13101:r2025``, ``convenio:13101``, ``check:<table>:<id>``.
A fact that comes, goes, or has another value than was told before is a change; nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipelines.errors import FaroError
from pipelines.institution.releases import announced
from pipelines.origins import COMPUTED, PUBLISHED
from pipelines.serving import Build

EXPIRING = timedelta(days=90)  # before its end a convenio is told about
TOPICS = ("country", "region", "score", "convenio", "watch", "check", "ogp", "release")


@dataclass(frozen=True)
class Fact:
    """One fact.

    Attributes:
        topic: What it is about; its first part is one of :data:`TOPICS`.
        value: What it is now, as text; numbers as Python writes them.
        subject: Whom it is about, as a name: a comuna, a region, a table.
        origin: Where the value comes from.
        cut: The comuna, for who watches it; empty for others.
    """

    topic: str
    value: str
    subject: str = ""
    origin: str = COMPUTED
    cut: str = ""


def facts_of(build: Build, today: date) -> dict[str, Fact]:
    """Return every fact of a build by its topic; what an old edition does not have is left out.

    Args:
        build: The build.
        today: The day it is in Chile: convenios end.

    Returns:
        Topic → fact.

    Raises:
        FaroError: A table cannot be read for another reason than that the edition lacks it.
    """
    facts: dict[str, Fact] = {}
    for make in (_country, _regions, _scores, _watch, _ogp):
        try:
            facts |= {fact.topic: fact for fact in make(build)}
        except FaroError as error:
            if error.code not in ("no_table", "bad_query"):
                raise
    try:
        facts |= {fact.topic: fact for fact in _convenios(build, today)}
    except FaroError as error:
        if error.code not in ("no_table", "bad_query"):
            raise
    facts |= {fact.topic: fact for fact in _checks(build)}
    return facts | {fact.topic: fact for fact in _releases()}


def _rows(build: Build, table: str, **where: Any) -> Iterator[dict[str, Any]]:
    yield from build.table(table, where).to_dict("records")


def _country(build: Build) -> Iterator[Fact]:
    for row in _rows(build, "out_fiscalizacion__round_group"):
        if pd.notna(row["mean_pct"]):
            topic = f"country:{row['group_id']}:{row['round_id']}"
            yield Fact(topic, _number(row["mean_pct"]), str(row["group_id"]), row["origin"])


def _regions(build: Build) -> Iterator[Fact]:
    for row in _rows(build, "out_fiscalizacion__region_round"):
        if pd.notna(row["mean_pct"]):
            topic = f"region:{row['region_code']}:{row['round_id']}"
            yield Fact(topic, _number(row["mean_pct"]), row["region"], row["origin"])


def _scores(build: Build) -> Iterator[Fact]:
    for row in _rows(build, "out_fiscalizacion__municipality_standing"):
        topic = f"score:{row['cut']}:{row['round_id']}"
        known = pd.notna(row["score_pct"])
        value = _number(row["score_pct"]) if known else str(row["score_state"])
        yield Fact(topic, value, row["comuna"], row["origin"], row["cut"])


def _convenios(build: Build, today: date) -> Iterator[Fact]:
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _rows(build, "out_convenios__municipality"):
        if pd.isna(row["date_end"]):
            continue
        key = row["cut"], row["kind"]
        if key not in last or row["date_end"] > last[key]["date_end"]:
            last[key] = row
    for (cut, kind), row in last.items():
        end = pd.Timestamp(row["date_end"]).date()
        if end - EXPIRING <= today:
            state = "expired" if end < today else "expiring"
            value = f"{state} {end.isoformat()}"
            yield Fact(f"convenio:{cut}:{kind}", value, row["comuna"], row["origin"], cut)


def _watch(build: Build) -> Iterator[Fact]:
    for row in _rows(build, "out_resumen__attention"):
        subject = row["subject_es"] if pd.notna(row["subject_es"]) else ""
        cut = row["cut"] if isinstance(row["cut"], str) else ""
        value = _number(row["figure"])
        yield Fact(f"watch:{row['attention_id']}", value, subject, row["origin"], cut)


def _ogp(build: Build) -> Iterator[Fact]:
    for row in _rows(build, "out_ogp__warning"):
        seen = str(row["seen"]) if pd.notna(row["seen"]) else "known"
        topic = f"ogp:{row['commitment_id']}:{row['rule_id']}"
        yield Fact(topic, seen, row["commitment_id"], row["origin"])


def _checks(build: Build) -> Iterator[Fact]:
    for check in build.quality["checks"]:
        if not check["success"]:
            topic = f"check:{check['table']}:{check['check_id']}:{check['column'] or ''}"
            yield Fact(topic, str(check["severity"]), check["table"])


def _releases() -> Iterator[Fact]:
    for release in announced():
        if not release.subject.startswith("build:"):
            value = f"{release.state} {release.at.isoformat()}"
            yield Fact(f"release:{release.release_id}", value, release.subject, PUBLISHED)


def _number(value: Any) -> str:
    return f"{round(float(value), 4):g}"
