"""Pages of who asks: everything starts from what the signed-in person may see or change."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cabinet.cases.models import Case, CaseQuerySet
from cabinet.people.family import acting_family_of, family_of


def seen(request: HttpRequest, number: str) -> Case:
    """A case of one's own side; staff read what lies with their office in the administration."""
    rows = Case.objects.of(request.user, family_of(request.user))
    return get_object_or_404(_rows(rows), number=number)


def mine(request: HttpRequest, number: str) -> Case:
    """A case that one may change; who may only look is told why, a stranger nothing."""
    rows = Case.objects.editable_by(request.user, acting_family_of(request.user))
    found = _rows(rows).filter(number=number).first()
    if found is None:
        raise seen(request, number).refusal_to_act(request.user) or Http404()
    return found


def _rows(rows: CaseQuerySet) -> Any:
    """The rest is read when it is there: with all of it joined the planning takes longer than the work."""
    return rows.select_related("version__service", "applicant", "subject")
