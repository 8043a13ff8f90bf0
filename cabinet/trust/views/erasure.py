from functools import partial

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cabinet.trust import erasing
from cabinet.trust.forms import ErasureForm
from cabinet.views import person_required


@login_required
@person_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """What would be erased and what stays, by which law; and the wish."""
    form = ErasureForm(request.POST or None)
    job = form.ask(partial(erasing.ask_for, by=request.user)) if form.is_valid() else None
    if job:
        return redirect("cabinet:job", job.pk)
    lines = erasing.told(erasing.plan_for(request.user))
    context = {"form": form, "lines": lines, "refusal": erasing.refusal_to_erase(request.user)}
    return render(request, "cabinet/trust/erasure.html", context, status=422 if form.errors else 200)
