"""From a file as delivered to rows that hold, rows set apart, and why."""
