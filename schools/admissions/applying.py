"""How an application begins."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from cabinet.models import Person
from eculture import journal
from schools.admissions import centring
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.eligibility import alternatives
from schools.admissions.parts import NumberSeries
from schools.org.models import Direction


def draft(
    *,
    campaign: Campaign,
    child: Person,
    guardian: Person,
    direction: str,
    by: Any,
    centre: Any = None,
    needs_step_free: bool = False,
    desk_officer: Any = None,
) -> Application:
    """The child's application of this campaign: a new one, or the live one that is already there.

    Raises Refusal when the child cannot apply, so that nobody fills in a form in vain.
    """
    live = Application.objects.live().filter(campaign=campaign, child=child)
    found = live.first()
    if found:
        return found
    refusal = campaign.refusal_to_apply(child=child, direction=direction)
    refusal = refusal or centring.refusal(campaign, centre, direction)
    if refusal:
        raise refusal
    try:
        with transaction.atomic():
            facts = {"campaign": campaign, "child": child, "guardian": guardian, "direction": direction}
            facts |= {"exam_centre": centre, "needs_step_free": needs_step_free, "desk_officer": desk_officer}
            application = Application.objects.create(number=NumberSeries.next_number(campaign), **facts)
            journal.record("draft", on=application, by=by, after={"direction": direction})
    except IntegrityError:
        return live.get()
    return application


class Opening(NamedTuple):
    """What a campaign holds open for one child, told before any form is filled in."""

    child: Person
    age: int
    application: Application | None
    directions: list[tuple[Any, str]]


def openings(campaign: Campaign | None, children: Iterable[Person]) -> list[Opening]:
    if campaign is None:
        return []
    children = list(children)
    live = Application.objects.live().filter(campaign=campaign, child__in=children)
    applied = {one.child_id: one for one in live}
    rules = {value: campaign.age_rules_of(value) for value in Direction.values}
    return [
        Opening(
            child,
            child.age_on(campaign.age_counted_on),
            applied.get(child.pk),
            [
                (Direction(value).label, alternatives(rules[value], child.age_on(campaign.age_counted_on)))
                for value in Direction.values
            ],
        )
        for child in children
    ]
