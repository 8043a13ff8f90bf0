"""What the moves of the office ask for; the verbs decide."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cabinet.cases.models import Case, CaseQuerySet
from cabinet.cases.offices import staff_of
from cabinet.cases.parts import LONGEST_TEXT, Decision
from cabinet.cases.reviewing import earliest_answer
from cabinet.cases.sight import COUNTRY, OPEN
from cabinet.cases.wording import name_of
from cabinet.services.models import Service
from registry.institutions import Institution
from registry.mandates import mandates_for, sees_the_country
from registry.territory import Unit

HANDLE, MINISTRY = "cabinet.handle_case", "ministry"


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return name_of(user) or user.email


class InstitutionField(forms.CharField):
    """An institution by its registry code."""

    def clean(self, value: Any) -> Institution | None:
        code = super().clean(value).strip().upper()
        found = Institution.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("The registry has no institution with this code."))
        return found


class FilterForm(forms.Form):
    """Narrows a list; what is wrong in it narrows nothing."""

    service = forms.ModelChoiceField(
        Service.objects.order_by("order", "slug").titled(), required=False, to_field_name="slug",
        label=_("Service"), empty_label=_("all"),
    )  # fmt: skip
    office = forms.ChoiceField(required=False, label=_("Office"))
    state = forms.ChoiceField(
        required=False, label=_("State"), choices=[("", _("all")), *((s, Case.STATES[s]) for s in OPEN)]
    )
    officer = OfficerField(staff_of(HANDLE), required=False, label=_("Officer"), empty_label=_("all"))
    late = forms.BooleanField(required=False, label=pgettext_lazy("cases", "Late only"))

    def __init__(self, wish: Any, *, user: Any):
        super().__init__(wish)
        self.fields["officer"].queryset = _colleagues(user)
        if sees_the_country(user, *COUNTRY):
            regions = [(one.code, one.name) for one in Unit.objects.regions().in_order()]
            self.fields["office"].choices = [("", _("all")), (MINISTRY, _("Ministry of Culture")), *regions]
        else:
            del self.fields["office"]

    def narrow(self, rows: CaseQuerySet) -> CaseQuerySet:
        self.is_valid()
        wish = self.cleaned_data
        if wish.get("service"):
            rows = rows.filter(version__service=wish["service"])
        if wish.get("office"):
            code = wish["office"]
            rows = rows.filter(Q(region=None, institution=None) if code == MINISTRY else Q(region__code=code))
        if wish.get("state"):
            rows = rows.filter(state=wish["state"])
        if wish.get("officer"):
            rows = rows.filter(assignee=wish["officer"])
        return rows.due_within(-1) if wish.get("late") else rows


def _colleagues(user: Any) -> Any:
    """The officers of the user's own offices."""
    if sees_the_country(user, *COUNTRY):
        return _named(staff_of(HANDLE))
    held = mandates_for(user, HANDLE)
    regions = {one.region for one in held if one.region_id}
    houses = {one.institution for one in held if one.institution_id}
    rows = [staff_of(HANDLE, region=one) for one in regions]
    rows += [staff_of(HANDLE, institution=one) for one in houses]
    found = staff_of(HANDLE).none()
    for each in rows:
        found = found | each
    return _named(found)


def _named(officers: Any) -> Any:
    """With what a choice names of them, and nothing that is kept encrypted."""
    return officers.select_related("person").only("email", "person__name", "person__surname")


class NothingForm(forms.Form):
    """A move that needs no more than the button."""

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case = case
        self.fit(case)

    def fit(self, case: Case | None) -> None:
        """Offer what this case allows."""


class AssignForm(NothingForm):
    to = OfficerField(staff_of(HANDLE), label=_("Officer"))

    def fit(self, case: Case | None) -> None:
        self.fields["to"].queryset = _named(case.officers if case else staff_of(HANDLE))


class StepForm(NothingForm):
    step = forms.ChoiceField(label=_("Next step"))

    def fit(self, case: Case | None) -> None:
        self.fields["step"].choices = case.steps_ahead if case else []


class AskForm(NothingForm):
    items = forms.CharField(
        label=_("What is needed"), help_text=_("One thing a line."), max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Explanation"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def fit(self, case: Case | None) -> None:
        self.fields["due_on"].initial = earliest_answer

    def clean_items(self) -> list[str]:
        return [line for line in self.cleaned_data["items"].splitlines() if line.strip()]


class ReasonForm(NothingForm):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The applicant reads it."), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class TakeOverForm(ReasonForm):
    def fit(self, case: Case | None) -> None:
        self.fields["reason"].help_text = _("The officer who had the case reads it.")


class ReassignForm(TakeOverForm, AssignForm):
    field_order = ("to", "reason")

    def fit(self, case: Case | None) -> None:
        AssignForm.fit(self, case)
        TakeOverForm.fit(self, case)
        if case:
            self.fields["to"].queryset = self.fields["to"].queryset.exclude(pk=case.assignee_id)


class ReturnForm(ReasonForm):
    def fit(self, case: Case | None) -> None:
        self.fields["reason"].help_text = _("The officer who has proposed the decision reads it.")


class UnitForm(NothingForm):
    region = forms.ModelChoiceField(
        Unit.objects.regions().in_order(), required=False, label=_("Regional office"),
        empty_label=_("none"), to_field_name="code",
    )  # fmt: skip
    institution = InstitutionField(
        label=_("Or an institution"), required=False, max_length=16, help_text=_("Its registry code.")
    )


class ForwardForm(UnitForm):
    def fit(self, case: Case | None) -> None:
        self.fields["region"].empty_label = _("Ministry of Culture")


class OpinionForm(UnitForm):
    question = forms.CharField(
        label=_("Question"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class GiveOpinionForm(NothingForm):
    is_favourable = forms.TypedChoiceField(
        label=_("Your opinion"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("in favour")), ("no", _("against"))],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Reasons"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )


class MessageForm(NothingForm):
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62)

    def fit(self, case: Case | None) -> None:
        newest = case.messages.order_by("-pk").values_list("pk", flat=True).first() if case else None
        self.fields["after"].initial = newest or 0

    def clean_after(self) -> int:
        return self.cleaned_data["after"] or 0


class NoteForm(MessageForm):
    def fit(self, case: Case | None) -> None:
        super().fit(case)
        self.fields["text"].label = _("Note for colleagues")


class DecisionForm(NothingForm):
    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    grounds = forms.MultipleChoiceField(
        label=_("Grounds"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("A refusal names at least one."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Reasons in words"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )

    def fit(self, case: Case | None) -> None:
        known = case.version.definition["decisions"] if case else {}
        self.fields["outcome"].choices = [(o, title) for o, title in Decision.OUTCOMES.items() if o in known]
        self.fields["grounds"].choices = [
            (one["code"], f"{one['act']}, {one['article']}. {one['text']}")
            for one in (case.grounds if case else [])
        ]
        if not self.fields["grounds"].choices:
            del self.fields["grounds"]
