"""The office applies for a family without an account and confirms a priority; the family takes over."""

from datetime import timedelta

import pytest

from eculture.documents import IssuedDocument
from schools.models import Application, Campaign, PriorityClaim
from tests.cabinet.files import files
from tests.e2e.walker import PHONE, az
from tests.factories import cabinet, exams
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.cabinet.demo_urls"),
]


@pytest.fixture
def campaign(settings):
    """The rules name a priority group, a paper for all and a centre; the plan is published."""
    settings.DEMO = True
    school = make.school(teaches="TAR5 PNO5")
    far = make.school("2 nömrəli örnək musiqi məktəbi", teaches="TAR5 PNO5")
    plan = {(at, code, "free"): 3 for at in (school, far) for code in ("TAR5", "PNO5")}
    rules = {"tie_break": ["priority", "older"], "fee": 120, "answer_days": 5}
    campaign = make.campaign("published", plan=plan, **rules)
    exams.criteria(campaign)
    make.group(campaign)
    campaign.needed_papers.create(name_az="Uşağın şəkli (3×4)", is_required=False, order=2)
    exams.centre(campaign, school, rooms={"101": 4})
    make.give_dates(campaign, "registration")
    return Campaign.objects.get(pk=campaign.pk)


def officer(name, role="regional-officer", **scope):
    user = make.guardian(name, "İdarəli").user
    make.officer(user, role, **scope)
    with_second_factor(user)
    user.refresh_from_db()
    return user


def test_from_the_desk_to_the_cabinet_of_the_family(campaign, walk, pump):
    nigar = officer("Nigar", "ministry-officer")
    campaign.open_registration(by=nigar)
    house = campaign.exam_centres.get()
    sabina = officer("Səbinə", region=house.institution.registered_unit.region)
    born = (make.counted_on() - timedelta(days=9 * 366)).isoformat()

    public = walk(viewport=PHONE).open("schools:rules", campaign.year).in_every_language()
    public.sees("Şəhid ailələri", campaign.rulebook.sha256)

    desk = walk().sign_in_as(sabina).open("cabinet:desk_person")
    desk.fill(passport="AB 123-456", citizenship="GE", birth_date="1990-04-05", surname="Nümunidze")
    desk.fill(name="Giorgi").tick("sex", "male").press(az("Go on")).in_every_language()
    desk.follow(az("Enter a child")).in_every_language()
    desk.fill(passport="CH 777-888", citizenship="GE", birth_date=born, surname="Nümunidze", name="Nino")
    desk.tick("sex", "female").choose("kind", "parent").fill(document="Doğum şəhadətnaməsi 1")
    desk.press(az("Enter a child")).follow(az("Application for admission")).in_every_language()
    desk.page.check("[name=child]")
    desk.tick("direction", "music").choose("centre", str(house.pk)).press(az("Begin the application"))
    application = Application.objects.get()
    desk.in_every_language().follow(az("Add or change")).in_every_language()
    desk.tick("group", campaign.priority_groups.get().pk).press(az("Save")).in_every_language()
    proof = campaign.needed_papers.get(group__isnull=False)
    desk.page.set_input_files(
        f"[name=paper_{proof.pk}]",
        {"name": "vəsiqə.pdf", "mimeType": "application/pdf", "buffer": files.pdf().read()},
    )
    desk.press(az("Save")).press(az("Send the application")).in_every_language()
    pump()
    desk.press(az("Print the receipt with a code"))
    code = desk.page.locator("p.h1").inner_text()

    desk.open("admin:schools_priorities", campaign.pk).in_every_language().follow(application.number)
    desk.in_every_language().press(az("Confirm the priority"))
    assert PriorityClaim.objects.get().state == "confirmed"

    family = cabinet.user("giorgi@numune.example")
    phone = walk(viewport=PHONE, color_scheme="dark").sign_in_as(family).open("cabinet:claim")
    phone.fill(code=code, birth_date="1990-04-05").press(az("Take over")).in_every_language()
    phone.sees("Şəhid ailələri", az("Receipt (PDF)"))
    assert IssuedDocument.objects.get(kind="application-receipt").person_id == application.child_id
    assert desk.status_of("schools:application", application.number) == 404

    later = make.at_stage(campaign, "choice")
    make.score(application, 81)
    phone.open("schools:choices", application.number).in_every_language()
    phone.open("schools:wish", application.number, 1, query="?programme=TAR5")
    school = house.institution
    phone.choose("school_1", school.code).press(az("Save the choice")).in_every_language()
    phone.sees(az("Near by, and wanted by few"), "2 nömrəli örnək musiqi məktəbi")

    ministry = walk().sign_in_as(nigar).open("admin:schools_numbers", later.pk).in_every_language()
    ministry.page.locator("details summary").click()
    ministry.look().go(ministry.page.locator(".course__funnel a").nth(1))
    ministry.open("admin:schools_campaign_change", later.pk)
