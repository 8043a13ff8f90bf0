"""A family pays for its place, anybody checks the placement, the ministry compares and asks a second."""

from decimal import Decimal

import pytest

from schools.admissions import placing, plan_cuts
from schools.models import Application
from tests.e2e.walker import PHONE, az
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

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
def placed(settings, tmp_path, nigar, pump):
    """Two children want one free and one paid place of a school; two calculations, the first published."""
    settings.DEMO, settings.BASE_DIR = True, tmp_path
    school = make.school(teaches="TAR5")
    plan = {(school, "TAR5", "free"): 1, (school, "TAR5", "paid"): 2}
    campaign = make.campaign("choice", plan=plan, fee=Decimal("120.00"))
    for name, points in (("Rəna", 91), ("Aylin", 84)):
        family = make.guardian(f"Valideyn {name}")
        make.chosen(campaign, points, make.wish("TAR5", school), by=family, name=name)
    Application.objects.update(consents_to_paid=True)
    campaign = make.at_stage(campaign, "placement")
    for publish in (True, False):
        run = placing.ask_for_run(campaign, by=nigar)
        pump()
        run.refresh_from_db()
        if publish:
            placing.ask_for_publication(run, by=nigar)
            pump()
            campaign = make.at_stage(campaign, "confirmation")
    return campaign


def test_the_family_pays_at_the_bank_and_the_place_is_theirs(placed, walk):
    application = Application.objects.get(child__name="Aylin")
    phone = walk(viewport=PHONE, color_scheme="dark").sign_in_as(application.guardian.user)

    phone.open("schools:application", application.number)
    phone.press(az("Accept and pay %(sum)s manat", sum="120,00")).in_every_language()
    phone.press(az("Pay %(sum)s manat", sum="120,00")).press(az("Pay"))
    phone.sees(az("The bank has not yet said how the payment ended")).in_every_language()
    phone.press(az("Ask the bank now")).in_every_language()
    phone.open("cabinet:bills").in_every_language()

    application.refresh_from_db()
    assert application.state == "accepted"


def test_the_placement_is_open_to_all_and_its_course_to_the_ministry(placed, walk, nigar):
    walk(viewport=PHONE).open("schools:placements").in_every_language()

    desk = walk().sign_in_as(nigar)
    desk.open("admin:schools_course", placed.pk).in_every_language()
    new, old = placed.runs.all()
    desk.open("admin:schools_course_comparison", placed.pk, old.pk, new.pk).in_every_language()
    desk.open("admin:schools_course_comparison", placed.pk, old.pk, new.pk, query="?show=places")
    new.discard(by=nigar)
    place = placed.plan_places.get(funding="paid")
    plan_cuts.propose(place, places=1, order_number="7", reason="təmir", by=nigar)
    desk.open("admin:schools_course_cuts", placed.pk).in_every_language()
