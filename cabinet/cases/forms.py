from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.cases.parties import Party
from cabinet.cases.parts import LONGEST_TEXT
from cabinet.files.fields import PapersField
from cabinet.services.models import Service
from registry.territory import Unit


class StartForm(forms.Form):
    """For whom a case is begun and, where the place decides, in which region."""

    party = forms.ChoiceField(
        label=_("For whom"), widget=forms.RadioSelect, error_messages={"required": _("Choose for whom.")}
    )
    region = forms.ModelChoiceField(
        label=_("Regional office"),
        queryset=Unit.objects.regions().in_order(),
        to_field_name="code",
        help_text=_("The office of the place where you live or that the case is about."),
        error_messages={"required": _("Choose a regional office.")},
    )

    def __init__(self, *args: Any, parties: Sequence[Party], needs_region: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.parties = {party.key: party for party in parties}
        self.fields["party"].choices = [(key, party.title) for key, party in self.parties.items()]
        self.fields["party"].initial = next(iter(self.parties), None)
        if not needs_region:
            del self.fields["region"]

    @property
    def wish(self) -> dict[str, Any]:
        """For whom and where, as the verb takes them."""
        party = self.parties[self.cleaned_data["party"]]
        return {"party": party, "region": self.cleaned_data.get("region")}


class MessageForm(forms.Form):
    """Words to the other side; `after` is the newest message that the writer has seen."""

    text = forms.CharField(
        label=_("Message"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write the message.")},
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62)

    def clean_after(self) -> int:
        return self.cleaned_data["after"] or 0


class AnswerForm(forms.Form):
    """The answer to a question of the officer: words, papers or both."""

    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        required=False,
    )

    def __init__(self, *args: Any, shelf: Iterable[Any] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["papers"] = PapersField(label=_("Papers"), required=False, shelf=shelf)


class DeskStartForm(forms.Form):
    """At the desk: which service, for whom of those whom the person may speak for, and to which office."""

    service = forms.ModelChoiceField(
        Service.objects.published().filter(versions__state="published").order_by("order", "slug"),
        label=_("Service"), to_field_name="slug", empty_label=None,
    )  # fmt: skip
    party = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    region = forms.ModelChoiceField(
        Unit.objects.regions().in_order(), label=_("Regional office"), required=False,
        to_field_name="code", help_text=_("Where the place decides."),
    )  # fmt: skip

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.parties = {party.key: party for party in parties}
        self.fields["party"].choices = [
            (key, party.institution.name if party.institution else party.subject.short_name)
            for key, party in self.parties.items()
        ]
        self.fields["party"].initial = next(iter(self.parties), None)

    @property
    def wish(self) -> dict[str, Any]:
        version = self.cleaned_data["service"].versions.published().get()
        party = self.parties[self.cleaned_data["party"]]
        return {"version": version, "party": party, "region": self.cleaned_data["region"]}


class ClaimForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the paper"), max_length=20, help_text=_("10 letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    birth_date = forms.DateField(
        label=_("Date of birth"), input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
    )  # fmt: skip
