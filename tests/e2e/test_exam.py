"""The ministry plans the exam, the family reads where it is, the jury scores, two decide an appeal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schools.exams.sessions import ExamSession
from schools.models import Application, Campaign, Score
from tests.e2e.walker import PHONE, az
from tests.factories import exams
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

TABLET = {"width": 820, "height": 1180}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.cabinet.demo_urls"),
]


@pytest.fixture
def nigar(db):
    officer = make.guardian("Nigar", "Örnəkzadə").user
    make.officer(officer)
    with_second_factor(officer)
    return officer


@pytest.fixture
def campaign(settings, nigar):
    """Registration is open; the criteria and a centre with a room are entered."""
    settings.DEMO = True
    school = make.school(teaches="TAR5")
    campaign = make.campaign("registration", plan={(school, "TAR5", "free"): 5})
    exams.criteria(campaign)
    exams.centre(campaign, school, rooms={"101": 4})
    for name in ("Vaqif", "Zeynəb", "Tofiq"):
        exams.examiner(name)
    return campaign


def test_from_the_centre_to_the_appeal(campaign, walk, nigar, pump):
    anar = make.guardian("Anar")
    aylin = make.child(anar, "Aylin")
    phone = walk(viewport=PHONE, color_scheme="dark").sign_in_as(anar.user)
    phone.open("schools:applications").in_every_language()
    phone.tick("child", aylin.pk).tick("direction", "music")
    phone.choose("centre", str(campaign.exam_centres.get().pk)).press(az("Begin the application"))
    phone.press(az("Send the application")).follow(az("Change")).in_every_language()
    application = Application.objects.get()
    make.application(campaign, exam_centre=campaign.exam_centres.get())
    make.at_stage(campaign, "exams")

    desk = walk().sign_in_as(nigar)
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    desk.open("admin:schools_exams", campaign.pk).in_every_language()
    desk.choose("centre", str(campaign.exam_centres.get().pk)).choose("direction", "music")
    desk.fill(first_day=day, last_day=day, begins="10:00", ends="11:00", minutes="60", seats="4")
    desk.press(az("Plan sittings"))
    session = ExamSession.objects.get()
    desk.open("admin:schools_exam_sitting", campaign.pk, session.pk).in_every_language()
    for place in range(3):
        desk.page.select_option("select[name=user]", index=1)
        if not place:
            desk.page.check("[name=is_chair]")
        desk.press(az("Call into the jury"))
    desk.open("admin:schools_exam_seating", campaign.pk).in_every_language()
    desk.press(az("Give these seats and tell the families"))
    pump()
    desk.open("admin:schools_exam_sitting", campaign.pk, session.pk)

    phone.open("schools:application", application.number).in_every_language()
    phone.sees(az("Admission slip (PDF)"), "101")

    members = session.jury.order_by("-is_chair", "pk")
    tablets = [walk(viewport=TABLET).sign_in_as(member.user) for member in members]
    chair = tablets[0].open("schools:jury").in_every_language()
    chair.open("schools:jury_sitting", session.pk).in_every_language().press(az("Begin the exam"))
    chair.press(f"{az('Did not come')} 2").press(f"{az('Came after all')} 2").in_every_language()
    seats = (1, 2)
    for round_of, points in ((seats, ("38", "20", "9,5")), ((1,), ("30", "28", "26"))):
        for tablet, given in zip(tablets, points, strict=True):
            for seat in round_of:
                tablet.open("schools:jury_sheet", session.pk, seat)
                first = tablet.page.locator(".sheet input[inputmode=decimal]")
                for place in range(3):
                    first.nth(place).fill(given if place == 0 and seat == 1 else "10")
                tablet.press(az("Give these points"))
        chair.open("schools:jury_sitting", session.pk)
        if round_of == seats:
            chair.in_every_language().press(f"{az('Ask for the scores again')} 1")
    chair.open("schools:jury_sheet", session.pk, 1).in_every_language()
    for tablet in tablets:
        tablet.open("schools:jury_sitting", session.pk).press(az("Sign the protocol"))
    chair.in_every_language().sees(az("All have signed; the scores are final."))
    desk.open("admin:schools_exam_sitting", campaign.pk, session.pk)

    assert Score.objects.get(application=application).points == 48
    campaign = Campaign.objects.get(pk=campaign.pk)
    campaign.publish_scores(by=nigar)
    make.at_stage(campaign, "appeals")
    phone.open("schools:application", application.number).follow(az("Appeal against the score"))
    phone.in_every_language().fill(reason="Ritm düzgün idi").press(az("Send the appeal")).in_every_language()
    appeal = application.appeals.get()
    for name, deed in (("Ramiz", "Propose"), ("Solmaz", "Confirm and tell the family")):
        commission = make.guardian(name, "Heyətli").user
        make.officer(commission, "appeals-commission", region=appeal.region)
        with_second_factor(commission)
        desk = walk().sign_in_as(commission).open("admin:index").open("admin:schools_appeals", campaign.pk)
        desk.in_every_language().follow(application.number).in_every_language()
        if deed == "Propose":
            desk.fill(points="52,5", grounds="Yazıya baxıldı")
        desk.press(az(deed))
    phone.open("schools:appeal", application.number).in_every_language().sees("52,5", "Yazıya baxıldı")
