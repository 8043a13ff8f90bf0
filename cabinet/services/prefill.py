"""What the portal knows already is not asked again: answers to begin with, and where each comes from."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.models import Person
from cabinet.services.checking import as_date, fault
from cabinet.services.conditions import is_empty
from cabinet.services.definition import Definition
from eculture.templatetags.words import azdate
from registry.institutions import Institution

SOURCES = {
    # Translators: under a field of a form that was filled in beforehand
    "cabinet": _("From your cabinet, %(day)s"),
    "account": _("From your account, %(day)s"),
    "registry": _("From the registry of institutions, %(day)s"),
}
OF_PERSON = ("surname", "name", "patronymic", "full_name", "birth_date", "citizenship", "masked_fin")
OF_INSTITUTION = ("name", "code", "address", "voen", "phone")


class Known(NamedTuple):
    """One name of the closed list: of whom, which attribute, from where."""

    whose: str
    attribute: str
    source: str


NAMES = {
    **{f"{who}.{name}": Known(who, name, "cabinet") for who in ("person", "subject") for name in OF_PERSON},
    **{f"account.{name}": Known("account", name, "account") for name in ("email", "phone")},
    **{
        f"{what}.{name}": Known(what, name, "registry")
        for what in ("institution", "about")
        for name in OF_INSTITUTION
    },
}


def prefilled(
    version: Any,
    *,
    person: Person,
    subject: Person,
    institution: Institution | None = None,
    about: Institution | None = None,
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Answers known beforehand, and for each where it is from and of which day; see `source_line`."""
    of = {
        "person": person,
        "subject": subject,
        "account": person.user,
        "institution": institution,
        "about": about,
    }
    answers, sources = {}, {}
    for name, question in Definition.of(version).questions.items():
        known = NAMES.get(question.schema.get("x-prefill", ""))
        value = _plain(getattr(of[known.whose], known.attribute, None)) if known else None
        if not is_empty(value) and fault(question, value) is None:
            answers[name] = value
            sources[name] = {"from": known.source, "on": timezone.localdate().isoformat()}
    return answers, sources


def source_line(source: Mapping[str, str]) -> str:
    """In words: "From your cabinet, 22 November 2026"."""
    words, day = SOURCES.get(source.get("from", "")), as_date(source.get("on"))
    return str(words) % {"day": azdate(day)} if words and day else ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
