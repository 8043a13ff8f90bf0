import pytest
from django.utils import timezone

from eculture.models import User
from eculture.sections import case_sources, sections
from schools.reports import ApplicationsBySchool, Intake
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


def needs(user) -> list[tuple[str, str]]:
    """As the next page says it: each page reads the account anew."""
    reader = User.objects.get(pk=user.pk)
    return [(str(need.title), need.url) for need in case_sources["admission"].needs(reader)]


def test_what_waits_for_a_family_has_its_deadline_and_its_page(anar, aylin, rauf, music_school):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1})
    application = make.application(campaign, by=anar, child=aylin, points=80)

    url = f"/en/cabinet/applications/{application.number}/choices/"
    assert needs(anar.user) == [("Aylin: choose specialties and schools", url)]
    assert needs(rauf.user) == []
    (need,) = case_sources["admission"].needs(anar.user)
    assert need.due == timezone.localtime(campaign.stage("choice").closes_at).date()

    application.choose(wishes=[make.wish("TAR5", music_school)], by=None)
    assert needs(anar.user) == [("Aylin: the choices are not confirmed", url)]
    application.confirm_choices(by=None)
    assert needs(anar.user) == []


def test_the_tab_of_a_child_tells_how_its_admission_stands(anar, aylin, rauf, signed_in):
    campaign = make.campaign("choice")
    application = make.application(campaign, by=anar, child=aylin, points=80)

    shown = sections["admission"].context(anar.user, aylin)
    html = signed_in(anar.user).get(f"/en/cabinet/?person={aylin.pk}").content.decode()

    assert (shown["title"], shown["application"]) == (campaign.name, application)
    assert "The score of Aylin is 80.0" in html
    assert "First steps" not in html
    assert sections["admission"].context(rauf.user, aylin) is None
    assert sections["admission"].context(anar.user, anar) is None


def test_the_tab_forgets_an_admission_that_is_over(anar, aylin):
    make.at_stage(make.application(make.campaign("exams"), by=anar, child=aylin).campaign, "closed")

    assert sections["admission"].context(anar.user, aylin) is None


def test_an_application_is_a_case_of_the_family(anar, aylin, rauf):
    application = make.application(make.campaign("exams"), by=anar, child=aylin)

    ours, keys = case_sources["admission"], [application.pk]
    rows = [(case.number, case.person, str(case.state)) for case in ours.cases(anar.user, keys)]

    assert rows == [(application.number, "Aylin", "registered")]
    assert [key for _at, key in ours.keys(anar.user)] == keys
    assert list(ours.keys(rauf.user)) == []
    assert list(ours.cases(rauf.user, keys)) == []


def test_the_home_page_shows_the_running_campaign(client):
    campaign = make.campaign("registration", name="Qəbul sınağı")

    html = client.get("/en/").content.decode()

    assert campaign.name in html
    assert "registration" in html


def test_the_intake_report_lists_plan_and_result(nigar, music_school):
    make.campaign("choice", year=2026, plan={(music_school, "TAR5", "free"): 6})

    rows = list(Intake().rows(nigar, year=2026))

    assert [(row.school.name, row.programme.code, row.places, row.taken) for row in rows] == [
        (music_school.name, "TAR5", 6, 0)
    ]


def test_the_report_by_school_counts_families_not_wishes(nigar, anar, music_school, far_school):
    plan = {(at, code, "free"): 2 for at in (music_school, far_school) for code in ("TAR5", "PNO5")}
    campaign = make.campaign("choice", year=2026, plan=plan)
    make.chosen(campaign, 80, make.wish("TAR5", music_school, far_school), make.wish("PNO5", music_school))

    rows = list(ApplicationsBySchool().rows(nigar, year=2026))

    assert [(row["school"], row["count"]) for row in rows] == [
        (music_school.name, 1),
        (far_school.name, 1),
    ]
    assert list(ApplicationsBySchool().rows(anar.user, year=2026)) == []
