"""An admission of one region for the demo: this year at the choice, two closed years before it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.models import Guardianship, Person
from eculture.models import User
from eculture.reference import DemoAccount, Loader, Say, demo_accounts, demo_loaders
from registry.mandates import Mandate, grant
from schools import demo_ending, national  # noqa: F401 -- plug in the country and the end of the story
from schools.admissions.age_rules import give_rules_of_2025
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.choices import Wish
from schools.admissions.parts import NumberSeries
from schools.admissions.plan import PlanPlace
from schools.admissions.stages import Stage
from schools.exams import demo as exams
from schools.org.models import Direction, Funding, Programme, School
from schools.study.models import Enrolment
from schools.teaching import demo as classbooks  # noqa: F401 -- plugs in the class books

SEED, REGION, ACT = 2026, "ER-SZ", "Demo"
HEAD, TEACHER = "head@numune.example", "teacher@numune.example"
SEVDA = "sevda@numune.example"
SURNAMES = ["Nümunəli", "Örnəkzadə", "Eskizli", "Sınaqlı", "Maketli", "Xəyali", "Təxmini"]
CHILDREN = "Aylin Murad Nuray Əli İnci Tural Ləman Orxan Zümrüd Rəşad Aysu Cavid".split()  # noqa: SIM905
TAUGHT = ["PNO7", "PNO5", "VLN7", "VLN5", "TAR5", "KAM5", "QRM5", "NAG5", "XAN5", "VOC5", "CHO7"]
ALSO_TAUGHT = {"arts_school": ["PNT4", "DNC5"]}
# Programme → lowest score placed: last year, the year before
CUTOFFS = {
    "PNO7": ("84.0", "81.5"),
    "PNO5": ("79.5", "76.0"),
    "VLN7": ("68.0", "66.5"),
    "VLN5": ("64.0", "62.0"),
    "TAR5": ("61.0", "63.5"),
    "KAM5": ("58.5", "55.0"),
    "QRM5": ("57.0", "59.0"),
    "NAG5": ("66.0", "61.5"),
    "XAN5": ("63.0", "66.0"),
    "VOC5": ("74.0", "71.0"),
    "CHO7": ("54.0", "52.5"),
    "PNT4": ("74.0", "71.0"),
    "DNC5": ("70.0", "69.0"),
}
CANDIDATES, RESERVE, PUPILS = 36, 4, 24


def load(say: Say) -> None:
    year = timezone.localdate().year
    if Campaign.objects.filter(year=year).exists():
        say("schools: the demo admission is already there")
        return
    with transaction.atomic():
        schools = list(
            School.objects.with_names().filter(institution__registered_unit__region__code=REGION).in_order()
        )
        Region(schools, year).build()
    say(f"schools: an admission at the choice with {CANDIDATES} candidates in {len(schools)} schools")


class Region:
    """The same region every time."""

    def __init__(self, schools: list[School], year: int):
        self.schools, self.year = schools, year
        self.chance = Random(SEED)  # noqa: S311 -- nothing secret
        self.programmes = {one.code: one for one in Programme.objects.select_related("specialty")}

    def build(self) -> None:
        for school in self.schools:
            codes = TAUGHT + ALSO_TAUGHT.get(school.institution.kind.code, [])
            school.programmes.set(self.programmes[code] for code in codes)
        for ago in (2, 1):
            self.past(ago)
        campaign = self.campaign(self.year)
        self.staff()
        self.pupils()
        applications = [self.candidate(campaign, number) for number in range(CANDIDATES)]
        reserve = [self.candidate(campaign, CANDIDATES + number) for number in range(RESERVE)]
        kenan = self.kenan(campaign)
        campaign.close_registration(by=None)
        for application in applications:
            application.examine(points=Decimal(self.chance.randint(84, 196)) / 2, by=None)
        if kenan:
            kenan.examine(points=Decimal("78.5"), by=None)
        campaign.publish_scores(by=None)
        exams.hold(campaign, self.schools[3], reserve, applications[0])
        campaign.open_appeals(by=None)
        campaign.open_choice(by=None)
        for application in applications:
            application.refresh_from_db()
        for application in applications:
            self.choose(application, campaign)
        if kenan:
            self.choose_for_kenan(kenan)

    def campaign(self, year: int) -> Campaign:
        """Open for registration; its dates make today a day of the choice."""
        made = Campaign.objects.create(
            year=year,
            name_az=f"{year}-ci il qəbulu" if year % 10 in (1, 2, 5, 7, 8) else f"{year}-cı il qəbulu",
            name_en=f"Admission {year}",
            name_ru=f"Приём {year} года",
            age_counted_on=date(year, 9, 15),
            studies_start_on=timezone.localdate() + timedelta(days=40),
            tie_break=["priority", "older"],
        )
        self.dates(made, timezone.localdate() - timedelta(days=365 * (self.year - year)))
        give_rules_of_2025(made, by=None)
        exams.give_rules(made)
        for school in self.schools:
            for code in school.programmes.values_list("code", flat=True):
                row = {"campaign": made, "school": school, "programme": self.programmes[code]}
                PlanPlace.objects.create(**row, funding=Funding.FREE, places=self.chance.randint(1, 3))
                PlanPlace.objects.create(**row, funding=Funding.PAID, places=1)
        made = Campaign.objects.get(pk=made.pk)
        made.publish_plan(by=None)
        made.open_registration(by=None)
        return made

    def dates(self, campaign: Campaign, today: date) -> None:
        """Days from today on which each stage begins and ends."""
        spans = {"registration": (-60, -30), "exams": (-24, -14), "results": (-12, -8), "appeals": (-7, -4),
                 "choice": (-3, 4), "placement": (5, 12), "confirmation": (14, 21),
                 "further": (22, 31)}  # fmt: skip
        for kind, (first, last) in spans.items():
            opens = _moment(today + timedelta(days=first), time(9))
            closes = _moment(today + timedelta(days=last), time(23, 59))
            Stage.objects.create(campaign=campaign, kind=kind, opens_at=opens, closes_at=closes)

    def past(self, ago: int) -> None:
        """A closed campaign of which only the plan and the lowest scores are left."""
        campaign = self.campaign(self.year - ago)
        for place in campaign.plan_places.free().select_related("programme"):
            lowest = Decimal(CUTOFFS[place.programme.code][ago - 1]) + self.chance.choice(
                [-2, -1, 0, 0, 1, 2]
            )
            PlanPlace.objects.filter(pk=place.pk).update(cutoff=lowest, taken=place.places)
        Campaign.objects.filter(pk=campaign.pk).update(state="closed")

    def staff(self) -> None:
        school = self.schools[3]
        for email, name, role in ((HEAD, "Leyla", "head"), (TEACHER, "Rəna", "teacher")):
            user = User.objects.filter(email=email).first() or User.objects.create_user(email, is_demo=True)
            if not Person.objects.filter(user=user).exists():
                Person.objects.create(
                    user=user, name=name, surname="Örnəkzadə", sex="female", birth_date=date(1979, 5, 4)
                )
            if not Mandate.objects.live().of(user).filter(role=role).exists():
                grant(to=user, role=role, institution=school.institution, by=None, act=ACT)

    def pupils(self) -> None:
        """Children who already study at the head's school; Fidan is one of them."""
        school, started = self.schools[3], date(self.year - 1, 9, 15)
        children = [self.child(number, age=10) for number in range(100, 100 + PUPILS)]
        fidan = Person.objects.filter(name="Fidan", pk__in=_children_of(SEVDA)).first()
        for place, child in enumerate([fidan, *children] if fidan else children):
            programme = self.programmes[TAUGHT[place % 4 + 4]]
            row = {"programme": programme, "school": school, "funding": Funding.FREE, "grade": 2}
            Enrolment.objects.create(person=child, started_on=started, order_number="14-Q", **row)

    def child(self, number: int, *, age: int) -> Person:
        surname = SURNAMES[number % len(SURNAMES)]
        guardian = Person.objects.create(
            name=f"Valideyn {number + 1}", surname=surname, birth_date=date(1988, 2, 3)
        )
        day = timezone.localdate() - timedelta(days=self.chance.randint(90, 300))
        name = CHILDREN[number % len(CHILDREN)]
        child = Person.objects.create(
            name=name, surname=surname, birth_date=day.replace(day=1, year=self.year - age)
        )
        Guardianship.objects.create(guardian=guardian, child=child, since=date(self.year - 1, 1, 1))
        return child

    def candidate(self, campaign: Campaign, number: int) -> Application:
        child = self.child(number, age=7 if number % 2 else 9)
        guardian = Guardianship.objects.get(child=child).guardian
        return self.applied(campaign, child, guardian)

    def applied(self, campaign: Campaign, child: Person, guardian: Person) -> Application:
        sent = campaign.stage("registration").opens_at + timedelta(hours=self.chance.randint(1, 700))
        number = NumberSeries.next_number(campaign)
        facts = {"direction": Direction.MUSIC, "state": "submitted", "submitted_at": sent, "created_at": sent}
        consents = self.chance.random() < 0.3
        return Application.objects.create(
            campaign=campaign,
            child=child,
            guardian=guardian,
            number=number,
            consents_to_paid=consents,
            **facts,
        )

    def kenan(self, campaign: Campaign) -> Application | None:
        """The child of the demo guardian; his list is not confirmed yet, so that there is something to do."""
        sevda = Person.objects.filter(user__email=SEVDA).first()
        kenan = Person.objects.filter(name="Kənan", pk__in=_children_of(SEVDA)).first()
        return self.applied(campaign, kenan, sevda) if kenan else None

    def choose(self, application: Application, campaign: Campaign) -> None:
        """Most families want the piano, and most of them at the same two schools."""
        if not application.has_passed:
            return
        open_to = campaign.fundings_open_to(application.child, application.direction)
        free = [code for code in TAUGHT if "free" in open_to.get(self.programmes[code].pk, ())]
        piano = [code for code in free if code.startswith("PNO") and self.chance.random() < 0.8]
        others = self.chance.sample(free, k=self.chance.randint(0, 2))
        codes = list(dict.fromkeys([*piano, *others])) or free[:1]
        wishes = [Wish(self.programmes[code], self.wanted_schools()) for code in codes[:3]]
        application.choose(wishes=wishes, by=None)

    def wanted_schools(self) -> tuple[School, ...]:
        favourites = [self.schools[3], self.schools[6]]
        pool = favourites if self.chance.random() < 0.7 else self.schools
        return tuple(self.chance.sample(pool, k=self.chance.randint(1, 2)))

    def choose_for_kenan(self, application: Application) -> None:
        near, far = self.schools[3], self.schools[6]
        wishes = [
            Wish(self.programmes["PNO7"], (near, far)),
            Wish(self.programmes["XAN5"], (near, far)),
            Wish(self.programmes["CHO7"], (near,)),
        ]
        application.choose(wishes=wishes, by=application.guardian.user)


def _children_of(email: str) -> Any:
    guardian = Person.objects.filter(user__email=email).first()
    return guardian.children.values("pk") if guardian else Person.objects.none()


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


demo_loaders.plug(Loader("schools", load, 40))
demo_accounts.plug(
    DemoAccount(
        slug="head",
        email=HEAD,
        title=_("Head of school"),
        story=_("Keeps the pupils, groups and terms of a music school in Shaki."),
        landing="/schools/desk/",
        order=20,
    )
)
demo_accounts.plug(
    DemoAccount(
        slug="teacher",
        email=TEACHER,
        title=_("Teacher"),
        story=_("Enters marks and attendance at the same school."),
        landing="/schools/desk/",
        order=30,
    )
)
