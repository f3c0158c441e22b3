"""The one seam to what Streamlit does not promise: its insides, its page, its names in the page.

``insides.py`` lists every private name of Python, ``dom.py`` every selector, ``static/`` holds the
scripts that read or patch what Streamlit does in a browser. Each has a public way beside it, taken
when the name is gone ([decision 18](../../docs/adr/0018-charts-are-drawings.md)).
"""
