from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cabinet.cases.filling import Filling
from cabinet.cases.models import Case
from cabinet.people.access_log import looks_of, told
from cabinet.people.family import family_of
from cabinet.people.models import Person
from cabinet.views import person_required

PAGE = 20


@login_required
@person_required
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who has looked at the data of the family, and why one may ask."""
    family = family_of(request.user)
    chosen = _chosen(family, request.GET.get("person", ""))
    page = Paginator(looks_of(chosen), PAGE).get_page(request.GET.get("page"))
    asked = Case.objects.of(request.user).questions_about(page)
    rows = [(look, asked.get(look.pk)) for look in told(page, chosen)]
    context = {"page": page, "rows": rows, "tabs": _tabs(family, chosen)}
    return render(request, "cabinet/looks.html", context)


@login_required
@require_POST
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Why was this looked at: one click, and the draft of the question opens where one writes it."""
    look = get_object_or_404(looks_of(family_of(request.user)), pk=pk)
    case = Case.ask_why(look, by=request.user)
    return redirect(case if case.state != "draft" else Filling(case, request.user).titles[0][1])


def _chosen(family: list[Person], wish: str) -> list[Person]:
    """The whole family, or the member that is asked for; somebody else's number is no page."""
    chosen = [one for one in family if str(one.pk) == wish] if wish else family
    if not chosen:
        raise Http404
    return chosen


def _tabs(family: list[Person], chosen: list[Person]) -> list[dict[str, Any]]:
    if len(family) == 1:
        return []
    everybody = {"title": _("The whole family"), "url": "?", "current": chosen == family}
    each = [
        {"title": one.name, "url": f"?person={one.pk}", "letter": one.name[:1], "current": chosen == [one]}
        for one in family
    ]
    return [everybody, *each]
