import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from eculture.notices import Notice

PAGE = 20


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    page = Paginator(Notice.objects.visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "cabinet/notices.html", {"page": page})


@login_required
@require_POST
def read_notice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.editable_by(request.user), pk=pk)
    notice.mark_read()
    return redirect(notice.url or "cabinet:notices")


@login_required
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    Notice.objects.editable_by(request.user).unread().update(read_at=Now())
    return redirect("cabinet:notices")
