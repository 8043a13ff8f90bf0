"""The class book over HTTP: the grid that saves by itself, and the form that works without a script."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schools.models import LessonEntry
from schools.teaching.marks import Cell
from tests.factories import teaching


@pytest.fixture
def as_kamran(kamran, signed_in):
    return signed_in(kamran)


def save(client, book, *cells, **changes):
    """Post squares as the grid does; each is (value, rev) of Aylin at today's lesson."""
    body = {
        "cells": [
            {"lesson": book.lesson.pk, "enrolment": book.aylin.pk, "value": value, "rev": rev} | changes
            for value, rev in cells
        ]
    }
    url = reverse("schools:save_squares", args=[book.group.pk])
    return client.post(url, body, content_type="application/json")


def column(client, book, **data):
    url = reverse("schools:save_column", args=[book.group.pk, book.lesson.pk])
    return client.post(url, data)


def stored():
    return [(str(entry), entry.rev) for entry in LessonEntry.objects.order_by("pk")]


def test_a_typed_mark_is_saved_and_the_average_follows(as_kamran, book):
    murad = teaching.pupil(book.group.school, "Murad", "Sınaqlı")
    teaching.join(book.group, murad)
    earlier = teaching.lesson(book.group, days_ago=3)
    teaching.entry(earlier, book.aylin, "4")
    teaching.entry(earlier, murad, "2")

    answer = save(as_kamran, book, ("5", 0))

    result = answer.json()["results"][0]
    assert answer.status_code == 200
    assert (result["state"], result["value"], result["rev"]) == ("saved", "5", 1)
    assert answer.json()["averages"] == {str(book.aylin.pk): "4.5"}


def test_a_changed_mark_is_answered_with_both_values(as_kamran, book, leyla):
    teaching.entry(book.lesson, book.aylin, "3", by=leyla)

    answer = save(as_kamran, book, ("2", 0))

    result = answer.json()["results"][0]
    assert answer.status_code == 409
    assert (result["state"], result["typed"], result["value"], result["rev"]) == ("conflict", "2", "3", 1)
    assert "Leyla Nümunəli" in result["message"]
    assert stored() == [("3", 1)]


def test_sending_twice_saves_once(as_kamran, book):
    save(as_kamran, book, ("4 gec", 0))
    again = save(as_kamran, book, ("4 gec", 0))

    assert again.json()["results"][0]["state"] == "saved"
    assert stored() == [("4 gec", 1)]


def test_one_wrong_sign_does_not_cost_the_others(as_kamran, book):
    answer = save(as_kamran, book, ("7", 0), ("5", 0))

    assert [result["state"] for result in answer.json()["results"]] == ["invalid", "saved"]
    assert stored() == [("5", 1)]


def test_a_closed_term_locks_the_square(as_kamran, book, leyla):
    book.term.close(by=leyla)

    answer = save(as_kamran, book, ("5", 0))

    assert answer.status_code == 409
    assert answer.json()["results"][0]["state"] == "locked"
    assert stored() == []


def test_the_square_of_another_group_is_locked(as_kamran, book, school, kamran):
    other = teaching.lesson(teaching.group(school, kamran, name="IV qrup"))

    answer = save(as_kamran, book, ("5", 0), lesson=other.pk)

    assert answer.json()["results"][0]["state"] == "locked"
    assert stored() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"cells": []}', b'{"cells": [1]}', b'{"cells": "x"}', b"[[[[", b"\xff", b"null"],
)
def test_what_is_no_list_of_squares_gets_400(as_kamran, book, body):
    url = reverse("schools:save_squares", args=[book.group.pk])

    answer = as_kamran.post(url, body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.none())
)


@pytest.mark.asvs("1.3.3", "1.4.2", "2.2.1", "2.2.2")
@given(lesson=anything, enrolment=anything, value=anything, rev=anything)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_json_breaks_the_door(as_kamran, book, lesson, enrolment, value, rev):
    cell = {"lesson": lesson, "enrolment": enrolment, "value": value, "rev": rev}
    url = reverse("schools:save_squares", args=[book.group.pk])

    answer = as_kamran.post(url, cell, content_type="application/json")

    assert answer.status_code in (400, 409)
    assert stored() == []


