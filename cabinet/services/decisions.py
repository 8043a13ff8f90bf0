"""The words of a decision: a text per language into which facts of the case are put. No template engine."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cabinet.services.texts import LANGUAGES, fill, places

OUTCOMES = ("approved", "partly", "refused")
# The closed list of what a decision may name, beside `answers.<question>` of the form
FACTS = {
    "number": _("number of the case"),
    "service": _("name of the service"),
    "applicant": _("who has asked"),
    "subject": _("about whom the case is"),
    "on_behalf_of": _("the institution for which the case was sent"),
    "about": _("the institution that the case is about"),
    "office": _("who decides"),
    "submitted_on": _("day on which the case was sent"),
    "decided_on": _("day of the decision"),
    "appeal_until": _("last day for an appeal"),
    "grounds": _("grounds for refusal with act and article"),
    "reasons": _("reasons in the officer's words"),
}
ANSWERS = "answers."


def render(version: Any, outcome: str, *, facts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Title and body in each language. What is not known stays as it is written; a fact is never read again.

    Raises KeyError where the edition has no text for the outcome.
    """
    text = version.definition["decisions"][outcome]
    titles, bodies = (
        {language: fill(text[part][language], facts) for language in LANGUAGES} for part in ("title", "body")
    )
    return titles, bodies


def unknown_fields(version: Any) -> list[str]:
    """Names that a text asks for and nobody can give: "decisions.approved.body.az: {{ nmae }}"."""
    return [f"{'.'.join(path)}: {{{{ {name} }}}}" for path, name in unknown_places(version.definition)]


def unknown_places(definition: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a text names what nobody can give, and the name."""
    questions = definition["form"]["properties"]
    for outcome in OUTCOMES:
        for part, by_language in definition["decisions"].get(outcome, {}).items():
            for language, text in by_language.items():
                for name in places(text):
                    is_answer = name.startswith(ANSWERS) and name.removeprefix(ANSWERS) in questions
                    if name not in FACTS and not is_answer:
                        yield ("decisions", outcome, part, language), name
