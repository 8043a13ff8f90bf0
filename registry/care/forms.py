from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.care.proposals import CARD
from registry.institutions import EAST, NORTH, SOUTH, WEST, Institution

EARLIEST = 2000


class CardForm(forms.Form):
    """What the people of an institution may ask to be changed; name and kind change by an act only."""

    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=300, required=False)
    short_name = forms.CharField(label=_("Short name"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=SOUTH, max_value=NORTH)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=WEST, max_value=EAST)
    phone = forms.CharField(label=_("Telephone"), max_length=120, required=False)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    note = forms.CharField(
        label=_("Note for the office"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, institution: Institution, *sent: Any):
        super().__init__(*sent, initial={name: getattr(institution, name) for name in CARD})

    def clean(self) -> None:
        if (self.cleaned_data.get("lat") is None) != (self.cleaned_data.get("lon") is None):
            self.add_error("lat", _("Give both latitude and longitude, or neither."))

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CARD}


class ReturnForm(forms.Form):
    """The figures of a year, filled in from the last ones."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    note = forms.CharField(
        label=_("Note for the office"),
        help_text=_("Explain what has changed much since last time."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, institution: Institution, *sent: Any):
        super().__init__(*sent)
        self.indicators = list(institution.kind.indicators.all())
        this = timezone.localdate().year
        years = range(this, max(EARLIEST, this - 3) - 1, -1)
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["year"].initial = this if timezone.localdate() >= date(this, 12, 1) else this - 1
        for one in self.indicators:
            self.fields[one.code] = forms.IntegerField(
                label=one.name,
                initial=institution.figures.get(one.code),
                required=False,
                min_value=0,
                max_value=one.most,
            )
        self.order_fields(["year", *(one.code for one in self.indicators), "note"])

    @property
    def values(self) -> dict[str, int]:
        told = {one.code: self.cleaned_data[one.code] for one in self.indicators}
        return {code: figure for code, figure in told.items() if figure is not None}
