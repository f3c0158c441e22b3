"""HTML as text, and what has been shown of it: known to every card, panel and page."""
