from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.people import Guardianship, Person
from eculture.identifiers import normalise_fin, validate_fin

ISO, WRITTEN = "%Y-%m-%d", "%d.%m.%Y"


class PersonForm(forms.ModelForm):
    """Who somebody is, as the identity card or the birth certificate says."""

    sex = forms.ChoiceField(label=_("Sex"), choices=Person.SEXES, widget=forms.RadioSelect)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=[ISO, WRITTEN],
        widget=forms.DateInput(format=ISO, attrs={"type": "date", "autocomplete": "bday"}),
        validators=Person._meta.get_field("birth_date").validators,
    )
    fin = forms.CharField(
        label=_("FIN"),
        help_text=_("7 characters, on the identity card."),
        validators=[validate_fin],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )

    class Meta:
        model = Person
        fields = ("surname", "name", "patronymic", "sex", "birth_date", "fin")

    def clean_fin(self) -> str:
        return normalise_fin(self.cleaned_data["fin"])


class ChildForm(PersonForm):
    kind = forms.ChoiceField(label=_("You are"), choices=Guardianship.KINDS, initial="parent")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Verification code"), help_text=_("It is printed under the QR code."), max_length=40
    )
