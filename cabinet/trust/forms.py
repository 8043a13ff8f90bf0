from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.trust import exporting
from eculture.jobs import Job
from eculture.refusals import Refusal


class WishForm(forms.Form):
    """Asks for work in the background; a refusal stands on the form."""

    def ask(self, verb: Callable[[], Job]) -> Job | None:
        try:
            return verb()
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
            return None


class CopyForm(WishForm):
    """Of whom the copy is: oneself or a child."""

    person = forms.ChoiceField(label=_("Whose data"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.people = user, {str(one.pk): one for one in exporting.of_whom(user)}
        self.fields["person"].choices = [(key, one.full_name) for key, one in self.people.items()]
        self.fields["person"].initial = next(iter(self.people), None)

    def copy(self) -> Job | None:
        chosen = self.people[self.cleaned_data["person"]]
        return self.ask(partial(exporting.ask_for, chosen, by=self.user))


class ErasureForm(WishForm):
    understood = forms.BooleanField(
        label=_("I understand that nobody can bring back what is erased"),
        error_messages={"required": _("Tick that you have understood it.")},
    )
