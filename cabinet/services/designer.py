"""Where staff write an edition without code: its text, what is wrong with it, how it looks, what has changed.

Every change is a POST that calls one verb; a refusal comes back as a sentence on the same page.
"""

import json
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.services.diff import diff
from cabinet.services.forms import StepForm, step_form, steps
from cabinet.services.grammar import Fault, faults_of_shape, unkeepable
from cabinet.services.models import Service
from cabinet.services.typed import as_text, line_of, lines_of, read
from cabinet.services.versions import COPIED, ServiceVersion
from eculture.refusals import Refusal

PAGE = "admin:cabinet_serviceversion_change"
PREVIEW = "admin:cabinet_edition_preview"
CONTROL = "designer__input"


class EditionForm(forms.ModelForm):
    """An edition as it is typed; the definition may be unfinished, but it is JSON."""

    definition = forms.CharField(
        label=gettext_lazy("definition"),
        strip=False,
        widget=forms.Textarea({"rows": 30, "spellcheck": "false", "wrap": "off", "class": "designer__json"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = ServiceVersion
        fields = ("term_days", "extended_days", "appeal_days", "route", "needs_two")

    field_order = ("definition", "term_days", "extended_days", "appeal_days", "route", "needs_two", "seen")

    def __init__(self, edition: ServiceVersion, data: Any = None):
        initial = {"definition": as_text(edition.definition), "seen": edition.fingerprint}
        super().__init__(data, instance=edition, initial=initial)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", CONTROL)

    def clean_definition(self) -> Any:
        text = self.cleaned_data["definition"]
        definition, fault = read(text)
        found = [fault] if fault else unkeepable(definition)
        if not found and not isinstance(definition, dict):
            found = faults_of_shape(definition)
        if found:
            raise forms.ValidationError([_said(one, {} if fault else lines_of(text)) for one in found])
        return definition

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in COPIED}

    def _post_clean(self) -> None:
        """The rules are tried on a copy: the verb compares the row with what its editor saw."""
        edition, self.instance = self.instance, copy(self.instance)
        super()._post_clean()
        self.instance = edition


def _said(fault: Fault, lines: dict[Any, int]) -> str:
    """A fault with its line, where there are lines."""
    if not lines:
        return fault.sentence
    return _("Line %(line)s, %(place)s: %(sentence)s") % {
        "line": line_of(fault, lines), "place": fault.place, "sentence": fault.sentence,
    }  # fmt: skip


def of_edition(permission: str) -> Callable[..., Any]:
    """Fetch the edition for who holds the permission; a refusal stands on its page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            rows = ServiceVersion.objects.visible_to(request.user).select_related("service", "made_by")
            edition = get_object_or_404(rows, pk=pk)
            try:
                return view(request, edition)
            except Refusal as refusal:
                edition.refresh_from_db()
                return page(request, edition, refusal=refusal)

        return guarded

    return decorate


def page(
    request: HttpRequest, edition: ServiceVersion, *, form: Any = None, refusal: Refusal | None = None
) -> HttpResponse:
    text = as_text(edition.definition)
    may_write = ServiceVersion.objects.editable_by(request.user).filter(pk=edition.pk).exists()
    context = {
        **admin.site.each_context(request),
        "title": f"{edition.service}, № {edition.number}",
        "edition": edition,
        "form": form or EditionForm(edition) if may_write else None,
        "text": text,
        "faults": [_said(fault, lines_of(text)) for fault in edition.faults],
        "changes": diff(edition.before, edition),
        "before": edition.before,
        "has_form": not faults_of_shape(edition.definition),
        "may_publish": request.user.has_perm("cabinet.publish_serviceversion"),
        "refusal": refusal,
    }
    wrong = 409 if refusal else 422 if form and form.errors else 200
    return render(request, "admin/cabinet/edition.html", context, status=wrong)


@require_http_methods(["GET", "POST"])
@of_edition("cabinet.view_serviceversion")
def edition(request: HttpRequest, version: ServiceVersion) -> HttpResponse:
    """The page of an edition; a POST saves what was typed."""
    if request.method == "GET":
        return page(request, version)
    row = get_object_or_404(ServiceVersion.objects.editable_by(request.user), pk=version.pk)
    form = EditionForm(row, request.POST)
    if form.is_valid():
        try:
            row.write(by=request.user, seen=form.cleaned_data["seen"], **form.values)
        except Refusal as refusal:
            form.data = form.data.copy()
            form.data["seen"] = row.fingerprint
            return page(request, row, form=form, refusal=refusal)
        messages.success(request, _("The draft has been saved."))
        return redirect(PREVIEW if "preview" in request.POST else PAGE, row.pk)
    return page(request, version, form=form)


@require_http_methods(["GET", "POST"])
@of_edition("cabinet.view_serviceversion")
def preview(request: HttpRequest, version: ServiceVersion) -> HttpResponse:
    """The form as a citizen will see it, on a desk or a phone; what is typed here is kept nowhere."""
    if faults_of_shape(version.definition):
        return redirect(PAGE, version.pk)
    pages, answers = steps(version), _carried(request.POST.get("carried", ""))
    wish = request.POST.get("step") or request.GET.get("step", "")
    place, form = _tried(version, wish, answers, request)
    context = {
        "edition": version,
        "form": form,
        "step": pages[place],
        "place": place + 1,
        "titles": [step.title for step in pages],
        "carried": json.dumps(answers),
        "phone": "phone" in request.GET,
    }
    return render(request, "admin/cabinet/preview.html", context)


def _tried(
    version: ServiceVersion, wish: str, answers: dict[str, Any], request: HttpRequest
) -> tuple[int, StepForm]:
    """The page that was typed into, or the one after it once nothing is wrong; adds to the answers."""
    slugs = [step.slug for step in steps(version)]
    place = slugs.index(wish) if wish in slugs else 0
    if request.method == "GET":
        return place, step_form(version, slugs[place], answers=answers)
    form = step_form(version, slugs[place], answers=answers, data=request.POST, files=request.FILES)
    answers |= form.kept_answers
    if form.errors or place + 1 == len(slugs):
        return place, form
    return place + 1, step_form(version, slugs[place + 1], answers=answers)


def _carried(text: str) -> dict[str, Any]:
    """Answers of the pages before, which the preview hands on to itself."""
    value, fault = read(text)
    return value if isinstance(value, dict) and not fault and not unkeepable(value) else {}


@require_http_methods(["GET", "POST"])
@of_edition("cabinet.publish_serviceversion")
def publication(request: HttpRequest, version: ServiceVersion) -> HttpResponse:
    """Asks once more, with everything that changes, and publishes."""
    if request.method == "POST":
        version.publish(by=request.user)
        messages.success(request, _("The edition is in use. Cases that have begun keep theirs."))
        return redirect(PAGE, version.pk)
    refusal = version.refusal_to("publish")
    if refusal:
        raise refusal
    context = {
        **admin.site.each_context(request),
        "title": _("Publish the edition"),
        "edition": version,
        "before": version.before,
        "changes": diff(version.before, version),
    }
    return render(request, "admin/cabinet/publication.html", context)


@require_POST
@of_edition("cabinet.change_serviceversion")
def next_edition(request: HttpRequest, version: ServiceVersion) -> HttpResponse:
    return redirect(PAGE, version.open_next(by=request.user).pk)


@require_POST
def first_edition(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("cabinet.change_serviceversion"):
        raise PermissionDenied
    service = get_object_or_404(Service.objects.editable_by(request.user), pk=pk)
    return redirect(PAGE, service.open_first(by=request.user).pk)
