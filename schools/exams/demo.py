"""The exams of the demo: rules with priority groups, a centre, a reserve day under way, an appeal."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.models import Person
from eculture.models import User
from eculture.reference import DemoAccount, demo_accounts
from registry.demo import REGIONAL
from registry.mandates import grant
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.exams.centres import ExamCentre
from schools.exams.jury import JuryMember
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession
from schools.org.models import Direction, School

EXAMINER, FAMILY, ACT = "examiner@numune.example", "family@numune.example", "Demo"
CRITERIA = {
    Direction.MUSIC: (("Musiqi eşitmə", "Ear for music", "Музыкальный слух", 40),
                      ("Ritm hissi", "Sense of rhythm", "Чувство ритма", 30),
                      ("Musiqi yaddaşı", "Musical memory", "Музыкальная память", 30)),
    Direction.ART: (("Kompozisiya", "Composition", "Композиция", 40),
                    ("Rəng duyumu", "Feeling for colour", "Чувство цвета", 30),
                    ("Rəsm", "Drawing", "Рисунок", 30)),
    Direction.DANCE: (("Hərəkət", "Movement", "Движение", 50),
                      ("Ritm hissi", "Sense of rhythm", "Чувство ритма", 50)),
}  # fmt: skip
GROUPS = (("Şəhid ailələrinin övladları (nümunə)", "Children of martyrs' families (example)",
           "Дети семей шехидов (образец)"),
          ("Valideyn himayəsindən məhrum uşaqlar (nümunə)", "Children without parental care (example)",
           "Дети без попечения родителей (образец)"))  # fmt: skip
BASIS = "Nümunə: hüquqi əsas nazirlik tərəfindən daxil edilir"


def give_rules(campaign: Campaign) -> None:
    """What is to be decided by the ministry stands here as an example that says so; before publication."""
    for direction, rows in CRITERIA.items():
        for order, (az, en, ru, most) in enumerate(rows, start=1):
            names = {"name_az": az, "name_en": en, "name_ru": ru}
            campaign.exam_criteria.create(direction=direction, most=most, order=order, **names)
    for rank, (az, en, ru) in enumerate(GROUPS, start=1):
        names = {"name_az": az, "name_en": en, "name_ru": ru}
        group = campaign.priority_groups.create(rank=rank, legal_basis=BASIS, **names)
        proof = {"name_az": "Təsdiqedici sənəd", "name_en": "Proof", "name_ru": "Подтверждающий документ"}
        campaign.needed_papers.create(group=group, order=rank, **proof)


def hold(campaign: Campaign, school: School, reserve: list[Application], appellant: Application) -> None:
    """A centre in the school, the reserve day of some children today, and one appeal."""
    centre = ExamCentre.objects.create(
        campaign=campaign, institution=school.institution, directions=[Direction.MUSIC]
    )
    rooms = [
        centre.rooms.create(name=name, seats=seats, is_step_free=name == "101")
        for name, seats in (("101", 8), ("204", 6))
    ]
    begins = timezone.now().replace(minute=0, second=0, microsecond=0)
    facts = {"direction": Direction.MUSIC, "seats": 8, "state": "open"}
    sitting = ExamSession.objects.create(
        room=rooms[0], starts_at=begins, ends_at=begins + timedelta(hours=2), **facts
    )
    campaign.applications.update(exam_centre=centre)
    for number, application in enumerate(reserve, start=1):
        ExamSeat.objects.create(session=sitting, application=application, number=number)
    for place, user in enumerate(examiners()):
        JuryMember.objects.create(session=sitting, user=user, is_chair=place == 0)
    region = school.institution.registered_unit.region
    appellant.appeals.create(
        region=region,
        reason="Ritm tapşırığını uşaq düzgün yerinə yetirmişdi. Yazıya yenidən baxılmasını xahiş edirik.",
        points_before=appellant.entered_points,
        filed_by=_account_of(appellant.guardian),
    )
    officer = User.objects.filter(email=REGIONAL).first()
    if officer:
        grant(to=officer, role="appeals-commission", region=region, by=None, act=ACT)


def _account_of(guardian: Person) -> Any:
    guardian.user = User.objects.create_user(FAMILY, is_demo=True)
    guardian.save(update_fields=["user"])
    return guardian.user


def examiners() -> list[Any]:
    """Three of a jury; one signs in from the page of the demo."""
    people = ((EXAMINER, "Vaqif"), ("juror2@numune.example", "Zeynəb"), ("juror3@numune.example", "Tofiq"))
    found = []
    for email, name in people:
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, is_demo=True)
        if not Person.objects.filter(user=user).exists():
            facts = {"sex": "male", "birth_date": date(1971, 3, 2)}
            Person.objects.create(user=user, name=name, surname="Münsifli", **facts)
            grant(to=user, role="examiner", by=None, act=ACT)
        found.append(user)
    return found


demo_accounts.plug(
    DemoAccount(
        slug="examiner",
        email=EXAMINER,
        title=_("Examiner"),
        story=_("Scores the children of today's entrance exam, blind."),
        landing="/jury/",
        order=35,
    )
)
