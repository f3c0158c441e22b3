"""A sample as files to take away: the list, the workbook to fill in, and the methods note."""
