"""Seeded mutations of deliveries of every kind, and what must hold for each of them."""
