from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.files.models import REUSE, Attachment
from cabinet.people.consents import ConsentText
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
        labels = {"title": _("What it is")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["may_be_reused"] = self.instance.is_agreed
        self.fields["may_be_reused"].label = ConsentText.objects.current(REUSE).text

    def carry_out(self, *, by: Any) -> None:
        """Through the verbs, so that the journal knows."""
        wish, paper = self.cleaned_data, self.instance
        if {"title", "expires_on"}.intersection(self.changed_data):
            paper.rename(title=wish["title"], expires_on=wish["expires_on"], by=by)
        if "may_be_reused" in self.changed_data:
            paper.let_be_reused(may=wish["may_be_reused"], by=by)
