"""File → :class:`CheckReport`: read it as a build would, and say what would become of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc

from pipelines import paths, specs
from pipelines.errors import FaroError, readable
from pipelines.ingest import intake, reading
from pipelines.ingest.catalogues import Offer, offers, spelled
from pipelines.ingest.checking import slips, wording
from pipelines.ingest.checking.accepted import nearest
from pipelines.ingest.checking.recognising import recognised, with_meant
from pipelines.ingest.checking.report import NOTICES, CheckReport, Column, Finding, SheetReport
from pipelines.ingest.deliveries import data_files
from pipelines.ingest.intake import Intake, Problem, editions
from pipelines.ingest.intake.model import label_of, with_labels
from pipelines.ingest.intake.places import Places
from pipelines.ingest.reading.values import column_letters
from pipelines.ingest.reference import Reference
from pipelines.personal import masked, names
from pipelines.specs import Bilingual, Kind, RowSpec

_SHOWN = 200
_NAMED = 5  # rows that a note names
_PROSE = 3  # spaces in a text that says something, and is not what something is called
_OWN_SHEETS = re.compile(
    r"^(hidden_sheet|sheet_left_out) \w+=(Diccionario|Listas|Faro|Instrucciones|Instructions)\b"
)


def check_file(
    path: Path,
    *,
    kind: str | None = None,
    raw: Path | None = None,
    beside: Sequence[Path] = (),
) -> CheckReport:
    """Say what would become of a file, without building anything.

    Args:
        path: The file.
        kind: Id or family of a kind, or id of a source; recognised from the columns when None.
        raw: Folder with the territory tables and catalogues; the configured one when None.
        beside: Other files of the same delivery, or their folder: what they add counts.

    Returns:
        The report. A file that cannot be read gives a report with verdict ``refused``; it is
        never an exception.

    Raises:
        FaroError: There is no such kind, or the raw folder is incomplete.
    """
    raw = raw or paths.raw_dir()
    path = path if path.name else path.resolve()
    candidates = named_kinds(kind) if kind else _all_kinds(path, raw)
    reference = Reference(raw, beside)
    reference.matcher  # noqa: B018 — an incomplete raw folder is no fault of the file
    document: reading.Document | None = None
    spec: RowSpec | None = next(iter(candidates.values())) if len(candidates) == 1 else None
    try:
        document = intake.read(path, path.name)
        spec = spec or recognised(document, candidates)
        intakes = intake.take_in(
            path,
            source=spec,
            file=readable(path.name),
            reference=reference,
            document=document,
        )
    except FaroError as error:
        if document is not None and spec is not None:
            error = with_meant(error, document, spec)
        return CheckReport(
            file=readable(path.name),
            spec=spec,
            format=document.format if document else None,
            encoding=document.encoding if document else None,
            delimiter=document.delimiter if document else None,
            error=error,
            notes=_notes(document.notes) if document else (),
            document=document,
            reference=reference,
        )
    return _report(document, spec, intakes, reference)


def named_kinds(kind: str) -> dict[str, RowSpec]:
    """Return what a name stands for: kinds by id, or the source where no kind is called so.

    Args:
        kind: Id of a kind, which stands for that one alone; a family, for all of its kinds; or the
            id of a source.

    Raises:
        FaroError: There is none.
    """
    kinds = specs.kinds()
    named: dict[str, RowSpec] = {
        name: spec for name, spec in kinds.items() if kind in (name, spec.family)
    }
    if kind in kinds:
        named = {kind: kinds[kind]}
    if not named and kind in specs.sources():
        named = {kind: specs.sources()[kind]}
    if not named:
        families = ", ".join(dict.fromkeys(n for k in kinds.values() for n in (k.family, k.id)))
        raise FaroError(
            f"there is no kind «{kind}»",
            fix=f"The kinds are: {families}",
            code="no_kind",
            es=f"no existe el tipo «{kind}». Los tipos son: {families}",
        )
    return named


def _all_kinds(path: Path, raw: Path) -> dict[str, RowSpec]:
    for source in specs.sources().values():
        if any((raw / file).resolve() == path.resolve() for file in source.files):
            return {source.id: source}
    return {**specs.kinds(), **specs.sources()}


def _report(
    document: reading.Document, spec: RowSpec, intakes: list[Intake], reference: Reference
) -> CheckReport:
    by_name = {sheet.name: sheet for sheet in document.sheets}
    shown, offered = dict(by_name), _offers(spec, intakes, reference)
    findings: list[Finding] = []
    sheets = []
    for taken in intakes:
        tables = intake.tables_or_spoilt(by_name[taken.sheet], spec)
        table = next(t for t in tables if t.header_row == taken.header_row)
        sheets.append(_sheet_report(spec, taken, table))
        places = Places.of(spec, table, reference)
        shown[taken.sheet] = places.sheet(shown[taken.sheet], table)
        addresses = {
            text: reading.cell_address(table.header_row + table.header_rows - 1, col)
            for col, text in table.unknown.items()
        }
        findings += _once(
            [_finding(spec, taken, p, addresses, reference) for p in _in_order(taken)],
            {reading.cell_address(*cell) for cell in table.above.values()},
        )
    if not any(taken.delivered for taken in intakes):
        why = wording.say("reasons", "no_rows")
        nowhere = (intakes[0].sheet, None, None, None, None)
        findings.append(Finding("no_rows", "file", *nowhere, why.es, why.en))
    notes = _notes(text for taken in intakes for text in taken.notes)
    return CheckReport(
        file=readable(document.path.name),
        spec=spec,
        format=document.format,
        encoding=document.encoding,
        delimiter=document.delimiter,
        sheets=tuple(sheets),
        findings=tuple(findings),
        notes=(
            *notes,
            *_corrections(intakes),
            *_people(spec, intakes),
            *_out_of_order(spec, intakes, document.path, reference.raw),
        ),
        offers=offered,
        document=replace(document, sheets=tuple(shown[sheet.name] for sheet in document.sheets)),
        reference=reference,
    )


def _in_order(taken: Intake) -> Iterator[Problem]:
    """Yield what is wrong with a table by row and cell; none is held once its turn has come."""
    no_records = {p.row for p in taken.problems if p.code in NOTICES and p.row is not None}
    left = [p for p in taken.problems if p.row not in no_records or p.code in NOTICES]
    taken.problems.clear()
    left.sort(key=lambda p: (p.row or 0, p.cell or ""))
    left.reverse()
    while left:
        yield left.pop()


def _notes(texts: Iterable[str]) -> tuple[Bilingual, ...]:
    """Return what the reader noted, each once, in words; Faro's own sheets are no news."""
    return tuple(wording.note(t) for t in dict.fromkeys(texts) if not _OWN_SHEETS.search(t))


