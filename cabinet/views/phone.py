from functools import partial

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.views import carried_out
from eculture.identifiers import mask_phone, validate_mobile
from eculture.phone import PhoneClaim, claim_phone, confirm_phone, remove_phone


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("For example 050 123 45 67. We send a code to it."),
        max_length=40,
        validators=[validate_mobile],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code from the message"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@login_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST or None)
    if form.is_valid() and carried_out(form, partial(claim_phone, request.user), request.user):
        return redirect("cabinet:phone_confirmation")
    return render(request, "cabinet/phone.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def phone_confirmation(request: HttpRequest) -> HttpResponse:
    claim = PhoneClaim.objects.filter(user=request.user).first()
    if claim is None:
        return redirect("cabinet:phone")
    form = CodeForm(request.POST or None)
    if form.is_valid() and carried_out(form, partial(confirm_phone, request.user), request.user):
        messages.success(request, _("The number has been confirmed."))
        return redirect("cabinet:notice_channels")
    context = {"form": form, "phone": mask_phone(claim.phone)}
    return render(request, "cabinet/phone_confirmation.html", context, status=422 if form.errors else 200)


@login_required
@reauthentication_required
@require_POST
def phone_removal(request: HttpRequest) -> HttpResponse:
    remove_phone(request.user)
    messages.success(request, _("The number has been removed."))
    return redirect("cabinet:notice_channels")
