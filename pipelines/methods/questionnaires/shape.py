"""What an instrument file may say: scales, questions, weights, the ladder of a process."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from pipelines.specs import Bilingual, Model

Origin = Literal["published", "illustrative"]
Process = Literal["ta", "sai"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Weight = Annotated[float, Field(gt=0, le=100)]


class Level(Bilingual):
    """One level of an ordinal scale; its name is its descriptor."""

    level: int = Field(ge=0)


class Rung(Bilingual):
    """One rung of the ladder of a process: which level of its question reaches it."""

    id: Identifier
    min_level: int = Field(ge=1)


class Named(Bilingual):
    """An id with its name."""

    id: Process


class Ladder(Model):
    """How the maturity of a process is read off its questions."""

    origin: Origin
    processes: tuple[Named, ...]
    rungs: tuple[Rung, ...] = Field(min_length=1)
    rule: Bilingual


class OnLadder(Model):
    """The process and the rung a question tells of."""

    process: Process
    rung: Identifier


class Question(Bilingual):
    """One question of a tool: its scale and its weight within the tool."""

    id: Identifier
    scale: Identifier
    weight: Weight
    maturity: OnLadder | None = None


class LadderQuestion(Bilingual):
    """A question about a process that belongs to no tool and enters no score."""

    id: Identifier
    scale: Identifier
    process: Process
    rung: Identifier


class ToolPart(Model):
    """The questions of one tool, and the weight of the tool within the instrument."""

    tool: Identifier
    weight: Weight | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class InstrumentFile(Model):
    """One version of an instrument: a file of the folder.

    With ``extends`` it takes over the tools and ladder questions of another version;
    ``tool_weight`` is then the weight of every tool that has none of its own here.
    """

    id: Identifier
    version: Identifier
    model_version: Identifier
    valid_from: date
    source_id: str
    origin: Origin
    name: Bilingual
    note: Bilingual
    extends: Identifier | None = None
    tool_weight: Weight | None = None
    tools: tuple[ToolPart, ...] = Field(min_length=1)
    maturity: tuple[LadderQuestion, ...] = ()
