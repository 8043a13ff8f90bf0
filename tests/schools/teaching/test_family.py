"""What a family sees of the class book, and nobody else's family."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.models import LessonEntry
from tests.factories import cabinet, teaching


@pytest.fixture
def as_anar(anar, signed_in):
    return signed_in(anar)


def at(book):
    return reverse("schools:child_classbook", args=[book.aylin.person.pk])


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_a_mark_is_in_the_cabinet_at_once(as_anar, book, kamran, signed_in):
    cell = {"lesson": book.lesson.pk, "enrolment": book.aylin.pk, "value": "5 gec", "rev": 0}
    url = reverse("schools:save_squares", args=[book.group.pk])
    signed_in(kamran).post(url, cell, content_type="application/json")

    cabinet_page = as_anar.get(reverse("cabinet:home"), {"person": book.aylin.person.pk})
    own_page = as_anar.get(at(book))

    assert '<div class="score"><b>5</b>' in cabinet_page.text
    assert [(str(entry), entry.lesson) for entry in own_page.context["page"]] == [("5 gec", book.lesson)]
    assert own_page.context["summary"].attended == 100


def test_the_summary_counts_attendance_and_marks_of_the_year(as_anar, book):
    for days_ago, text in ((3, "q"), (2, "gec"), (1, "4"), (0, "5")):
        lesson = book.lesson if not days_ago else teaching.lesson(book.group, days_ago=days_ago)
        teaching.entry(lesson, book.aylin, text)

    summary = as_anar.get(at(book)).context["summary"]

    assert (summary.recorded, summary.attended, summary.average) == (4, 75, "4.5")
    assert [entry.mark for entry in summary.last_marks] == [5, 4]


def test_an_erased_mark_is_gone_from_the_page(as_anar, book, kamran):
    entry = teaching.entry(book.lesson, book.aylin, "2")
    LessonEntry(lesson=book.lesson, enrolment=book.aylin).write(rev=entry.rev, by=kamran)

    assert list(as_anar.get(at(book)).context["page"]) == []


def test_another_family_finds_nothing(book, signed_in):
    vaqif = teaching.user("Vaqif")
    own = teaching.pupil(book.group.school, "Murad", "Sınaqlı", guardian=vaqif)
    teaching.entry(book.lesson, book.aylin, "5")

    assert signed_in(vaqif).get(at(book)).status_code == 404
    assert list(LessonEntry.objects.visible_to(vaqif).filter(enrolment=book.aylin)) == []
    assert signed_in(vaqif).get(reverse("schools:child_classbook", args=[own.person.pk])).status_code == 200


def test_a_guardian_whose_right_has_ended_finds_nothing(as_anar, book, anar):
    guardianship = anar.person.guardianships.get()
    guardianship.end(by=anar)

    assert as_anar.get(at(book)).status_code == 404


def test_a_child_of_two_schools_shows_both(as_anar, book):
    other = teaching.school("Nümunə № 3")
    vaqif = teaching.user("Vaqif", role="teacher", at=other)
    teaching.term(other)
    second = teaching.enrolment(book.aylin.person, other, code="TAR")
    lesson = teaching.lesson(teaching.group(other, vaqif, second))
    teaching.entry(book.lesson, book.aylin, "5")
    teaching.entry(lesson, second, "3")

    assert sorted(str(entry) for entry in as_anar.get(at(book)).context["page"]) == ["3", "5"]


def test_the_page_asks_as_often_for_three_lessons_as_for_one(as_anar, book):
    teaching.entry(book.lesson, book.aylin, "5")
    as_anar.get(at(book))
    once = queries(as_anar, at(book))
    for days_ago in (1, 2):
        teaching.entry(teaching.lesson(book.group, days_ago=days_ago), book.aylin, "4")

    assert queries(as_anar, at(book)) == once


def test_a_grown_pupil_reads_his_own_marks(book, signed_in):
    account = cabinet.user()
    person = book.aylin.person
    person.user = account
    person.save()
    teaching.entry(book.lesson, book.aylin, "4")

    assert len(signed_in(account).get(at(book)).context["page"].object_list) == 1
