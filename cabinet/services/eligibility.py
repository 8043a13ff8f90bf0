"""Whether somebody may ask for a service, said before the form, with the reason and the way on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.people.models import Person
from cabinet.services.conditions import holds
from cabinet.services.models import Service
from cabinet.services.texts import fill, said
from registry.institutions import Institution

WHO = {
    # Translators: who may ask for a service, one after another in a list
    "self": gettext_lazy("an adult for oneself"),
    "child": gettext_lazy("a guardian for a child"),
    "institution": gettext_lazy("an institution through its representative"),
}
# What a rule may ask about, and what a value of it looks like
FACTS: dict[str, type] = {
    "age": int,
    "citizenship": str,
    "has_fin": bool,
    "is_for_child": bool,
    "is_for_institution": bool,
    "institution_kind": str,
}
NAMED = ("name", "age", "institution")  # what the sentence of a rule may name


@dataclass(frozen=True)
class Answer:
    """One rule applied to somebody: whether it lets the person ask, why, and what may be asked instead."""

    ok: bool
    sentence: str
    instead: Service | None = None


@dataclass(frozen=True)
class Standing:
    """Where one member of a family stands before a service."""

    person: Person
    is_self: bool
    answers: list[Answer]

    @property
    def may_ask(self) -> bool:
        return all(answer.ok for answer in self.answers)


def answers(
    version: Any, *, person: Person, subject: Person, institution: Institution | None = None
) -> list[Answer]:
    """Every rule that says something, what hinders first; `person` asks for `subject` or `institution`."""
    return _answers(version, person, subject, institution, _instead(version.definition))


def standings(version: Any, person: Person) -> list[Standing]:
    """The same for a whole family: the children, then the person; two queries, however many they are."""
    instead = _instead(version.definition)
    return [
        Standing(one, one == person, _answers(version, person, one, None, instead))
        for one in [*person.children, person]
    ]


def _answers(
    version: Any,
    person: Person,
    subject: Person,
    institution: Institution | None,
    instead: Mapping[str, Service],
) -> list[Answer]:
    who = _who(version, person, subject, institution)
    if not who.ok:
        return [who]
    facts = facts_of(person=person, subject=subject, institution=institution)
    names = {"name": subject.name, "age": subject.age, "institution": institution or ""}
    said_by = [_applied(rule, facts, names, instead) for rule in version.definition.get("eligibility", ())]
    spoken = [answer for answer in said_by if answer]
    return sorted(spoken, key=lambda answer: answer.ok) or [Answer(True, _("This service can be asked for."))]


def facts_of(*, person: Person, subject: Person, institution: Institution | None) -> dict[str, Any]:
    """What is known of who asks and for whom, by the names of FACTS."""
    return {
        "age": subject.age,
        "citizenship": subject.citizenship,
        "has_fin": bool(subject.fin),
        "is_for_child": subject != person,
        "is_for_institution": institution is not None,
        "institution_kind": institution.kind.code if institution else None,
    }


def who_may_ask(version: Any) -> list[str]:
    return [str(WHO[who]) for who in version.definition["who"]]


def _who(version: Any, person: Person, subject: Person, institution: Institution | None) -> Answer:
    asks = "institution" if institution else "child" if subject != person else "self"
    if asks in version.definition["who"]:
        return Answer(True, "")
    return Answer(False, _("This case may be sent by: %(who)s.") % {"who": ", ".join(who_may_ask(version))})


def _applied(
    rule: Mapping[str, Any],
    facts: Mapping[str, Any],
    names: Mapping[str, Any],
    instead: Mapping[str, Service],
) -> Answer | None:
    hinders = holds(rule["if"], facts)
    sentence = fill(said(rule["reason"] if hinders else rule.get("otherwise")), names)
    service = instead.get(rule.get("instead", "")) if hinders else None
    return Answer(not hinders, sentence, service) if sentence else None


def _instead(definition: Mapping[str, Any]) -> dict[str, Service]:
    slugs = {rule["instead"] for rule in definition.get("eligibility", ()) if "instead" in rule}
    rows = Service.objects.published().filter(slug__in=slugs) if slugs else ()
    return {service.slug: service for service in rows}
