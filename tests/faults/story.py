"""The people and rows of the recipes."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now

from eculture.models import Breaker, Delivery, Job, User
from schools.models import Application
from tests.factories import schools as make
from tests.factories import teaching
from tests.faults.clients import Deed, signed_in

YEARS = count(2041)


def reconnect() -> None:
    """Our own connections may have been cut by the recipe before."""
    connection.close()
    cache.close()


def drafts(number: int) -> list[Application]:
    """Families with an application ready to be sent."""
    campaign = make.campaign("registration", year=next(YEARS))
    return [make.application(campaign, state="draft", submitted_at=None) for _each in range(number)]


def submissions(applications: list[Application], ports: list[int]) -> Iterator[Deed]:
    for application in applications:
        person = signed_in(application.guardian.user, ports)
        yield partial(person.send, "POST", f"/cabinet/applications/{application.number}/submission/")


def submitted(applications: list[Application]) -> int:
    return Application.objects.filter(pk__in=[one.pk for one in applications], state="submitted").count()


def deliveries(**state: Any) -> Any:
    return Delivery.objects.filter(**state)


def move_clock() -> None:
    """Whatever waits for its next try is due, and a gateway that is left alone may be asked again."""
    Delivery.objects.filter(state="waiting").update(due_at=Now())
    Breaker.objects.filter(open_until__isnull=False).update(open_until=Now())


def end_leases() -> None:
    """As after a minute in which nobody who sends is alive."""
    Delivery.objects.filter(state="waiting").update(lease_until=None)


def unfinished() -> int:
    return Job.objects.filter(state__in=("queued", "running")).count()


def asker() -> User:
    return User.objects.get_or_create(
        email="asker@numune.example", defaults={"is_superuser": True, "is_staff": True}
    )[0]


def offered(racers: int, places: int) -> list[Application]:
    """Families who all hold an offer, and fewer places than families."""
    school = make.school(teaches="TAR5")
    campaign = make.campaign("confirmation", year=next(YEARS), plan={(school, "TAR5", "free"): places})
    place, closes = campaign.plan_places.get(), campaign.stage("confirmation").closes_at
    run = campaign.runs.create(state="published")
    applications = [make.application(campaign, points=80, state="placed") for _each in range(racers)]
    for application in applications:
        Application.objects.filter(pk=application.pk).update(state="placed")
        application.offers.create(place=place, run=run, expires_at=closes)
    return applications


def square() -> tuple[Any, Any, Any]:
    """A group, its lesson of today and a pupil whose square is empty."""
    school = teaching.school("Yarış musiqi məktəbi")
    teacher = teaching.user("Yarış", role="teacher", at=school)
    pupil = teaching.pupil(school, "Aylin")
    teaching.term(school)
    group = teaching.group(school, teacher, pupil)
    return group, teaching.lesson(group), pupil


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
