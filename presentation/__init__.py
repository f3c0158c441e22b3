"""What is said and drawn: words, charts, cards, panels. No Streamlit, no request."""
