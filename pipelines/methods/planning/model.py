"""What is asked of a plan and what it answers. Months are counted as in `months`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tool:
    """A tool to implement.

    Attributes:
        tool_id: Its id.
        months: Whole months it takes; None where nobody has said.
        es: Its name in Spanish.
        en: Its name in English.
        after: Ids of the tools that must end before it starts; those not planned are taken as met.
        earliest: Month before which it cannot start, if there is one.
    """

    tool_id: str
    months: int | None
    es: str
    en: str
    after: tuple[str, ...] = ()
    earliest: int | None = None


@dataclass(frozen=True)
class Fact:
    """What already happened with a tool, which no plan can change.

    Attributes:
        tool_id: The tool.
        start: Month it started.
        end: Last month it took, or will take at the earliest.
        is_done: Whether it is implemented; otherwise it is in progress.
    """

    tool_id: str
    start: int
    end: int
    is_done: bool = False


@dataclass(frozen=True)
class Request:
    """What to plan.

    Attributes:
        tools: The tools, in the order of the model; ties are settled in this order.
        start: First month.
        capacity: How many tools at once.
        deadline: Last month allowed, if there is one.
        facts: Tools of ``tools`` that are in progress or done.
    """

    tools: tuple[Tool, ...]
    start: int
    capacity: int
    deadline: int | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Step:
    """A tool in its place.

    Attributes:
        tool_id: The tool.
        start: First month.
        end: Last month.
        slack: Months it can be late without moving the end, if each place keeps its order.
        place: Which of the tools at once it is, from 1.
        is_fact: Whether it had started already.
    """

    tool_id: str
    start: int
    end: int
    slack: int
    place: int
    is_fact: bool = False

    @property
    def months(self) -> int:
        """Months it takes."""
        return self.end - self.start + 1

    @property
    def is_critical(self) -> bool:
        """Whether being late moves the end of the plan."""
        return self.slack == 0


@dataclass(frozen=True)
class Link:
    """Why a tool of the critical path starts when it does.

    Attributes:
        tool_id: The tool.
        reason: ``start`` of the plan, ``order`` (it waits for another), ``capacity`` (it waits
            for a place), ``fact`` (it had started) or ``earliest`` (it may not start before).
        because: The tool it waits for, if it waits for one.
    """

    tool_id: str
    reason: str
    because: str | None = None


@dataclass(frozen=True)
class Plan:
    """A schedule with the earliest end possible.

    Attributes:
        request: What was asked.
        steps: The tools by start, then in the order of the model.
        chain: The critical path, first to last.
        end: Last month.
        is_proven: Whether no earlier end exists; False only when the proof took too long.
        bound: What fixes the end: ``tool`` (one tool alone), ``order``, ``capacity``, ``mixed``.
        broken: Pairs (first, second) of the order that the facts have already broken.
    """

    request: Request
    steps: tuple[Step, ...]
    chain: tuple[Link, ...]
    end: int
    is_proven: bool
    bound: str
    broken: tuple[tuple[str, str], ...] = field(default=())

    @property
    def start(self) -> int:
        """First month of the plan: the one asked, or that of a tool in progress."""
        return min(self.request.start, *(step.start for step in self.steps))

    @property
    def work(self) -> int:
        """Months of all tools added up."""
        return sum(step.months for step in self.steps)

    def step(self, tool_id: str) -> Step:
        """Return the step of a tool.

        Args:
            tool_id: A tool of the plan.

        Raises:
            StopIteration: The plan has no such tool.
        """
        return next(step for step in self.steps if step.tool_id == tool_id)
