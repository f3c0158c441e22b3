"""Who a request or a page's session comes from: claims of the identity provider → a person.

What the provider says goes no further than here: a pseudonym, roles and groups come out. Where
anything about a login is in doubt, nobody has logged in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import limits
from dashboard.seam import identity
from pipelines import clock, institution
from pipelines.errors import FaroError
from pipelines.institution import Person, audit, people, register

NO_DATABASE = "no_database"
FRESH = 2.0  # seconds for which a login that was looked up is taken as it was
AHEAD = timedelta(minutes=2)  # how far the clocks of provider and server may differ
_known: dict[tuple[str, str, float], tuple[float, str | None]] = {}
_failed: list[tuple[float, FaroError]] = []  # when the database did not answer last, and why
log = logging.getLogger("faro.dashboard")


def person_of(claims: Mapping[str, Any], place: str = "") -> Person:
    """Return the person that claims are of; who has not logged in where they are not good.

    Good claims are signed by the provider of the settings, for this site, and say since when the
    login is; it lasts some hours at most, and ends when the person logs out.

    Where the database does not answer, who has logged in is as anybody: they read on what is out.

    Args:
        claims: What the provider said, as Streamlit keeps it.
        place: Where the request comes from, truncated.

    Raises:
        FaroError: The settings are wrong.
    """
    rules = institution.settings()
    nobody = people.nobody()
    nobody = Person(roles=nobody.roles, place=place)
    subject, began = claims.get("sub"), _moment(claims.get("iat"))
    if rules.login == "off" or not subject or began is None or not is_for_us(claims):
        return nobody
    now = clock.now()
    if not began - AHEAD <= now < began + timedelta(hours=rules.session_hours):
        return nobody
    try:
        pseudonym = _pseudonym(str(claims["iss"]), str(subject), began)
    except FaroError as error:
        if error.code != NO_DATABASE:
            raise
        log.error("nobody who has logged in is known: %s", error)
        return replace(nobody, is_unknown=True)
    if pseudonym is None:
        return nobody
    groups = _names(claims.get(rules.groups_claim))
    roles = people.roles_of(groups, register.named_roles(pseudonym))
    if roles == {"nobody"} and rules.anonymous:
        roles = nobody.roles  # logged in without a role: as anybody
    return Person(pseudonym, roles, groups, place)


def is_for_us(claims: Mapping[str, Any]) -> bool:
    """Return whether claims come from our provider and are for this site.

    Args:
        claims: What the provider said.
    """
    rules, audience = institution.settings(), claims.get("aud")
    named = {audience} if isinstance(audience, str) else set(audience or ())
    known = bool(rules.issuer) and claims.get("iss") == rules.issuer
    return known and bool(rules.client_id) and rules.client_id in named


def here() -> Person | None:
    """Return who looks at the page that is being drawn; None outside a page."""
    if not institution.is_on() or not identity.has_session():
        return None
    place = audit.truncated(address_here())
    return person_of(st.user.to_dict() if st.user.get("is_logged_in") else {}, place)


def address_here() -> str:
    """Return the address that the page being drawn is asked from."""
    return limits.asker(st.context.ip_address, st.context.headers.get_all("X-Forwarded-For"))


def logged_out(claims: Mapping[str, Any], place: str) -> None:
    """End every login of a person, in every window.

    Args:
        claims: What the provider said of them; claims that are not for this site end nothing.
        place: Where the request comes from, truncated.
    """
    if claims.get("sub") and is_for_us(claims):
        person = person_of(claims, place)
        register.end_sessions(str(claims["iss"]), str(claims["sub"]))
        _known.clear()
        audit.record("logout", person=person)


def _pseudonym(issuer: str, subject: str, began: datetime) -> str | None:
    key = issuer, subject, began.timestamp()
    seen, pseudonym = _known.get(key, (0.0, None))
    if time.monotonic() - seen < FRESH:
        return pseudonym
    if _failed and time.monotonic() - _failed[0][0] < FRESH:  # nobody waits for it meanwhile
        raise _failed[0][1]
    try:
        current = register.pseudonym_of(issuer, subject, began=began)
    except FaroError as error:
        _failed[:] = [(time.monotonic(), error)]
        raise
    _failed.clear()
    if len(_known) > 10_000:
        _known.clear()
    _known[key] = time.monotonic(), current
    return current


def _names(claim: Any) -> frozenset[str]:
    """Return the groups that a claim names: a text or a list of texts; nothing else is one."""
    listed = [claim] if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return frozenset(group for group in listed if isinstance(group, str) and group)


def _moment(seconds: Any) -> datetime | None:
    try:
        return clock.moment(float(seconds))
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def lacks(right: str) -> bool:
    """Return whether who looks lacks a right; so does everybody where the settings are wrong.

    Args:
        right: The right, as ``READ``.
    """
    try:
        institution.need(right)
    except FaroError:
        return True
    return False


institution.ask_here(here)
