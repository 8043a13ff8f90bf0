"""A small admission: two schools, a family, a campaign that can be set to any stage."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cabinet.models import Guardianship, Person
from eculture.models import User
from eculture.reference import reference_loaders
from registry.institutions import register
from registry.mandates import grant
from registry.models import Cluster, Kind, Unit
from schools.admissions.choices import Wish
from schools.models import (
    AgeRule,
    Application,
    Campaign,
    PlanPlace,
    PriorityClaim,
    PriorityGroup,
    Programme,
    School,
    Score,
    Stage,
)

STAGES = list(Stage.KINDS)
FREE_AGES = {"PNO7": (6, 8), "PNO5": (8, 12), "TAR5": (8, 12), "KAM5": (8, 12), "PNT4": (8, 12)}


def programmes() -> dict[str, Programme]:
    """The programmes of the reference data, by code."""
    if not Programme.objects.exists():
        reference_loaders["schools"].load(lambda line: None)
    return {one.code: one for one in Programme.objects.select_related("specialty")}


def unit(code: str = "D98", name: str = "Sınaq rayonu", region: str = "R98") -> Unit:
    names = {"kind": "region", "name_az": "Sınaq bölgəsi"}
    region, _new = Unit.objects.get_or_create(code=region, defaults=names)
    names = {"kind": "district", "name_az": name, "region": region, "parent": region}
    return Unit.objects.get_or_create(code=code, defaults=names)[0]


def school(name: str = "1 nömrəli nümunə musiqi məktəbi", *, teaches: str = "", **fields: Any) -> School:
    cluster, _new = Cluster.objects.get_or_create(code="EDU", defaults={"name": "Təhsil"})
    kind, _new = Kind.objects.get_or_create(
        code="music-school", defaults={"name": "musiqi məktəbi", "cluster": cluster, "is_school": True}
    )
    place = {"registered_unit": unit(), "source": "sınaq", "address": "Nümunə küçəsi 1"} | fields
    institution = register(by=None, kind=kind, name_az=name, **place)
    made = School.objects.create(institution=institution)
    made.programmes.set(programmes()[code] for code in teaches.split())
    return made


def guardian(name: str = "Anar", surname: str = "Nümunəli") -> Person:
    user = User.objects.create_user(f"{name.lower()}.{User.objects.count()}@example.org", language="en")
    return Person.objects.create(user=user, name=name, surname=surname, birth_date=date(1988, 3, 4))


def child(of: Person, name: str = "Aylin", *, age: int = 9, on: date | None = None) -> Person:
    """A child who is `age` on the campaign's day."""
    day = (on or counted_on()) - timedelta(days=100)
    born = day.replace(year=day.year - age)
    made = Person.objects.create(name=name, surname=of.surname, birth_date=born)
    Guardianship.objects.create(guardian=of, child=made)
    return made


def counted_on() -> date:
    return timezone.localdate().replace(month=9, day=15)


def campaign(state: str = "draft", *, plan: dict | None = None, fee: Any = None, **fields: Any) -> Campaign:
    """A campaign whose `state` is also the stage of today. `plan` maps (school, code, funding) to places."""
    year = fields.pop("year", timezone.localdate().year)
    names = {"name": f"Qəbul {year}", "age_counted_on": counted_on(), "studies_start_on": date(year, 9, 15)}
    made = Campaign.objects.create(year=year, **names | fields)
    give_dates(made, state)
    give_ages(made)
    for (at, code, funding), places in (plan or {}).items():
        add_places(made, at, code, places, funding=funding)
    if fee:
        made.fees.create(amount=fee, basis="Sınaq")
    if state != "draft":
        Campaign.objects.filter(pk=made.pk).update(state=state, plan_published_at=timezone.now())
    return Campaign.objects.get(pk=made.pk)


