"""Pages of the family: everything starts from what the signed-in person may see or change."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cabinet.people.models import person_of
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign


def running_campaign(request: HttpRequest) -> Campaign | None:
    """This year's, with its stages."""
    return Campaign.objects.visible_to(request.user).running().with_stages().first()


def seen(request: HttpRequest, number: str) -> Application:
    rows = _rows().of_family(request.user) | _rows().at_the_desk_of(request.user)
    return get_object_or_404(rows, number=number)


def mine(request: HttpRequest, number: str) -> Application:
    """One that the guardian may change; who may only look is told why, a stranger nothing."""
    found = _rows().editable_by(request.user).filter(number=number).first()
    if found is None:
        child = seen(request, number).child
        raise person_of(request.user).refusal_to_act_for(child) or Http404()
    return found


def _rows() -> Any:
    return Application.objects.with_names().with_preferences()
