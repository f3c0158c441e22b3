"""Samples of municipalities: drawn from a seed, weighed, and estimated from. Pure."""

from pipelines.sampling.asking import (
    ALLOCATIONS,
    MOST_SEED,
    SEED,
    VARIABLES,
    Request,
    sample_size,
)
from pipelines.sampling.drawing import Sample, again, draw
from pipelines.sampling.estimating import MIN_ANSWERS, Estimate, Stratum, mean, proportion, total
from pipelines.sampling.frame import UNKNOWN, classes, stratified, with_data

__all__ = [
    "ALLOCATIONS",
    "MIN_ANSWERS",
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
    "draw",
    "mean",
    "proportion",
    "sample_size",
    "stratified",
    "total",
    "with_data",
]
