"""The demo page: one click signs in as one of the cast. Its addresses exist only where DEMO is set."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from eculture.models import User
from eculture.reference import demo_accounts

IN_DEMO = "demo_sign_in"


@require_safe
def cast(request: HttpRequest) -> HttpResponse:
    present = set(User.objects.filter(is_demo=True, is_active=True).values_list("email", flat=True))
    accounts = [account for account in demo_accounts if account.email in present]
    if not accounts:
        raise Http404
    return render(request, "demo.html", {"accounts": accounts})


@require_POST
def entrance(request: HttpRequest, slug: str) -> HttpResponse:
    account = demo_accounts.get(slug)
    if account is None:
        raise Http404
    user = get_object_or_404(User, email=account.email, is_demo=True, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    request.session[IN_DEMO] = True
    return redirect(account.landing)


def is_demo_session(request: HttpRequest) -> bool:
    """A demo session stands for a second factor, because no real person or datum is behind it."""
    return settings.DEMO and request.session.get(IN_DEMO, False) and request.user.is_demo


urlpatterns = [path("demo/", cast, name="demo"), path("demo/<slug:slug>/", entrance, name="demo_entrance")]
