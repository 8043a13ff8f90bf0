from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cabinet.people.models import person_of
from cabinet.services.catalogue import Wish
from cabinet.services.eligibility import standings, who_may_ask
from cabinet.services.models import Service

PAGE = 20


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    wish = Wish.of(request.GET)
    page = Paginator(wish.found(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "cabinet/services.html", {"wish": wish, "page": page})


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.visible_to(request.user).with_editions(), slug=slug)
    edition, person = found.edition, person_of(request.user)
    context = {
        "service": found,
        "edition": edition,
        "who": who_may_ask(edition) if edition else (),
        "standings": standings(edition, person) if edition and person else (),
    }
    return render(request, "cabinet/service.html", context)
