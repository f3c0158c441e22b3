"""Charts without a browser: the very same Plotly figures, drawn as SVG and PNG."""

from exports.drawing.card import inline, png, said, svg

__all__ = ["inline", "png", "said", "svg"]
