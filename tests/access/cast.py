"""Who plays in the access matrix: two families, two schools, two regions, and those over and outside them."""

import importlib
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cabinet.people.models import Guardianship, Person
from eculture import notices
from eculture.models import User
from eculture.notices import NoticeKind
from registry.institutions import register
from registry.mandates import Mandate
from registry.models import Cluster, Institution, Kind, Unit
from tests.access import tables
from tests.access.declare import SIGNED_IN, WITHOUT

VIEWERS = sorted(SIGNED_IN | WITHOUT)
BLIND = {  # whose canaries a viewer must never see; the ministry, the auditor and the superuser may see both
    "a": {"other_guardian", "other_head", "other_teacher", "other_officer"},
    "b": {"guardian", "head", "teacher", "officer"},
}
SEE_NOBODY = {"former_guardian", "newcomer"} | WITHOUT


@notices.kinds.plug
class Canary(NoticeKind):
    """A notice whose subject is a canary, so that a list of subjects that shows others' is noticed."""

    slug = "canary"
    title = "Kanar"
    template = "cabinet/mail/welcome"

    def subject(self, context: dict[str, Any]) -> str:
        return context["word"]


class Cast:
    """`cast.a` and `cast.b` are the sides; apps hang their rows on them in `furnish(cast)` of their tables.

    A side has: guardian, head, teacher, officer (users), family (the guardian's Person), child, school,
    district, region, and `canaries`: words that nobody of the other side may see anywhere.
    """

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.content: dict[str, str] = {}
        self.a = self._side("a", "", "Nümunəli", "AZE", ("5A1B2C3", "5A1B2C4"))
        self.b = self._side("b", "other_", "Örnəkzadə", "GEO", ("6D1E2F3", "6D1E2F4"))
        self._over_and_outside()
        self.sessions = {name: _session(self.users.get(name)) for name in VIEWERS}

    def canaries_hidden_from(self, viewer: str) -> list[str]:
        hidden = [side for side, blind in BLIND.items() if viewer in blind | SEE_NOBODY]
        return [word for side in hidden for word in getattr(self, side).canaries]

    def _side(self, letter: str, prefix: str, surname: str, region: str, fins: tuple[str, str]) -> Any:
        side = SimpleNamespace(letter=letter, canaries=[])
        side.region = Unit.objects.create(code=f"X{letter}", kind="region", name=f"{region} bölgəsi")
        side.district = Unit.objects.create(
            code=f"X{letter}1",
            kind="district",
            name=f"{region} rayonu",
            region=side.region,
            parent=side.region,
        )
        side.school = _school(letter, side.district)
        for role in ("guardian", "head", "teacher", "officer"):
            setattr(side, role, self._user(f"{prefix}{role}", is_staff=role == "officer"))
        side.family = _person(side.guardian, f"{surname}Kanar", "Anar", date(1985, 3, 1), fins[0])
        side.child = _person(None, f"{surname}Kanar", "Aylin", date(2014, 5, 2), fins[1])
        Guardianship.objects.create(guardian=side.family, child=side.child)
        side.canaries += [f"{surname}Kanar", *fins, f"Bildirişkanar-{letter}"]
        for number in range(3):
            notices.send("canary", to=side.guardian, key=str(number), word=f"Bildirişkanar-{letter}")
        tomorrow = timezone.now() + timedelta(days=1)  # so that they come first in every list
        notices.Notice.objects.filter(kind="canary").update(created_at=tomorrow)
        for user, name in ((side.head, "Leyla"), (side.teacher, "Rauf"), (side.officer, "Nigar")):
            _person(user, "Sınaqlı", name, date(1980, 1, 1), "")
        mandate(side.head, "head", institution=side.school)
        mandate(side.teacher, "teacher", institution=side.school)
        mandate(side.officer, "regional-officer", region=side.region)
        return side

    def _over_and_outside(self) -> None:
        former = _person(self._user("former_guardian"), "Keçmişli", "Tural", date(1984, 1, 1), "7G1H2J3")
        week, yesterday = timezone.localdate() - timedelta(7), timezone.localdate() - timedelta(1)
        for child in (self.a.child, self.b.child):
            Guardianship.objects.create(guardian=former, child=child, since=week, until=yesterday)
        self._user("newcomer")
        for name, role in (("ministry", "ministry-officer"), ("auditor", "auditor")):
            mandate(self._user(name, is_staff=True), role)
        self._user("superuser", is_staff=True, is_superuser=True)
        gone = self._user("deactivated", is_staff=True, is_active=False)
        mandate(gone, "ministry-officer")
        mandate(self._user("barred", is_staff=True, factor=False), "ministry-officer")

    def _user(self, name: str, *, factor: bool = True, **fields: Any) -> User:
        email = f"{name.replace('_', '.')}@kanar.example"
        user = User.objects.create(email=email, password="!", **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if factor:
            Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})
        self.users[name] = user
        setattr(self, name, user)
        return user


def build() -> Cast:
    """The cast with the rows of every app; called inside a transaction that is rolled back."""
    cast = Cast()
    walk = importlib.import_module("tests.access.walk")
    for module in walk.modules():
        if hasattr(module, "furnish"):
            module.furnish(cast)
    cast.content = tables.fingerprint()
    return cast


def mandate(user: User, role: str, **scope: Any) -> Mandate:
    return Mandate.objects.create(user=user, role=role, since=timezone.localdate() - timedelta(7), **scope)


def _person(user: User | None, surname: str, name: str, born: date, fin: str) -> Person:
    return Person.objects.create(user=user, surname=surname, name=name, birth_date=born, fin=fin)


def _school(letter: str, district: Unit) -> Institution:
    cluster, _new = Cluster.objects.get_or_create(code="MUS", defaults={"name": "Musiqi"})
    kind, _new = Kind.objects.get_or_create(
        code="music-school", defaults={"name": "Uşaq musiqi məktəbi", "cluster": cluster, "is_school": True}
    )
    name = f"{letter.upper()} saylı nümunə musiqi məktəbi"
    return register(by=None, kind=kind, registered_unit=district, name_az=name, source="sınaq")


def _session(user: User | None) -> str:
    """The key of a session signed in long before; the right second factor is asked again only once."""
    if user is None:
        return ""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
