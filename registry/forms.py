"""What an event of an institution asks for; the verbs decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.history.acts import LegalAct, validate_pdf
from registry.history.events import LifecycleEvent
from registry.institutions import NAMING, Institution
from registry.territory import Unit

UNKNOWN = _("The registry has no institution with this code: %(code)s.")
ACT = ("act_kind", "act_number", "act_on", "act_link", "act_file")
PRECISIONS = {name: title for name, title in LifecycleEvent.PRECISIONS.items() if name != "unknown"}


def a_day(**extra: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **extra)


class EventForm(forms.Form):
    """When it happened, by which act and why; each kind of event adds its own questions before these."""

    on = a_day(label=pgettext_lazy("day of an event", "Since when"), initial=timezone.localdate)
    precision = forms.ChoiceField(
        label=_("The day is known to the"), choices=PRECISIONS, initial="day", required=False
    )
    act_kind = forms.ChoiceField(label=_("Kind of act"), choices=LegalAct.KINDS, initial="ministry")
    act_number = forms.CharField(label=_("Number of the act"), max_length=40, required=False)
    act_on = a_day(label=_("Day of the act"), required=False)
    act_link = forms.URLField(
        label=_("Address of the text"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("For example on e-qanun.az."),
    )
    act_file = forms.FileField(label=_("Text of the act as PDF"), required=False, validators=[validate_pdf])
    reason = forms.CharField(
        label=_("Reason or remark"),
        max_length=300,
        required=False,
        help_text=_("Everybody can read it on the card. Without an act the reason is required."),
    )

    def __init__(self, institution: Institution, data: Any = None, files: Any = None):
        super().__init__(data, files, initial={name: getattr(institution, name) for name in self.begins_with})
        self.institution = institution
        self.order_fields([name for name in self.fields if name in self.own])

    needs_reason = True
    begins_with: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def questions(self) -> Iterable[forms.BoundField]:
        return [bound for bound in self if bound.name not in ACT]

    @property
    def about_act(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in ACT]

    def clean_precision(self) -> str:
        return self.cleaned_data["precision"] or "day"

    def clean(self) -> None:
        number, day = self.cleaned_data.get("act_number"), self.cleaned_data.get("act_on")
        if number and not day and "act_on" not in self.errors:
            self.add_error("act_on", _("Write the day of the act."))
        if day and not number and "act_number" not in self.errors:
            self.add_error("act_number", _("Write the number of the act."))
        if self.needs_reason and not (number or day or self.cleaned_data.get("reason")):
            self.add_error("reason", _("Name the act, or write the reason."))

    def wish(self) -> dict[str, Any]:
        """What the verb is asked for; `act` says which act in the words of `acts.write_down`, or is None."""
        wish = {name: value for name, value in self.cleaned_data.items() if name not in ACT}
        named = {name.removeprefix("act_"): self.cleaned_data[name] for name in ACT}
        return wish | {"act": named if named["number"] else None}


class RenamingForm(EventForm):
    begins_with = own = NAMING
    name_az = forms.CharField(label=_("Official name"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=300, required=False)
    short_name = forms.CharField(label=_("Short name"), max_length=120, required=False)


class RelocationForm(EventForm):
    begins_with = own = ("registered_unit", "address", "lat", "lon")
    registered_unit = forms.ModelChoiceField(
        Unit.objects.districts().in_order(), label=_("Territory of registration")
    )
    address = forms.CharField(label=_("Address"), max_length=300)
    lat = forms.FloatField(label=_("Latitude"), required=False)
    lon = forms.FloatField(label=_("Longitude"), required=False)

    def clean(self) -> None:
        super().clean()
        if (self.cleaned_data.get("lat") is None) != (self.cleaned_data.get("lon") is None):
            self.add_error("lat", _("Give both latitude and longitude, or neither."))


class TransferForm(EventForm):
    begins_with = own = ("supervisor", "parent")
    supervisor = forms.CharField(label=_("Superior body"), max_length=200, required=False)
    parent = forms.CharField(
        label=_("Registry code of the institution whose branch it is"),
        max_length=16,
        required=False,
        help_text=_("Empty for a legal person of its own."),
    )

    def __init__(self, institution: Institution, data: Any = None, files: Any = None):
        super().__init__(institution, data, files)
        self.initial["parent"] = institution.parent.code if institution.parent else ""

    def clean_parent(self) -> Institution | None:
        code = self.cleaned_data["parent"].strip().upper()
        found = Institution.objects.filter(code=code).first() if code else None
        if code and (found is None or found == self.institution):
            raise forms.ValidationError(UNKNOWN, params={"code": code})
        return found


class FiguresForm(EventForm):
    """The figures of its kind; a number nobody knows stays empty."""

    def __init__(self, institution: Institution, data: Any = None, files: Any = None):
        super().__init__(institution, data, files)
        self.indicators = list(institution.kind.indicators.all())
        for one in self.indicators:
            label, initial = one.name, institution.figures.get(one.code)
            self.fields[one.code] = forms.IntegerField(
                label=label, initial=initial, required=False, min_value=0, max_value=one.most
            )
        self.order_fields([one.code for one in self.indicators])

    needs_reason = False

    def wish(self) -> dict[str, Any]:
        wish = super().wish()
        return wish | {"figures": {one.code: wish.pop(one.code) for one in self.indicators}}


class StatusForm(EventForm):
    begins_with = own = ("honour",)
    honour = forms.CharField(
        label=pgettext_lazy("of an institution", "Status"),
        max_length=120,
        help_text=_("For example: academic theatre."),
    )


class DisplacementForm(EventForm):
    own = ("unit",)
    unit = forms.ModelChoiceField(Unit.objects.districts().in_order(), label=_("Territory of operation"))


class ClosureForm(EventForm):
    own = ("heirs",)
    heirs = forms.CharField(
        label=_("Registry codes of the successors"),
        max_length=200,
        required=False,
        help_text=_("Who took over its work, if anybody. Separate several codes by commas."),
    )

    def clean_heirs(self) -> list[Institution]:
        codes = [code.strip().upper() for code in self.cleaned_data["heirs"].split(",") if code.strip()]
        found = Institution.objects.in_bulk(codes, field_name="code")
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(UNKNOWN, params={"code": unknown[0]})
        return [found[code] for code in dict.fromkeys(codes)]


class SplitForm(ClosureForm):
    heirs = forms.CharField(
        label=_("Registry codes of the successors"),
        max_length=200,
        help_text=_("At least two, separated by commas. Enter new institutions in the registry first."),
    )


class MergerForm(ClosureForm):
    heirs = forms.CharField(label=_("Registry code of the institution it became a part of"), max_length=16)


class AnnulmentForm(forms.Form):
    reason = forms.CharField(
        label=_("Why was it recorded by mistake?"), max_length=300, help_text=_("Stays in the history.")
    )
