from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.cases.filling import Filling
from cabinet.cases.receipts import receipt_of
from cabinet.cases.views import mine, seen
from cabinet.views import once
from cabinet.views.documents import as_download, qr
from eculture.refusals import Refusal

SENT = ("submitted", "in_review", "waiting", "decided", "closed")


@login_required
@require_safe
def whole(request: HttpRequest, number: str) -> HttpResponse:
    """Where to go on: the first step with a gap, or the review."""
    case = mine(request, number)
    if case.state != "draft":
        return redirect(case)
    return redirect(Filling(case, request.user).next_url)


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """One page of the form. It saves by its button, and by itself while one types."""
    case = mine(request, number)
    filling = Filling(case, request.user, slug)
    if filling.step is None:
        raise Http404
    if case.state != "draft":
        return redirect(case)
    if request.method == "POST":
        filling.save(request.POST, None if request.htmx else request.FILES)
        if not request.htmx and not filling.is_wrong:
            return redirect(filling.next_url if "leave" not in request.POST else "cabinet:cases")
    page = "cabinet/_case_saved.html" if request.htmx else "cabinet/case_step.html"
    status = 422 if filling.is_wrong and not request.htmx else 200
    return render(request, page, {"case": case, "filling": filling}, status=status)


@login_required
@require_POST
def edition(request: HttpRequest, number: str) -> HttpResponse:
    """Carry a draft over to the edition in use."""
    case = mine(request, number)
    lost = case.carry_over(by=request.user)
    if lost:
        messages.warning(request, _("These answers did not fit: %(list)s.") % {"list": ", ".join(lost)})
    else:
        messages.success(request, _("The draft follows the present edition. All answers have been kept."))
    return redirect("cabinet:case_form", number)


@login_required
@require_safe
def review(request: HttpRequest, number: str) -> HttpResponse:
    case = mine(request, number)
    if case.state != "draft":
        return redirect(case)
    return render(request, "cabinet/case_review.html", {"case": case, "filling": Filling(case, request.user)})


@login_required
@require_POST
def submission(request: HttpRequest, number: str) -> HttpResponse:
    case = mine(request, number)
    text = request.POST.get("seen", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    try:
        once(case, SENT, case.submit, by=request.user, seen=revision)
    except Refusal as refusal:
        context = {"case": case, "filling": Filling(case, request.user), "refusal": refusal}
        return render(request, "cabinet/case_review.html", context, status=422)
    at_desk = case.waits_at_the_desk and case.desk_officer_id == request.user.pk
    return redirect("cabinet:desk_case" if at_desk else "cabinet:case_receipt", number)


@login_required
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What was received, and what happens next."""
    case = seen(request, number)
    if case.submitted_at is None:
        raise Http404
    page = "cabinet/case_receipt.html" + ("#paper" if request.htmx else "")
    document = receipt_of(case)
    context = {"case": case, "document": document, "qr": qr(document.verify_url) if document else ""}
    return render(request, page, context)


@login_required
@require_safe
def receipt_file(request: HttpRequest, number: str) -> FileResponse:
    document = receipt_of(seen(request, number))
    if document is None:
        raise Http404
    return as_download(document.file, f"{document.code}.pdf", "application/pdf")
