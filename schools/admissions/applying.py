"""How an application begins."""

from typing import Any

from django.db import IntegrityError, transaction

from cabinet.models import Person
from eculture import journal
from schools.admissions.applications import Application, NumberSeries
from schools.admissions.campaigns import Campaign


def draft(*, campaign: Campaign, child: Person, guardian: Person, direction: str, by: Any) -> Application:
    """The child's application of this campaign: a new one, or the live one that is already there.

    Raises Refusal when the child cannot apply, so that nobody fills in a form in vain.
    """
    live = Application.objects.live().filter(campaign=campaign, child=child)
    found = live.first()
    if found:
        return found
    refusal = campaign.refusal_to_apply(child=child, direction=direction)
    if refusal:
        raise refusal
    try:
        with transaction.atomic():
            facts = {"campaign": campaign, "child": child, "guardian": guardian, "direction": direction}
            application = Application.objects.create(number=NumberSeries.next_number(campaign), **facts)
            journal.record("draft", on=application, by=by, after={"direction": direction})
    except IntegrityError:
        return live.get()
    return application
