import mimetypes
import uuid
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.views.documents import as_download
from eculture import jobs
from eculture.jobs import ACTIVE, Job, kinds
from eculture.refusals import Refusal
from eculture.reports import FORMATS, reports_for

PAGE = 20


@login_required
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    mine = Job.objects.visible_to(request.user)
    page = Paginator(mine.exclude(state__in=ACTIVE), PAGE).get_page(request.GET.get("page"))
    context = {"active": mine.filter(state__in=ACTIVE), "page": page, "reports": reports_for(request.user)}
    return render(request, "cabinet/jobs.html", context)


@login_required
@require_safe
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "cabinet/job.html" + ("#progress" if request.htmx else ""), {"job": found})


@login_required
@require_POST
def cancellation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Job.objects.editable_by(request.user), pk=pk)
    found.cancel(by=request.user)
    return redirect("cabinet:job", found.pk)


@login_required
@require_POST
def repetition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Job.objects.editable_by(request.user), pk=pk)
    return redirect("cabinet:job", found.retry(by=request.user).pk)


@login_required
@require_safe
def job_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The result, for the asker alone, and only while the right that the job needed is still there."""
    found = get_object_or_404(Job.objects.visible_to(request.user).exclude(result=""), pk=pk)
    kind = kinds.get(found.kind)
    if kind is None or (kind.permission and not request.user.has_perm(kind.permission)):
        raise Refusal(_("You no longer have the right to this file."), code="forbidden")
    return (_private_result if kind.is_private else _result)(request, found)


def _result(_request: HttpRequest, job: Job) -> FileResponse:
    return as_download(job.result, job.result_name, mimetypes.guess_type(job.result_name)[0] or "")


_private_result = reauthentication_required(_result)


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    return render(request, "cabinet/reports.html", {"reports": reports_for(request.user)})


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    found = next((one for one in reports_for(request.user) if one.slug == slug), None)
    if found is None:
        raise Http404
    form = _with_format(found.form_class)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        params = {name: _plain(value) for name, value in form.cleaned_data.items()}
        return redirect("cabinet:job", jobs.ask(slug, by=request.user, **params).pk)
    return render(
        request, "cabinet/report.html", {"report": found, "form": form}, status=422 if form.errors else 200
    )


def _with_format(form_class: type[forms.Form]) -> type[forms.Form]:
    choices = [(name, name.upper()) for name in FORMATS]
    return type(
        form_class.__name__, (form_class,), {"format": forms.ChoiceField(label=_("File"), choices=choices)}
    )


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
