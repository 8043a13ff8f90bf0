from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.cases.forms import WordsForm
from cabinet.cases.models import Case
from cabinet.cases.standing import Standing
from cabinet.cases.views import mine, seen
from cabinet.views import once
from cabinet.views.documents import as_download
from eculture.refusals import Refusal


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where the case stands, what is asked, what was said, what was decided."""
    found = seen(request, number)
    if found.state == "draft":
        return redirect("cabinet:case_form", number)
    page = _page(request, found)
    if page.may_act:
        found.mark_read(as_staff=False)
    return render(request, "cabinet/case.html", {"case": found, "page": page})


def _page(request: HttpRequest, found: Case, **forms: WordsForm) -> Standing:
    return Standing(found, request.user, **forms)


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
    form = WordsForm(request.POST)
    if form.is_valid() and _said(form, found.say, by=request.user, **form.cleaned_data):
        return redirect(f"{found.get_absolute_url()}#talk")
    page = _page(request, found, message=form)
    return render(request, "cabinet/case.html", {"case": found, "page": page}, status=422)


@login_required
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    found = mine(request, number)
    form = WordsForm(request.POST)
    form.fields["text"].required = False
    text = form.cleaned_data["text"] if form.is_valid() else ""
    if form.is_valid() and _said(form, found.answer, by=request.user, text=text):
        return redirect(found)
    page = _page(request, found, answer=form)
    return render(request, "cabinet/case.html", {"case": found, "page": page}, status=422)


def _said(form: WordsForm, verb, **wish) -> bool:
    try:
        verb(**wish)
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
