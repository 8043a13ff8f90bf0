"""The family of the demo: Sevda with two children; and the names of the two officers."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.models import Guardianship, Person
from eculture import notices
from eculture.models import User
from eculture.reference import DemoAccount, Loader, Say, demo_accounts, demo_loaders
from registry.demo import MINISTRY, REGIONAL

SEVDA = "sevda@numune.example"
SURNAME = "Nümunəli"
CHILDREN = (("Fidan", "female", 9, "DEM0F1D", "Anar qızı"), ("Kənan", "male", 8, "DEM0K1N", "Anar oğlu"))
OFFICERS = ((MINISTRY, "Nigar", "female", 41, "Elçin qızı"), (REGIONAL, "Ramil", "male", 38, "Əli oğlu"))


def load(say: Say) -> None:
    if User.objects.filter(email=SEVDA).exists():
        say("cabinet: the demo family is already there")
        return
    with transaction.atomic():
        user = User.objects.create_user(SEVDA, is_demo=True)
        sevda = _person("Sevda", "female", 36, "DEM0S3V", "Kamil qızı", user=user)
        for child in CHILDREN:
            Guardianship.objects.create(guardian=sevda, child=_person(*child))
        for email, name, sex, age, patronymic in OFFICERS:
            for officer in User.objects.filter(email=email, person=None):
                _person(name, sex, age, "", patronymic, user=officer, surname="Sınaqlı")
        notices.send("welcome", to=user, key="demo")
    say("cabinet: a family with two children")


def _person(name: str, sex: str, age: int, fin: str, patronymic: str, **more: Any) -> Person:
    """Somebody whose birthday was in the spring, so that the age holds all autumn."""
    born = date(timezone.localdate().year - age, 4, 12)
    names = {"surname": SURNAME, "name": name, "patronymic": patronymic}
    return Person.objects.create(sex=sex, birth_date=born, fin=fin, **names | more)


demo_loaders.plug(Loader("cabinet", load, 20))
demo_accounts.plug(
    DemoAccount(
        slug="guardian",
        email=SEVDA,
        title=_("Guardian"),
        story=_("Has two children: one at a music school, one who is choosing a school now."),
        landing="/cabinet/",
        order=10,
    )
)
