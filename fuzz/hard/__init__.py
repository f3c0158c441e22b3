"""Kinds of fault that real files have, each with a generator that knows what every cell means."""
