"""Pages on which one adult lets another one act."""

from functools import partial

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.people.delegating import ask_delegation
from cabinet.people.delegations import Delegation
from cabinet.trust.delegation_forms import DelegationForm, EndingForm
from cabinet.views import carried_out, once, person_required


@login_required
@person_required
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """Who acts for me, and for whom I act; what has ended stands last."""
    rows = Delegation.objects.between(request.user).select_related("principal", "delegate")
    rows = list(rows.prefetch_related("services"))
    given = [row for row in rows if row.principal_id == request.person.pk]
    context = {"given": given, "held": [row for row in rows if row not in given]}
    return render(request, "cabinet/delegations.html", context)


@login_required
@reauthentication_required
@person_required
@require_http_methods(["GET", "POST"])
def asking(request: HttpRequest) -> HttpResponse:
    form = DelegationForm(request.POST or None)
    verb = partial(ask_delegation, request.person, by=request.user)
    if form.is_valid() and carried_out(form, verb, request.user):
        messages.success(request, _("Asked. The right begins when that person accepts in their cabinet."))
        return redirect("cabinet:delegations")
    return render(
        request, "cabinet/delegation_asking.html", {"form": form}, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """What one would take on, before one does."""
    rows = Delegation.objects.held_by(request.user).filter(state__in=["asked", "accepted"])
    row = get_object_or_404(rows.select_related("principal__user", "delegate__user"), pk=pk)
    if request.method == "POST":
        once(row, ("accepted",), row.accept, by=request.user)
        return redirect("cabinet:delegations")
    return render(request, "cabinet/delegation_acceptance.html", {"row": row})


@login_required
@require_http_methods(["GET", "POST"])
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """Either of the two ends it: takes it back, declines it, gives it up."""
    rows = Delegation.objects.between(request.user).select_related("principal__user", "delegate__user")
    row, form = get_object_or_404(rows, pk=pk), EndingForm(request.POST or None)
    if form.is_valid():
        once(row, ("ended",), row.end, by=request.user, **form.cleaned_data)
        return redirect("cabinet:delegations")
    context = {"row": row, "form": form, "is_mine": row.principal.user_id == request.user.pk}
    return render(request, "cabinet/delegation_ending.html", context)
