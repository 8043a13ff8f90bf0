import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cabinet.payments import paying
from cabinet.payments.gateways import Unreachable, is_signed
from cabinet.payments.models import Bill
from eculture.refusals import Refusal

PAGE = 20
LONGEST_CALL = 10_000  # bytes


@login_required
@require_safe
def bills(request: HttpRequest) -> HttpResponse:
    mine = Bill.objects.visible_to(request.user).with_people()
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return render(request, "cabinet/payments/bills.html", {"page": page})


@login_required
@require_safe
def bill(request: HttpRequest, pk: Any) -> HttpResponse:
    found = get_object_or_404(Bill.objects.visible_to(request.user).with_people(), pk=pk)
    return _page(request, found)


def _page(request: HttpRequest, found: Bill, refusal: Refusal | None = None) -> HttpResponse:
    payments = list(found.payments.all()[:PAGE])
    context = {
        "bill": found,
        "payments": payments,
        "under_way": next((one for one in payments if one.state == "started"), None),
        "may_pay": Bill.objects.editable_by(request.user).filter(pk=found.pk).exists(),
        "refusal": refusal or (found.refusal_to_pay() if found.may("settle") else None),
        "matter": found.matter.url(found),
    }
    return render(request, "cabinet/payments/bill.html", context, status=409 if refusal else 200)


@login_required
@require_POST
def payment(request: HttpRequest, pk: Any) -> HttpResponse:
    found = get_object_or_404(Bill.objects.editable_by(request.user).with_people(), pk=pk)
    try:
        return redirect(paying.begin(found, by=request.user))
    except Refusal as refusal:
        return _page(request, found, refusal)


@login_required
@require_POST
def check(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask the bank now how the payment under way has ended."""
    found = get_object_or_404(Bill.objects.editable_by(request.user), pk=pk)
    under_way = found.payments.open().first()
    try:
        if under_way:
            paying.ask(under_way)
    except Unreachable:
        messages.info(request, _("The bank has not answered yet. We go on asking; you need not wait here."))
    return redirect("cabinet:bill", found.pk)


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> JsonResponse:
    """The gateway says that something has happened; what, it is asked for."""
    if len(request.body) > LONGEST_CALL or not is_signed(
        request.body, request.headers.get("X-Signature", "")
    ):
        return JsonResponse({"code": "not_signed"}, status=403)
    try:
        reference = json.loads(request.body)["reference"]
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"code": "not_understood"}, status=400)
    try:
        is_ours = paying.called_back(str(reference))
    except Unreachable:
        return JsonResponse({"code": "later"}, status=503)
    return JsonResponse({"code": "ok" if is_ours else "unknown"}, status=200 if is_ours else 404)
