"""What is there before the story begins: two schools with their people, the ministry's officer, a rival."""

import time
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from eculture.models import User
from schools.admissions.applying import draft
from schools.models import Application, Campaign
from tests.factories import cabinet, schools, teaching

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = cabinet.PASSWORD
TAUGHT = {"near": "PNO5 TAR5 KAM5", "far": "PNO5 TAR5"}


def town() -> SimpleNamespace:
    near = schools.school("1 nömrəli nümunə musiqi məktəbi", teaches=TAUGHT["near"])
    far = schools.school("2 nömrəli örnək musiqi məktəbi", teaches=TAUGHT["far"])
    people = {
        "nigar": officer("Nigar"),
        "leyla": teaching.user("Leyla", role="head", at=near),
        "rena": teaching.user("Rena", role="teacher", at=near),
        "rauf": teaching.user("Rauf", role="head", at=far),
    }
    return SimpleNamespace(near=near, far=far, **people)


def officer(name: str) -> User:
    user = teaching.user(name)
    schools.officer(user)
    cabinet.with_second_factor(user, SEED)
    return User.objects.get(pk=user.pk)


def code_of_the_app() -> str:
    """What the authenticator app of a person shows now."""
    return format_hotp_value(hotp_value(SEED, int(time.time()) // 30))


def rival(campaign: Campaign) -> Application:
    """Another family, which has applied for the same place and will have the higher score."""
    sevda = cabinet.citizen("sevda@numune.example", name="Sevda", surname="Eskizli", sex="female")
    nuray = cabinet.child_of(sevda, name="Nuray", surname="Eskizli", birth_date=born(9))
    who = {"child": nuray, "guardian": sevda, "direction": "music", "by": sevda.user}
    application = draft(campaign=campaign, **who)
    application.submit(by=sevda.user)
    return application


def born(age: int) -> date:
    """The birthday of a child who is `age` on the day of the count."""
    return date(timezone.localdate().year - age, 3, 10)


def day(offset: int) -> Any:
    return timezone.localdate() + timedelta(days=offset)
