"""How answers read: on the review page, in the receipt, for the officer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cabinet.services.checking import as_date, is_plain
from cabinet.services.conditions import is_empty
from cabinet.services.definition import Definition, Question
from eculture.templatetags.words import azdate, aznumber
from registry.institutions import Institution

Line = tuple[str, str]


def summary(
    version: Any, answers: Mapping[str, Any], *, papers: Mapping[str, list[str]] | None = None
) -> list[tuple[str, list[Line]]]:
    """Step by step each question that was put, with its answer in words; `papers` are names of files."""
    definition = Definition.of(version)
    called, names = definition.shown(answers), _institutions(definition, answers)
    steps = []
    for step in definition.steps:
        asked = [definition.questions[name] for name in step.fields if name in called]
        lines = [(one.title, _text(one, answers, papers or {}, names)) for one in asked]
        steps.append((step.title, lines))
    return [(title, lines) for title, lines in steps if lines]


def texts(version: Any, answers: Mapping[str, Any]) -> dict[str, str]:
    """Question → its answer in words, of those that were put."""
    definition = Definition.of(version)
    called, names = definition.shown(answers), _institutions(definition, answers)
    asked = [question for name, question in definition.questions.items() if name in called]
    return {question.name: _text(question, answers, {}, names) for question in asked}


def _text(
    question: Question,
    answers: Mapping[str, Any],
    papers: Mapping[str, list[str]],
    names: Mapping[str, str],
) -> str:
    if question.kind == "file":
        return ", ".join(papers.get(question.name, ())) or _("no file")
    value = answers.get(question.name)
    return _("no answer") if is_empty(value) else in_words(question, value, names)


def in_words(question: Question, value: Any, names: Mapping[str, str]) -> str:
    """A value of another shape than the question asks for is shown as it is."""
    day = as_date(value) if question.kind == "date" else None
    if day:
        return azdate(day)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return aznumber(value) if is_plain(value) else str(value)
    labels = dict(question.choices) | dict(names)
    if isinstance(value, list):
        return ", ".join(labels.get(one, one) if isinstance(one, str) else str(one) for one in value)
    return labels.get(value, value) if question.kind in LABELLED and isinstance(value, str) else str(value)


LABELLED = ("choice", "institution")


def _institutions(definition: Definition, answers: Mapping[str, Any]) -> dict[str, str]:
    """Code → name of every institution that an answer names; one query, none where no question asks."""
    asked = [name for name, question in definition.questions.items() if question.kind == "institution"]
    codes = {answers[name] for name in asked if isinstance(answers.get(name), str)}
    rows = Institution.objects.filter(code__in=filter(is_plain, codes)) if codes else ()
    return {row.code: f"{row.name} ({row.code})" for row in rows}
