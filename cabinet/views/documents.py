import uuid
from typing import Any

import segno
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.forms import CodeForm, ComparisonForm
from eculture import limits
from eculture.documents import IssuedDocument, normalise_code
from eculture.requests import client_address

PAGE = 20
CHECKS, ALL_CHECKS, MINUTE = 30, 20_000, 60  # from one address; from all, far above what people need
INERT = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    page = Paginator(IssuedDocument.objects.held_by(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(document, document.name) for document in page]
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
    return later(request) if too_many(request) else answer(request, code)


@require_POST
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Whether an uploaded file is byte for byte the issued one; nothing of it is kept."""
    return later(request) if too_many(request) else answer(request, code, request.POST, request.FILES)


def answer(request: HttpRequest, code: str, *given: Any) -> HttpResponse:
    """What the portal knows about a code; an unknown and a wrong one get the same page and queries."""
    document = (
        IssuedDocument.objects.filter(code=normalise_code(code)).select_related("superseded_by").first()
    )
    comparison = ComparisonForm(*given)
    context = {
        "document": document,
        "title": document.name if document else "",
        "qr": qr(document.verify_url) if document else "",
        "now": timezone.now(),
        "comparison": comparison,
        "is_same": document and comparison.is_valid() and comparison.cleaned_data["file"] == document.sha256,
        "form": CodeForm(),
    }
    status = 404 if document is None else 422 if comparison.errors else 200
    return render(request, "cabinet/verify_answer.html", context, status=status)


def too_many(request: HttpRequest) -> bool:
    """Codes are not tried out: from one address a few, and from many no more than a code's length bears.

    So many tries a minute need millions of years for one of 32¹² codes, and nobody locks the others out.
    """
    mine = limits.allowed("verify", client_address(request), times=CHECKS, seconds=MINUTE)
    return not (mine and limits.allowed("verify", "all", times=ALL_CHECKS, seconds=MINUTE))


def later(request: HttpRequest) -> HttpResponse:
    response = render(request, "cabinet/verify_later.html", status=429)
    response["Retry-After"] = str(MINUTE)
    return response


def qr(address: str) -> str:
    """As the source of a picture, black on white in the dark too."""
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#fff")


def as_download(file, name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """A file that the browser saves and never runs on our origin."""
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    kind = f"{content_type}{charset}"
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
