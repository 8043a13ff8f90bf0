"""The questions about a building, for its people and for staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.buildings.accessibility import QUESTIONS
from registry.buildings.facilities import Facility

UNKNOWN, YES, NO = "", "yes", "no"
CHOICES = {
    YES: pgettext_lazy("answer", "yes"),
    NO: pgettext_lazy("answer", "no"),
    UNKNOWN: pgettext_lazy("answer", "not known"),
}
SAID = {YES: True, NO: False}


class QuestionField(forms.ChoiceField):
    """Yes, no or not known; cleaned to True, False or None."""

    widget = forms.RadioSelect
    is_needed = True  # “not known” is an answer too: nothing here is optional

    def __init__(self, label: Any):
        super().__init__(label=label, choices=CHOICES, required=False, initial=UNKNOWN)

    def clean(self, value: Any) -> Any:
        return SAID.get(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (data or "")


class Answers:
    """What has been answered; what is not known is left out."""

    cleaned_data: dict[str, Any]

    @property
    def answers(self) -> dict[str, bool]:
        return {code: answer for code in QUESTIONS if (answer := self.cleaned_data.get(code)) is not None}


Questions = type(
    "Questions", (Answers, forms.Form), {code: QuestionField(QUESTIONS[code]) for code in QUESTIONS}
)


class QuestionsForm(Questions):
    def __init__(self, facility: Facility, *sent: Any):
        super().__init__(*sent, initial=said(facility))


class FacilityForm(Questions, forms.ModelForm):
    """A building for staff, with the questions about it."""

    class Meta:
        model = Facility
        fields = (
            *("name", "unit", "address", "lat", "lon", "precision", "built", "area", "condition"),
            *("owner", "heritage_number"),
        )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial |= said(self.instance)


def said(facility: Facility) -> dict[str, str]:
    """What stands in the form: the answer to each question that has one."""
    return {code: YES if answer else NO for code, answer in facility.answers.items()}


ABOUT = (
    (None, {"fields": (("name", "unit"), "address", ("lat", "lon", "precision"))}),
    (_("The building"), {"fields": (("built", "area"), ("condition", "owner"), "heritage_number")}),
)
ASKED = (_("Accessibility"), {"fields": tuple(QUESTIONS)})
READ = (_("Accessibility"), {"fields": ("told",)})
