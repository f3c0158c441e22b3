"""The certificate-ready sheet of a municipality's PMG: what it says, as PDF and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from exports import printing
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.serving import Build
from pipelines.spreadsheets.books import workbook, write
from presentation.charts.credits import credit
from presentation.charts.simulated import is_simulated
from presentation.words import Text

PROGRAMMES, INDICATORS, FRAME = "out_pmg__programme", "out_pmg__indicator", "core_historia__frame"
SIGNERS = ("unit", "control", "mayor")
NUMBERS = ("numerator", "denominator", "reached", "target", "weight", "compliance")
HEADS = ("stage", "objective", "indicator", *NUMBERS, "means")


@dataclass(frozen=True)
class Sheet:
    """The PMG of a municipality in a year.

    Attributes:
        municipality: Its name.
        country: Two-letter code.
        code: Its code.
        year: The year.
        programmes: Rows of ``out_pmg__programme``, the institutional first.
        indicators: Rows of ``out_pmg__indicator``.
        stages: The four stages with their tasks.
    """

    municipality: str
    country: str
    code: str
    year: int
    programmes: pd.DataFrame
    indicators: pd.DataFrame
    stages: pd.DataFrame

    def of(self, programme: Mapping[str, Any]) -> pd.DataFrame:
        """Return the indicators of a programme, the heaviest first.

        Args:
            programme: Its row.
        """
        rows, unit = self.indicators, programme["municipal_unit"]
        same = rows["municipal_unit"].isna() if pd.isna(unit) else rows["municipal_unit"] == unit
        rows = rows[same & (rows["objective_kind"] == programme["objective_kind"])]
        return rows.sort_values(["weight_pct", "indicator_text"], ascending=[False, True])


def read(build: Build, country: str, code: str, year: int) -> Sheet:
    """Return the PMG of a municipality in a year.

    Args:
        build: The build.
        country: Two letters of the country.
        code: Of the municipality in its country.
        year: The year.

    Raises:
        FaroError: It delivered none (``no_pmg``).
    """
    own = {"country": country, "code": code, "year": year}
    programmes = build.table(PROGRAMMES, own)
    if programmes.empty:
        raise FaroError(
            f"no PMG of {year} was delivered",
            where=f"{country[:2]}-{code[:15]}",
            fix="Fill in the template of the kind pmg and deliver it",
            code="no_pmg",
            es=f"no se entregó ningún PMG de {year}. Llene la plantilla del tipo pmg y entréguela",
        )
    order = {"institutional": 0, "collective": 1}
    programmes = programmes.assign(_kind=programmes["objective_kind"].map(order))
    programmes = programmes.sort_values(["_kind", "municipal_unit"]).drop(columns="_kind")
    stages = build.table(FRAME, {"topic": "pmg_etapa"}).sort_values("frame_order")
    name = str(programmes["municipality"].iloc[0])
    indicators = build.table(INDICATORS, own)
    return Sheet(name, country, code, year, programmes, indicators, stages)


def title_of(programme: Mapping[str, Any], t: Text) -> str:
    """Return the name of a programme: its kind, and its unit where it has one.

    Args:
        programme: Its row.
        t: Text in the language of the reader.
    """
    kind = t(f"pmg.kind.{programme['objective_kind']}")
    unit = programme["municipal_unit"]
    return kind if pd.isna(unit) else f"{kind} · {unit}"


def programme_text(programme: Mapping[str, Any], t: Text) -> str:
    """Return the compliance in words: a figure, what is secured, or why there is none.

    Args:
        programme: Its row.
        t: Text in the language of the reader.
    """
    state = programme["programme_state"]
    if state == "value":
        return t.percent(programme["compliance_pct"], 1)
    if state == "weights":
        return t("pmg.state.weights", sum=t.percent(programme["weight_sum_pct"], 1))
    return t(
        "pmg.state.missing",
        secured=t.percent(programme["secured_pct"], 1),
        weight=t.percent(programme["measured_weight_pct"], 0),
    )


def pdf(build: Build, country: str, code: str, year: int, lang: str) -> Marked:
    """Return the sheet as PDF: programmes, indicators, stages and blank lines to sign on.

    Args:
        build: The build.
        country: Two letters of the country.
        code: Of the municipality in its country.
        year: The year.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: There is no PMG.
    """
    t, sheet = Text(lang, build), read(build, country, code, year)
    title = t("pmg.sheet.title", municipality=sheet.municipality, year=year)
    link = printing.lasting(build.build_id, t, "proceso_ta", cut=code)
    tables, about = printing.Tables(build), t("pmg.sheet.about")
    data = printing.frame(tables, t, title=title, description=about, link=link)
    data |= {
        "eyebrow": t("pmg.sheet.eyebrow"),
        "name": title,
        "lead": t("pmg.sheet.about"),
        "banner": t("pmg.sheet.simulated") if is_simulated(sheet.programmes) else None,
        "programmes": [_block(sheet, row, t) for row in sheet.programmes.to_dict("records")],
        "stages": [
            {
                "name": t.pick(row, "name"),
                "text": t.pick(row, "text"),
            }
            for row in sheet.stages.to_dict("records")
        ],
        "stages_title": t("pmg.sheet.stages"),
        "signers": [t(f"pmg.signer.{signer}") for signer in SIGNERS],
        "sign_words": {key: t(f"pmg.sheet.{key}") for key in ("sign", "date")},
        "source": credit(t, sheet.programmes, build=build, origin="computed"),
    }
    return printing.pdf("pmg", data, build, sheet.programmes)


def _block(sheet: Sheet, programme: Mapping[str, Any], t: Text) -> dict[str, Any]:
    rows = sheet.of(programme).to_dict("records")
    return {
        "title": f"{title_of(programme, t)}: {programme_text(programme, t)}",
        "subtitle": None,
        "head": [t(f"pmg.column.{key}") for key in HEADS if key not in ("stage", "means")],
        "rows": [
            [str(row["objective"]), str(row["indicator_text"]), *_numbers(row, t)] for row in rows
        ],
        "widths": [2.8, 2.8, 1.3, 1.6, 1.2, 0.8, 0.8, 1.7],
        "right": list(range(2, 8)),
        "empty": t.missing,
        "note": None,
    }


def _numbers(row: Mapping[str, Any], t: Text) -> list[str]:
    def whole(value: Any) -> str:
        known = not pd.isna(value)
        return t.number(value, 0 if known and float(value).is_integer() else 1) if known else "–"

    def share(value: Any) -> str:
        return t("pmg.not_measured") if pd.isna(value) else t.percent(value, 1)

    return [
        whole(row["numerator"]),
        whole(row["denominator"]),
        share(row["reached_pct"]),
        t.percent(row["target_pct"], 0),
        t.percent(row["weight_pct"], 0),
        share(row["compliance_pct"]),
    ]


def xlsx(build: Build, country: str, code: str, year: int, lang: str) -> Marked:
    """Return the sheet as a workbook: indicators with numbers as numbers, and the programmes.

    Args:
        build: The build.
        country: Two letters of the country.
        code: Of the municipality in its country.
        year: The year.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: There is no PMG.
    """
    t, sheet = Text(lang, build), read(build, country, code, year)
    made = datetime.fromisoformat(str(build.manifest["built_at"])).astimezone(UTC)
    buffer = io.BytesIO()
    title = t("pmg.sheet.title", municipality=sheet.municipality, year=year)
    with workbook(buffer, title=title, created=made.replace(microsecond=0)) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        wide = book.add_format({"text_wrap": True, "valign": "top"})
        _summary(book.add_worksheet(t("pmg.sheet.programmes")), sheet, t, title, head, wide)
        page = book.add_worksheet(t("pmg.sheet.indicators"))
        page.freeze_panes(1, 0)
        heads = ["programme", *HEADS, "origin"]
        for at, key in enumerate(heads):
            page.write_string(0, at, t(f"pmg.column.{key}"), head)
            page.set_column(at, at, 14 if key in NUMBERS else 34, wide)
        for line, row in enumerate(_lines(sheet, t), start=1):
            for at, value in enumerate(row):
                write(page, line, at, value)
    return Marked(buffer.getvalue(), sheet.programmes)


def _lines(sheet: Sheet, t: Text) -> list[list[Any]]:
    lines = []
    for programme in sheet.programmes.to_dict("records"):
        for row in sheet.of(programme).to_dict("records"):
            texts = [title_of(programme, t), t.pick(row, "pmg_stage"), row["objective"]]
            numbers = [row["numerator"], row["denominator"]]
            numbers += [row[f"{key}_pct"] for key in ("reached", "target", "weight", "compliance")]
            means = row["means"] if isinstance(row["means"], str) else ""
            origin = t(f"origin.{row['origin']}")
            lines.append([*texts, row["indicator_text"], *numbers, means, origin])
    return lines


def _summary(page: Any, sheet: Sheet, t: Text, title: str, head: Any, wide: Any) -> None:
    page.set_column(0, 0, 44, wide)
    page.set_column(1, 1, 44, wide)
    page.write_string(0, 0, title, head)
    if is_simulated(sheet.programmes):
        page.write_string(1, 0, t("pmg.sheet.simulated"))
    line = 3
    for programme in sheet.programmes.to_dict("records"):
        page.write_string(line, 0, title_of(programme, t))
        page.write_string(line, 1, programme_text(programme, t))
        line += 1
    for signer in SIGNERS:
        line += 2
        page.write_string(line, 0, t(f"pmg.signer.{signer}"))
        page.write_string(
            line, 1, f"{t('pmg.sheet.sign')}: ____________  {t('pmg.sheet.date')}: ____"
        )
