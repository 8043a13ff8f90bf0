"""The desk applies for a child whose guardian has no account; the guardian takes the application over."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.cases.claiming import Claimable, claimables
from cabinet.models import Person
from cabinet.people.access_log import note_view
from cabinet.people.desk import not_for_oneself
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.applying import draft
from schools.admissions.campaigns import Campaign

THERE = _("This child has an application already, number %(number)s. Its family has it in the own cabinet.")


@claimables.plug
class Applications(Claimable):
    slug = "applications"

    def rows(self) -> QuerySet:
        return Application.objects.all()


def apply_at_desk(
    *, campaign: Campaign, guardian: Person, child: Person, by: Any, **wish: Any
) -> Application:
    """The draft that the guardian would begin at home; the officer leads it until the guardian takes over.

    One child has one application, whoever files it: raises Refusal where it is another one's already.
    """
    not_for_oneself(by, guardian, child)
    made = draft(campaign=campaign, guardian=guardian, child=child, by=by, desk_officer=by, **wish)
    if made.desk_officer_id != by.pk or made.claimed_at:
        raise Refusal(THERE % {"number": made.number}, code="there", field="child")
    for person in {guardian, child}:
        note_view(person, by=by)
    return made
