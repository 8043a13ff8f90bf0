"""One family, from the plan of the ministry to the first mark: each deed by its own person in a browser."""

import io
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import xlsxwriter
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from eculture.documents import IssuedDocument
from schools.admissions.choices import Wish
from schools.models import (
    Application,
    Campaign,
    Enrolment,
    LessonEntry,
    Programme,
    Seat,
    Stage,
    StudyGroup,
)
from tests.e2e.town import PASSWORD, born, code_of_the_app, day, rival, town
from tests.e2e.walker import PHONE, Walker, az

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANAR = "anar@numune.example"
PLAN = [("near", "PNO5", 1), ("near", "TAR5", 1), ("far", "PNO5", 1)]


@pytest.fixture
def story(walk, pump, mailoutbox, settings) -> SimpleNamespace:
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may turn between reading a code and sending it
    return SimpleNamespace(town=town(), walk=walk, pump=pump, mail=mailoutbox)


@pytest.mark.long(50)
def test_one_family_from_the_plan_to_the_first_mark(story):
    nigar_signs_in_with_her_second_factor(story)
    she_opens_a_campaign(story)
    she_plans_places_and_opens_registration(story)
    anar_signs_up_and_says_who_he_is(story)
    he_applies_for_aylin(story)
    nigar_loads_the_scores(story)
    anar_ranks_specialties_and_schools(story)
    nigar_places_the_children(story)
    anar_accepts_the_place(story)
    nigar_enrols_by_order(story)
    the_document_is_valid(story)
    leyla_makes_a_group(story)
    the_teacher_writes_a_mark(story)
    anar_sees_it_at_once(story)
    rauf_finds_nothing(story)


def nigar_signs_in_with_her_second_factor(story: SimpleNamespace) -> None:
    story.nigar = nigar = story.walk().open("/admin/")
    nigar.fill(login=story.town.nigar.email, password=PASSWORD).press(az("Sign in"))
    nigar.fill(code=code_of_the_app()).press(az("Sign in"))
    expect(nigar.page).to_have_url(re.compile("/admin/$"))


def she_opens_a_campaign(story: SimpleNamespace) -> None:
    nigar, year = story.nigar.open("admin:schools_campaign_add"), day(0).year
    nigar.fill(year=str(year), name_az=f"Qəbul {year}", name_en=f"Admission {year}", name_ru=f"Приём {year}")
    nigar.fill(age_counted_on=f"{year}-09-15", studies_start_on=day(0).isoformat())
    for number, kind in enumerate(Stage.KINDS):
        nigar.page.locator("#stages-group a.add-row").click()
        row = f"stages-{number}"
        nigar.choose(f"{row}-kind", kind)
        for name, offset in (("opens_at", 10 * number - 1), ("closes_at", 10 * number + 9)):
            nigar.fill(**{f"{row}-{name}_0": day(offset).isoformat(), f"{row}-{name}_1": "09:00"})
    nigar.go(nigar.page.locator("[name=_save]"))
    story.campaign = Campaign.objects.get(year=year)


def the_days_come_to(story: SimpleNamespace, kind: str) -> None:
    """The calendar goes on: all stages come nearer, so that this one began a day ago."""
    nearer = timezone.now() - timedelta(days=1) - story.campaign.stages.get(kind=kind).opens_at
    story.campaign.stages.update(opens_at=F("opens_at") + nearer, closes_at=F("closes_at") + nearer)


def she_plans_places_and_opens_registration(story: SimpleNamespace) -> None:
    nigar = story.nigar
    for at, code, places in PLAN:
        nigar.open("admin:schools_planplace_add").choose("campaign", str(story.campaign.pk))
        school, programme = getattr(story.town, at), Programme.objects.get(code=code)
        nigar.find("school", school.name, school).find("programme", code, programme)
        nigar.fill(places=str(places)).go(nigar.page.locator("[name=_save]"))
    nigar.open("admin:schools_course", story.campaign.pk)
    nigar.press(az("Fill in the missing age rules as of 2025"))
    nigar.press(az("Publish the plan")).press(az("Open registration"))
    assert story.campaign.plan_places.count() == len(PLAN)
    story.rival = rival(Campaign.objects.get())


