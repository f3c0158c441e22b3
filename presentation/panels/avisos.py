"""Avisos: what changed, each change once, in words; what a reader watches; what was sent."""

from __future__ import annotations

from datetime import datetime

from pipelines import institution, serving
from pipelines.institution import OPERATE
from pipelines.marking import PROVISIONAL, with_origin
from pipelines.telling import Notice, attempts, newest
from pipelines.telling.facts import TOPICS
from presentation.cards.cards import card_head
from presentation.cards.universe import municipalities, regions
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.words import Text

SHOWN = 100
PAGES = {
    "country": "tendencias",
    "region": "cumplimiento",
    "score": "municipio",
    "convenio": "municipio",
    "watch": "resumen",
    "check": "datos",
    "ogp": "gobierno_abierto",
    "release": "calendario",
}
OF_FIGURES = frozenset(PAGES) - {"release", "check"}


def headline(ctx: PageContext, notices: list[Notice]) -> str:
    """Return how many notices there are.

    Args:
        ctx: The page's context.
        notices: Those to tell, the newest first.
    """
    return ctx.t.count("avisos.headline", len(notices)) if notices else ctx.t("avisos.none")


def seen_by_reader(watched: list[str] | None) -> list[Notice]:
    """Return the notices a reader sees: all, or those of what they watch.

    Args:
        watched: The ids of what the reader watches; None for all.
    """
    return newest(SHOWN, only_public=not institution.current().may(OPERATE), watched=watched)


def listing(ctx: PageContext, notices: list[Notice]) -> Safe:
    """Return notices, the newest first, each with its link.

    Args:
        ctx: The page's context.
        notices: Those to tell, the newest first.
    """
    t = ctx.t
    head = card_head(t("avisos.title"), t("avisos.subtitle"))
    feeds = tag(
        "p",
        tag("a", "Atom", href=f"/api/notices.atom?lang={t.lang}", target="_self"),
        " · ",
        tag("a", "iCal", href=f"/api/calendar.ics?lang={t.lang}", download=True),
        class_="faro-downloads",
    )
    if not notices:
        return tag("div", head, tag("p", t("avisos.none"), class_="faro-empty"), feeds)
    rows = [
        [t.moment(notice.at), t(f"avisos.kind.{notice.kind}"), _linked(notice, t), build(notice, t)]
        for notice in notices
    ]
    heads = [(t(f"avisos.{key}"), False) for key in ("at", "about", "change", "edition")]
    return tag("div", head, data_table(heads, rows, caption=t("avisos.title")), feeds)


def build(notice: Notice, t: Text) -> Safe:
    """Return the build that says so.

    Args:
        notice: What changed, and of whom.
        t: Text in the language of the reader.
    """
    return tag("span", notice.build_id or t.missing, class_="id")


def _linked(notice: Notice, t: Text) -> Safe | str:
    where = link(notice, t.lang)
    words = sentence(t, notice)
    return tag("a", words, href=where, target="_self") if where else words


def link(notice: Notice, lang: str) -> str:
    """Return the address of the page that shows what a notice is about; empty for none.

    Args:
        notice: What changed, and of whom.
        lang: ``es`` or ``en``.
    """
    page = PAGES.get(notice.kind)
    if page is None:
        return ""
    query = [f"cut={notice.cut}"] if notice.cut and page == "municipio" else []
    query += [f"lang={lang}"] if lang != "es" else []
    return f"/{page}" + ("?" + "&".join(query) if query else "")


