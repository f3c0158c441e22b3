"""A simulated delivery set, marked as such in every file. It keeps what is published."""

from pipelines.demo.panel import MANIFEST, write_panel

__all__ = ["MANIFEST", "write_panel"]