def anar_signs_up_and_says_who_he_is(story: SimpleNamespace) -> None:
    story.anar = anar = story.walk(viewport=PHONE).open("home").follow(az("Sign in")).follow(az("Sign up"))
    anar.fill(email=ANAR, password1=PASSWORD).press(az("Sign up"))
    anar.fill(code=re.search(r"\b\d{6}\b", story.mail[-1].body)[0]).press(az("Confirm"))
    introduce(anar, "Anar", "male", "1985-03-01", "5A1B2C3").press(az("Open my cabinet"))
    anar.open("cabinet:add_child")
    introduce(anar, "Aylin", "female", born(9).isoformat(), "7D4E5F6").press(az("Add the child"))
    anar.sees("Nümunəli Aylin")


def introduce(who: Walker, name: str, sex: str, birth_date: str, fin: str) -> Walker:
    who.fill(surname="Nümunəli", name=name, birth_date=birth_date, fin=fin)
    return who.tick("sex", sex)


def he_applies_for_aylin(story: SimpleNamespace) -> None:
    anar = story.anar.open("schools:applications")
    anar.page.get_by_role("radio", name="Aylin").check()
    anar.tick("direction", "music").press(az("Begin the application"))
    anar.press(az("Send the application"))
    story.number = re.search(r"MQ-\d{4}-\d{6}", anar.page.inner_text("main"))[0]
    story.pump()
    assert story.number in story.mail[-1].subject + story.mail[-1].body


def nigar_loads_the_scores(story: SimpleNamespace) -> None:
    nigar = story.nigar.open("admin:schools_course", story.campaign.pk).press(az("Close registration"))
    rows = [(story.number, 78.5), (story.rival.number, 91), ("MQ-2026-999999", 60)]
    file = {"name": "ballar.xlsx", "mimeType": "application/octet-stream", "buffer": table(rows)}
    nigar.page.set_input_files("#file_score", file)
    nigar.press(az("Check the file")).sees("MQ-2026-999999", az("Nothing has been written yet."))
    assert Application.objects.get(number=story.number).points is None
    nigar.press(az("Write the rows without errors"))
    see_the_job_done(story)
    assert Application.objects.get(number=story.number).points is None
    nigar.follow(az("Continue")).press(az("Publish the exam results to all families"))
    nigar.press(az("Open the choice"))
    story.pump()


