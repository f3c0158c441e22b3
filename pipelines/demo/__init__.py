"""A simulated delivery set, marked as such in every file. It keeps what is published."""

from pipelines.demo.panel import MANIFEST, write_panel
from pipelines.demo.refreshing import refresh

__all__ = ["MANIFEST", "refresh", "write_panel"]
