"""A wide table where a page stands still."""

from __future__ import annotations

import pandas as pd

from presentation.cards.html import gathered, join
from presentation.stage import Still
from presentation.words import Text


def test_each_row_of_a_wide_table_leads_to_its_page():
    frame = pd.DataFrame({"Comuna": ["Ñuñoa", "Paine"], "Herramientas": [3, 0]})
    with gathered() as parts:
        leads = ["municipio?cut=13120", "municipio?cut=13404"]
        Still().grid(Text("es"), frame, key="matrix", alt="Herramientas", height=9, leads=leads)
    html = str(join(parts))
    assert '<a href="municipio?cut=13120">Ñuñoa</a>' in html and html.count("<a href") == 2
