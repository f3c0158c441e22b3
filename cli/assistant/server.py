"""The MCP server: eight read-only tools, over standard input and output or over HTTP.

Whoever asks reads what everybody may read: what is not out is not there. Over HTTP that is nothing
where a login is required, for none comes with a question.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from cli.assistant import answers
from pipelines import institution
from pipelines.errors import FaroError
from pipelines.institution import Person, audit, people

PUBLIC = Person(roles=frozenset({"reader"}))
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS = (
    "Figures on municipal transparency in Chile. Every answer says its origin, build, n, method "
    "breaks and citation: pass them on. Origin «simulated» is for demonstration and never cited. "
    "null is not zero. Nothing here shows causes: say what was measured, never why. Where "
    "`comparable` is false there is no difference to speak of."
)
# What is wrong with an argument is said with it, and never longer than an answer may be.
MOST_NAMED, MOST_VALUES, MOST_SAID = 20, 400, 800
Text = Annotated[str, Field(max_length=answers.MOST_TEXT)]
Name = Annotated[str, Field(max_length=100)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMED)]
Build = Annotated[Name, Field(description="Id of an edition; the one served when empty.")]
Values = Annotated[list[Text], Field(max_length=MOST_VALUES)]
Where = Annotated[dict[str, Text | Values], Field(max_length=MOST_NAMED)]
Sql = Annotated[str, Field(max_length=4_000)]


def list_metrics(text: Text = "", build: Build = "") -> dict[str, Any]:
    """List metrics with definition, unit, dimensions; ``text`` keeps those with all its words."""
    return answers.metrics(text, build or None)


def get_metric(
    metric: Name, by: Names | None = None, where: Where | None = None, build: Build = ""
) -> dict[str, Any]:
    """Read a metric by some dimensions (``by=["round", "group"]``), filtered by ``where``."""
    return answers.metric(metric, by or (), where or {}, build or None)


def compare(
    metric: Name, first: Where, second: Where, claim: Text = "", build: Build = ""
) -> dict[str, Any]:
    """Put two values of a metric side by side; ``difference`` is null across a method break.

    ``claim`` is the sentence you mean to say of it; one that speaks of causes is refused.
    """
    return answers.compare(metric, first, second, claim, build or None)


def entity_sheet(name: Text, build: Build = "") -> dict[str, Any]:
    """Read the sheet of a municipality by its code (13101) or exact name; none is guessed."""
    return answers.entity(name, build or None)


def search(text: Text, build: Build = "") -> dict[str, Any]:
    """Find metrics, tables and municipalities by all words of a text, accents or not."""
    return answers.search(text, build or None)


def cite(metric: Name, where: Where, claim: Text = "", build: Build = "") -> dict[str, Any]:
    """Read one value with its citation; ``claim`` that speaks of causes is refused."""
    return answers.citation(metric, where, claim, build or None)


def describe_table(table: Name, build: Build = "") -> dict[str, Any]:
    """Read what a table is: grain, keys, columns with units and definitions."""
    return answers.table(table, build or None)


def query(sql: Sql, build: Build = "") -> dict[str, Any]:
    """Run one SELECT over core and out tables, bounded in time, memory and rows.

    What it computes is yours, not a figure that Faro publishes.
    """
    return answers.query(sql, build or None)


TOOLS: tuple[Callable[..., dict[str, Any]], ...] = (
    list_metrics,
    get_metric,
    compare,
    entity_sheet,
    search,
    cite,
    describe_table,
    query,
)
# What they give is taken away, as from the open endpoints; a query has a line of its own.
FIGURES = (get_metric, compare, entity_sheet, cite)


def whoever() -> Person:
    """Return who asks over HTTP: somebody who has not logged in."""
    return people.nobody() if institution.is_on() else PUBLIC


def server(asker: Callable[[], Person] = lambda: PUBLIC) -> MCPServer[Any]:
    """Return the server with its tools.

    Args:
        asker: Returns who asks; a reader of what is out, as whoever starts it at a console is.
    """
    made: MCPServer[Any] = MCPServer("faro", instructions=INSTRUCTIONS, log_level="WARNING")
    for tool in TOOLS:
        made.add_tool(_guarded(tool, asker), name=tool.__name__, annotations=READS)
    return made


def _guarded(
    tool: Callable[..., dict[str, Any]], asker: Callable[[], Person]
) -> Callable[..., dict[str, Any]]:
    """Have a tool ask as who asks, and say what is wrong in one sentence."""

    @wraps(tool)
    def answer(*given: Any, **named: Any) -> dict[str, Any]:
        try:
            with institution.acting(asker()):
                answered = tool(*given, **named)
                if tool in FIGURES:
                    audit.record("export", build_id=answered["build"], path=f"/mcp/{tool.__name__}")
                return answered
        except FaroError as error:
            words = f"{error} {error.in_language('es')}" if error.es else str(error)
            raise ToolError(words[:MOST_SAID]) from error

    return answer
