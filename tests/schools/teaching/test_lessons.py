from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from eculture.models import JournalEntry
from eculture.refusals import Refusal
from schools.models import GroupMembership, Lesson, LessonEntry, StudyGroup
from tests.factories import teaching


def refused(code):
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def square(book):
    return LessonEntry(lesson=book.lesson, enrolment=book.aylin)


def write(book, by, *, rev=0, **value):
    return square(book).write(rev=rev, by=by, **value)


def test_a_mark_is_written_and_changed_by_who_has_seen_the_last_one(book, kamran):
    first = write(book, kamran, mark=4, attendance="present")
    second = write(book, kamran, mark=5, attendance="late", rev=1)

    assert (str(first), first.rev) == ("4", 1)
    assert (str(second), second.rev) == ("5 gec", 2)


def test_who_has_not_seen_the_last_mark_gets_both(book, kamran, leyla):
    write(book, kamran, mark=3, attendance="present")

    with pytest.raises(Refusal) as caught:
        write(book, leyla, mark=2, attendance="present")

    refusal = caught.value
    assert (refusal.code, refusal.extra) == ("conflict", {"mine": "2", "value": "3", "rev": 1})
    assert "Kamran Nümunəli" in str(refusal)
    assert str(LessonEntry.objects.get()) == "3"


def test_writing_the_same_again_is_no_conflict(book, kamran, leyla):
    write(book, kamran, mark=4, attendance="present")

    again = write(book, kamran, mark=4, attendance="present")
    hers = write(book, leyla, mark=4, attendance="present", rev=7)

    assert (again.rev, hers.rev, hers.by) == (1, 1, kamran)


def test_an_erased_square_keeps_its_history(book, kamran):
    write(book, kamran, mark=2, attendance="present")
    erased = write(book, kamran, rev=1)

    history = LessonEntry.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", "mark", "by")

    assert (str(erased), erased.rev) == ("", 2)
    assert list(history) == [("insert", 2, kamran.pk), ("update", None, kamran.pk)]


def test_nothing_is_stored_for_an_empty_square(book, kamran):
    assert write(book, kamran).rev == 0
    assert not LessonEntry.objects.exists()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"mark": 1, "attendance": "present"}, "mark_is_2_to_5"),
        ({"mark": 6, "attendance": "present"}, "mark_is_2_to_5"),
        ({"attendance": "asleep"}, "attendance_is_known"),
        ({"mark": 5, "attendance": "absent"}, "mark_only_for_who_came"),
        ({"mark": 5, "attendance": ""}, "mark_only_for_who_came"),
    ],
)
def test_the_database_knows_the_signs(book, kamran, values, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        LessonEntry.objects.create(lesson=book.lesson, enrolment=book.aylin, by=kamran, **values)


def test_a_closed_term_refuses_marks_with_its_reason(book, kamran, leyla):
    book.term.close(by=leyla)
    book.lesson.refresh_from_db()

    assert book.lesson.refusal_to_write().code == "locked"
    with refused("locked"):
        write(book, kamran, mark=5, attendance="present")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE schools_lessonentry SET mark = 5",
        "DELETE FROM schools_lessonentry",
        "INSERT INTO schools_lessonentry (lesson_id, enrolment_id, mark, attendance, rev, by_id, at)"
        " SELECT lesson_id, enrolment_id + 1, 5, 'present', 1, by_id, now() FROM schools_lessonentry",
        "UPDATE schools_lesson SET topic = 'x'",
        "INSERT INTO schools_lesson (group_id, held_on, topic)"
        " SELECT group_id, held_on - 1, '' FROM schools_lesson",
    ],
)
def test_a_closed_term_refuses_plain_sql_too(book, kamran, leyla, sql):
    write(book, kamran, mark=3, attendance="present")
    book.term.close(by=leyla)

    with pytest.raises(IntegrityError, match="closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert list(LessonEntry.objects.values_list("mark", flat=True)) == [3]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE schools_lesson SET held_on = held_on - 90",
        "UPDATE schools_lessonentry SET lesson_id = lesson_id + 1",
        "UPDATE schools_studygroup SET school_id = school_id + 1",
        "UPDATE schools_term SET starts_on = starts_on + 60, ends_on = ends_on + 60",
        "DELETE FROM schools_term",
    ],
)
def test_no_way_leads_around_a_closed_term(book, kamran, leyla, sql):
    write(book, kamran, mark=3, attendance="present")
    book.term.close(by=leyla)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_term_is_opened_again_only_with_a_reason(book, kamran, leyla):
    book.term.close(by=leyla)

    with refused("no_reason"):
        book.term.reopen(by=leyla, reason="  ")
    book.term.reopen(by=leyla, reason="Qiymət səhv yazılıb")

    assert write(book, kamran, mark=5, attendance="present").rev == 1
    deeds = JournalEntry.objects.about(book.term).order_by("pk").values_list("verb", "reason")
    assert list(deeds) == [("close_term", ""), ("reopen_term", "Qiymət səhv yazılıb")]


def test_a_lesson_is_marked_from_its_day_on(book, kamran):
    tomorrow = teaching.lesson(book.group, days_ago=-1)

    assert tomorrow.refusal_to_write().code == "locked"
    assert book.lesson.refusal_to_write() is None


def test_only_who_was_in_the_group_that_day_gets_a_mark(book, kamran, school):
    stranger = teaching.pupil(school, "Murad", "Sınaqlı")
    entry = LessonEntry(lesson=book.lesson, enrolment=stranger)

    with refused("locked"):
        entry.write(mark=5, attendance="present", rev=0, by=kamran)


def test_a_pupil_who_leaves_keeps_the_marks(book, kamran, leyla):
    write(book, kamran, mark=5, attendance="present")
    membership = GroupMembership.objects.get()

    membership.end(by=leyla)

    tomorrow = timezone.localdate() + timedelta(days=1)
    assert membership.covers(book.lesson.held_on)
    assert not membership.covers(tomorrow)
    assert str(LessonEntry.objects.get()) == "5"


def test_a_lesson_needs_a_term_and_a_free_day(book, kamran):
    today = timezone.localdate()

    def code(day):
        refusal = Lesson.refusal_to_plan(group=book.group, held_on=day)
        return refusal and refusal.code

    assert code(today) == "twice"
    assert code(today + timedelta(days=300)) == "no_term"
    assert code(today - timedelta(days=1)) is None
    assert (
        Lesson.plan(group=book.group, held_on=today - timedelta(days=1), topic="Segah", by=kamran).topic
        == "Segah"
    )


def test_a_group_is_opened_with_its_teacher_and_pupils(school, leyla, kamran):
    aylin, murad = teaching.pupil(school), teaching.pupil(school, "Murad", "Sınaqlı")

    group = StudyGroup.open(
        school=school, subject="Solfecio", name="I qrup", teacher=kamran, pupils=[aylin, murad], by=leyla
    )

    assert [m.enrolment for m in group.memberships.in_order()] == [aylin, murad]
    assert list(JournalEntry.objects.about(group).order_by("pk").values_list("verb", flat=True)) == [
        "open_group",
        "join_group",
        "join_group",
    ]


def test_a_group_takes_no_strangers(school, leyla, rauf, kamran):
    elsewhere = teaching.pupil(teaching.school("Nümunə № 3"))

    with refused("not_a_teacher"):
        StudyGroup.open(school=school, subject="Xor", name="I", teacher=rauf, pupils=[], by=leyla)
    with refused("not_a_pupil"):
        StudyGroup.open(school=school, subject="Xor", name="I", teacher=kamran, pupils=[elsewhere], by=leyla)

    assert not StudyGroup.objects.exists()
