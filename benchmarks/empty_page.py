"""The least that shows a chart and a filter: an empty Streamlit page with one Plotly figure."""

import plotly.graph_objects as go
import streamlit as st

chosen = st.selectbox("Filter", ["a", "b", "c"], key="round")
heights = {"a": [1, 3, 2], "b": [3, 1, 2], "c": [2, 2, 3]}
st.plotly_chart(go.Figure(go.Bar(x=["a", "b", "c"], y=heights[chosen])), key="chart")
