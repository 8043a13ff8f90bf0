from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cabinet.people.consents import Consent
from cabinet.trust.agreed import told
from cabinet.views import person_required

PAGE = 20


@login_required
@person_required
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What oneself and one's children have agreed to, in which words."""
    mine = Consent.objects.visible_to(request.user).with_wording()
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    rows = told(page, may_change=Consent.objects.editable_by(request.user))
    return render(request, "cabinet/trust/consents.html", {"page": page, "rows": rows})


@login_required
@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Consent.objects.editable_by(request.user), pk=pk)
    found.withdraw(by=request.user)
    messages.success(request, _("The consent has been withdrawn."))
    return redirect("cabinet:consents")


@login_required
@require_POST
def renewal(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Consent.objects.editable_by(request.user), pk=pk)
    seen = request.POST.get("text", "")
    found.renew(seen=int(seen) if seen.isdecimal() else 0, by=request.user)
    messages.success(request, _("You have agreed to the new wording."))
    return redirect("cabinet:consents")
