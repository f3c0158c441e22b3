"""Printed matter and files to take away, from the same charts and metrics as the pages."""
