"""Who plays in the cases of the demo beside the family and its officers; every person is invented."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cabinet.people.invented import invented
from cabinet.people.models import Person
from eculture.models import User
from eculture.reference import DemoAccount, demo_accounts
from registry.institutions import Institution
from registry.mandates import Mandate, grant

ACT, INBOX = "Demo", "/admin/cabinet/case/"
SUPERVISOR, COLLEAGUE = "supervisor@numune.example", "officer.second@numune.example"
EXPERT, ARCHITECT = "expert@numune.example", "vusal@numune.example"
MUSEUM = "seki-xan-sarayi"
FORMER_PUPILS = (
    ("Aysel", "Eskizli", "female"), ("Tural", "Maketli", "male"), ("Ləman", "Xəyali", "female"),
    ("Orxan", "Təxmini", "male"), ("Zümrüd", "Örnəkzadə", "female"), ("Rəşad", "Sınaqlı", "male"),
    ("Nuray", "Maketli", "female"), ("Cavid", "Eskizli", "male"), ("Günel", "Təxmini", "female"),
    ("İlqar", "Xəyali", "male"), ("Səbinə", "Sınaqlı", "female"), ("Elvin", "Örnəkzadə", "male"),
)  # fmt: skip


def staff() -> None:
    """A supervisor, a second officer of the ministry, an expert of the museum in the palace of Shaki."""
    museum = Institution.objects.get(external_ids__source="seed", external_ids__ref=MUSEUM)
    _officer(SUPERVISOR, "supervisor", invented_as=("Aydın", "male", 52, "", "Məmməd oğlu"))
    _officer(COLLEAGUE, "ministry-officer", invented_as=("Samir", "male", 34, "", "Tofiq oğlu"))
    expert = ("Lalə", "female", 47, "", "Vaqif qızı")
    _officer(EXPERT, "expert", invented_as=expert, institution=museum)


def _officer(email: str, role: str, *, invented_as: tuple[Any, ...], **scope: Any) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, is_staff=True, is_demo=True)
        invented(*invented_as, user=user, surname="Sınaqlı")
    if not Mandate.objects.live().of(user).filter(role=role).exists():
        grant(to=user, role=role, by=None, act=ACT, **scope)


def account(email: str) -> User:
    return User.objects.select_related("person").get(email=email)


def architect() -> Person:
    """Draws up restoration projects and asks for the permits."""
    user = User.objects.create_user(ARCHITECT, is_demo=True)
    return invented("Vüsal", "male", 44, "DEM0V4S", "Rasim oğlu", user=user, surname="Maketli")


def former_pupils() -> list[Person]:
    """They have studied at the music school and need a certificate of it."""
    people = []
    for number, (name, surname, sex) in enumerate(FORMER_PUPILS, start=1):
        user = User.objects.create_user(f"mezun{number}@numune.example", is_demo=True)
        people.append(invented(name, sex, 19 + number, user=user, surname=surname))
    return people


demo_accounts.plug(
    DemoAccount(
        slug="supervisor",
        email=SUPERVISOR,
        title=_("Supervisor of cases"),
        story=_("Watches over the cases of the country and gives the second signature."),
        landing=f"{INBOX}?tab=sign",
        order=60,
    )
)
demo_accounts.plug(
    DemoAccount(
        slug="expert",
        email=EXPERT,
        title=_("Expert of a museum"),
        story=_("Has been asked for an opinion on the restoration of a monument."),
        landing=f"{INBOX}?tab=opinions",
        order=70,
    )
)
