"""What the cabinet finds of its own: cases, notices, documents, the family, services."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cabinet.needs import Cases
from cabinet.people.family import family_of
from cabinet.services.models import Service
from eculture.azerbaijani import az_fold
from eculture.documents import IssuedDocument, normalise_code
from eculture.notices import Notice
from eculture.sections import Finder, Found, finders
from eculture.templatetags.words import azmoment

A_FEW, READ = 5, 200


def matches(text: str, *where: Any) -> bool:
    """Every word of `text` begins a word of `where`, in any spelling."""
    words = " ".join(az_fold(str(part)) for part in where).split()
    return all(any(word.startswith(wish) for word in words) for wish in az_fold(text).split())


@finders.plug
class MyCases(Finder):
    slug = "cases"
    title = _("My cases")
    order = 10

    def find(self, user: Any, text: str) -> Iterable[Found]:
        rows = (case for case in Cases(user)[:READ] if matches(text, case.number, case.title, case.person))
        return [
            Found(case.title, f"{case.number} · {case.person} · {case.state}", case.url) for case in rows
        ][:A_FEW]

    def all_url(self, text: str) -> str:
        return reverse("cabinet:cases")


@finders.plug
class MyFamily(Finder):
    slug = "family"
    title = _("My family")
    order = 20

    def find(self, user: Any, text: str) -> Iterable[Found]:
        rows = (person for person in family_of(user) if matches(text, person.full_name))
        home = reverse("cabinet:home")
        return [Found(person.short_name, "", f"{home}?person={person.pk}") for person in rows][:A_FEW]


@finders.plug
class MyDocuments(Finder):
    slug = "documents"
    title = _("My documents")
    order = 30

    def find(self, user: Any, text: str) -> Iterable[Found]:
        code = normalise_code(text)
        url = reverse("cabinet:documents")
        rows = (
            one
            for one in IssuedDocument.objects.visible_to(user)[:READ]
            if matches(text, *one.title.values(), one.holder_label) or (code and one.code.startswith(code))
        )
        return [Found(one.name, f"{one.spaced_code} · {one.holder_label}", url) for one in rows][:A_FEW]


@finders.plug
class MyNotices(Finder):
    slug = "notices"
    title = _("Notices")
    order = 40

    def find(self, user: Any, text: str) -> Iterable[Found]:
        rows = (one for one in Notice.objects.visible_to(user)[:READ] if matches(text, one.subject, one.text))
        url = reverse("cabinet:notices")
        return [Found(one.subject, azmoment(one.created_at, "day"), one.url or url) for one in rows][:A_FEW]


@finders.plug
class PublicServices(Finder):
    slug = "services"
    title = _("Services")
    order = 50

    def find(self, user: Any, text: str) -> Iterable[Found]:
        rows = Service.objects.visible_to(user).search(text)[:A_FEW]
        return [Found(one.title, Truncator(one.summary).chars(90), one.get_absolute_url()) for one in rows]

    def all_url(self, text: str) -> str:
        return f"{reverse('cabinet:services')}?{urlencode({'q': text})}"
