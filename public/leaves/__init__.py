"""Pages that only the public edition has: lists, and what elsewhere is found by choosing."""
