"""Pages of the family: everything starts from what the signed-in person may see or change."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from schools.admissions.applications import Application


def seen(request: HttpRequest, number: str) -> Application:
    return get_object_or_404(_rows().of_family(request.user), number=number)


def mine(request: HttpRequest, number: str) -> Application:
    return get_object_or_404(_rows().editable_by(request.user), number=number)


def _rows() -> Any:
    return Application.objects.with_names().with_preferences()
