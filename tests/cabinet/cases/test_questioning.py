"""A look, and the question why: one click, one question, never answered by who has looked."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cabinet.cases.models import Case
from cabinet.people.access_log import looks_of, note_view
from cabinet.people.models import Guardianship
from cabinet.reference import DATA
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories.office import holder

pytestmark = pytest.mark.django_db
LOOKS = reverse("cabinet:looks")


@pytest.fixture
def edition(db):
    """As it is shipped."""
    values = json.loads((DATA / "editions" / "ask-why.json").read_text(encoding="utf-8"))
    return make.edition("ask-why", **values.pop("definition"), **values)


@pytest.fixture
def look(anar, nigar):
    note_view(anar, by=nigar)
    return looks_of([anar]).get()


def question(look) -> str:
    return reverse("cabinet:look_question", args=[look.pk])


def test_one_click_opens_the_question_and_a_second_one_the_same(as_anar, anar, look, edition):
    answers = [as_anar.post(question(look)) for _click in range(2)]

    case = Case.objects.get()
    step = reverse("cabinet:case_step", args=[case.number, "question"])
    assert [answer.url for answer in answers] == [step] * 2
    assert (case.look, case.applicant, case.subject, case.state) == (look, anar, anar, "draft")
    assert case.get_absolute_url() in as_anar.get(LOOKS).content.decode()
    assert "Nigar" in as_anar.get(step).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=make.case(anar).pk).update(look=look)


def test_it_goes_to_the_supervisors_and_never_to_who_has_looked(anar, nigar, samir, sevda, edition):
    """Not even when the supervisor has looked; then it waits for another one."""
    note_view(anar, by=sevda)
    note_view(anar, by=nigar)
    about_nigar, about_sevda = looks_of([anar])

    of_nigar, of_sevda = (Case.ask_why(one, by=anar.user) for one in (about_nigar, about_sevda))
    for case in (of_nigar, of_sevda):
        case.submit(by=anar.user)

    assert (of_nigar.assignee, of_sevda.assignee, of_nigar.due_on is None) == (sevda, None, False)
    assert set(Case.objects.handled_by(nigar)) == {of_sevda}
    assert set(Case.objects.handled_by(sevda)) == {of_nigar}
    with pytest.raises(Refusal) as refused:
        of_sevda.take(by=sevda)
    assert refused.value.code == "own_look"
    of_sevda.take(by=samir)


def test_the_workspace_shows_the_look(anar, look, sevda, edition, signed_in):
    case = Case.ask_why(look, by=anar.user)
    case.submit(by=anar.user)
    make.with_second_factor(sevda)

    page = signed_in(sevda).get(reverse("admin:cabinet_case_change", args=[case.pk]))

    assert page.status_code == 200 and case.told_look.by in page.content.decode()


def test_strangers_and_who_may_not_act_ask_nothing(anar, aylin, as_anar, as_rauf, nigar, edition):
    note_view(aylin, by=nigar)
    look = looks_of([aylin]).get()
    Guardianship.objects.update(limit="look", limit_since="2026-01-01", limit_act="2-1(004)-17/2026")

    assert [client.post(question(look)).status_code for client in (as_rauf, as_anar)] == [404, 403]
    assert not Case.objects.exists()


def test_a_question_begins_at_a_look_and_nowhere_else(anar, edition):
    with pytest.raises(Refusal) as refused:
        make.case(anar, version=edition)

    assert refused.value.code == "at_the_look"


def test_a_question_withdrawn_may_be_asked_anew(anar, look, edition):
    first = Case.ask_why(look, by=anar.user)
    first.withdraw(by=anar.user)

    assert Case.ask_why(look, by=anar.user) != first


def test_the_page_of_looks_asks_no_more_often_for_many(anar, as_anar, edition, django_assert_max_num_queries):
    for number in range(4):
        note_view(anar, by=holder(f"Əməkdaş{number}", "ministry-officer"))
    for look in looks_of([anar]):
        Case.ask_why(look, by=anar.user)

    with django_assert_max_num_queries(16):
        as_anar.get(LOOKS)
