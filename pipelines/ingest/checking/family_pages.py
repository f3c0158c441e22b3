"""One page for each family of deliveries and language, written from the descriptions.

``python -m pipelines.ingest.checking.family_pages`` writes them anew below ``docs/deliveries``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines import paths, specs
from pipelines.ingest.catalogues.rounds import ROUNDS
from pipelines.ingest.checking import wording
from pipelines.ingest.checking.accepted import as_listed
from pipelines.ingest.checking.dictionary import ColumnEntry, entries
from pipelines.ingest.intake.finding import headers
from pipelines.ingest.intake.model import reason_texts
from pipelines.ingest.reference import Reference
from pipelines.specs import Kind
from pipelines.specs.base import LANGUAGES

FOLDER = paths.REPO / "docs" / "deliveries"
_CODES = {
    "percent": ("not_a_number", "ambiguous_percent_scale", "outside_bounds"),
    "decimal": ("not_a_number", "ambiguous_number"),
    "integer": ("not_an_integer",),
    "date": ("not_a_date", "no_day", "two_digit_year", "contradictory_date_order"),
    "period": ("not_a_date", "two_digit_year", "contradictory_date_order"),
    "mark": ("not_a_mark",),
}
_NAMES = ("unknown_name", "code_name_contradiction", "other_body")
_EVERYWHERE = ("duplicate_key_conflict", "unknown_column")


def families() -> dict[str, list[Kind]]:
    """Return the kinds by family, in their order."""
    by_family: dict[str, list[Kind]] = {}
    for kind in specs.kinds().values():
        by_family.setdefault(kind.family, []).append(kind)
    return by_family


def family_page(family: str, lang: str, reference: Reference) -> str:
    """Return the page of a family as Markdown.

    Args:
        family: The family.
        lang: ``es`` or ``en``.
        reference: The catalogues that accepted values come from.
    """
    kinds = families()[family]
    lines = [f"# {_title(kinds, lang)}", ""]
    if len(kinds) > 1:
        shapes = ", ".join(f"`{kind.id}`" for kind in kinds)
        lines += [wording.label("page_shapes", lang, shapes=shapes), ""]
    for kind in kinds:
        lines += _shape(kind, lang, reference, alone=len(kinds) == 1)
    lines += [f"## {wording.label('page_reading', lang)}", "", *_reading(lang), ""]
    lines += [f"## {wording.label('page_problems', lang)}", "", *_problems(kinds, lang), ""]
    lines += [f"## {wording.label('page_try', lang)}", "", "```", f"faro template {kinds[0].id}"]
    file = f"{kinds[0].family}.xlsx"
    lines += [f"faro check {file} --annotated {wording.label('page_copy', lang)}.xlsx", "```", ""]
    return "\n".join(lines)


def write_pages(folder: Path, reference: Reference) -> list[Path]:
    """Write every page below ``folder`` (``es/`` and ``en/``) and return their paths.

    Args:
        folder: Where they go; what is missing of it is made, pages that stand there are
            overwritten.
        reference: The catalogues that accepted values come from.
    """
    written = []
    for lang in LANGUAGES:
        (folder / lang).mkdir(parents=True, exist_ok=True)
        for family in families():
            path = folder / lang / f"{family}.md"
            path.write_text(family_page(family, lang, reference), encoding="utf-8")
            written.append(path)
    return written


def _title(kinds: list[Kind], lang: str) -> str:
    return kinds[0].title.in_language(lang).split(":")[0]


def _shape(kind: Kind, lang: str, reference: Reference, *, alone: bool) -> list[str]:
    lines = [] if alone else [f"## {kind.title.in_language(lang)} (`{kind.id}`)", ""]
    lines += [kind.description.in_language(lang), ""]
    words = [wording.label(key, lang) for key in _TABLE]
    lines += [_row(words), _row(["---"] * len(words))]
    for entry in entries(kind, reference):
        spellings = " · ".join(dict.fromkeys(headers(kind, entry.name)[2:]))
        described = (entry.label, entry.meaning, entry.type, entry.required)
        words = [text.in_language(lang) for text in described]
        lines.append(_row([*words, _accepted(kind, entry, lang), spellings]))
    lines += [
        "",
        wording.label("page_recognised", lang, columns=_telling(kind, lang, reference)),
        "",
    ]
    return lines + _examples(kind, lang, reference)


def _accepted(kind: Kind, entry: ColumnEntry, lang: str) -> str:
    """Return what a column accepts; of rounds where they are listed, for each year brings one."""
    choices = kind.columns[entry.name].choices_from
    if choices is not None and choices.file == ROUNDS:
        return wording.label("listed_in", lang, file=f"data/raw/{ROUNDS}")
    return entry.accepted.in_language(lang)


_TABLE = ("column", "meaning", "type", "required", "accepted", "other_headers")


def _telling(kind: Kind, lang: str, reference: Reference) -> str:
    """Return what a file must have to be recognised as this kind."""
    labels = {e.name: e.label.in_language(lang) for e in entries(kind, reference)}
    needed = [f"«{labels[name]}»" for name, spec in kind.columns.items() if spec.required]
    rule = kind.municipality
    if rule is not None and rule.name and not kind.columns[rule.name].required:
        pair = [f"«{labels[name]}»" for name in (rule.name, rule.code) if name]
        needed.append(f" {wording.label('or', lang)} ".join(pair))
    some = [f"«{labels[name]}»" for name in kind.at_least_one if not kind.columns[name].required]
    if some:
        shown = ", ".join(some[:4]) + (" …" if len(some) > 4 else "")
        head = wording.label("page_one_of", lang) + " " if len(some) > 1 else ""
        needed.append(f"{head}{shown}")
    return "; ".join(needed)


def _examples(kind: Kind, lang: str, reference: Reference) -> list[str]:
    names = [n for n in kind.columns if any(row.get(n) for row in kind.examples)][:9]
    labels = {entry.name: entry.label.in_language(lang) for entry in entries(kind, reference)}
    lines = [wording.label("page_example", lang), ""]
    lines += [_row([labels[name] for name in names]), _row(["---"] * len(names))]
    lines += [
        _row([as_listed(row.get(name, ""), kind.columns[name], reference) for name in names])
        for row in kind.examples
    ]
    return [*lines, ""]


def _reading(lang: str) -> list[str]:
    keys = ("page_formats", "page_layout", "page_numbers", "page_dates", "page_missing")
    return [f"- {wording.label(key, lang)}" for key in keys]


def _problems(kinds: list[Kind], lang: str) -> list[str]:
    codes: list[str] = []
    for kind in kinds:
        codes += _NAMES if kind.municipality is not None else ()
        for spec in kind.columns.values():
            codes += ("missing_required",) if spec.required else ()
            codes += ("not_a_choice",) if spec.choices or spec.choices_from else ()
            codes += _CODES.get(spec.type, ())
    words = [wording.label(key, lang) for key in ("reason", "fix")]
    lines = [_row(words), _row(["---", "---"])]
    for code in dict.fromkeys([*codes, *_EVERYWHERE]):
        es, en = _reason(code)
        fix = wording.fix(code)
        lines.append(_row([en if lang == "en" else es, fix.in_language(lang) if fix else ""]))
    for rule in (rule for kind in kinds for rule in kind.rules):
        lines.append(_row([rule.en if lang == "en" else rule.es, ""]))
    return lines


def _reason(code: str) -> tuple[str, str]:
    if wording.known("reasons", code):
        sentence = wording.say("reasons", code, column="…")
        return sentence.es, sentence.en
    return reason_texts(code, text="…", column="…", others="…", low="…", high="…")


def _row(texts: Iterable[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in texts) + " |"


if __name__ == "__main__":
    write_pages(FOLDER, Reference(paths.REPO / "data" / "raw"))
