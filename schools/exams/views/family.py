"""The family's paper for the exam."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schools.admissions.views import seen
from schools.exams.slips import slip_of


@login_required
@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    application = seen(request, number)
    seat = application.exam
    if seat is None:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="{application.number}.pdf"'}
    return HttpResponse(slip_of(application, seat), content_type="application/pdf", headers=headers)
