from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.cases import papers
from cabinet.cases.forms import AnswerForm, MessageForm
from cabinet.cases.models import Decision
from cabinet.cases.papers import shelf_of
from cabinet.cases.standing import Standing
from cabinet.cases.views import mine, seen
from cabinet.views import once
from cabinet.views.documents import as_download
from eculture.refusals import Refusal

DECISIONS = Prefetch("decisions", Decision.objects.select_related("document"))


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where the case stands, what is asked, what was said, what was decided."""
    found = seen(request, number)
    if found.state == "draft":
        return redirect("cabinet:case_form", number)
    prefetch_related_objects([found], "info_requests", DECISIONS)
    page = Standing(found, request.user)
    answer = render(request, "cabinet/case.html", {"case": found, "page": page})
    if page.may_act and page.has_news:
        found.mark_read(as_staff=False)
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    found = mine(request, number)
    if request.method == "POST":
        once(found, ("withdrawn",), found.withdraw, by=request.user)
        return redirect("cabinet:cases")
    return render(request, "cabinet/case_withdrawal.html", {"case": found})


@login_required
@require_POST
def message(request: HttpRequest, number: str) -> HttpResponse:
    found = mine(request, number)
    form = MessageForm(request.POST, auto_id="message_%s")
    if form.is_valid() and _done(form, partial(found.say, by=request.user)):
        return redirect(f"{found.get_absolute_url()}#talk")
    page = Standing(found, request.user, message=form)
    return render(request, "cabinet/case.html", {"case": found, "page": page}, status=422)


@login_required
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    found = mine(request, number)
    shelf = shelf_of(request.user, found)
    form = AnswerForm(request.POST, request.FILES, shelf=shelf, auto_id="answer_%s")
    if form.is_valid() and _done(form, partial(papers.answer, found, by=request.user)):
        return redirect(found)
    page = Standing(found, request.user, answer=form)
    return render(request, "cabinet/case.html", {"case": found, "page": page}, status=422)


def _done(form: Form, verb: Callable[..., Any]) -> bool:
    """Run `verb` with what the form holds; a refusal stands on the form and what was typed is kept."""
    try:
        verb(**form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


@login_required
@require_POST
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """One click: the draft of an appeal opens."""
    return redirect(mine(request, number).appeal(by=request.user))


@login_required
@require_safe
def decision_file(request: HttpRequest, number: str) -> FileResponse:
    decision = seen(request, number).made_decision
    if decision is None or decision.document is None:
        raise Http404
    return as_download(decision.document.file, f"{decision.document.code}.pdf", "application/pdf")
