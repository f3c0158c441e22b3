"""Faro for assistants: read-only tools over figures that say what stands behind them."""
