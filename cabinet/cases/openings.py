"""What a service holds open for each member of the family, told before any form is filled in."""

from typing import Any, NamedTuple

from cabinet.cases.drafting import refusal_to_begin
from cabinet.cases.models import Case
from cabinet.cases.parties import Party, delegated_to, parties_of
from cabinet.people.models import Person
from cabinet.services import eligibility
from eculture.refusals import Refusal


class Opening(NamedTuple):
    """May this party ask, why or why not, what instead, and has it begun already?"""

    party: Party
    refusal: Refusal | None
    answers: list[Any]
    draft: Case | None

    @property
    def is_open(self) -> bool:
        return self.refusal is None

    @property
    def lines(self) -> list[tuple[str, Any]]:
        """The reasons, each with the service that may be asked for instead."""
        said = [(one.sentence, one.instead) for one in self.answers]
        is_of_rules = self.is_open or not all(one.ok for one in self.answers)
        return said if is_of_rules else [(str(self.refusal), None)]


def openings(version: Any, person: Person) -> list[Opening]:
    parties = parties_of(person) + delegated_to(person, version.service_id)
    askers = {party.applicant for party in parties}
    drafts = Case.objects.filter(
        state="draft", version__service=version.service, applicant__in=askers, parent=None
    )
    begun = {(one.applicant_id, one.subject_id, one.on_behalf_of_id): one for one in drafts}
    return [_opening(version, party, begun) for party in parties]


def _opening(version: Any, party: Party, begun: dict[tuple[int, int, int | None], Case]) -> Opening:
    facts = {"person": party.applicant, "subject": party.subject, "institution": party.institution}
    house = party.institution.pk if party.institution else None
    return Opening(
        party,
        refusal_to_begin(version, party),
        eligibility.answers(version, **facts),
        begun.get((party.applicant.pk, party.subject.pk, house)),
    )