def at_stage(made: Campaign, state: str) -> Campaign:
    """The same campaign, later: the state and the dates of another stage."""
    give_dates(made, state)
    Campaign.objects.filter(pk=made.pk).update(state=state)
    return Campaign.objects.get(pk=made.pk)


def give_dates(made: Campaign, now: str = "", *, moment: datetime | None = None) -> None:
    """Ten days for each stage, one after another, so that today lies in `now`."""
    current = STAGES.index(now) if now in STAGES else -1
    start = (moment or timezone.now()).replace(microsecond=0) - timedelta(days=5)
    made.stages.all().delete()
    for place, kind in enumerate(STAGES):
        opens = start + timedelta(days=10 * (place - max(current, 0)) + (30 if current < 0 else 0))
        Stage.objects.create(campaign=made, kind=kind, opens_at=opens, closes_at=opens + timedelta(days=10))


def give_ages(made: Campaign) -> None:
    for code, (youngest, oldest) in FREE_AGES.items():
        for funding, limit in (("free", oldest), ("paid", 29)):
            ages = {"min_age": youngest, "max_age": limit}
            AgeRule.objects.create(campaign=made, programme=programmes()[code], funding=funding, **ages)


def add_places(made: Campaign, at: School, code: str, places: int, *, funding: str = "free") -> PlanPlace:
    row = {"campaign": made, "school": at, "programme": programmes()[code], "funding": funding}
    return PlanPlace.objects.create(places=places, **row)


def application(of: Campaign, *, by: Person | None = None, points: Any = None, **fields: Any) -> Application:
    """An application that has come as far as the given facts: sent, with a score."""
    family = by or guardian(f"Valideyn{Person.objects.count()}")
    who = fields.pop("child", None) or child(family, fields.pop("name", "Aylin"), age=fields.pop("age", 9))
    number = f"MQ-{of.year}-{Application.objects.count() + 1:06}"
    facts = {"number": number, "direction": "music", "submitted_at": timezone.now(), "state": "submitted"}
    made = Application.objects.create(campaign=of, child=who, guardian=family, **facts | fields)
    if points is not None:
        Score.objects.create(application=made, points=Decimal(str(points)))
        Application.objects.filter(pk=made.pk, state="submitted").update(state="examined")
        made.refresh_from_db()
    return made


def wish(code: str, *schools: School) -> Wish:
    return Wish(programmes()[code], schools)


def chosen(of: Campaign, points: Any, *wishes: Wish, **fields: Any) -> Application:
    """An application whose family has made its choices while the choice was open."""
    made = application(of, points=points, **fields)
    made.choose(wishes=list(wishes), by=made.guardian.user)
    return made


def officer(user: User, role: str = "ministry-officer", **scope: Any) -> User:
    User.objects.filter(pk=user.pk).update(is_staff=True)
    grant(to=user, role=role, by=None, **scope)
    return user


def upload(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def group(
    of: Campaign, name: str = "Şəhid ailələri", *, rank: int = 1, paper: str = "Vəsiqə"
) -> PriorityGroup:
    """A priority group whose proof is a paper; entered before the rules are frozen."""
    state = of.state
    Campaign.objects.filter(pk=of.pk).update(state="draft")
    made = of.priority_groups.create(name_az=name, legal_basis="Sınaq qanunu, maddə 1", rank=rank)
    if paper:
        of.needed_papers.create(name_az=paper, group=made)
    Campaign.objects.filter(pk=of.pk).update(state=state)
    return made


def claim(application: Application, group: PriorityGroup, **fields: Any) -> PriorityClaim:
    """A claim; with `by` one that this officer has confirmed."""
    by = fields.pop("by", None)
    decided = {"state": "confirmed", "decided_by": by, "decided_at": timezone.now()} if by else {}
    return PriorityClaim.objects.create(application=application, group=group, **decided | fields)


def score(application: Application, points: Any) -> None:
    """A score that the family knows."""
    Score.objects.create(application=application, points=Decimal(str(points)))
    Application.objects.filter(pk=application.pk).update(state="examined")
