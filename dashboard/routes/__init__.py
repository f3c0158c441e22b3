"""All that the server answers by address."""
