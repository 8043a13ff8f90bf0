from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.people.desk import confirm_guardianship, connect_account
from cabinet.people.forms import ConfirmGuardianForm, ConnectAccountForm
from cabinet.views import carried_out

serves = permission_required("cabinet.serve_at_desk", raise_exception=True)


@login_required
@serves
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "cabinet/desk.html")


@login_required
@serves
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    title = _("Confirm a guardian")
    return served(request, ConfirmGuardianForm(request.POST or None), confirm_guardianship, title)


@login_required
@serves
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    title = _("Connect an account")
    return served(request, ConnectAccountForm(request.POST or None), connect_account, title)


def served(request: HttpRequest, form: forms.Form, verb: Callable[..., Any], title: str) -> HttpResponse:
    """One form of the desk: bound, carried out under the officer's name, shown again with what is wrong."""
    if form.is_valid() and carried_out(form, partial(verb, by=request.user), request.user):
        messages.success(request, _("Done. It stands in the journal under your name."))
        return redirect("cabinet:desk")
    context = {"form": form, "title": title}
    return render(request, "cabinet/desk_form.html", context, status=422 if form.errors else 200)
