"""Pages of the family: everything starts from what the signed-in person may see or change."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from eculture.refusals import Refusal
from schools.admissions.applications import Application


def seen(request: HttpRequest, number: str) -> Application:
    return get_object_or_404(_rows().of_family(request.user), number=number)


def mine(request: HttpRequest, number: str) -> Application:
    return get_object_or_404(_rows().editable_by(request.user), number=number)


def _rows() -> Any:
    return Application.objects.with_names().with_preferences()


def once(application: Application, ended: tuple[str, ...], verb: Callable[..., Any], **wish: Any) -> None:
    """Carry out a verb; pressed again after it has been done, the button changes nothing and says nothing."""
    try:
        verb(**wish)
    except Refusal:
        if not Application.objects.filter(pk=application.pk, state__in=ended).exists():
            raise
