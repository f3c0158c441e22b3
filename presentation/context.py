"""What every page, card and panel is told: the build, the language, the choices, how to link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol
from urllib.parse import urlencode

import pandas as pd

from pipelines import clock, serving
from pipelines.errors import FaroError
from pipelines.origins import SIMULATED
from pipelines.serving import Build
from presentation.stage import Stage, Still
from presentation.words import Text


class Choices(Protocol):
    """Where the choices of a reader come from: widgets, an address, or a page made in advance."""

    def choose(
        self,
        ctx: PageContext,
        key: str,
        options: Sequence[str],
        labels: Sequence[str],
        *,
        default: str,
        as_tabs: bool = False,
        as_slider: bool = False,
    ) -> str:
        """Return what was chosen of ``options``; ``default`` when nothing was.

        Args:
            ctx: The page that asks.
            key: Query key, also the key of ``filter.<key>``.
            options: Neutral ids.
            labels: What the reader sees, in the order of ``options``.
            default: The id used when nothing was chosen.
            as_tabs: Offer the options side by side.
            as_slider: Offer the options along a line.
        """
        ...

    def day(self, ctx: PageContext, key: str) -> date:
        """Return the day chosen for ``key``; today, or the day the page speaks of, if none was.

        Args:
            ctx: The page that asks.
            key: Query key.
        """
        ...

    def carried(self, key: str) -> str | None:
        """Return what was chosen for ``key`` here or on an earlier page.

        Args:
            key: Query key.
        """
        ...

    def forget(self, key: str) -> None:
        """Let go of what was chosen for ``key``.

        Args:
            key: Query key.
        """
        ...


@dataclass(frozen=True)
class Given:
    """Choices that are known beforehand, for a page without a session."""

    choices: Mapping[str, str] = field(default_factory=dict)

    def choose(
        self,
        ctx: PageContext,
        key: str,
        options: Sequence[str],
        labels: Sequence[str],
        *,
        default: str,
        as_tabs: bool = False,
        as_slider: bool = False,
    ) -> str:
        """Return what was given, if it is one of the options.

        Args:
            ctx: The page that asks.
            key: Query key, also the key of ``filter.<key>``.
            options: Neutral ids.
            labels: What the reader sees, in the order of ``options``.
            default: The id used when nothing was chosen.
            as_tabs: Offer the options side by side.
            as_slider: Offer the options along a line.
        """
        choice = self.choices.get(key, default)
        return choice if choice in options else default

    def day(self, ctx: PageContext, key: str) -> date:
        """Return the day given, or the day of the page.

        Args:
            ctx: The page that asks.
            key: Query key.

        Raises:
            FaroError: What was given is no ISO date (``bad_choice``).
        """
        given = self.choices.get(key)
        try:
            return date.fromisoformat(given) if given else ctx.today
        except ValueError as error:
            raise FaroError(
                f"{given!r} is no day",
                where=key,
                fix="Write it as 2026-12-31",
                code="bad_choice",
                es=f"{given!r} no es un día. Escríbalo como 2026-12-31",
            ) from error

    def carried(self, key: str) -> str | None:
        """Return what was given.

        Args:
            key: Query key.
        """
        return self.choices.get(key)

    def forget(self, key: str) -> None:
        """Do nothing: what is given stays.

        Args:
            key: Query key.
        """


@dataclass(frozen=True)
class Meant(Given):
    """Choices of an address that is to show just what it says, or nothing."""

    def choose(
        self,
        ctx: PageContext,
        key: str,
        options: Sequence[str],
        labels: Sequence[str],
        *,
        default: str,
        **how: bool,
    ) -> str:
        """Return what was given.

        Args:
            ctx: The page that asks.
            key: Query key.
            options: Neutral ids.
            labels: Not shown.
            default: The id used when nothing was chosen.
            **how: Does nothing: no lever is drawn.

        Raises:
            FaroError: What was given is none of the options (``bad_choice``).
        """
        choice = self.choices.get(key, default)
        if choice not in options:
            raise no_such_choice(f"{key}={choice}")
        return choice


def no_such_choice(*parts: str) -> FaroError:
    """Return the error of an address that says what there is not.

    Args:
        *parts: What makes no sense in it, as ``key=value``.
    """
    listed = ", ".join(part[:40] for part in parts)
    return FaroError(
        f"there is no such choice: {listed}",
        fix="Take the link from the page",
        code="bad_choice",
        es=f"no existe esa opción: {listed}. Tome el enlace desde la página",
    )


@dataclass(frozen=True)
class Offer:
    """What a page offers to choose from."""

    key: str
    options: tuple[str, ...]
    labels: tuple[str, ...]
    default: str
    as_tabs: bool


@dataclass(frozen=True)
class Asked(Given):
    """Choices given beforehand, which keep what they were asked."""

    offers: list[Offer] = field(default_factory=list)

    def choose(
        self,
        ctx: PageContext,
        key: str,
        options: Sequence[str],
        labels: Sequence[str],
        *,
        default: str,
        as_tabs: bool = False,
        as_slider: bool = False,
    ) -> str:
        """Return what was given, if it is one of the options.

        Args:
            ctx: The page that asks.
            key: Query key, also the key of ``filter.<key>``.
            options: Neutral ids.
            labels: What the reader sees, in the order of ``options``.
            default: The id used when nothing was chosen.
            as_tabs: Offer the options side by side.
            as_slider: Offer the options along a line.
        """
        self.offers.append(Offer(key, tuple(options), tuple(labels), default, as_tabs))
        return super().choose(ctx, key, options, labels, default=default)


@dataclass(frozen=True)
class PageContext:
    """Build, language and text of the page being made, its choices, and where it stands.

    Attributes:
        build: The build shown.
        t: Words and formats in the language of the reader.
        site: Scheme and host of the site, for permanent links; empty where none is known.
        choices: Where choices come from.
        stage: What the page stands on.
        on: The day the page speaks of, for one made in advance; else the day it is read.
        linked: Gives the lasting address of a view, by page and choices; that of the dashboard
            when None.
        published_only: Whether the page is for an edition without simulated figures.
    """

    build: Build
    t: Text
    site: str = ""
    choices: Choices = field(default_factory=Given)
    stage: Stage = field(default_factory=Still)
    on: date | None = None
    linked: Callable[[str, Mapping[str, str]], str] | None = None
    published_only: bool = False

    def sayable(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that a page may rest on which does not show them: what it shows first.

        Where none is left the answer is no simulated one: such rows are as good as not delivered.

        Args:
            rows: Rows with an ``origin``.
        """
        if not self.published_only:
            return rows
        rows = rows[rows["origin"] != SIMULATED]
        rows.attrs = {}
        return rows

    @property
    def lang(self) -> str:
        """Language of the reader: ``es`` or ``en``."""
        return self.t.lang

    @property
    def build_id(self) -> str:
        """Id of the build shown."""
        return self.build.build_id

    @property
    def today(self) -> date:
        """The day the page speaks of."""
        return self.on or clock.today()

    @cached_property
    def is_latest(self) -> bool:
        """Whether the build shown is the one served."""
        return serving.latest_id() == self.build_id

    def choose(
        self,
        key: str,
        options: Sequence[str],
        labels: Sequence[str],
        *,
        default: str,
        as_tabs: bool = False,
        as_slider: bool = False,
    ) -> str:
        """Return what the reader chose for ``key``.

        Args:
            key: Query key, also the key of ``filter.<key>``.
            options: Neutral ids.
            labels: What the reader sees, in the order of ``options``.
            default: The id used when the address says nothing.
            as_tabs: Offer the options side by side instead of in a list.
            as_slider: Offer the options along a line: numbers in their order.

        Returns:
            One of ``options``.
        """
        return self.choices.choose(
            self, key, options, labels, default=default, as_tabs=as_tabs, as_slider=as_slider
        )

    def day(self, key: str) -> date:
        """Return the day the reader chose for ``key``, also the key of ``filter.<key>``.

        Args:
            key: Query key.

        Returns:
            A day in Chile.
        """
        return self.choices.day(self, key)

    def carried(self, key: str) -> str | None:
        """Return what the reader chose for ``key``: here, on an earlier page, or in the address.

        Args:
            key: Query key.

        Returns:
            The value; None where nothing was chosen.
        """
        return self.choices.carried(key)


