"""Historia: what happened from 2009 on, with its sources, and the law and programme behind it."""

from dashboard.state import page_context
from presentation.pages import historia

historia.show(page_context())
