"""What is said of a sample: for the page, the note and the files alike."""

from __future__ import annotations

from typing import Any

from pipelines import origins
from pipelines.methods.sampling import Sample
from presentation.words import Text


def facts(sample: Sample, t: Text) -> list[tuple[str, str]]:
    """Return what the sample is, as label and text.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    request, universe = sample.request, len(sample.units)
    return [
        (t("muestra.note.universe"), country(sample, t) + f" · {t.number(universe)}"),
        (t("muestra.note.size"), _size(sample, t)),
        (t("muestra.note.strata"), variables(sample, t)),
        (t("muestra.note.allocation"), _allocation(sample, t)),
        (t("muestra.note.seed"), str(request.seed)),
        (t("muestra.note.design"), sample.code),
    ]


def country(sample: Sample, t: Text) -> str:
    """Return the name of the universe: the country, or the part of it that has a list.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    return universe_name(sample.request.country, t)


def universe_name(code: str, t: Text) -> str:
    """Return what the list of a country covers: the country, unless its text says otherwise.

    Args:
        code: Two letters of the country.
        t: Text in the language of the reader.
    """
    own = t.code("muestra.universe", code)
    return own if own != code else t.country(code)


def variables(sample: Sample, t: Text) -> str:
    """Return the variables that make the strata, in words.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    names = " × ".join(t(f"muestra.variable.{variable}") for variable in sample.request.strata)
    return names or t("muestra.variable.none")


def paragraphs(sample: Sample, t: Text) -> list[tuple[str, str]]:
    """Return how it was drawn and how to estimate from it, as heading and text.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    texts = []
    for name in PARAGRAPHS:
        words = t(f"muestra.note.{name}_text", seed=str(sample.request.seed))
        if name == "draw":
            words = f"{t(f'muestra.note.rule_{sample.request.allocation}')} {words}"
        texts.append((t(f"muestra.note.{name}"), words))
    return texts


def table(sample: Sample, t: Text, *, most: int | None = None) -> dict[str, Any]:
    """Return the strata as heads and rows of words.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
        most: Strata shown at most; all where None.
    """
    names = ("stratum", "universe", "sampled", "replacements", "probability", "weight")
    rows = sample.strata.to_dict("records")
    shown = rows if most is None else rows[:most]
    left = len(rows) - len(shown)
    return {
        "head": [t(f"muestra.sheet.{name}") for name in names],
        "rows": [_stratum(row, t) for row in shown],
        "note": t.count("muestra.note.more", left) if left else None,
    }


def lines(sample: Sample, t: Text, build_id: str) -> list[str]:
    """Return the note line by line, as Markdown.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
        build_id: The build.
    """
    listed = table(sample, t)
    written = [f"# {title(sample, t)}", "", t("muestra.note.lead"), ""]
    written += [f"- **{label}**: {text}" for label, text in facts(sample, t)]
    written += [f"- **{t('word.build')}**: {build_id}", ""]
    written += [_row(listed["head"]), _row(["---"] * len(listed["head"]))]
    written += [_row(row) for row in listed["rows"]]
    for heading, text in paragraphs(sample, t):
        written += ["", f"## {heading}", "", text]
    return written


def title(sample: Sample, t: Text) -> str:
    """Return the title of the note.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    n, universe = t.number(sample.size), t.number(len(sample.units))
    return t("muestra.note.title", n=n, universe=universe, country=country(sample, t))


def _allocation(sample: Sample, t: Text) -> str:
    rule = t(f"muestra.allocation.{sample.request.allocation}")
    if not sample.request.spread:
        return rule
    of = sample.request.spread_origin
    known = of if of in ("declared", origins.SIMULATED) else origins.DELIVERED
    return f"{rule}. {t(f'muestra.note.spread_{known}')}"


def _size(sample: Sample, t: Text) -> str:
    n, universe = t.number(sample.size), len(sample.units)
    share = t.percent(100 * sample.size / universe, 1)
    size = sample.request.size.strip()
    if not size.endswith("%"):
        return t("muestra.note.size_text", n=n, share=share, asked=t.number(int(size)))
    figure = size.rstrip("% ").replace(",", ".")
    part = t.percent(float(figure), len(figure.partition(".")[2]))
    return t("muestra.note.size_share", n=n, share=share, asked=part)


def _stratum(row: dict[str, Any], t: Text) -> list[str]:
    return [
        row[f"label_{t.lang}"],
        t.number(row["universe"]),
        t.number(row["sampled"]),
        t.number(row["universe"] - row["sampled"]),
        t.number(row["probability"], 4),
        t.number(row["weight"], 4),
    ]


PARAGRAPHS = ("draw", "replace", "weights", "estimate", "limits")


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
