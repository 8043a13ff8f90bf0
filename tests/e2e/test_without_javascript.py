"""The same paths with the scripts switched off: nothing may depend on them."""

import re

import pytest
from playwright.sync_api import expect

from schools.admissions import placing
from schools.models import Application, LessonEntry
from tests.e2e.town import PASSWORD, town
from tests.factories import cabinet, schools, teaching

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home():
    """A family whose child may apply today."""
    anar = cabinet.citizen("anar@numune.example")
    return anar, schools.child(anar, "Aylin")


@pytest.fixture
def plain(walk):
    return walk(java_script_enabled=False)


def test_a_guardian_signs_in_applies_chooses_and_accepts(plain, home, pump):
    place, (anar, aylin) = town(), home
    plan = {(place.near, "PNO5", "free"): 1, (place.near, "TAR5", "free"): 1}
    campaign = schools.campaign("registration", plan=plan)

    plain.open("/en/accounts/login/").fill(login=anar.user.email, password=PASSWORD).press("Sign in")
    application = apply(plain, aylin)
    choose(plain, application, schools.at_stage(campaign, "choice"))
    publish(schools.at_stage(campaign, "placement"), place.nigar, pump)
    schools.at_stage(campaign, "confirmation")
    plain.open(f"/en/cabinet/applications/{application.number}/").press("Accept the place")

    application.refresh_from_db()
    assert application.state == "accepted"
    expect(plain.page.get_by_role("button", name="Accept the place")).to_have_count(0)


def apply(plain, aylin) -> Application:
    plain.open("/en/cabinet/applications/").tick("child", aylin.pk).tick("direction", "music")
    plain.press("Begin the application").press("Send the application").sees("registered")
    application = Application.objects.get()
    assert application.state == "submitted"
    return application


def choose(plain, application, campaign) -> None:
    Application.objects.filter(campaign=campaign, pk=application.pk).update(state="examined")
    schools.Score.objects.create(application=application, points=80)
    school = campaign.plan_places.first().school.code
    plain.open(f"/en/cabinet/applications/{application.number}/choices/")
    for code in ("PNO5", "TAR5"):
        plain.follow("Add a specialty").choose("programme", code).press("Show the schools")
        plain.choose("school_1", school).press("Save the choice")
    plain.go(plain.page.locator("button[name=to][value=down]").first).press("Confirm the choices")
    ranked = [wish.programme.code for wish in Application.objects.get().wishes]
    assert ranked == ["TAR5", "PNO5"]


def publish(campaign, officer, pump) -> None:
    run = placing.ask_for_run(campaign, by=officer)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=officer)
    pump()


def test_a_teacher_saves_a_column(plain):
    place = town()
    teaching.term(place.near)
    pupils = [teaching.pupil(place.near, "Nuray", surname) for surname in ("Eskizli", "Maketova")]
    group = teaching.group(place.near, place.rena, *pupils)
    teaching.lesson(group, topic="Segah ladı")

    plain.sign_in_as(place.rena).open("schools:classbook", group.pk)
    squares = plain.page.locator("td.today input")
    squares.first.fill("5")
    squares.last.fill("q")
    plain.go(plain.page.locator("tfoot button").last)

    expect(plain.page.locator(".messages")).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert sorted(str(entry) for entry in LessonEntry.objects.all()) == ["5", "q"]


def test_a_page_of_work_in_the_background_asks_again_by_itself(plain, pump):
    place = town()
    campaign = schools.campaign("placement", plan={(place.near, "PNO5", "free"): 1})
    run = placing.ask_for_run(campaign, by=place.nigar)

    plain.sign_in_as(place.nigar).open("cabinet:job", run.job.pk)
    refresh = plain.page.locator("meta[http-equiv=refresh]")
    expect(refresh).to_have_count(1)
    pump()
    plain.open("cabinet:job", run.job.pk)

    expect(plain.page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    expect(refresh).to_have_count(0)