def sentence(t: Text, notice: Notice) -> str:
    """Return a notice in words: whom it is about, the state before and after; never why.

    Args:
        t: Text in the language of the reader.
        notice: What changed, and of whom.
    """
    parts = notice.topic.split(":")
    name = {"subject": _subject(t, notice), "round": parts[-1].removeprefix("r")}
    if notice.kind in ("country", "region", "score"):
        words = t(f"avisos.figure.{_way(notice)}", **name, **_figures(t, notice))
    elif notice.kind == "convenio":
        words = t(f"avisos.convenio.{_state(notice.after)}", **name, day=_day(t, notice))
    elif notice.kind == "release":
        words = t(f"avisos.release.{_state(notice.after)}", **name, at=_at(t, notice))
    elif notice.kind == "watch":
        values = _figures(t, notice)
        words = t(f"avisos.watch.{_way(notice)}", what=_watch(t, parts[1], notice), **values)
    else:
        words = t(
            f"avisos.{notice.kind}.{_way(notice)}",
            **name,
            what=parts[-1] or parts[-2],
            **_plain(t, notice),
        )
    words = with_origin(words, notice.origin, t.lang)  # type: ignore[arg-type]
    return f"{words} · {PROVISIONAL[t.lang]}" if is_provisional(notice) else words


def is_provisional(notice: Notice) -> bool:
    """Return whether it is about a figure that may still change.

    Args:
        notice: What changed, and of whom.
    """
    return notice.kind in OF_FIGURES and serving.provisional(notice.build_id)


def _subject(t: Text, notice: Notice) -> str:
    if notice.kind == "country":
        return t.code("group", notice.subject)
    if notice.kind == "release":
        kind, _, name = notice.subject.partition(":")
        return t(f"calendario.subject.{kind}", name=name)
    return notice.subject or t.missing


def _way(notice: Notice) -> str:
    if notice.before is None:
        return "new"
    return "gone" if notice.after is None else "changed"


def _state(value: str | None) -> str:
    return value.partition(" ")[0] if value else "gone"


def _figures(t: Text, notice: Notice) -> dict[str, str]:
    unit = t.percent if notice.kind != "watch" else t.number
    figures = {}
    for name, value in (("before", notice.before), ("after", notice.after)):
        try:
            figures[name] = unit(float(value or ""), 2)
        except ValueError:
            figures[name] = t.code("score_state", value) if value else t.missing
    return figures


def _plain(t: Text, notice: Notice) -> dict[str, str]:
    return {"before": notice.before or t.missing, "after": notice.after or t.missing}


def _watch(t: Text, attention: str, notice: Notice) -> str:
    words = t.code("watch", attention)
    return words.replace("{subject}", notice.subject).replace(" {year}", "").replace("{year}", "")


def _day(t: Text, notice: Notice) -> str:
    return t.date((notice.after or notice.before or "").rpartition(" ")[2])


def _at(t: Text, notice: Notice) -> str:
    return t.moment(
        datetime.fromisoformat((notice.after or notice.before or "").rpartition(" ")[2])
    )


def choices(ctx: PageContext) -> dict[str, str]:
    """Return what can be watched, by its topic, in words: kinds, regions, municipalities.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    kinds = {kind: t(f"avisos.kind.{kind}") for kind in TOPICS}
    places = {f"region:{code}": name for code, name in regions(ctx).items()}
    return kinds | places | {f"municipality:{k}": name for k, name in municipalities(ctx).items()}


def sent(ctx: PageContext) -> Safe:
    """Return the log of delivery.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: Who asks does not operate the site.
    """
    institution.need(OPERATE)
    t, rows = ctx.t, attempts(SHOWN)
    head = card_head(t("avisos.sent_title"), t("avisos.sent_subtitle"))
    if not rows:
        return tag("div", head, tag("p", t("avisos.sent_none"), class_="faro-empty"))
    keys = ("number", "channel", "state", "tries", "last")
    heads = [(t(f"avisos.{key}"), key in ("number", "tries")) for key in keys]
    cells = [
        [
            t.number(row["notice_id"]),
            tag("bdi", row["channel"]),
            t(f"avisos.sending.{row['state']}"),
            t.number(row["tries"]),
            tag("bdi", row["last"] or t.missing),
        ]
        for row in rows
    ]
    return tag("div", head, data_table(heads, cells, caption=t("avisos.sent_title")))