QUERY_KEYS = {
    "round_id": "round",
    "to_round_id": "round",
    "from_round_id": "from",
    "dimension": "by",
    "region_code": "region",
    "group_id": "group",
    "instrument_id": "instrument",
    "group_kind": "compare",
    "version_id": "version",
    "estimate_id": "measure",
}


def address(ctx: PageContext, page: str, **query: str) -> str:
    """Return a link to another page that keeps the language and the edition.

    Args:
        ctx: The page the link stands on.
        page: Url path of the other one, as ``municipio``.
        **query: Its choices, by the keys of the filters.

    Returns:
        An address relative to the site.
    """
    if ctx.lang != "es":
        query["lang"] = ctx.lang
    query["build"] = ctx.build_id
    return f"{page}?{urlencode(query)}"


def view_of(choices: Mapping[str, str | None]) -> dict[str, str]:
    """Return what was chosen as an address says it: by the keys of the filters, no usual choice.

    Args:
        choices: What was chosen; may be named as columns are (``round_id``).
    """
    return {
        QUERY_KEYS.get(key, key): value
        for key, value in choices.items()
        if value is not None and value not in ("all", "as_published")
    }


def permalink(ctx: PageContext, *, page: str, **choices: str | None) -> str:
    """Return the address that reopens a view exactly, the build included.

    Args:
        ctx: The page the view stands on.
        page: Its url path.
        **choices: What was chosen, as :func:`view_of` takes it.

    Returns:
        An absolute address where the site is known.
    """
    query = {"build": ctx.build_id, "lang": ctx.lang, **view_of(choices)}
    if ctx.linked is not None:
        return ctx.linked(page or "resumen", query)
    return f"{ctx.site}/{page}?{urlencode(query)}"
