from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.people.models import Guardianship, Person
from eculture.identifiers import normalise_fin, normalise_passport, validate_fin

SHORTEST_PASSPORT = 5
ISO, WRITTEN = "%Y-%m-%d", "%d.%m.%Y"


class FinField(forms.CharField):
    """A FIN of the right form, in its normal form."""

    default_validators = [validate_fin]

    def clean(self, value: str) -> str:
        return normalise_fin(super().clean(value))


class PersonForm(forms.ModelForm):
    """Who somebody is, as the identity card or the birth certificate says."""

    sex = forms.ChoiceField(label=_("Sex"), choices=Person.SEXES, widget=forms.RadioSelect)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=[ISO, WRITTEN],
        widget=forms.DateInput(format=ISO, attrs={"type": "date", "autocomplete": "bday"}),
        validators=Person._meta.get_field("birth_date").validators,
    )
    fin = FinField(
        label=_("FIN"),
        help_text=_("7 characters, on the identity card."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )

    class Meta:
        model = Person
        fields = ("surname", "name", "patronymic", "sex", "birth_date", "fin")


class ChildForm(PersonForm):
    kind = forms.ChoiceField(label=_("You are"), choices=Guardianship.KINDS, initial="parent")


class DeskForm(forms.Form):
    """Of whom the paper is."""

    fin = FinField(label=_("FIN"))
    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=[ISO, WRITTEN],
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
    )


class ConfirmGuardianForm(DeskForm):
    guardian_fin = FinField(label=_("FIN of the guardian"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Guardianship.KINDS)
    document = forms.CharField(
        label=_("Basis document"), help_text=_("Kind and number of the paper."), max_length=120
    )

    field_order = ("guardian_fin", "fin", "birth_date", "kind", "document")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fin"].label = _("FIN of the child")


class ConnectAccountForm(DeskForm):
    email = forms.EmailField(label=_("E-mail of the account"))


class GiveFinForm(DeskForm):
    """Both papers of a foreigner who has got a FIN."""

    passport = forms.CharField(label=_("Number of the passport"), max_length=20)
    citizenship = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Citizenship"), help_text=_("As it was when the passport was shown: GE, TR")
    )
    field_order = ("passport", "citizenship", "birth_date", "fin")

    def clean_passport(self) -> str:
        return normalise_passport(self.cleaned_data["passport"])

    def clean_citizenship(self) -> str:
        return self.cleaned_data["citizenship"].upper()


class StandingForm(PersonForm):
    """Who stands at the desk: by FIN or, without one, by a foreign passport."""

    passport = forms.CharField(
        label=_("Number of the passport"), max_length=20, required=False,
        help_text=_("Only for who has no FIN."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    citizenship = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Citizenship"), initial="AZ", help_text=_("Two letters: AZ, GE, TR")
    )
    field_order = ("fin", "passport", "citizenship", "birth_date", "surname", "name", "patronymic", "sex")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["fin"].required = False

    def clean_citizenship(self) -> str:
        return self.cleaned_data["citizenship"].upper()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        passport = normalise_passport(values.get("passport", ""))
        if "fin" in values and not values["fin"] and len(passport) < SHORTEST_PASSPORT:
            self.add_error("fin", _("Write the FIN or, without one, the number of the passport."))
        return {**values, "passport": "" if values.get("fin") else passport}


class ChildAtDeskForm(StandingForm):
    """The child of who stands there, and by what paper it is represented."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Guardianship.KINDS)
    document = forms.CharField(
        label=_("Basis document"), help_text=_("Kind and number of the paper."), max_length=120
    )
    field_order = (*StandingForm.field_order, "kind", "document")
