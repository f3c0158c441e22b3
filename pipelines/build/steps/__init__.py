"""Tables that SQL cannot make: one module a table, named as the table.

Each module has ``make(connection) -> pyarrow.Table``. The tables it reads are the ones its text
names, as in an SQL file, so the order of the build sees both alike. Integer arithmetic and fixed
seeds only: equal inputs must give equal bytes.
"""
