"""The people of an institution say for whom its building is easy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from registry.buildings.accessibility import answer, seat_of
from registry.buildings.forms import QuestionsForm
from registry.care.views import of_mine
from registry.institutions import Institution


@require_http_methods(["GET", "HEAD", "POST"])
@of_mine
def accessibility(request: HttpRequest, institution: Institution) -> HttpResponse:
    """The questions about the main building; where none is known the office enters it first."""
    facility = seat_of(institution, timezone.localdate())
    form = facility and QuestionsForm(facility, *([request.POST] if request.method == "POST" else []))
    if form and form.is_bound and form.is_valid():
        answer(facility, form.answers, by=request.user, of=institution)
        return redirect("registry:care_of", institution.code)
    context = {"institution": institution, "facility": facility, "form": form}
    failed = form and form.errors
    return render(request, "registry/care_accessibility.html", context, status=422 if failed else 200)
