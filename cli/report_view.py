"""A check report on the screen: verdict first, then what to mend, cell by cell."""

from __future__ import annotations

from unicodedata import category

from rich.text import Text

from cli.console import out
from pipelines.ingest.catalogues import Offer
from pipelines.ingest.checking import wording
from pipelines.ingest.checking.report import CheckReport, Finding, Group, SheetReport

FIRST = 5
_MARKS = {"ok": ("✔", "bold cyan"), "problems": ("▲", "bold magenta"), "refused": ("■", "bold")}


def show_report(report: CheckReport, lang: str) -> None:
    """Print a report for people, in ``lang``.

    Args:
        report: Of the check.
        lang: ``es`` or ``en``.
    """
    mark, style = _MARKS[report.verdict]
    _line(f"{mark} {wording.label(f'verdict_{report.verdict}', lang)}", style)
    if report.error is not None:
        _line(report.error.in_language(lang))
    _fact("file", report.file, lang)
    if report.spec is not None:
        _fact("kind", f"{report.spec.title.in_language(lang)} ({report.spec.id})", lang)
    if report.format is not None:
        _fact("format", _format(report, lang), lang)
    if report.sheets:
        total = wording.label(
            "sum",
            lang,
            delivered=report.delivered,
            accepted=report.accepted,
            quarantined=report.quarantined,
        )
        _fact("rows", total, lang)
    for sheet in report.sheets:
        _sheet(sheet, lang)
    if report.notes:
        _heading("notes", lang)
        for note in report.notes:
            _line(f"  · {note.in_language(lang)}")
    if report.offers:
        _heading("offers", lang)
    for offer in report.offers:
        _offer(offer, lang)
    many = len(report.sheets) > 1
    for key, notices in (("problems", False), ("notices", True)):
        groups = [group for group in report.groups if group.is_notice is notices]
        if groups:
            _heading(key, lang)
        for group in groups:
            _group(group, lang, many=many)


def _offer(offer: Offer, lang: str) -> None:
    _line(f"  · {offer.sentence.in_language(lang)}")
    if offer.columns:
        _line(f"    {','.join(offer.columns)}")
    for line in (offer.line or "").splitlines():
        _line(f"    {line}")
    if offer.command:
        _line(f"    {offer.command}", "bold")


def _format(report: CheckReport, lang: str) -> str:
    parts = [wording.say("formats", report.format or "csv").in_language(lang)]
    if report.encoding:
        parts.append(f"{wording.label('encoding', lang)} {report.encoding}")
    if report.delimiter:
        known = wording.known("delimiters", report.delimiter)
        name = report.delimiter
        if known:
            name = wording.say("delimiters", report.delimiter).in_language(lang)
        parts.append(f"{wording.label('delimiter', lang)} {name}")
    return ", ".join(parts)


def _sheet(sheet: SheetReport, lang: str) -> None:
    if sheet.sheet is not None:
        _fact("sheet", sheet.sheet, lang)
    _fact("header_row", str(sheet.header_row), lang)
    labels = {c.name: c.label.in_language(lang) for c in sheet.recognised}
    for key, columns in (
        ("recognised", sheet.recognised),
        ("unknown", sheet.unknown),
        ("absent", sheet.absent),
    ):
        if columns:
            _fact(key, " · ".join(column.label.in_language(lang) for column in columns), lang)
    if sheet.rules:
        _heading("rules", lang)
        for name, rule in sheet.rules.items():
            _line(f"  · {labels.get(name, name)}: {rule.in_language(lang)}")


def _group(group: Group, lang: str, *, many: bool) -> None:
    times = wording.label("times", lang, count=group.count)
    fix = f" {group.fix.in_language(lang)}" if group.fix else ""
    _line(f"  {times} [{group.code}]{fix}", "bold")
    for finding in group.findings[:FIRST]:
        _line(f"    {_place(finding, lang, many=many)}  {_sentence(finding, lang)}")
    rest = group.count - FIRST
    if rest > 0:
        _line(f"    {wording.label('more', lang, count=rest)}")


def _place(finding: Finding, lang: str, *, many: bool) -> str:
    place = finding.cell or (f"{wording.label('row', lang)} {finding.row}" if finding.row else "—")
    return f"{finding.sheet}!{place}" if many and finding.sheet else place


def _sentence(finding: Finding, lang: str) -> str:
    sentence = finding.reason.in_language(lang)
    if finding.suggestions:
        what = " · ".join(finding.suggestions)
        sentence = f"{sentence} {wording.label('did_you_mean', lang, what=what)}"
    return sentence


def _fact(key: str, text: str, lang: str) -> None:
    line = Text(f"{wording.label(key, lang)}: ", style="bold")
    out.print(line.append(_harmless(text), style="not bold"), soft_wrap=True)


def _heading(key: str, lang: str) -> None:
    out.print()
    _line(wording.label(key, lang), "bold underline")


def _line(text: str, style: str = "") -> None:
    out.print(Text(_harmless(text), style=style), soft_wrap=True)


def _harmless(text: str) -> str:
    """Return one line without the control characters by which a cell could drive a terminal."""
    return "".join(
        char
        if category(char) not in ("Cc", "Cf", "Zl", "Zp")
        else " "
        if char.isspace()
        else "\ufffd"
        for char in text
    )
