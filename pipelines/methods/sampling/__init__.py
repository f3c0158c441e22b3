"""Samples of municipalities: drawn from a seed, weighed, and estimated from. Pure."""

from pipelines.methods.sampling.asking import (
    ALLOCATIONS,
    MOST_SEED,
    SEED,
    VARIABLES,
    Request,
    sample_size,
)
from pipelines.methods.sampling.drawing import Sample, again, draw
from pipelines.methods.sampling.estimating import Estimate, Stratum, count, mean, proportion, total
from pipelines.methods.sampling.frame import UNKNOWN, classes, spread_of, stratified, with_data
from pipelines.methods.sampling.reporting import estimates, placed, refuse_outside

__all__ = [
    "ALLOCATIONS",
    "MOST_SEED",
    "SEED",
    "UNKNOWN",
    "VARIABLES",
    "Estimate",
    "Request",
    "Sample",
    "Stratum",
    "again",
    "classes",
    "count",
    "draw",
    "estimates",
    "mean",
    "placed",
    "proportion",
    "refuse_outside",
    "sample_size",
    "spread_of",
    "stratified",
    "total",
    "with_data",
]
