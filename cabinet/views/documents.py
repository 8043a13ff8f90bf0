import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cabinet.people.forms import CodeForm
from eculture import limits
from eculture.documents import IssuedDocument, normalise_code
from eculture.requests import client_address

PAGE = 20
CHECKS, MINUTE = 30, 60
INERT = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    page = Paginator(IssuedDocument.objects.held_by(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(document, titled(document)) for document in page]
    return render(request, "cabinet/documents.html", {"page": page, "rows": rows})


@login_required
@require_safe
def document_file(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    document = get_object_or_404(IssuedDocument.objects.held_by(request.user), pk=pk)
    return as_download(document.file, f"{document.code}.pdf", "application/pdf")


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("cabinet:verify_code", normalise_code(form.cleaned_data["code"]) or "-")
    return render(request, "cabinet/verify.html", {"form": form})


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal knows about a code; an unknown and a wrong one get the same page and query."""
    if not limits.allowed("verify", client_address(request), times=CHECKS, seconds=MINUTE):
        response = render(request, "cabinet/verify_later.html", status=429)
        response["Retry-After"] = str(MINUTE)
        return response
    document = IssuedDocument.objects.filter(code=normalise_code(code)).first()
    context = {"document": document, "title": titled(document), "today": timezone.localdate()}
    return render(
        request,
        "cabinet/verify_answer.html",
        {**context, "form": CodeForm()},
        status=200 if document else 404,
    )


def titled(document: IssuedDocument | None) -> str:
    """The title in the reader's language."""
    texts = document.title if document else {}
    return texts.get((get_language() or "az")[:2]) or texts.get("az", "")


def as_download(file, name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """A file that the browser saves and never runs on our origin."""
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    kind = f"{content_type}{charset}"
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
