"""The claims of who logged in, out of the signed cookie that Streamlit keeps them in.

A page of Streamlit has them as ``st.user``; a plain request has only its cookies. Where the door
is gone, a request is that of nobody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dashboard.seam.insides import inside

LOGIN, LOGOUT, BACK = "/auth/login", "/auth/logout", "/oauth2callback"


def cookie_name() -> str:
    """Return the name of the cookie; empty where the door is gone."""
    return str(inside("user cookie") or "")


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return the claims that some cookies hold, none when they are not signed by this server.

    Args:
        cookies: Name → value, as the browser sent them.
    """
    read, name = inside("signed cookie"), cookie_name()
    if read is None or not name or name not in cookies:
        return {}
    try:
        claims = json.loads(read(dict(cookies), name) or b"{}")
    except Exception:  # whatever a stranger puts into a cookie, it is nobody's
        return {}
    return claims if isinstance(claims, dict) and claims.get("is_logged_in") else {}


def has_session() -> bool:
    """Return whether this is the run of a page."""
    run = inside("this run")
    return run is not None and run() is not None