def table(rows: list[tuple[str, float]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([("Nömrə", "Bal"), *rows]):
            sheet.write_row(place, 0, row)
    return file.getvalue()


def see_the_job_done(story: SimpleNamespace) -> None:
    """The page of the job stands open while the work is done, and weaves its border to the end."""
    bar = story.nigar.page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", "0")
    story.pump()
    expect(bar).to_have_attribute("aria-valuenow", "100")
    story.nigar.look()


def anar_ranks_specialties_and_schools(story: SimpleNamespace) -> None:
    the_days_come_to(story, "choice")
    town, anar = story.town, story.anar.open("cabinet:home")
    anar.follow(re.compile(az("Choose"))).sees("Aylin")
    for code, schools in (("TAR5", [town.near]), ("PNO5", [town.far, town.near])):
        anar.follow(az("Add a specialty")).choose("programme", code).press(az("Show the schools"))
        for place, school in enumerate(schools, start=1):
            anar.choose(f"school_{place}", school.code)
        anar.press(az("Save the choice"))
    anar.go(anar.page.locator("button[name=to][value=up]").last)
    wishes = [wish.programme.code for wish in Application.objects.get(number=story.number).wishes]
    assert wishes == ["PNO5", "TAR5"]
    anar.press(az("Confirm the choices"))


def nigar_places_the_children(story: SimpleNamespace) -> None:
    wish = Wish(Programme.objects.get(code="PNO5"), (story.town.far,))
    rival = Application.objects.get(pk=story.rival.pk)
    rival.choose(wishes=[wish], by=rival.guardian.user)
    the_days_come_to(story, "confirmation")
    nigar = story.nigar.open("admin:schools_course", story.campaign.pk).press(az("Close the choice"))
    nigar.press(az("Calculate the placement"))
    see_the_job_done(story)
    nigar.follow(az("Continue")).press(az("Publish and tell the families"))
    see_the_job_done(story)


def anar_accepts_the_place(story: SimpleNamespace) -> None:
    anar = story.anar.open("cabinet:home").follow(az("Look at the offer"))
    anar.sees(az("Why this place?"), story.town.near.name, "78,5")
    anar.page.get_by_role("button", name=az("Accept the place")).dblclick()
    expect(anar.page.get_by_role("button", name=az("Accept the place"))).to_have_count(0)
    anar.look()
    application = Application.objects.get(number=story.number)
    assert (application.state, Seat.objects.count(), Enrolment.objects.count()) == ("accepted", 1, 1)


def nigar_enrols_by_order(story: SimpleNamespace) -> None:
    nigar = story.nigar.open("admin:schools_course", story.campaign.pk)
    nigar.fill(order_number="17-Q").press(az("Enrol all who have accepted"))
    see_the_job_done(story)
    story.anar.open("schools:application", story.number).follow(az("My documents")).sees("Nümunəli Aylin")


def the_document_is_valid(story: SimpleNamespace) -> None:
    """Anybody who holds the paper may ask, signed in or not."""
    code = IssuedDocument.objects.get(kind="admission-notice").code
    stranger = story.walk().open("cabinet:verify").fill(code=code).press(az("Check"))
    stranger.sees(az("The document is genuine and valid"))
    assert "Nümunəli" not in stranger.page.inner_text("main")


def leyla_makes_a_group(story: SimpleNamespace) -> None:
    story.leyla = leyla = story.walk().sign_in_as(story.town.leyla).open("schools:desk")
    leyla.open("schools:desk_pupils").sees("Nümunəli Aylin")
    leyla.open("schools:terms").fill(ordinal="1", starts_on=day(-40).isoformat(), ends_on=day(40).isoformat())
    leyla.press(az("Add")).open("schools:open_group").fill(subject="Solfecio", name="III qrup")
    leyla.choose("teacher", str(story.town.rena.pk)).page.get_by_role("checkbox", name="Aylin").check()
    leyla.press(az("Open the group")).sees("Nümunəli Aylin")
    story.group = StudyGroup.objects.get()


def the_teacher_writes_a_mark(story: SimpleNamespace) -> None:
    rena = story.walk().sign_in_as(story.town.rena).open("schools:desk").follow(re.compile("Solfecio"))
    rena.follow(az("Open the class book")).follow(az("New lesson")).fill(topic="Segah ladı")
    rena.press(az("Add the lesson"))
    rena.page.locator("td.today input").focus()
    rena.page.keyboard.press("5")
    expect(rena.page.locator('td.today[data-save="saved"]')).to_have_count(1)
    expect(rena.page.locator("[data-status]")).to_have_text(re.compile(r"\d\d:\d\d"))
    assert [entry.mark for entry in LessonEntry.objects.all()] == [5]
    rena.look()


def anar_sees_it_at_once(story: SimpleNamespace) -> None:
    aylin = Enrolment.objects.get().person
    story.anar.open("cabinet:home", query=f"?person={aylin.pk}").sees("Solfecio")
    assert story.anar.page.locator(".score b").all_inner_texts() == ["5"]
    story.anar.open("schools:child_classbook", aylin.pk).sees("Segah ladı")


def rauf_finds_nothing(story: SimpleNamespace) -> None:
    """The head of another school; her pupils, her group and the family do not exist for him."""
    rauf, aylin = story.walk().sign_in_as(story.town.rauf), Enrolment.objects.get().person
    assert "Aylin" not in rauf.open("schools:desk_pupils").page.inner_text("main")
    addresses = [
        ("schools:group", story.group.pk),
        ("schools:classbook", story.group.pk),
        ("schools:application", story.number),
        ("schools:child_classbook", aylin.pk),
    ]
    assert [rauf.status_of(*address) for address in addresses] == [404] * len(addresses)
