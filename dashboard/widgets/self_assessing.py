"""A self-assessment being answered: item by item, kept in the address, or read from a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import url_lists
from dashboard.state import choose
from pipelines import receiving
from pipelines.errors import FaroError
from pipelines.methods.questionnaires.instrument_2025 import (
    SCENARIOS,
    Answer,
    Instrument,
    Item,
    answers_of,
)
from pipelines.receiving import Filled
from presentation.choices import self_assessment as address
from presentation.choices.self_assessment import Assessed
from presentation.context import PageContext
from presentation.markup.html import in_spanish, notice, put, tag
from presentation.panels import entregas, verdict
from presentation.panels.autoevaluacion import KIND
from presentation.words import Text

ANSWERS, MATERIA, UPLOAD = "answers", "materia", "filled"
_WIDGET = "sa_"
_DRAFTS, _READ = "_self_assessment", "_self_assessment_read"
_GENERAL = {"available": ("yes", "no"), "current": ("yes", "no"),
            "complete": ("yes", "no", "unknown")}  # fmt: skip
_COUNTS = ("met", "applicable")
Draft = dict[str, Any]  # field → what was chosen; the fields are those of the widgets


def current(ctx: PageContext, asks: Instrument) -> dict[str, Answer]:
    """Return the answers of the address or, where it has none, those given on this page before.

    Call it before the widgets: they show what it finds. Nonsense gives a note.
    """
    is_new, text = url_lists.asked_anew(ANSWERS)
    if is_new and text:
        answers, nonsense = address.read(text, asks)
        fill(answers)
        if nonsense:
            listed = ", ".join(f"{ANSWERS}={part[:40]}" for part in nonsense)
            notice(ctx.t("notice.dropped", what=listed))
    _take_over(asks)
    return _whole(asks)


def keep(asks: Instrument) -> dict[str, Answer]:
    """Write the answers into the address and return them; call it after the widgets."""
    answers = _whole(asks)
    url_lists.write(ANSWERS, address.write(asks, answers))
    return answers


def fill(answers: Mapping[str, Answer]) -> None:
    """Put answers in place of those given so far."""
    state = st.session_state
    for key in [key for key in state if str(key).startswith(_WIDGET)]:
        del state[key]
    state[_DRAFTS] = {item_id: _draft(answer) for item_id, answer in answers.items()}


def answer_items(ctx: PageContext, assessed: Assessed) -> None:
    """Draw the items of the materia chosen, and the way to the one before and after."""
    t = ctx.t
    names = {row["materia_id"]: row["materia_es"] for row in assessed.named.values()}
    ids = list(dict.fromkeys(item.materia_id for item in assessed.asks.items))
    materia = choose(ctx, MATERIA, ids, [names[name] for name in ids], default=ids[0])
    own = [item for item in assessed.asks.items if item.materia_id == materia]
    for item in own:
        with st.container(key=f"item_{item.item_id}"):
            _item(t, assessed, item)
    at = ids.index(materia)
    with st.container(horizontal=True, key="materia_steps"):
        _step(t, "before", ids[at - 1] if at else None, names)
        _step(t, "next", ids[at + 1] if at + 1 < len(ids) else None, names)


def _step(t: Text, which: str, materia: str | None, names: Mapping[str, str]) -> None:
    label = t(f"autoevaluacion.{which}", materia=names[materia] if materia else "")
    if materia:
        st.button(label, key=f"materia_{which}", on_click=_go, args=(materia,))


def _go(materia: str) -> None:
    st.session_state[MATERIA] = materia


def _item(t: Text, assessed: Assessed, item: Item) -> None:
    row, draft = assessed.named[item.item_id], _drafts().setdefault(item.item_id, {})
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with left:
        about = tag("span", _about(t, assessed, item), class_="faro-source")
        put(tag("p", tag("strong", in_spanish(t.lang, row["item_es"])), about, class_="faro-item"))
    with right:
        draft["scenario"] = st.selectbox(
            t("autoevaluacion.what", item=row["item_es"]),
            SCENARIOS,
            index=None,
            format_func=lambda name: t(f"autoevaluacion.scenario.{name}"),
            placeholder=t("autoevaluacion.not_answered"),
            key=_shown(item, "scenario", draft),
            label_visibility="collapsed",
        )
    if draft["scenario"] == "there":
        with st.container(horizontal=True, key=f"general_{item.item_id}"):
            _indicators(t, item, draft)
        if wrong := _wrong(item, draft):
            put(tag("p", t(f"autoevaluacion.{wrong}"), class_="faro-source"))


def _indicators(t: Text, item: Item, draft: Draft) -> None:
    for name, offered in _GENERAL.items():
        draft[name] = st.segmented_control(
            t(f"autoevaluacion.asks.{name}"),
            offered,
            format_func=lambda choice: t(f"autoevaluacion.said.{choice}"),
            key=_shown(item, name, draft),
        )
    for name in _COUNTS if item.indicators else ():
        draft[name] = st.number_input(
            t(f"autoevaluacion.asks.{name}", n=t.number(item.indicators)),
            min_value=0,
            max_value=item.indicators,
            step=1,
            value=None,
            placeholder=t.number(item.indicators) if name == "applicable" else "",
            key=_shown(item, name, draft),
            width=200,
        )


def _about(t: Text, assessed: Assessed, item: Item) -> str:
    """Return what an item is worth, how many specific indicators it has, and its score."""
    score, worth = assessed.result.items[item.item_id], assessed.named[item.item_id]["worth_pts"]
    parts = [
        t("autoevaluacion.worth", points=t.points(worth, 2, signed=False))
        if item.materia_id in assessed.asks.weights
        else t("autoevaluacion.recorded_item"),
        t.count("autoevaluacion.specific", item.indicators)
        if item.indicators
        else t("autoevaluacion.not_counted"),
    ]
    if item.item_id in assessed.answers:
        text = t("autoevaluacion.left_out") if score is None else t.percent(100 * score, 1)
        parts.append(t("autoevaluacion.item_score", score=text))
    return " · ".join(parts)


def _shown(item: Item, name: str, draft: Draft) -> str:
    """Return the key of a widget that shows what the draft says."""
    key = _key(item, name)
    st.session_state.setdefault(key, draft.get(name))
    return key


def _key(item: Item, name: str) -> str:
    return f"{_WIDGET}{item.item_id}_{name}"


def _take_over(asks: Instrument) -> None:
    """Take what was just changed into the drafts, before anything is said of them."""
    for item in asks.items:
        for name in ("scenario", *_GENERAL, *_COUNTS):
            if (key := _key(item, name)) in st.session_state:
                _drafts().setdefault(item.item_id, {})[name] = st.session_state[key]


def _drafts() -> dict[str, Draft]:
    drafts: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    return drafts


def _draft(answer: Answer) -> Draft:
    if answer.scenario != "there":
        return {"scenario": answer.scenario}
    return {
        "scenario": "there",
        "available": "yes" if answer.is_available else "no",
        "current": "yes" if answer.is_current else "no",
        "complete": answer.complete,
        "met": answer.met,
        "applicable": answer.applicable,
    }


def _whole(asks: Instrument) -> dict[str, Answer]:
    """Return what was answered whole; a half answer does not count yet."""
    drafts = _drafts()
    answers = {item.item_id: _answer(item, drafts.get(item.item_id, {})) for item in asks.items}
    return {item_id: answer for item_id, answer in answers.items() if answer is not None}


def _answer(item: Item, draft: Draft) -> Answer | None:
    scenario = draft.get("scenario")
    if scenario is None:
        return None
    if scenario != "there":
        return Answer(scenario)
    if _wrong(item, draft):
        return None
    met, applicable = draft.get("met") or 0, draft.get("applicable")
    available, current_ = (draft[name] == "yes" for name in ("available", "current"))
    return Answer("there", available, current_, draft["complete"], met, applicable)


def _wrong(item: Item, draft: Draft) -> str:
    """Return what keeps an answer from counting; nothing for one that does."""
    wanted = [*_GENERAL, *(["met"] if item.indicators else [])]
    if any(draft.get(name) is None for name in wanted):
        return "half"
    applicable = draft.get("applicable")
    most = item.indicators if applicable is None else applicable
    return "too_many" if (draft.get("met") or 0) > most else ""


def upload(ctx: PageContext) -> None:
    """Draw the box that takes a filled workbook, and say what became of the last one."""
    limit = receiving.upload_limit_mb()
    st.file_uploader(
        ctx.t("autoevaluacion.upload"), key=UPLOAD, max_upload_size=limit, on_change=_take
    )
    put(entregas.privacy(ctx, limit))
    read: Filled | FaroError | None = st.session_state.get(_READ)
    if isinstance(read, FaroError):
        notice(read.in_language(ctx.lang), kind="attention")
    elif read is not None:
        _show_reading(ctx, read)


def _take() -> None:
    """Read the workbook that was sent, and put its answers in place of those given so far."""
    state = st.session_state
    sent = state.get(UPLOAD)
    if sent is None:
        state.pop(_READ, None)
        return
    try:
        read = receiving.read_filled(sent.name, sent.getvalue(), KIND)
    except FaroError as error:
        state[_READ] = error
        return
    state[_READ] = read
    own = _last(read.rows)
    if answers := answers_of(own):
        fill(answers)
        state["cut"] = own[0]["cut"]


def _last(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the last self-assessment of a workbook that holds several."""
    if not rows:
        return []
    of = [(row["assessed_on"], row["cut"]) for row in rows]
    return [row for row, key in zip(rows, of, strict=True) if key == max(of)]


def _show_reading(ctx: PageContext, read: Filled) -> None:
    t, report = ctx.t, read.report
    if report.error is not None:
        notice(report.error.in_language(ctx.lang), kind="attention")
        return
    n = len(answers_of(_last(read.rows)))
    put(tag("p", t.count("autoevaluacion.read", n), class_="faro-accept", role="status"))
    several = len({(row["assessed_on"], row["cut"]) for row in read.rows})
    if several > 1:
        notice(t("autoevaluacion.several", n=t.number(several)))
    if report.findings:
        put(verdict.problems(ctx, report))
