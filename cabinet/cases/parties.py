"""For whom a case is asked: oneself, a child one represents, an institution or a person one may act for."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.delegations import Delegation
from cabinet.people.models import Person
from eculture.refusals import Refusal
from registry.institutions import Institution
from registry.mandates import mandates_for

ACT = "cabinet.act_for_institution"


@dataclass(frozen=True)
class Party:
    """Who asks (`applicant`), about whom (`subject`), and for which institution if for one."""

    applicant: Person
    subject: Person
    institution: Institution | None = None
    delegation: Delegation | None = None

    @property
    def kind(self) -> str:
        """As a definition names it: self, child or institution."""
        if self.institution:
            return "institution"
        return "self" if self.subject == self.applicant else "child"

    @property
    def key(self) -> str:
        """In a form, and in an address."""
        if self.institution:
            return f"institution-{self.institution.code}"
        return f"person-{self.subject.pk}"

    @property
    def title(self) -> str:
        if self.kind == "self" and not self.delegation:
            return str(_("Myself"))
        return self.institution.name if self.institution else self.subject.short_name

    def refusal_to_ask(self) -> Refusal | None:
        if self.kind == "self" and not self.applicant.is_adult_on(timezone.localdate()):
            message = _("Until 18 your legal representative asks for you, from their own cabinet.")
            return Refusal(message, code="not_adult")
        return None

    def refusal_to_act(self, service: Any) -> Refusal | None:
        """Whether the one acts for the other today; the other guardian may go on with a draft."""
        if self.delegation:
            return refusal_to_act_by(self.delegation, service)
        return self.applicant.refusal_to_act_for(self.subject) if self.kind == "child" else None


def refusal_to_act_by(delegation: Delegation, service: Any) -> Refusal | None:
    """A delegate acts while the delegation is in force, in its services, and not where it is only to look."""
    rows = Delegation.objects.filter(pk=delegation.pk)
    names = {"person": delegation.principal.short_name}
    if not rows.live().exists():
        return Refusal(_("You no longer act for %(person)s.") % names, code="delegation_ended")
    if not rows.acting().exists():
        message = _("By delegation you may look at the cases of %(person)s, and not act.")
        return Refusal(message % names, code="only_looks")
    if not rows.covering(service).exists():
        message = _("The delegation of %(person)s does not take in this service.")
        return Refusal(message % names, code="out_of_scope")
    return None


def delegated_to(person: Person, service: Any) -> list[Party]:
    """Those who let this person act for them in a service, and those who let this person only look."""
    held = Delegation.objects.live().filter(delegate=person).covering(service)
    held = held.select_related("principal__user")
    return [Party(one.principal, one.principal, delegation=one) for one in held.order_by("pk")]


def parties_of(person: Person) -> list[Party]:
    """All for whom this person may ask today, and children at whose cases the person may only look."""
    asked = [Party(person, one) for one in (person, *person.seen_children)]
    houses = represented_by(person.user) if person.user else []
    return asked + [Party(person, person, house) for house in houses]


def represented_by(user: Any) -> list[Institution]:
    """The institutions that the user may act for today."""
    codes = represented_ids(user)
    return list(Institution.objects.filter(pk__in=codes).in_order()) if codes else []


def represented_ids(user: Any) -> list[int]:
    return [one.institution_id for one in mandates_for(user, ACT) if one.institution_id]
