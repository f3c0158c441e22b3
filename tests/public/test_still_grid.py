"""A wide table where a page stands still."""

from __future__ import annotations

import pandas as pd

from presentation.markup.html import gathered, join
from presentation.stage import Still
from presentation.words import Text


def test_each_row_of_a_wide_table_leads_to_its_page():
    frame = pd.DataFrame({"Comuna": ["Ñuñoa", "Paine"], "Herramientas": [3, 0]})
    with gathered() as parts:
        leads = ["municipio?cut=13120", "municipio?cut=13404"]
        Still().grid(Text("es"), frame, key="matrix", alt="Herramientas", height=9, leads=leads)
    html = str(join(parts))
    assert '<a href="municipio?cut=13120">Ñuñoa</a>' in html and html.count("<a href") == 2


def test_a_long_table_is_narrowed_by_a_column_and_says_how_many_are_left():
    places = [f"Comuna {at}" for at in range(40)]
    frame = pd.DataFrame({"Comuna": places, "Región": ["Ñuble", "Maule"] * 20, "n": range(40)})
    with gathered() as parts:
        Still().grid(Text("es"), frame, key="k", alt="Una", height=9, narrow=("Región",))
    html = str(join(parts))
    chooser = '<select data-faro-column="1"><option value="">Todas</option>'
    assert f"{chooser}<option>Ñuble</option><option>Maule</option></select>" in html
    assert '<output data-words="%n de %m filas" aria-live="polite"></output>' in html
    assert "</input>" not in html  # an element that holds nothing is never closed
