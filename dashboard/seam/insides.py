"""Every private name of Streamlit that Faro uses, and what stands in when one is gone.

``make test-streamlit`` holds them at both ends of the range in ``pyproject.toml``. Nothing else in
the house reaches for one: a test sees to it.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pkgutil import resolve_name
from typing import Any

log = logging.getLogger("faro.dashboard")

# What it is to us → where Streamlit keeps it; without a colon, an attribute of what we hold.
NAMES = {
    "this run": "streamlit.runtime.scriptrunner:get_script_run_ctx",
    "send message": "_enqueue",
    "look up": "yield_check",
    "bind": "streamlit.web.server.starlette.starlette_server:_bind_socket",
    "listening": "streamlit.web.server.starlette.starlette_server:_get_uvicorn_config_kwargs",
    "server": "streamlit.runtime:get_instance",
    "files sent": "uploaded_file_mgr",
    "signed cookie": (
        "streamlit.web.server.starlette.starlette_websocket:_get_signed_cookie_with_chunks"
    ),
    "user cookie": "streamlit.web.server.starlette.starlette_server_config:USER_COOKIE_NAME",
    "static folder": "streamlit.file_util:get_static_dir",
    # What a walk over every page need not hear anew each time; no page needs it.
    "manifests of packages": ("streamlit.components.v2.manifest_scanner:scan_component_manifests"),
    # What a benchmark that plays the browser says and hears; no page needs them.
    "message from a browser": "streamlit.proto.BackMsg_pb2:BackMsg",
    "message to a browser": "streamlit.proto.ForwardMsg_pb2:ForwardMsg",
}


def inside(name: str, *, of: Any = None) -> Any:
    """Return what a private name stands for in this Streamlit.

    Args:
        name: A key of :data:`NAMES`.
        of: The object that has it, for a name that is an attribute.

    Returns:
        The thing, or None when it is gone: whoever asks then takes the public way.
    """
    where = NAMES[name]
    resolved = _resolved(where) if ":" in where else getattr(of, where, None)
    if resolved is None and of is not None:
        _missed(where)
    return resolved


@lru_cache
def _resolved(where: str) -> Any:
    try:
        return resolve_name(where)
    except (ImportError, AttributeError):
        _missed(where)
        return None


@lru_cache
def _missed(where: str) -> None:
    log.warning("this Streamlit has no %s: the public way is taken", where)
