"""A definition read: the questions of a form in their order, and the steps on which they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cabinet.services.conditions import holds
from cabinet.services.texts import said

LONGEST = {"text": 200, "long_text": 4000}
FILES = {"most": 5, "largest_mb": 12, "types": ["pdf", "jpg", "png"]}
OF_FORMAT = {"date": "date", "email": "email", "phone": "phone"}
OF_TYPE = {"boolean": "yes_no", "integer": "integer", "number": "number", "array": "several"}


@dataclass(frozen=True)
class Step:
    """One page of a form."""

    slug: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One property of the form's schema with our annotations."""

    name: str
    schema: Mapping[str, Any]
    is_required: bool

    @property
    def kind(self) -> str:
        """text, long_text, integer, number, date, choice, several, yes_no, tick, email, phone, institution,
        file."""
        if "x-kind" in self.schema:
            return self.schema["x-kind"]
        if "enum" in self.schema:
            return "choice"
        if self.schema.get("const") is True:
            return "tick"
        by_type = OF_TYPE.get(self.schema["type"], "text")
        return OF_FORMAT.get(self.schema.get("format", ""), by_type)

    @property
    def title(self) -> str:
        return said(self.schema["x-title"])

    @property
    def hint(self) -> str:
        return said(self.schema.get("x-hint"))

    @property
    def choices(self) -> list[tuple[str, str]]:
        values = self.schema.get("enum") or self.schema.get("items", {}).get("enum", [])
        labels = self.schema.get("x-labels", {})
        return [(value, said(labels.get(value)) or value) for value in values]

    @property
    def longest(self) -> int | None:
        return self.schema.get("maxLength", LONGEST.get(self.kind))

    @property
    def files(self) -> dict[str, Any]:
        """How many files, how large, of which types."""
        return {**FILES, **self.schema.get("x-files", {})}

    @property
    def institution_kinds(self) -> list[str]:
        return self.schema.get("x-institutions", {}).get("kinds", [])

    def is_shown(self, values: Mapping[str, Any]) -> bool:
        return holds(self.schema.get("x-show-if"), values)


class Definition:
    """The form of an edition. Reads what publishing has checked; other definitions are checked first."""

    def __init__(self, raw: Mapping[str, Any]):
        self.raw = raw

    @classmethod
    def of(cls, version: Any) -> "Definition":
        return cls(version.definition)

    @cached_property
    def steps(self) -> list[Step]:
        return [
            Step(step["slug"], said(step["title"]), tuple(step["fields"]))
            for step in self.raw["form"]["x-steps"]
        ]

    @cached_property
    def questions(self) -> dict[str, Question]:
        """In the order in which a person meets them."""
        form = self.raw["form"]
        required = set(form.get("required", ()))
        return {
            name: Question(name, form["properties"][name], name in required)
            for step in self.steps
            for name in step.fields
        }

    def shown(self, answers: Mapping[str, Any]) -> set[str]:
        """Each condition sees only what stands before it and is shown itself."""
        seen: dict[str, Any] = {}
        for name, question in self.questions.items():
            if question.is_shown(seen):
                seen[name] = answers.get(name)
        return set(seen)
