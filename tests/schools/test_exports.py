"""What a family gets of a child's admission and studies with a copy of its data."""

import json

import pytest

from cabinet.trust.exporting import as_json, whose_for
from eculture.exports import holdings
from schools.models import PlacementResult, PlacementRun
from tests.factories import schools as make
from tests.factories import teaching

pytestmark = pytest.mark.django_db


def told(part: str, user, person) -> dict[str, list[dict]]:
    text = "".join(as_json("", holdings[part].tables, whose_for(user, person)))
    return {one["table"]: one["rows"] for one in json.loads(text)["tables"]}


@pytest.fixture
def family(db):
    guardian = make.guardian()
    return guardian, make.child(guardian)


def test_the_score_is_told_and_a_result_once_the_family_knows_it(family):
    guardian, child = family
    campaign = make.campaign("placement")
    application = make.application(campaign, by=guardian, child=child, points=71.5)
    run = PlacementRun.objects.create(campaign=campaign)
    PlacementResult.objects.create(run=run, application=application, points=71.5)

    tables = told("admission", guardian.user, child)

    assert [row["points"] for row in tables["schools.score"]] == ["71.5"]
    assert tables["schools.placementresult"] == []
    assert tables["schools.application"][0]["guardian"] == guardian.full_name
    stranger = make.guardian("Rauf")
    assert told("admission", stranger.user, stranger)["schools.application"] == []


@pytest.mark.parametrize("lessons", [1, 3])
def test_marks_are_told_without_the_name_of_the_teacher(family, english, lessons, django_assert_num_queries):
    guardian, child = family
    school = teaching.school()
    teacher = teaching.user("Leyla", role="teacher", at=school)
    pupil = teaching.enrolment(child, school)
    group = teaching.group(school, teacher, pupil)
    for day in range(lessons):
        teaching.entry(teaching.lesson(group, days_ago=day), pupil, "5", by=teacher)
    whose_for(guardian.user, child)

    with django_assert_num_queries(6):
        tables = told("studies", guardian.user, child)

    assert [(row["mark"], row["by"]) for row in tables["schools.lessonentry"]] == [
        (5, "another person")
    ] * lessons
