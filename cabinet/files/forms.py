from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.files.models import Attachment
from cabinet.people.forms import ISO, WRITTEN


class PaperForm(forms.ModelForm):
    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        input_formats=[ISO, WRITTEN],
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        help_text=_("We remind you two weeks before."),
    )

    class Meta:
        model = Attachment
        fields = ("title", "expires_on", "may_be_reused")
        labels = {
            "title": _("What it is"),
            "may_be_reused": _("I agree that this paper is offered in my next cases"),
        }

    def carry_out(self, *, by: Any) -> None:
        """Through the verbs, so that the journal knows."""
        wish, paper = self.cleaned_data, self.instance
        if {"title", "expires_on"}.intersection(self.changed_data):
            paper.rename(title=wish["title"], expires_on=wish["expires_on"], by=by)
        if "may_be_reused" in self.changed_data:
            paper.let_be_reused(may=wish["may_be_reused"], by=by)
