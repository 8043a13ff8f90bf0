from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.trust import exporting
from eculture.jobs import Job
from eculture.refusals import Refusal


class CopyForm(forms.Form):
    """Of whom the copy is: oneself or a child."""

    person = forms.ChoiceField(label=_("Whose data"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in exporting.of_whom(user)}
        self.fields["person"].choices = [(key, one.full_name) for key, one in self.people.items()]
        self.fields["person"].initial = next(iter(self.people), None)

    def ask(self, *, by: Any) -> Job | None:
        """The job that makes the copy; a refusal stands on the form."""
        try:
            return exporting.ask_for(self.people[self.cleaned_data["person"]], by=by)
        except Refusal as refusal:
            self.add_error(refusal.field, refusal.message)
            return None
