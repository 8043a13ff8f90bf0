from eculture.jobs import kinds
from tests.factories import teaching


def rows(user):
    report = kinds["classbook-completeness"]
    return [
        [getattr(row, name) for name in ("name", "held", "expected", "recorded")] for row in report.rows(user)
    ]


def test_the_report_counts_squares_of_the_pupils_of_each_day(book, leyla):
    murad = teaching.pupil(book.group.school, "Murad", "Sınaqlı")
    teaching.join(book.group, murad)
    teaching.entry(book.lesson, book.aylin, "5")
    teaching.entry(book.lesson, murad, "q")
    teaching.entry(teaching.lesson(book.group, days_ago=2), murad, "+")
    teaching.lesson(book.group, days_ago=-1)

    [row] = kinds["classbook-completeness"].rows(leyla)

    assert (row.held, row.expected, row.recorded, row.percent_recorded) == (2, 4, 3, 75)


def test_a_head_gets_the_class_books_of_her_own_school_only(book, leyla, kamran, nigar, rauf, anar):
    other = teaching.school("Nümunə № 3")
    vaqif = teaching.user("Vaqif", role="teacher", at=other)
    teaching.group(other, vaqif, name="Başqa qrup")

    own = [["III qrup", 1, 1, 0]]
    assert rows(leyla) == rows(kamran) == own
    assert rows(nigar) == [*own, ["Başqa qrup", 0, 0, 0]]
    assert rows(rauf) == rows(anar) == []


def test_before_the_first_lesson_there_is_no_share(school, kamran):
    teaching.group(school, kamran, name="Boş qrup")

    [row] = kinds["classbook-completeness"].rows(kamran)

    assert row.percent_recorded is None
