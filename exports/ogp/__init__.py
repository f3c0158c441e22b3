"""The OGP desk: every report made from the record of a commitment at a date."""
