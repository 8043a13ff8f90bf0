from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cabinet.accounts.sessions import is_employee
from cabinet.people.models import person_of
from eculture import limits
from eculture.refusals import Refusal

View = Callable[..., HttpResponse]
TRIES, TRIES_OF_STAFF, HOUR = 10, 200, 3600


def person_required(view: View) -> View:
    """`request.person` is who stands behind the account; who has not said so yet is asked first."""

    @wraps(view)
    def with_person(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.person = person_of(request.user)
        return view(request, *args, **kwargs) if request.person else redirect("cabinet:welcome")

    return with_person


def carried_out(form: BaseForm, verb: Callable[..., Any], user: Any) -> bool:
    """Run `verb` with what the form holds; a refusal stands on the form and what was typed is kept."""
    tries = TRIES_OF_STAFF if is_employee(user) else TRIES
    if not limits.allowed("identity", user.pk, times=tries, seconds=HOUR):
        form.add_error(None, _("There were too many tries. Try again in an hour."))
        return False
    try:
        verb(**form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


def once(row: Model, ended: tuple[str, ...], verb: Callable[..., Any], **wish: Any) -> None:
    """Carry out a verb; pressed again after it has been done, the button changes nothing and says nothing."""
    try:
        verb(**wish)
    except Refusal:
        if not type(row)._default_manager.filter(pk=row.pk, state__in=ended).exists():
            raise