def _once(findings: list[Finding], cells: set[str]) -> list[Finding]:
    """Return findings with one for each cell that speaks for every row of its sheet."""
    seen: dict[object, Finding] = {}
    for number, finding in enumerate(findings):
        key = (finding.code, finding.cell) if finding.cell in cells else number
        seen.setdefault(key, finding)
    return list(seen.values())


def _sheet_report(spec: RowSpec, taken: Intake, table: reading.Table) -> SheetReport:
    def column(name: str) -> Column:
        position = table.columns.get(name)
        if position is None:
            return Column(name, label_of(spec, name))
        if name in table.above:
            return Column(name, label_of(spec, name), table.headers.get(position))
        return Column(
            name, label_of(spec, name), table.headers.get(position), column_letters(position)
        )

    return SheetReport(
        sheet=taken.sheet,
        header_row=table.header_row,
        delivered=taken.delivered,
        accepted=taken.accepted.num_rows,
        quarantined=taken.quarantined,
        recognised=tuple(column(name) for name in spec.columns if name in table.columns),
        unknown=tuple(
            Column(None, Bilingual(es=text, en=text), text, column_letters(position))
            for position, text in table.unknown.items()
        ),
        absent=tuple(column(name) for name in spec.columns if name not in table.columns),
        rules={name: wording.rules(text) for name, text in taken.rules.items()},
    )


