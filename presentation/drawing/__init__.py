"""Charts without a browser: the very same Plotly figures, drawn as SVG and PNG."""

from presentation.drawing.card import inline, picture, png, svg

__all__ = ["inline", "picture", "png", "svg"]
