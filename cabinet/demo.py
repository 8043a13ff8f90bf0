"""The family of the demo: Sevda with two children; and the names of the officers and of a keeper."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.cases import demo as cases  # noqa: F401 -- plugs in the cases
from cabinet.people.invented import invented
from cabinet.people.models import Guardianship
from eculture import notices
from eculture.models import User
from eculture.reference import DemoAccount, Loader, Say, demo_accounts, demo_loaders
from registry.demo import MINISTRY, REGIONAL
from registry.demo_museum import KEEPER

SEVDA = "sevda@numune.example"
CHILDREN = (("Fidan", "female", 9, "DEM0F1D", "Anar qızı"), ("Kənan", "male", 8, "DEM0K1N", "Anar oğlu"))
OFFICERS = (
    (MINISTRY, "Nigar", "female", 41, "Elçin qızı"),
    (REGIONAL, "Ramil", "male", 38, "Əli oğlu"),
    (KEEPER, "Leyla", "female", 33, "Tofiq qızı"),
)


def load(say: Say) -> None:
    if User.objects.filter(email=SEVDA).exists():
        say("cabinet: the demo family is already there")
        return
    with transaction.atomic():
        user = User.objects.create_user(SEVDA, is_demo=True)
        sevda = invented("Sevda", "female", 36, "DEM0S3V", "Kamil qızı", user=user)
        for child in CHILDREN:
            Guardianship.objects.create(guardian=sevda, child=invented(*child))
        for email, name, sex, age, patronymic in OFFICERS:
            for officer in User.objects.filter(email=email, person=None):
                invented(name, sex, age, "", patronymic, user=officer, surname="Sınaqlı")
        notices.send("welcome", to=user, key="demo")
    say("cabinet: a family with two children")


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
