"""What the registry gives to the one search of the cabinet."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from eculture.sections import Finder, Found, finders
from registry.institutions import Institution

A_FEW = 5


@finders.plug
class Institutions(Finder):
    slug = "institutions"
    title = _("Institutions")
    order = 60

    def find(self, user: Any, text: str) -> Iterable[Found]:
        rows = Institution.objects.visible_to(user).of_record().search(text).with_labels()[:A_FEW]
        return [
            Found(one.name, f"{one.kind} · {one.registered_unit}", one.get_absolute_url()) for one in rows
        ]

    def all_url(self, text: str) -> str:
        return f"{reverse('registry:institutions')}?{urlencode({'q': text})}"
