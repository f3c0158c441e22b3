"""What a reader may choose, and how it stands in an address."""
