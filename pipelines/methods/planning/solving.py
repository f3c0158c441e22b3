"""The earliest end and, among the plans that reach it, early starts: proven by CP-SAT.

The solver is imported inside the functions, so that nothing pays for it before a plan is asked
for, and not at all where a list of priorities already reaches a bound. It runs with one worker, a
fixed seed and a limit counted in its own steps, not in seconds: the same request gives the same
plan (``docs/adr/0015-plans-by-a-solver.md``).
"""

from __future__ import annotations

from typing import Any

from pipelines.methods.planning.jobs import Jobs, earliest_end, list_schedule, moved_left

SEED, PROOF_STEPS, TIDY_STEPS = 2012, 12.0, 0.2


def place(work: Jobs) -> tuple[list[int], bool]:
    """Return the start of each tool, and whether no plan ends earlier for sure.

    Args:
        work: What is free to place.

    Returns:
        Starts, as months, in the order of ``work.ids``, each as early as the others let it; proven
        or not.
    """
    starts, is_proven = shortest(work)
    if starts != list(work.heads):
        starts = _tidied(work, starts)
    return moved_left(work, starts), is_proven


def shortest(work: Jobs) -> tuple[list[int], bool]:
    """Return starts with the earliest end, however late each is, and whether it is proven.

    Args:
        work: What is free to place.

    Returns:
        Starts, as months, in the order of ``work.ids``; proven or not.
    """
    if not work.ids:
        return [], True
    starts = list_schedule(work, lambda n: (-work.months[n] - work.tails[n], n))
    bound = earliest_end(work)
    return (starts, True) if over(work, starts) == bound else _shortest(work, starts, bound)


def over(work: Jobs, starts: list[int]) -> int:
    """Return the month after the last one of a plan.

    Args:
        work: What is free to place, and the month after the last fact.
        starts: Start of each tool, as a month, in the order of ``work.ids``.
    """
    ends = (start + months for start, months in zip(starts, work.months, strict=True))
    return max([work.floor, *ends])


def _shortest(work: Jobs, known: list[int], bound: int) -> tuple[list[int], bool]:
    """Return starts with the earliest end; ``known`` is a plan to do better than."""
    model, starts = _model(work, over(work, known))
    end = model.new_int_var(bound, over(work, known), "end")
    for start, months, tail in zip(starts, work.months, work.tails, strict=True):
        model.add(end >= start + months + tail)
    model.minimize(end)
    best, is_proven = _solved(model, starts, known, steps=PROOF_STEPS)
    return best, is_proven


def _tidied(work: Jobs, known: list[int]) -> list[int]:
    """Return starts with the same end, as early as the steps allow; ties in the model's order."""
    model, starts = _model(work, over(work, known))
    if len(set(work.heads)) == 1 and not work.busy:  # shortest first is a bound without order
        alone = Jobs(**{**vars(work), "before": ((),) * len(work.ids)})
        least = list_schedule(alone, lambda n: (work.months[n], n))
        model.add(sum(starts) >= sum(least))
    model.minimize(sum(starts))
    return _solved(model, starts, known, steps=TIDY_STEPS)[0]


def _model(work: Jobs, end: int) -> tuple[Any, list[Any]]:
    """Return a model of every plan over by ``end``, and its starts."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    starts = [
        model.new_int_var(head, end - months - tail, f"start_{n}")
        for n, (head, months, tail) in enumerate(
            zip(work.heads, work.months, work.tails, strict=True)
        )
    ]
    stretches = [
        model.new_fixed_size_interval_var(start, months, f"tool_{n}")
        for n, (start, months) in enumerate(zip(starts, work.months, strict=True))
    ]
    taken = [model.new_fixed_size_interval_var(month, 1, f"fact_{month}") for month in work.busy]
    needs = [1] * len(stretches) + list(work.busy.values())
    model.add_cumulative(stretches + taken, needs, work.capacity)
    for n, waits in enumerate(work.before):
        for first in waits:
            model.add(starts[n] >= starts[first] + work.months[first])
    for first, second in _alike(work):
        model.add(starts[first] <= starts[second])
    return model, starts


def _alike(work: Jobs) -> list[tuple[int, int]]:
    """Return pairs that could change places without any difference, in the model's order."""
    follows = [
        tuple(m for m, waits in enumerate(work.before) if n in waits) for n in range(len(work.ids))
    ]
    last: dict[tuple[Any, ...], int] = {}
    pairs = []
    for n in range(len(work.ids)):
        kind = (work.months[n], work.heads[n], work.before[n], follows[n])
        if kind in last:
            pairs.append((last[kind], n))
        last[kind] = n
    return pairs


def _solved(
    model: Any, starts: list[Any], known: list[int], *, steps: float
) -> tuple[list[int], bool]:
    """Return the starts found, or ``known`` when nothing better was, and whether it is proven."""
    from ortools.sat.python import cp_model

    for start, value in zip(starts, known, strict=True):
        model.add_hint(start, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = steps
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return known, False
    return [int(solver.value(start)) for start in starts], status == cp_model.OPTIMAL
