"""What is wrong with one answer, in a sentence. The schema of the question decides; these are its words."""

import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError as SchemaError

from cabinet.services.conditions import is_empty
from cabinet.services.definition import Question
from eculture.templatetags.words import aznumber
from registry.institutions import Institution

LARGEST = 10**15  # what a sum of money or a count never reaches; JSON and JavaScript still hold it exactly
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}[0-9]")
FORMATS = FormatChecker(formats=())

MISSING = {
    "choice": gettext_lazy("Choose an answer."),
    "several": gettext_lazy("Choose at least one answer."),
    "yes_no": gettext_lazy("Choose an answer."),
    "tick": gettext_lazy("Tick this box to go on."),
    "file": gettext_lazy("Add a file."),
    "institution": gettext_lazy("Choose an institution of the registry."),
}
FILL_IN = gettext_lazy("Fill in this field.")
WRONG = {
    "integer": gettext_lazy("Write a whole number, for example 12."),
    "number": gettext_lazy("Write a number, for example 12.5."),
    "date": gettext_lazy("Write a date: day, month, year. For example 22.11.2026."),
    "email": gettext_lazy("Write an e-mail address, for example name@example.com."),
    "phone": gettext_lazy("Write a telephone number, for example +994 50 123 45 67."),
    "choice": gettext_lazy("Choose one of the answers."),
    "several": gettext_lazy("Choose from the answers."),
    "yes_no": gettext_lazy("Choose yes or no."),
    "tick": gettext_lazy("Tick this box to go on."),
    "institution": gettext_lazy("The registry has no such institution for this service."),
}
WORDS = gettext_lazy("Write words.")


@FORMATS.checks("date")
def _is_date(value: Any) -> bool:
    return not isinstance(value, str) or as_date(value) is not None


@FORMATS.checks("email", raises=ValidationError)
def _is_email(value: Any) -> bool:
    validate_email(value)
    return True


@FORMATS.checks("phone")
def _is_phone(value: Any) -> bool:
    return not isinstance(value, str) or bool(PHONE.fullmatch(value))


def as_date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except (TypeError, ValueError):
        return None


def missing(question: Question) -> str:
    return str(MISSING.get(question.kind, FILL_IN))


def fault(question: Question, value: Any) -> str | None:
    """Why this answer cannot be taken, or None. An empty answer is wrong only where one is needed."""
    if is_empty(value):
        return missing(question) if question.is_required else None
    if not is_plain(value):
        is_number = question.kind in ("integer", "number")
        return (
            str(WRONG[question.kind])
            if is_number
            else _("The answer holds signs that cannot be kept. Type it anew.")
        )
    schema = {**question.schema, **({"maxLength": question.longest} if question.longest else {})}
    error = next(Draft202012Validator(schema, format_checker=FORMATS).iter_errors(value), None)
    return _sentence(question, error) if error else None


def is_plain(value: Any) -> bool:
    """Whether the database can keep it: no NUL, no half of a letter, no number beyond measure."""
    if isinstance(value, list):
        return all(isinstance(one, str) and is_plain(one) for one in value)
    if isinstance(value, str):
        return "\x00" not in value and value == value.encode(errors="ignore").decode()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return isinstance(value, bool)
    return math.isfinite(value) and abs(value) <= LARGEST


def _sentence(question: Question, error: SchemaError) -> str:
    bound, value = error.validator_value, error.instance
    if error.validator == "maxLength":
        values = {"most": aznumber(bound), "count": aznumber(len(value))}
        return _("At most %(most)s characters are possible, here are %(count)s. Shorten the text.") % values
    if error.validator == "minLength":
        return ngettext(
            "Write at least %(least)s character.", "Write at least %(least)s characters.", bound
        ) % {"least": bound}
    if error.validator == "minimum":
        return _("The least possible number: %(least)s.") % {"least": aznumber(bound)}
    if error.validator == "maximum":
        return _("The greatest possible number: %(most)s.") % {"most": aznumber(bound)}
    if error.validator == "minItems":
        return _("Answers to choose, at least: %(least)s.") % {"least": bound}
    if error.validator == "maxItems":
        return _("Answers to choose, at most: %(most)s.") % {"most": bound}
    return str(WRONG.get(question.kind, WORDS))


def fault_of_papers(question: Question, count: int) -> str | None:
    """The same for a question that is answered with files."""
    if question.is_required and count < 1:
        return missing(question)
    most = question.files["most"]
    if count > most:
        return _("Files, at most: %(most)s. Added: %(count)s.") % {"most": most, "count": count}
    return None


def known_institutions(wishes: Iterable[tuple[Question, Any]]) -> set[tuple[str, str]]:
    """Of questions and codes: those where the registry has a working institution of the right kind."""
    asked = [(question, code) for question, code in wishes if isinstance(code, str) and is_plain(code)]
    if not asked:
        return set()
    found = Institution.objects.active().filter(code__in={code for _question, code in asked})
    kinds = dict(found.values_list("code", "kind__code"))
    return {
        (question.name, code)
        for question, code in asked
        if code in kinds and (not question.institution_kinds or kinds[code] in question.institution_kinds)
    }
