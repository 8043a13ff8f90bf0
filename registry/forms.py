"""What a move of an institution asks for; the verbs decide."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.institutions import Institution
from registry.territory import Unit


class ActForm(forms.Form):
    reason = forms.CharField(
        label=_("Act"),
        max_length=300,
        help_text=_("Kind, number and date of the act. Everybody can read it on the card."),
    )


class DisplacementForm(ActForm):
    unit = forms.ModelChoiceField(Unit.objects.districts().in_order(), label=_("Territory of operation"))
    field_order = ["unit", "reason"]


class ClosureForm(ActForm):
    on = forms.DateField(
        label=_("Closed on"), initial=timezone.localdate, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    successor = forms.CharField(
        label=_("Registry code of the successor"), max_length=16, required=False, help_text=_("Optional.")
    )
    field_order = ["on", "successor", "reason"]

    def clean_successor(self) -> Institution | None:
        code = self.cleaned_data["successor"].strip().upper()
        found = Institution.objects.filter(code=code).first()
        if code and found is None:
            raise forms.ValidationError(_("The registry has no institution with this code."))
        return found
