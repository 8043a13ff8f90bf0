"""The inbox and the page of a case, in the frame of the administration, for everybody who works on cases."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cabinet.cases.charge import OWN_CASE
from cabinet.cases.models import Case
from cabinet.cases.office.bulk import BULK, Bulk
from cabinet.cases.office.deeds import DEEDS
from cabinet.cases.office.inbox import Inbox
from cabinet.cases.office.workspace import Workspace
from cabinet.cases.parts import Decision
from cabinet.cases.wording import words_of
from cabinet.people.access_log import note_view
from eculture.refusals import Refusal
from eculture.templatetags.words import language

OPEN_INBOX = "cabinet.open_inbox"
LABELS = ("version__service", "applicant", "subject", "assignee__person")


def at_work(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who works on cases: heads and experts too, who have no other business in the administration."""
    guarded = login_required(permission_required(OPEN_INBOX, raise_exception=True)(view))
    return csp_replace({"script-src": settings.ADMIN_SCRIPT_SOURCES})(never_cache(guarded))


def of_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Fetch the case by right; one's own is refused with the sentence, notes of colleagues and all."""

    @wraps(view)
    def fetched(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(OPEN_INBOX):
            raise Http404
        case = get_object_or_404(Case.objects.for_staff(request.user).select_related(*LABELS), pk=pk)
        if case.touches(request.user):
            raise Refusal(OWN_CASE, code="own_case")
        return view(request, case, **kwargs)

    return csp_replace({"script-src": settings.ADMIN_SCRIPT_SOURCES})(never_cache(login_required(fetched)))


def framed(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """With the head and the sidebar of the administration; who is no staff of it gets the queue alone."""
    frame = admin.site.each_context(request)
    if not request.user.is_staff:
        frame |= {"available_apps": [], "is_nav_sidebar_enabled": True, "has_permission": True}
    return {**frame, **context}


@at_work
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    heaps = Inbox(request.user, request.GET)
    with transaction.atomic():  # whoever is found by name is found with a trace, or not at all
        rows = heaps.page
        heaps.leave_trace()
    context = {"title": _("Cases"), "inbox": heaps, "queue": heaps.tabs, "rows": rows, "bulk": BULK.items()}
    return render(request, "admin/cabinet/inbox.html", framed(request, **context))


@of_case
@require_safe
def workspace(request: HttpRequest, case: Case) -> HttpResponse:
    with transaction.atomic():
        for person in {case.applicant, case.subject}:
            note_view(person, by=request.user, case=case)
        page = Workspace(case, request.user)
        response = _page(request, case, page)
    if page.handles:
        case.mark_read(as_staff=True)
    return response


def _page(request: HttpRequest, case: Case, page: Workspace, status: int = 200, **more: Any) -> HttpResponse:
    title = f"{case.service.title} · № {case.number}"
    queue = Inbox(request.user, request.GET).tabs
    context = framed(request, title=title, case=case, page=page, queue=queue, **more)
    return render(request, "admin/cabinet/case.html", context, status=status)


@of_case
@require_POST
def deed(request: HttpRequest, case: Case, noun: str) -> HttpResponse:
    """Carry out one move; a refusal stands at its form, and what was typed is kept."""
    found = DEEDS.get(noun)
    if found is None or not (found.by_expert or _is_handled(request.user, case)):
        raise Http404
    form = found.form(request.POST, case=case, auto_id=f"{noun}_%s")
    if form.is_valid() and _carried_out(form, found.do, case, request.user):
        messages.success(request, _("Done: %(deed)s.") % {"deed": found.title})
        again = Case.objects.for_staff(request.user).filter(pk=case.pk).exists()
        return (
            redirect("admin:cabinet_case_change", case.pk)
            if again
            else redirect("admin:cabinet_case_changelist")
        )
    case.refresh_from_db()
    return _page(request, case, Workspace(case, request.user, tried=(noun, form)), status=422)


def _is_handled(user: Any, case: Case) -> bool:
    return Case.objects.handled_by(user).filter(pk=case.pk).exists()


def _carried_out(form: Any, do: Callable[..., Any], case: Case, user: Any) -> bool:
    try:
        do(case, by=user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


@of_case
@require_POST
def preview(request: HttpRequest, case: Case) -> HttpResponse:
    """How the decision would read; nothing is kept."""
    if not _is_handled(request.user, case):
        raise Http404
    form = DEEDS["decision"].form(request.POST, case=case, auto_id="decision_%s")
    form.is_valid()
    shown = _as_it_would_read(case, form.cleaned_data, request.user)
    if request.htmx:
        return render(request, "admin/cabinet/_decision_preview.html", {"preview": shown})
    form.errors.clear()
    return _page(request, case, Workspace(case, request.user, tried=("decision", form)), preview=shown)


def _as_it_would_read(case: Case, wish: dict[str, Any], user: Any) -> dict[str, str] | None:
    if not wish.get("outcome"):
        return None
    draft = Decision(
        case=case, outcome=wish["outcome"], grounds=wish.get("grounds", []), text=wish.get("text", "")
    )
    draft.proposed_by = user
    titles, bodies = words_of(draft)
    return {"title": titles[language()], "body": bodies[language()], "reasons": draft.text}


@at_work
@require_POST
def bulk(request: HttpRequest, noun: str) -> HttpResponse:
    """First asks to confirm what was chosen, then reports row by row."""
    if not request.user.has_perm("cabinet.handle_case"):
        raise PermissionDenied
    if noun not in BULK:
        raise Http404
    work = Bulk(noun, request.user, request.POST)
    if request.POST.get("confirmed") and work.form.is_valid():
        work.carry_out()
    context = {"title": work.deed.title, "work": work, "queue": Inbox(request.user, request.GET).tabs}
    return render(request, "admin/cabinet/bulk.html", framed(request, **context))
