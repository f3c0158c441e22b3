"""Messages that are sent: a webhook signed with a secret, a digest by e-mail.

A webhook gets one POST for all that is new, as JSON, and one for each that failed before, of the
same notices. ``X-Faro-Signature`` is ``sha256=`` and the HMAC of the timestamp, a point and the
body; ``X-Faro-Delivery`` is the same when it is tried again, so that whoever gets it twice knows.
Every message carries the last line of the audit log off the machine
(:mod:`pipelines.institution.witnesses`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from pipelines import clock, environment
from pipelines.errors import FaroError
from pipelines.institution import settings, witnesses
from pipelines.telling import Notice, due, put_back, settle, told_of
from pipelines.telling.notices import MAIL
from presentation.panels.avisos import is_provisional, link, sentence
from presentation.words import Text

PATIENCE = 15.0  # seconds
HERE = ("localhost", "127.0.0.1", "::1")


def send(
    *, now: datetime | None = None, at_once: bool = False, only: int | None = None
) -> dict[str, tuple[int, int]]:
    """Send what is due on every channel; what fails waits and is tried again.

    Args:
        now: The moment, with its offset; the present one when None.
        at_once: Whether quiet hours and patience are passed over.
        only: The one notice to send; all that is due when None.

    Returns:
        How many notices were sent by channel, and how many failed.
    """
    done: dict[str, tuple[int, int]] = {}
    for batch in due(now=now, at_once=at_once, only=only):
        sent, failed = done.get(batch.channel, (0, 0))
        notices = told_of(batch.notices)
        ids = [each.id for each in notices]
        put_back(batch.channel, {*batch.notices} - {*ids})  # withdrawn since
        if not notices:
            continue
        try:
            post(batch.channel, notices) if batch.channel != MAIL else mail(notices)
        except Exception as error:  # whatever a far machine does, the others get theirs
            settle(batch.channel, ids, error=f"{type(error).__name__}: {error}")
            done[batch.channel] = sent, failed + len(ids)
        else:
            settle(batch.channel, ids)
            done[batch.channel] = sent + len(ids), failed
    return done


def post(url: str, notices: Sequence[Notice]) -> None:
    """Send notices to a webhook.

    Args:
        url: Of the webhook.
        notices: What is told, the newest first.

    Raises:
        FaroError: It is no HTTPS, no secret is set, or it answered with anything but 2xx.
    """
    import httpx

    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in HERE:
        raise FaroError("a webhook is HTTPS", where=parts.hostname, code="bad_setting")
    secret = environment.WEBHOOK_SECRET.value
    if not secret:
        raise FaroError(
            f"set {environment.WEBHOOK_SECRET.name}", where=parts.hostname, code="bad_setting"
        )
    sent = {"notices": [content(notice) for notice in notices], "audit": witnesses.last()}
    body = json.dumps(sent, ensure_ascii=False).encode()
    at = str(int(clock.now().timestamp()))
    headers = {
        "content-type": "application/json",
        "x-faro-timestamp": at,
        "x-faro-signature": signature(secret, at, body),
        "x-faro-delivery": _token(notices),
    }
    answer = httpx.post(url, content=body, headers=headers, timeout=PATIENCE)
    if not answer.is_success:
        raise FaroError(f"it answered {answer.status_code}", where=parts.hostname, code="refused")


def _token(notices: Sequence[Notice]) -> str:
    """Return what a message is known by, however often it is sent."""
    return hashlib.sha256(",".join(each.token for each in notices).encode()).hexdigest()[:32]


def signature(secret: str, at: str, body: bytes) -> str:
    """Return the signature of a message.

    Args:
        secret: Shared with who receives it.
        at: When it is sent, in seconds since 1970, as digits.
        body: What is sent.
    """
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def content(notice: Notice) -> dict[str, object]:
    """Return a notice as it is sent: the state before and after, in figures and in words.

    Args:
        notice: What is told.
    """
    site = environment.ADDRESS.value
    words = {lang: sentence(Text(lang), notice) for lang in ("es", "en")}
    fields = asdict(notice) | {"at": notice.at.isoformat(timespec="seconds"), "words": words}
    fields["id"] = fields.pop("token")
    return fields | {"provisional": is_provisional(notice), "link": site + link(notice, "es")}


def mail(notices: Sequence[Notice]) -> None:
    """Send notices as one e-mail in both languages.

    Args:
        notices: What is told, the newest first.

    Raises:
        FaroError: No mail is set.
        OSError: The server of the mail does not take it.
    """
    rules = settings().mail
    if rules is None:
        raise FaroError("no mail is set", where="institution.yml", code="bad_setting")
    with smtplib.SMTP(rules.host, rules.port, timeout=PATIENCE) as server:
        if rules.starttls:
            server.starttls(context=ssl.create_default_context())  # or any certificate would do
        if rules.user:
            server.login(rules.user, environment.SMTP_PASSWORD.value)
        server.send_message(digest(notices, rules.sender, rules.to))


def digest(notices: Sequence[Notice], sender: str, to: Sequence[str]) -> EmailMessage:
    """Return the e-mail: Spanish first, English below, one line a notice, with its link.

    Args:
        notices: What is told, the newest first.
        sender: Its address.
        to: Addresses of who receives it.
    """
    site = environment.ADDRESS.value
    message = EmailMessage()
    message["From"], message["To"] = sender, ", ".join(to)
    message["Subject"] = Text("es").count("avisos.headline", len(notices))
    message["Message-ID"] = f"<{_token(notices)}@{sender.rpartition('@')[2] or 'faro'}>"
    message["Auto-Submitted"] = "auto-generated"
    noted = witnesses.last()
    if noted:
        message["X-Faro-Audit"] = noted
    parts = []
    for lang in ("es", "en"):
        t = Text(lang)
        lines = [f"· {sentence(t, notice)}\n  {site}{link(notice, lang)}" for notice in notices]
        end = ["", t("avisos.audit", noted=noted)] if noted else []
        parts.append("\n".join([t("nav.avisos"), "", *lines, *end]))
    message.set_content("\n\n—\n\n".join(parts) + "\n")
    return message
