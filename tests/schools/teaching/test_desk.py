"""The head's desk: groups, pupils, terms; and who may come near them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.mandates import grant
from schools.models import GroupMembership, StudyGroup, Term
from tests.factories import teaching

ELSEWHERE = 404


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.fixture
def as_leyla(leyla, signed_in):
    return signed_in(leyla)


@pytest.fixture
def as_rauf(rauf, signed_in):
    return signed_in(rauf)


def groups_of(user):
    return list(StudyGroup.objects.visible_to(user))


def test_who_sees_a_group(book, leyla, kamran, rauf, nigar, anar):
    colleague = teaching.user("Vaqif", role="teacher", at=book.group.school)

    assert groups_of(leyla) == groups_of(kamran) == groups_of(nigar) == [book.group]
    assert groups_of(rauf) == groups_of(colleague) == groups_of(anar) == []


def test_who_writes_in_its_class_book(book, leyla, kamran, rauf, nigar):
    def writers(user):
        return list(StudyGroup.objects.marked_by(user))

    assert writers(leyla) == writers(kamran) == [book.group]
    assert writers(rauf) == writers(nigar) == []


def test_a_teacher_who_has_left_the_school_sees_nothing(book, kamran):
    kamran.mandates.get().revoke(by=None)
    kamran = type(kamran).objects.get(pk=kamran.pk)

    assert groups_of(kamran) == []


def test_a_head_opens_a_group(as_leyla, school, kamran):
    aylin = teaching.pupil(school)

    answer = as_leyla.post(
        reverse("schools:open_group"),
        {"subject": "Solfecio", "name": "I qrup", "teacher": kamran.pk, "pupils": [aylin.pk]},
    )

    group = StudyGroup.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("schools:group", args=[group.pk]))
    assert (str(group), group.school, group.teacher) == ("Solfecio, I qrup", school, kamran)
    assert [row.enrolment for row in group.memberships.all()] == [aylin]


def test_a_group_of_the_same_name_is_refused_beside_its_field(as_leyla, book, kamran):
    answer = as_leyla.post(
        reverse("schools:open_group"), {"subject": "Solfecio", "name": "III qrup", "teacher": kamran.pk}
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]
    assert StudyGroup.objects.count() == 1


def test_a_head_cannot_take_teachers_or_pupils_of_another_school(as_leyla, leyla, rauf):
    stranger = teaching.pupil(teaching.school("Nümunə № 3"))

    answer = as_leyla.post(
        reverse("schools:open_group"),
        {"subject": "Xor", "name": "I", "teacher": rauf.pk, "pupils": [stranger.pk]},
    )

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["pupils", "teacher"]


def test_a_head_of_two_schools_chooses_one(as_leyla, leyla, school):
    second = teaching.school("Nümunə № 4")
    grant(to=leyla, role="head", by=None, institution=second.institution)
    url = reverse("schools:open_group")

    chosen = [as_leyla.get(url, {"school": wish}).context["school"] for wish in ("", second.code, "1; --")]

    assert chosen == [school, second, school]


def test_a_head_adds_a_pupil_and_takes_one_out(as_leyla, book, school):
    murad = teaching.pupil(school, "Murad", "Sınaqlı")
    url = reverse("schools:group", args=[book.group.pk])

    as_leyla.post(url, {"pupils": [murad.pk]})
    membership = GroupMembership.objects.get(enrolment=murad)
    as_leyla.post(reverse("schools:end_membership", args=[book.group.pk, membership.pk]))

    assert [row.enrolment for row in book.group.memberships.live()] == [book.aylin]


def test_a_teacher_looks_at_his_group_and_changes_nothing(book, kamran, school, signed_in):
    murad = teaching.pupil(school, "Murad", "Sınaqlı")
    url = reverse("schools:group", args=[book.group.pk])
    client = signed_in(kamran)

    assert client.get(url).status_code == 200
    assert client.post(url, {"pupils": [murad.pk]}).status_code == ELSEWHERE


def test_the_head_of_another_school_finds_nothing(as_rauf, book):
    group, lesson = [book.group.pk], [book.group.pk, book.lesson.pk]
    membership = [book.group.pk, book.group.memberships.get().pk]
    reads = [("group", group), ("classbook", group), ("plan_lesson", group)]
    writes = [
        ("group", group),
        ("plan_lesson", group),
        ("save_squares", group),
        ("save_column", lesson),
        ("end_membership", membership),
        ("close_term", [book.term.pk]),
        ("reopen_term", [book.term.pk]),
    ]

    seen = [as_rauf.get(reverse(f"schools:{name}", args=args)).status_code for name, args in reads]
    done = [as_rauf.post(reverse(f"schools:{name}", args=args)).status_code for name, args in writes]

    assert seen + done == [ELSEWHERE] * 10
    assert book.aylin.person.surname not in as_rauf.get(reverse("schools:desk_pupils")).text
    assert str(book.group) not in as_rauf.get(reverse("schools:groups")).text


def test_a_family_has_no_desk(book, anar, signed_in):
    client = signed_in(anar)
    pages = ("desk", "groups", "desk_pupils", "terms", "open_group")

    assert [client.get(reverse(f"schools:{page}")).status_code for page in pages] == [ELSEWHERE] * 5


AUTUMN = {"year": 2031, "kind": "quarter", "ordinal": 1, "starts_on": "2031-09-15", "ends_on": "2031-11-05"}


def test_a_head_plans_and_closes_a_term(as_leyla, school):
    as_leyla.post(reverse("schools:terms"), AUTUMN)
    term = Term.objects.get(school=school)
    as_leyla.post(reverse("schools:close_term", args=[term.pk]))

    term.refresh_from_db()
    assert term.is_closed


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": "2031-11-05", "ends_on": "2031-09-15"}, "__all__"),
        ({"starts_on": "2031-10-01", "ends_on": "2031-12-01"}, "starts_on"),
        ({"ordinal": 9}, "ordinal"),
        ({"ordinal": 1, "starts_on": "2031-11-15", "ends_on": "2031-12-31"}, "ordinal"),
    ],
)
def test_a_term_that_cannot_be_is_refused_on_the_form(as_leyla, school, days, field):
    as_leyla.post(reverse("schools:terms"), AUTUMN)

    answer = as_leyla.post(reverse("schools:terms"), AUTUMN | {"ordinal": 3} | days)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Term.objects.count() == 1


def test_a_term_is_not_opened_again_without_a_reason(as_leyla, book, leyla):
    book.term.close(by=leyla)

    answer = as_leyla.post(reverse("schools:reopen_term", args=[book.term.pk]), {"reason": " "})

    book.term.refresh_from_db()
    assert answer.status_code == 409
    assert book.term.is_closed


@pytest.mark.parametrize("page", ["desk", "groups", "desk_pupils"])
def test_lists_ask_as_often_for_three_rows_as_for_one(as_leyla, book, school, kamran, page):
    url = reverse(f"schools:{page}")
    as_leyla.get(url)
    once = queries(as_leyla, url)
    for number in range(2):
        pupil = teaching.pupil(school, f"Murad{number}", "Sınaqlı")
        teaching.group(school, kamran, pupil, name=f"{number} qrup")

    assert queries(as_leyla, url) == once
