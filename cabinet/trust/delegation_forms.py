from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.delegating import longest_until
from cabinet.people.forms import ISO, WRITTEN, FinField
from cabinet.services.models import Service

ALL, CHOSEN = "all", "chosen"
ACTS, LOOKS = "acts", "looks"


def _choice(label: Any, yes: str, choices: list[tuple[str, Any]]) -> forms.TypedChoiceField:
    """Two answers of which one stands for true."""
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=lambda value: value == yes, widget=forms.RadioSelect
    )


class DelegationForm(forms.Form):
    """Who is to act, in which services, how far and until when."""

    surname = forms.CharField(label=_("Surname"), max_length=80)
    name = forms.CharField(label=_("Given name"), max_length=80)
    fin = FinField(
        label=_("FIN"),
        help_text=_("7 characters, on the identity card of that person."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    only_looks = _choice(
        _("How far"), LOOKS, [(ACTS, _("Acts for me: writes, sends, answers")), (LOOKS, _("Only looks"))]
    )
    covers_all = _choice(
        _("In which services"), ALL, [(CHOSEN, _("Only in those that I choose")), (ALL, _("In all services"))]
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An appeal is a service of its own: tick it if that person may appeal for you."),
    )
    until = forms.DateField(
        label=_("Last day"),
        input_formats=[ISO, WRITTEN],
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial |= {"only_looks": ACTS, "covers_all": CHOSEN}
        offered = Service.objects.published().filter(versions__state="published")
        self.fields["services"].queryset = offered.order_by("order", "slug")
        last = longest_until(timezone.localdate())
        self.fields["until"].help_text = _("At most until %(day)s.") % {"day": f"{last:%d.%m.%Y}"}


class EndingForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
