"""Every report of a commitment: which format, which bytes, under which name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from exports import printing
from exports.ogp import evidence_pack, machine, plan, sheets
from exports.ogp.pictures import Drawn, drawn
from exports.ogp.rows import indicators, local
from exports.ogp.word import docx
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.serving import Build
from presentation import drawing
from presentation.desk import FORMATS
from presentation.desk.at_a_date import read
from presentation.desk.forms import CURRENT, LEGACY, Form, fill
from presentation.desk.indicator import NO_DATA, Indicator
from presentation.desk.record import Record
from presentation.words import Text

ENDINGS = {name: name.rpartition("-")[2] for name in FORMATS} | {"evidence": "zip", "plan": "pdf"}
WIDTH = 760.0  # of a figure: so wide that two of them mostly share a page


def report(
    build: Build, code: str, as_of: date, lang: str, name: str, *, scheme: str | None = None
) -> tuple[str, Marked]:
    """Return the file name and the bytes of a report.

    Args:
        build: The build; the same build gives the same figures for ever.
        code: OGP code of the commitment.
        as_of: The date of the report.
        lang: ``es`` or ``en``.
        name: One of :data:`FORMATS`.
        scheme: Completion scheme of the mark; see :func:`presentation.desk.forms.fill`.

    Raises:
        FaroError: No such commitment, format or scheme, a date out of the plan, or evidence that
            is missing or too large.
    """
    if name not in ENDINGS:
        raise FaroError(
            f"there is no format {name[:40]}",
            where=code[:40],
            fix=f"There are: {', '.join(FORMATS)}",
            code="no_format",
            es=f"no existe el formato {name[:40]}. Hay: {', '.join(FORMATS)}",
        )
    with serving.of_its_time(build):
        record = read(build, code, as_of)
        body = _MAKERS[name](build, record, lang, scheme)
    stem = f"{record.code}_{name.removesuffix('-' + ENDINGS[name])}"
    if name == "plan":
        stem = f"plan_{record.about['cycle']}"
    file = f"{stem}_{as_of.isoformat()}_{lang}_{build.build_id}.{ENDINGS[name]}"
    return file, Marked(body)  # no simulated figure enters a record read for a report


def words(record: Record, form: Form, t: Text) -> dict[str, Any]:
    """Return what the templates ask for besides fields and marks.

    Args:
        record: The commitment as it stands at a date.
        form: The form that is filled.
        t: Text in the language of the reader.
    """
    heads = {
        f"{part}_{key}": t(f"ogp.column.{key}") for part, keys in _ANNEXES.items() for key in keys
    }
    parts = ("field", "content", "notes", "page", "irm", "milestones", "indicators")
    shown = {"commitment": record.code, "as_of": record.as_of.isoformat()}
    link = printing.lasting(record.build_id, t, "gobierno_abierto", **shown)
    source = t("ogp.form.source", build=record.build_id, date=t.date(record.as_of))
    return {
        "title": f"{form.title} · {record.code}",
        "lead": t("ogp.form.lead", date=t.date(record.as_of)),
        "source": f"{source} {link}" if link.startswith("http") else source,
        "foot": f"Faro · {record.code} · {t('word.build')} {record.build_id}",
        "words": {**{part: t(f"ogp.form.{part}") for part in parts}, **heads},
        "columns": _ANNEXES,
        **annexes(record, t),
    }


def annexes(record: Record, t: Text) -> dict[str, list[dict[str, str]]]:
    """Return the tables of the form of today: the IRM, the milestones, the indicators.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    irm = [
        {
            "scheme": row[f"scheme_{t.lang}"],
            "level": str(row[f"value_{t.lang}"])
            if row["assessment_state"] == "given"
            else t(f"ogp.assessment.{row['assessment_state']}"),
            "date": _dated(row["date_text"], t),
            "source": row["source_ids"],
        }
        for row in record.assessments
        if row["assessed_by"] == "irm"
    ]
    none = NO_DATA[t.lang]
    steps = [
        {
            "name": t.pick(row, "name"),
            "start": _dated(row["start_text"], t),
            "end": _dated(row["end_text"], t),
            "state": t(f"ogp.state.{row['state']}"),
        }
        for row in record.milestones
    ]
    measured = [
        {
            "name": str(row["name"]),
            "value": indicator.written(t.lang),
            "target": _target(indicator, t),
            "as_of": t.date(indicator.latest["observed_text"]) if indicator.latest else none,
            "source": str(row["source"] or none),
        }
        for row, indicator in zip(indicators(record, t), record.indicators.values(), strict=True)
    ]
    measured += [
        {
            "name": t("gam.counted", step=str(row["name"])),
            "value": t(
                "chart.gam.label", n=t.number(row["value"]), outside=t.number(row["outside"])
            ),
            "target": t("ogp.no_target"),
            "as_of": t.date(row["as_of"]),
            "source": str(row["source"]),
        }
        for row in local(record, t)
    ]
    return {"irm": irm, "milestones": steps, "indicators": measured}