@given(value=st.text(max_size=16), rev=st.integers(0, 5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_saved_as_a_sign_or_refused(as_kamran, book, value, rev):
    state = save(as_kamran, book, (value, rev)).json()["results"][0]["state"]

    assert state in ("saved", "invalid", "conflict")
    for text, _rev in stored():
        assert str(Cell.read(text)) == text


def test_without_a_script_one_button_saves_the_column(as_kamran, book):
    answer = column(as_kamran, book, **{f"e{book.aylin.pk}r0": "4"})

    assert answer.status_code == 302
    assert answer.url == f"{reverse('schools:classbook', args=[book.group.pk])}?lesson={book.lesson.pk}"
    assert stored() == [("4", 1)]


def test_without_a_script_the_phone_saves_the_lesson(as_kamran, book):
    aylin = book.aylin.pk

    column(as_kamran, book, **{f"a{aylin}r0": "late", f"m{aylin}r0": "5"})

    assert stored() == [("5 gec", 1)]


def test_without_a_script_the_others_are_present(as_kamran, book, school):
    murad = teaching.pupil(school, "Murad", "Sınaqlı")
    teaching.join(book.group, murad)

    column(as_kamran, book, **{f"e{book.aylin.pk}r0": "q", f"e{murad.pk}r0": "", "rest": "+"})

    assert stored() == [("q", 1), ("+", 1)]


def test_without_a_script_a_wrong_sign_stays_typed_beside_its_reason(as_kamran, book):
    answer = column(as_kamran, book, **{f"e{book.aylin.pk}r0": "6"})

    assert answer.status_code == 409
    assert 'value="6"' in answer.text
    assert "“6”" in answer.text
    assert stored() == []


def test_without_a_script_a_conflict_offers_both_values(as_kamran, book, leyla):
    teaching.entry(book.lesson, book.aylin, "3", by=leyla)
    aylin = book.aylin.pk

    answer = column(as_kamran, book, **{f"e{aylin}r0": "2"})

    assert answer.status_code == 409
    assert f'name="e{aylin}r1" value="2"' in answer.text
    assert f'name="e{aylin}r1" value="3"' in answer.text
    assert stored() == [("3", 1)]


def test_the_grid_shows_marks_averages_and_the_lock(as_kamran, book, kamran, leyla):
    first = teaching.term(book.group.school, days_ago=90, days_left=-70, ordinal=1)
    teaching.entry(teaching.lesson(book.group, days_ago=80), book.aylin, "5", by=kamran)
    first.close(by=leyla)
    teaching.entry(book.lesson, book.aylin, "3", by=kamran)

    page = as_kamran.get(reverse("schools:classbook", args=[book.group.pk])).text

    assert '<td class="closed">5.0</td>' in page
    assert f'name="e{book.aylin.pk}r1" value="3"' in page
    assert f'data-average="{book.aylin.pk}">3.0</td>' in page


def test_who_only_looks_gets_no_inputs(book, nigar, signed_in):
    page = signed_in(nigar).get(reverse("schools:classbook", args=[book.group.pk]))

    assert page.status_code == 200
    assert "data-cell" not in page.text


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_grid_asks_the_database_as_often_for_three_as_for_one(
    as_kamran, book, school, pupils, django_assert_num_queries
):
    for number in range(pupils - 1):
        murad = teaching.pupil(school, f"Murad{number}", "Sınaqlı")
        teaching.join(book.group, murad)
        teaching.entry(book.lesson, murad, "4")
    url = reverse("schools:classbook", args=[book.group.pk])
    as_kamran.get(url)

    with django_assert_num_queries(GRID_QUERIES):
        as_kamran.get(url)


GRID_QUERIES = 8


def test_numbers_of_rows_are_written_without_spaces(school, kamran, as_kamran):
    """A page of the thousandth pupil names its inputs as the first one does."""
    with connection.cursor() as cursor:
        for table in ("enrolment", "lesson", "studygroup"):
            cursor.execute(f"SELECT setval('schools_{table}_id_seq', 1234567)")
    aylin = teaching.pupil(school)
    teaching.term(school)
    group = teaching.group(school, kamran, aylin)
    lesson = teaching.lesson(group)
    teaching.lesson(group, days_ago=1)

    page = as_kamran.get(reverse("schools:classbook", args=[group.pk])).text

    assert f'data-lesson="{lesson.pk}"' in page
    assert f'form="lesson-{lesson.pk}" name="e{aylin.pk}r0"' in page
    assert f'<form id="lesson-{lesson.pk}"' in page
    assert f'name="a{aylin.pk}r0"' in page
    assert "234 567" not in page and "234,567" not in page and "234\xa0567" not in page
