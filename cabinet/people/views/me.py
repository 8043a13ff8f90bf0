from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cabinet.accounts.sessions import has_second_factor, is_employee, needs_second_factor
from cabinet.people.access_log import views_of
from cabinet.people.models import person_of


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    person = person_of(request.user)
    if person is None and not is_employee(request.user):
        return redirect("cabinet:welcome")
    context = {
        "person": person,
        "address": EmailAddress.objects.filter(user=request.user, primary=True).first(),
        "second_factor": has_second_factor(request.user),
        "must_have_factor": needs_second_factor(request.user),
        "open_sessions": UserSession.objects.filter(user=request.user).count(),
        "views": views_of(person),
    }
    return render(request, "cabinet/me.html", context)