_ANNEXES = {
    "irm": ("scheme", "level", "date", "source"),
    "milestones": ("name", "start", "end", "state"),
    "indicators": ("name", "value", "target", "as_of", "source"),
}


def _target(indicator: Indicator, t: Text) -> str:
    """Return the target, or why it is no measure of this indicator."""
    if indicator.has_aim:
        return indicator.target(t.lang)
    return t("ogp.target_unjudged") if indicator.target(t.lang) else t("ogp.no_target")


def _dated(text: Any, t: Text) -> str:
    return t.date(text) if isinstance(text, str) else t("ogp.no_date")


def _docx(kind: str) -> Callable[..., bytes]:
    def make(build: Build, record: Record, lang: str, scheme: str | None) -> bytes:
        t, form = Text(lang), fill(record, kind, lang, scheme=scheme)
        figures = drawn(build, record, lang) if kind == CURRENT else []
        return docx(
            form, kind, words(record, form, t), figures, t, made=printing.made_at(record.as_of)
        )

    return make


def _pdf(kind: str) -> Callable[..., bytes]:
    def make(build: Build, record: Record, lang: str, scheme: str | None) -> bytes:
        t, form = Text(lang), fill(record, kind, lang, scheme=scheme)
        figures = drawn(build, record, lang) if kind == CURRENT else []
        content = words(record, form, t)
        at = [field.id for field in form.fields].index("completion")
        data = {
            "lang": lang,
            "card_level": 2,
            "publisher": t("cite.publisher"),
            "description": content["lead"],
            "page_word": t("ogp.form.page"),
            "eyebrow": form.title,
            "name": f"{record.code} · {record.about[f'title_{lang}']}",
            **{key: content[key] for key in ("title", "lead", "source", "foot", "words")},
            "before": [asdict(field) for field in form.fields[:at]],
            "completion": asdict(form.fields[at]),
            "marks": [{"label": m.label, "mark": "X" if m.chosen else " "} for m in form.marks],
            "after": [asdict(field) for field in form.fields[at + 1 :]],
            "notes": form.notes or [t("ogp.form.no_notes")],
            "annexes": [_listing(content, part, t) for part in _ANNEXES] if kind == CURRENT else [],
            "figures": [_figure(figure, t) for figure in figures],
        }
        fitted = printing.fitted("compromiso", data)
        return printing.pdf("compromiso", fitted, build, dated=record.as_of)

    return make


def _listing(content: dict[str, Any], part: str, t: Text) -> dict[str, Any]:
    keys = _ANNEXES[part]
    return {
        "title": t(f"ogp.form.{part}"),
        "subtitle": None,
        "head": [t(f"ogp.column.{key}") for key in keys],
        "rows": [[row[key] for key in keys] for row in content[part]],
        "widths": [3, *[1.2] * (len(keys) - 1)],
        "right": [],
        "empty": NO_DATA[t.lang],
        "note": None,
    }


def _figure(figure: Drawn, t: Text) -> dict[str, Any]:
    return {
        "title": figure.chart.takeaway,
        "subtitle": figure.chart.subtitle,
        "svg": drawing.svg(figure.chart, t, title=False, width=WIDTH),
        "alt": f"{figure.chart.takeaway}. {figure.chart.alt}",
        "empty": "",
        "missing": None,
        "note": figure.note,
    }


def _pack(build: Build, record: Record, lang: str, scheme: str | None) -> bytes:
    return evidence_pack.pack(build, record, lang, _pdf(CURRENT)(build, record, lang, scheme))


_MAKERS: dict[str, Callable[[Build, Record, str, str | None], bytes]] = {
    "plantilla-docx": _docx(LEGACY),
    "plantilla-pdf": _pdf(LEGACY),
    "autoevaluacion-docx": _docx(CURRENT),
    "autoevaluacion-pdf": _pdf(CURRENT),
    "xlsx": lambda build, record, lang, _: sheets.xlsx(
        record,
        lang,
        made=printing.made_at(record.as_of).replace(tzinfo=None),
        metrics=build.metrics,
    ),
    "csv": lambda build, record, lang, _: sheets.as_csv(record, lang),
    "json": lambda build, record, lang, _: machine.as_json(record),
    "ogp-csv": lambda build, record, lang, _: sheets.ogp_csv([record], lang),
    "evidence": _pack,
    "plan": lambda build, record, lang, _: plan.summary(build, record, lang),
}
