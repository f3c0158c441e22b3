"""What a model file may say. The JSON Schema beside the files is made of these classes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipelines.specs import Bilingual, Model

Origin = Literal["published", "illustrative"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _as_text(value: Any) -> Any:
    """Return a year or a day that YAML read as a number or date as it was written."""
    return value if value is None or isinstance(value, (str, bool)) else str(value)


When = Annotated[
    str,
    BeforeValidator(_as_text, json_schema_input_type=str | int),
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="A year, month or day (2012-04-26)."),
]
Item = Annotated[
    str,
    Field(
        pattern=r"^(1\.\d{1,2}|TA|SAI)$",
        description="Item of IG 11 (1.1 to 1.14), all active transparency (TA) or requests (SAI).",
    ),
]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]


class Time(Model):
    """How long a tool takes to set up, as its source prints it; ``unknown`` where it does not."""

    kind: Literal["months", "annual", "depends", "unknown"]
    months: int | None = Field(default=None, ge=1, le=120)
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _months_where_counted(self) -> Time:
        if (self.kind == "months") != (self.months is not None):
            raise ValueError("`months` goes with kind: months, and only with it")
        return self


class Entry(Bilingual):
    """A short text of its own: a challenge, a step, an evidence."""

    id: Identifier
    origin: Origin = "published"
    source_id: str | None = None


class Printed(Model):
    """A name under which a source prints a tool, letter by letter; deliveries may use it."""

    text: str = Field(min_length=2)
    source_id: str


class Annex(Model):
    """A guide or form that goes with a tool: a link, a file, or neither yet."""

    name: Bilingual
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    file: str | None = Field(default=None, description="Name of a file beside the deliveries.")
    source_id: str | None = None


class Role(Model):
    """Who acts on a tool."""

    id: Identifier
    name: Bilingual


class Tool(Model):
    """One tool of a version; what its source does not say stays empty or ``unknown``."""

    id: Identifier
    number: int | None = Field(
        default=None, ge=1, description="Its place in the source’s list, if not that of this file."
    )
    name: Bilingual
    printed: tuple[Printed, ...] = Field(
        default=(), description="Every name the sources print for it, as they print it."
    )
    purpose: Bilingual
    time: Time
    validity: Bilingual | None = None
    update: Literal["periodic", "permanent"] | None = Field(
        default=None, description="Faro’s own proposal: content brought up to date, or left up."
    )
    predecessor: Identifier | None = Field(
        default=None, description="The tool of an older version that this one takes the place of."
    )
    counted_by: Literal["adopcion", "convenio"] = "adopcion"
    guide: Annex | None = None
    forms: tuple[Annex, ...] = ()
    evidence: tuple[Entry, ...] = ()
    roles: tuple[Identifier, ...] = ()
    items: tuple[Item, ...] = ()
    after: tuple[Identifier, ...] = ()
    steps: tuple[Entry, ...] = ()
    source_id: str | None = None
    note: Bilingual | None = None


class Dimension(Model):
    """A block of tools. ``stated: false`` where the source gives its tools no dimension."""

    id: Identifier
    name: Bilingual
    purpose: Bilingual | None = None
    stated: bool = True
    origin: Origin = "published"
    source_id: str | None = None
    note: Bilingual | None = None
    challenges: tuple[Entry, ...] = ()
    tools: tuple[Tool, ...] = Field(min_length=1)


class Version(Model):
    """One edition of a model. ``extends`` names the version it adds its tools to."""

    id: Identifier
    name: Bilingual
    valid_from: When | None
    valid_to: When | None = None
    source_id: str
    extends: Identifier | None = None
    note: Bilingual | None = None
    dimensions: tuple[Dimension, ...] = Field(min_length=1)

    def tools(self) -> list[tuple[Dimension, Tool]]:
        """Return every tool with its dimension, in order."""
        return [(dimension, tool) for dimension in self.dimensions for tool in dimension.tools]


class ModelFile(Model):
    """One management model: a file of this folder."""

    id: Identifier
    order: int = Field(ge=1)
    name: Bilingual
    short: Bilingual
    purpose: Bilingual
    publisher: Bilingual
    source_id: str
    countries: tuple[Country, ...]
    roles: tuple[Role, ...] = ()
    versions: tuple[Version, ...] = Field(min_length=1)


class Link(Model):
    """A tool of one model read in another, with the reason. Always Faro's own reading."""

    from_tool: Identifier = Field(alias="from")
    to_tool: Identifier = Field(alias="to")
    relation: Literal["same", "part_of", "related"]
    reason: Bilingual


class CrosswalkFile(Model):
    """The links between the models."""

    links: tuple[Link, ...]
