"""Faro run by an institution: who may see and do what, what is held back, and what happened.

Nothing here is asked for unless ``FARO_INSTITUTION`` names a folder: without it everybody may read
and nothing is written down. The database and its libraries are imported
only where something is kept.
"""

from pipelines.institution.people import (
    ACCEPT,
    DELIVER,
    OPERATE,
    READ,
    UNRELEASED,
    WATCH,
    Person,
    acting,
    ask_here,
    console,
    current,
    need,
    processes,
)
from pipelines.institution.policy import FOLDER, folder, is_on, settings
from pipelines.institution.releases import Release, calendar, may_see

__all__ = [
    "ACCEPT",
    "DELIVER",
    "FOLDER",
    "OPERATE",
    "READ",
    "UNRELEASED",
    "WATCH",
    "Person",
    "Release",
    "acting",
    "ask_here",
    "calendar",
    "console",
    "current",
    "folder",
    "is_on",
    "may_see",
    "need",
    "processes",
    "settings",
]
