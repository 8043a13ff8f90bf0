"""The country for the demo: the published figures of the 2025 admission, filled with invented families.

Figures: 18,665 candidates (16,548 music, 1,427 art, 690 dance), 9,213 of them for the piano; score out of
100; about 250 schools, 7,000 free places and 60,000 pupils. The candidates join the campaign that is
running, so that the placement of a whole country can be run and published on it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, islice
from random import Random

from django.db import transaction
from django.utils import timezone

from cabinet.models import Guardianship, Person
from eculture.models import User
from eculture.reference import Loader, Say, national_loaders
from registry.institutions import register
from registry.models import Institution, Kind, Unit
from schools.admissions.age_rules import AgeRule
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.parts import NumberSeries, Preference, Score
from schools.admissions.plan import PlanPlace
from schools.org.models import Direction, Funding, Programme, School
from schools.reference import give_institutions_their_school
from schools.study.models import Enrolment

SEED = 2025
CANDIDATES = {Direction.MUSIC: 16_548, Direction.ART: 1_427, Direction.DANCE: 690}
PIANISTS = 9_213
SCHOOLS = 250
FREE_PLACES = 7_000
PAID_SHARE = 0.4
PUPILS = 60_000
MEAN_SCORE, SPREAD = 61, 17
CONSENT_TO_PAID = 0.35
PIANO = "PNO"
BATCH = 2_000
ORDER = "nümunə"
SOURCE = "demo"
MAIL = "aile-{number:06}@numune.example"
SURNAMES = [
    "Nümunəli",
    "Örnəkli",
    "Eskizli",
    "Sınaqlı",
    "Maketli",
    "Xəyali",
    "Təxmini",
    "Qaralamalı",
    "Misallı",
    "Nümayişli",
    "Uydurma",
    "Fərziyyəli",
    "Layihəli",
    "Kölgəli",
    "Rəsmli",
    "Bənzərli",
]
GIRLS = [
    "Aylin",
    "Fidan",
    "Nuray",
    "Zümrüd",
    "Ləman",
    "Aysu",
    "Nərmin",
    "Səbinə",
    "Günel",
    "Leyla",
    "Mələk",
    "Zəhra",
    "Nigar",
    "Aydan",
    "İnci",
]
BOYS = [
    "Kənan",
    "Tural",
    "Orxan",
    "Elvin",
    "Murad",
    "Əli",
    "Hüseyn",
    "Rəşad",
    "Nihad",
    "Ömər",
    "Tunar",
    "İlkin",
    "Cavid",
    "Fuad",
    "Samir",
]
FIN_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def load(say: Say) -> None:
    campaign = Campaign.objects.running().order_by("-year").first()
    if campaign is None:
        say("national: no campaign is running; load the demo first")
    else:
        Country(campaign, say).build()


class Country:
    """Built batch by batch, each committed by itself; started again after a crash it builds what is missing.

    One transaction for all would be slow: each row of history opens a subtransaction.
    """

    def __init__(self, campaign: Campaign, say: Say):
        self.campaign = campaign
        self.say = say
        self.chance = Random(SEED)  # noqa: S311 -- the same country every time, nothing secret
        self.fins = (f"ZZ{_in_letters(number)}" for number in count(Person.objects.count() + 1))
        self.families = count(User.objects.count() + 1)
        self.done = 0
        self.total = 2 * PUPILS + 6 * sum(CANDIDATES.values()) + SCHOOLS

    def build(self) -> None:
        self.open_schools()
        programmes = list(Programme.objects.select_related("specialty").order_by("code"))
        self.programmes = {direction: _of(programmes, direction) for direction in CANDIDATES}
        self.rules = {
            rule.programme_id: rule for rule in self.campaign.age_rules.filter(funding=Funding.FREE)
        }
        self.plan_places(programmes)
        self.offering = self.schools_by_programme()
        for direction, number in CANDIDATES.items():
            self.candidates(
                direction, number - self.campaign.applications.filter(direction=direction).count()
            )
        self.pupils(programmes, PUPILS - Enrolment.objects.live().count())
        self.step(self.total - self.done, "the country is complete")

    def step(self, number: int, what: str) -> None:
        self.done += number
        woven = 30 * self.done // self.total
        self.say(f"national: [{'█' * woven}{'·' * (30 - woven)}] {100 * self.done // self.total:>3} % {what}")

    def open_schools(self) -> None:
        units = list(Unit.objects.districts().order_by("code"))
        kinds = {kind.code: kind for kind in Kind.objects.filter(is_school=True)}
        music, arts = kinds["music_school"], kinds["arts_school"]
        missing = SCHOOLS - Institution.objects.schools().active().count()
        for number in range(max(0, missing)):
            unit, kind = units[number % len(units)], arts if number % 4 == 3 else music
            register(
                by=None,
                kind=kind,
                registered_unit=unit,
                source=SOURCE,
                **_names(unit, kind, 21 + number // len(units)),
            )
        give_institutions_their_school()
        self.step(SCHOOLS, "schools")

    @transaction.atomic
    def plan_places(self, programmes: list[Programme]) -> None:
        """Spread the free places; piano is taught everywhere, the rest here and there."""
        left = FREE_PLACES - sum(self.campaign.plan_places.free().values_list("places", flat=True))
        if left <= 0:
            return
        schools = list(School.objects.order_by("pk"))
        taught = [(school, programme) for school in schools for programme in self.taught_at(programmes)]
        planned = set(self.campaign.plan_places.values_list("school", "programme"))
        free = [pair for pair in taught if (pair[0].pk, pair[1].pk) not in planned]
        rows = []
        for (school, programme), places in zip(free, self.shares(len(free), left), strict=True):
            if places:
                row = {
                    "campaign": self.campaign,
                    "school": school,
                    "programme": programme,
                    "order_number": ORDER,
                }
                rows.append(PlanPlace(**row, funding=Funding.FREE, places=places))
                rows.append(PlanPlace(**row, funding=Funding.PAID, places=max(1, round(places * PAID_SHARE))))
        PlanPlace.objects.bulk_create(rows, BATCH)
        link = School.programmes.through
        link.objects.bulk_create(
            (link(school=school, programme=programme) for school, programme in taught),
            BATCH,
            ignore_conflicts=True,
        )

    def taught_at(self, programmes: list[Programme]) -> list[Programme]:
        pianos = [programme for programme in programmes if programme.specialty.code == PIANO]
        return pianos + self.chance.sample([one for one in programmes if one not in pianos], 8)

    def shares(self, parts: int, total: int) -> list[int]:
        """`total` places over `parts` rows, as even as whole numbers allow."""
        return [total // parts + (part < total % parts) for part in range(parts)]

    def schools_by_programme(self) -> dict[int, list[int]]:
        offering: dict[int, list[int]] = {}
        rows = self.campaign.plan_places.free().order_by("pk").values_list("programme", "school")
        for programme, school in rows:
            offering.setdefault(programme, []).append(school)
        return offering

    def candidates(self, direction: str, number: int) -> None:
        wishes = self.first_wishes(direction, number)
        for start in range(0, number, BATCH):
            self.batch_of_candidates(direction, wishes[start : start + BATCH])

    def first_wishes(self, direction: str, number: int) -> list[Programme]:
        """What each child wants most: the piano as often as in 2025, the rest evenly."""
        offered = [programme for programme in self.programmes[direction] if self.offering.get(programme.pk)]
        pianos = [programme for programme in offered if programme.specialty.code == PIANO]
        others = [programme for programme in offered if programme not in pianos]
        pianists = min(number, PIANISTS - self.pianists()) if pianos else 0
        wishes = [pianos[place % len(pianos)] for place in range(pianists)]
        wishes += [others[place % len(others)] for place in range(number - pianists)]
        self.chance.shuffle(wishes)
        return wishes

    def pianists(self) -> int:
        first = {"rank": 1, "order": 1, "programme__specialty__code": PIANO}
        return Preference.objects.filter(application__campaign=self.campaign, **first).count()

    @transaction.atomic
    def batch_of_candidates(self, direction: str, wishes: list[Programme]) -> None:
        children = Person.objects.bulk_create(
            [self.person(self.birth_date(self.rules[wish.pk])) for wish in wishes]
        )
        guardians = self.guardians(children)
        applications = self.applications(direction, children, guardians)
        Score.objects.bulk_create(Score(application=one, points=self.points()) for one in applications)
        Preference.objects.bulk_create(
            (
                row
                for one, wish in zip(applications, wishes, strict=True)
                for row in self.preferences(one, wish)
            ),
            BATCH,
        )
        self.step(6 * len(wishes), "candidates")

    def person(self, birth_date: date, surname: str | None = None, user: User | None = None) -> Person:
        is_girl = self.chance.random() < 0.6
        return Person(
            user=user,
            surname=surname or self.chance.choice(SURNAMES),
            name=self.chance.choice(GIRLS if is_girl else BOYS),
            sex="female" if is_girl else "male",
            birth_date=birth_date,
            fin=next(self.fins),
        )

    def birth_date(self, rule: AgeRule) -> date:
        age = self.chance.randint(rule.min_age, rule.max_age)
        return self.campaign.age_counted_on - timedelta(
            days=365 * age + age // 4 + self.chance.randint(1, 330)
        )

    def guardians(self, children: list[Person]) -> list[Person]:
        emails = [MAIL.format(number=number) for number in islice(self.families, len(children))]
        users = User.objects.bulk_create(User(email=email, password="!", is_demo=True) for email in emails)  # noqa: S106 -- no password fits
        guardians = Person.objects.bulk_create(
            self.person(date(1985, 1, 1) + timedelta(days=self.chance.randint(0, 4000)), child.surname, user)
            for child, user in zip(children, users, strict=True)
        )
        Guardianship.objects.bulk_create(
            Guardianship(guardian=guardian, child=child)
            for guardian, child in zip(guardians, children, strict=True)
        )
        return guardians

    def applications(
        self, direction: str, children: list[Person], guardians: list[Person]
    ) -> list[Application]:
        series, _new = NumberSeries.objects.get_or_create(campaign=self.campaign)
        now = timezone.now()
        rows = [
            Application(
                number=f"MQ-{self.campaign.year}-{series.last + place:06}",
                campaign=self.campaign,
                child=child,
                guardian=guardian,
                direction=direction,
                state="choosing",
                consents_to_paid=self.chance.random() < CONSENT_TO_PAID,
                submitted_at=now,
                choices_saved_at=now,
            )
            for place, (child, guardian) in enumerate(zip(children, guardians, strict=True), start=1)
        ]
        series.last += len(rows)
        series.save(update_fields=["last"])
        return Application.objects.bulk_create(rows)

    def points(self) -> Decimal:
        return Decimal(round(min(100, max(0, self.chance.gauss(MEAN_SCORE, SPREAD))) * 2)) / 2

    def preferences(self, application: Application, first: Programme) -> Iterator[Preference]:
        others = [one for one in self.programmes[application.direction] if one.pk != first.pk]
        second = self.chance.sample(others, min(len(others), self.chance.randint(0, 2)))
        for rank, programme in enumerate([first, *second], start=1):
            schools = self.offering.get(programme.pk, [])
            chosen = self.chance.sample(schools, min(len(schools), 2))
            for order, school in enumerate(chosen, start=1):
                yield Preference(
                    application=application, rank=rank, order=order, programme=programme, school_id=school
                )

    def pupils(self, programmes: list[Programme], number: int) -> None:
        offering = [
            (programme, self.offering[programme.pk])
            for programme in programmes
            if programme.pk in self.offering
        ]
        places = Counter({programme.pk: len(schools) for programme, schools in offering})
        weights = [places[programme.pk] for programme, _schools in offering]
        for start in range(0, number, BATCH):
            chosen = self.chance.choices(offering, weights, k=min(BATCH, number - start))
            self.batch_of_pupils(chosen)

    @transaction.atomic
    def batch_of_pupils(self, chosen: list[tuple[Programme, list[int]]]) -> None:
        grades = [self.chance.randint(1, programme.years) for programme, _schools in chosen]
        today = timezone.localdate()
        starts = [date(today.year - grade + (today.month >= 9), 9, 15) for grade in grades]
        persons = Person.objects.bulk_create(
            [
                self.person(self.birth_date(self.rules[programme.pk]) - timedelta(days=365 * (grade - 1)))
                for (programme, _schools), grade in zip(chosen, grades, strict=True)
            ]
        )
        Enrolment.objects.bulk_create(
            Enrolment(
                person=person,
                programme=programme,
                school_id=self.chance.choice(schools),
                funding=Funding.PAID if self.chance.random() < 0.23 else Funding.FREE,
                grade=grade,
                started_on=start,
                order_number=ORDER,
            )
            for person, (programme, schools), grade, start in zip(
                persons, chosen, grades, starts, strict=True
            )
        )
        self.step(2 * len(chosen), "pupils")


def _of(programmes: list[Programme], direction: str) -> list[Programme]:
    return [programme for programme in programmes if programme.specialty.direction == direction]


def _names(unit: Unit, kind: Kind, number: int) -> dict[str, str]:
    return {
        "name_az": f"{unit.name_az}, {number} nömrəli {kind.name_az} (nümunə)",
        "name_en": f"{unit.name_en}, {kind.name_en} No. {number} (demo)",
        "name_ru": f"{unit.name_ru}, {kind.name_ru} № {number} (образец)",
    }


def _in_letters(number: int) -> str:
    letters = ""
    for _place in range(5):
        number, rest = divmod(number, len(FIN_LETTERS))
        letters = FIN_LETTERS[rest] + letters
    return letters


national_loaders.plug(Loader("schools-national", load, order=50))