def _finding(
    spec: RowSpec,
    taken: Intake,
    problem: Problem,
    addresses: Mapping[str, str],
    reference: Reference,
) -> Finding:
    name, meant = problem.column, problem.suggestions
    if problem.code == "unknown_column":
        reason = wording.say("reasons", problem.code, column=name)
        es, en = reason.es, reason.en
        labels = slips.heading(name or "", spec, taken.columns)
        meant = tuple(dict.fromkeys(label.es for label in labels))
    else:
        es, en = with_labels(spec, problem)
    text = None if problem.scope == "column" else masked(problem.raw_text)
    return Finding(
        code=problem.code,
        scope=problem.scope,
        sheet=taken.sheet,
        row=problem.row,
        column=name,
        cell=problem.cell or addresses.get(name or ""),
        raw_text=text if text is None or len(text) <= _SHOWN else f"{text[:_SHOWN]}…",
        reason_es=masked(es) or "",
        reason_en=masked(en) or "",
        suggestions=meant or _choices(spec, taken, problem, reference),
    )


def _offers(spec: RowSpec, intakes: list[Intake], reference: Reference) -> tuple[Offer, ...]:
    refused = [
        (problem.column or "", problem.raw_text or "")
        for taken in intakes
        for problem in taken.problems
        if problem.code == "not_a_choice" and problem.column in spec.columns
    ]
    return offers(reference.raw, spec, refused)


def _choices(
    spec: RowSpec, taken: Intake, problem: Problem, reference: Reference
) -> tuple[str, ...]:
    column = spec.columns.get(problem.column or "")
    if problem.code != "not_a_choice" or column is None:
        return ()
    known = spelled(reference.raw, column, problem.raw_text or "")
    if known is not None:
        return known
    beside = set(taken.accepted.column(problem.column or "").to_pylist()) - {None}
    return nearest(problem.raw_text or "", column, reference, beside)


def _people(spec: RowSpec, intakes: list[Intake]) -> list[Bilingual]:
    """Say which free texts read as if they named people; never whom, for reports are passed on."""
    free = {
        name: label_of(spec, name)
        for name, column in spec.columns.items()
        if isinstance(spec, Kind)
        and column.type == "text"
        and not (column.choices or column.choices_from or column.is_role)
    }
    notes = []
    for taken in intakes:
        rows = taken.accepted.column("_row").to_pylist()
        for name in free.keys() & set(taken.accepted.column_names):
            texts = zip(rows, taken.accepted.column(name).to_pylist(), strict=True)
            named = [str(row) for row, text in texts if text and _is_prose(text) and names(text)]
            if named:
                values = {"rows": ", ".join(named[:_NAMED]) + "…" * (len(named) > _NAMED)}
                es, en = (
                    wording.say("notes", "names_people", column=label, **values)
                    for label in (free[name].es, free[name].en)
                )
                notes.append(Bilingual(es=es.es, en=en.en))
    return notes


def _out_of_order(spec: RowSpec, intakes: list[Intake], path: Path, raw: Path) -> list[Bilingual]:
    """Say of an edition that a newer one is there already: its day is its place, not its turn."""
    if not isinstance(spec, Kind) or spec.edition is None:
        return []
    days = [
        day
        for taken in intakes
        if (day := pc.max(taken.accepted.column(spec.edition.column)).as_py())
    ]
    newest = editions.newest_known(spec.edition, raw, path.name, data_files(raw))
    if not days or newest is None or max(days) >= newest:
        return []
    return [wording.say("notes", "older_edition", day=max(days), newest=newest)]


def _is_prose(text: str) -> bool:
    return text.count(" ") >= _PROSE


def _corrections(intakes: list[Intake]) -> list[Bilingual]:
    return [
        wording.say(
            "notes",
            "correction_applied",
            row=applied.row,
            column=applied.correction.column,
            old=applied.correction.old,
            new=applied.correction.new,
        )
        for taken in intakes
        for applied in taken.corrections
        if applied.status == "applied"
    ]
