from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cabinet.trust import exporting
from cabinet.trust.forms import CopyForm
from cabinet.views import person_required
from eculture.exports import holdings
from eculture.jobs import Job

SHOWN = 3


@login_required
@person_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """What a copy of one's data holds, and the wish for one."""
    form = CopyForm(request.POST or None, user=request.user)
    job = form.copy() if form.is_valid() else None
    if job:
        return redirect("cabinet:job", job.pk)
    copies = Job.objects.visible_to(request.user).filter(kind=exporting.KIND)[:SHOWN]
    context = {"form": form, "parts": list(holdings), "copies": copies, "days": exporting.MyData.keeps.days}
    return render(request, "cabinet/trust/my_data.html", context, status=422 if form.errors else 200)
