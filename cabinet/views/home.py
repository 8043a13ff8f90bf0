import logging
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cabinet.accounts.sessions import is_employee
from cabinet.needs import Cases, needs_of
from cabinet.people.family import family_of
from cabinet.people.models import Person, person_of
from eculture.sections import Need, Section, sections

log = logging.getLogger("cabinet.sections")
NOTICES_SHOWN, PAGE = 3, 20
TONES = ("garnet", "turquoise", "gold")


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    me = person_of(request.user)
    if me is None and not is_employee(request.user):
        return redirect("cabinet:welcome")
    family = family_of(request.user)
    person = _chosen(family, request.GET.get("person"))
    needs = needs_of(request.user)
    context = {"me": me, "person": person, "today": timezone.localdate(), "needs": needs}
    context["tabs"] = [_tab(place, one, me, person, needs) for place, one in enumerate(family)]
    context["panes"] = [pane for pane in (_pane(section, request, person) for section in sections) if pane]
    context["notices"] = request.user.notices.all()[:NOTICES_SHOWN]
    return render(request, "cabinet/home.html", context)


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    page = Paginator(Cases(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "cabinet/cases.html", {"page": page})


def _chosen(family: list[Person], wish: str | None) -> Person | None:
    """The member of the family whose tab is open; somebody else's number is a page that does not exist."""
    if not wish:
        return family[0] if family else None
    found = [one for one in family if str(one.pk) == wish]
    if not found:
        raise Http404
    return found[0]


def _tab(place: int, one: Person, me: Person, open_one: Person, needs: list[Need]) -> dict[str, Any]:
    age = ngettext("%(name)s, %(age)s year old", "%(name)s, %(age)s years old", one.age)
    return {
        "title": _("Myself") if one == me else age % {"name": one.name, "age": one.age},
        "url": f"?person={one.pk}",
        "letter": one.name[:1],
        "tone": TONES[place % len(TONES)],
        "count": sum(need.person_id == one.pk for need in needs),
        "current": one == open_one,
    }


def _pane(section: Section, request: HttpRequest, person: Person | None) -> dict[str, Any] | None:
    """A section with its HTML. One that fails says so in its place and leaves the rest of the page alone."""
    pane = {"title": section.title, "aside": section.aside, "slug": section.slug}
    try:
        context = section.context(request.user, person)
        if context is None:
            return None
        html = render_to_string(section.template, {**context, "person": person}, request)
    except Exception:
        log.exception("section failed", extra={"section": section.slug})
        return {**pane, "html": render_to_string("cabinet/_section_failed.html", {}, request)}
    named = {name: context[name] for name in ("title", "link_url", "link_text") if name in context}
    return {**pane, **named, "html": html}
