"""The public edition: every page that is read as plain files, from the same telling.

``faro site`` writes it: no session, no server of its own, no script needed to read. Pages are those
of ``presentation/pages`` and a few of its own (``leaves/``); what stands on them is never decided
here, only where it stands, what leads where, and what changed since the edition before.
"""

from public.run import Published, Settings, publish

__all__ = ["Published", "Settings", "publish"]
