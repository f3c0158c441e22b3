"""DuckDB and Spark make the same table of the same SQL, as a build runs it.

`make test-twenty` holds the twenty of `standing_for_tests`, `make test-spark` every statement that
the lint admits. Floats agree to 1e-9 of their size; rows have no order.
"""

from __future__ import annotations

import pytest
from engines_for_tests import difference
from standing_for_tests import CHOSEN, TWENTY, every


def test_the_twenty_are_twenty_statements_that_spark_may_run():
    assert len(set(TWENTY)) == 20 and set(TWENTY) <= set(every())


@pytest.mark.thorough
@pytest.mark.parametrize("name", CHOSEN)
def test_a_statement_gives_one_table_on_both(name, engines):
    made = engines.by_duckdb(name)
    assert difference(engines.by_spark(name), made) is None
