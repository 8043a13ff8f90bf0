"""The page that stands for a bank's in the demonstration. Its addresses exist only where DEMO is set."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from cabinet.payments.gateways import DemoGateway, Unreachable

ANSWERS = {"pay": "paid", "decline": "failed"}


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        seen = DemoGateway().look(reference)
    except Unreachable as error:
        raise Http404 from error
    return render(request, "cabinet/payments/demo_bank.html", {"seen": seen})


@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    state = ANSWERS.get(request.POST.get("answer", ""))
    if state is None:
        raise Http404
    try:
        return redirect(DemoGateway().answer(reference, state))
    except Unreachable as error:
        raise Http404 from error


urlpatterns = [
    path("demo/payments/<str:reference>/", page, name="demo_payment"),
    path("demo/payments/<str:reference>/answer/", answer, name="demo_payment_answer"),
]
