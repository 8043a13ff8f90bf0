from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.people.forms import ChildForm, PersonForm
from cabinet.people.models import Guardianship, introduce, person_of
from cabinet.views import carried_out, person_required


@login_required
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Who are you: asked once, after the first sign-in."""
    if person_of(request.user):
        return redirect("cabinet:home")
    form = PersonForm(request.POST or None)
    if form.is_valid() and carried_out(form, partial(introduce, request.user), request.user):
        return redirect("cabinet:home")
    return render(request, "cabinet/welcome.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@person_required
@require_safe
def family(request: HttpRequest) -> HttpResponse:
    rows = Guardianship.objects.live().visible_to(request.user).filter(guardian=request.person)
    return render(
        request, "cabinet/family.html", {"rows": rows.select_related("child").order_by("child__birth_date")}
    )


@login_required
@person_required
@require_http_methods(["GET", "POST"])
def add_child(request: HttpRequest) -> HttpResponse:
    form = ChildForm(request.POST or None)
    verb = partial(request.person.add_child, by=request.user)
    if form.is_valid() and carried_out(form, verb, request.user):
        child = f"{form.cleaned_data['name']} {form.cleaned_data['surname']}"
        messages.success(request, _("%(child)s is now in your family.") % {"child": child})
        return redirect("cabinet:family")
    return render(request, "cabinet/add_child.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end_guardianship(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Guardianship.objects.editable_by(request.user).filter(guardian__user=request.user)
    guardianship = get_object_or_404(rows.select_related("child"), pk=pk)
    if request.method == "POST":
        guardianship.end(by=request.user)
        return redirect("cabinet:family")
    return render(request, "cabinet/end_guardianship.html", {"guardianship": guardianship})
