"""What every figure stands in: a card with its source, its table, and how to cite it."""
