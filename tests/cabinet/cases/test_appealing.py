"""An appeal: one click from the decision, its own term, and nobody of the first decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.people.models import Guardianship
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def appeals(db):
    """The service of appeals has an edition in use."""
    form = make.small_form()
    form["required"] = ["wish"]
    return make.edition("appeal", form=form, term_days=20)


@pytest.fixture
def leyla(db):
    """Who has decided."""
    return officer()


@pytest.fixture
def refused(anar, aylin, leyla):
    case = make.case(anar, subject=aylin, answers={"wish": "Dam", "has_paper": False})
    make.decision(case, by=leyla)
    return case


def officer(**scope):
    user = make.user(is_staff=True)
    registry.a_mandate(user, "regional-officer" if scope else "ministry-officer", **scope)
    return user


def sent(appeal: Case, by) -> Case:
    appeal.write(answers={"wish": "Əsas yoxdur"}, seen=appeal.written(["wish"]), by=by)
    appeal.submit(by=by)
    return appeal


def refusal_of(case: Case, by) -> str:
    with pytest.raises(Refusal) as caught:
        case.appeal(by=by)
    return caught.value.code


def test_an_appeal_is_a_case_of_its_own_with_its_own_term(refused, anar, aylin):
    appeal = sent(refused.appeal(by=anar.user), anar.user)

    assert (appeal.parent, appeal.subject, appeal.term_days) == (refused, aylin, 20)
    assert (appeal.institution, appeal.region) == (None, None)
    assert refused.appeal(by=anar.user) == appeal


def test_a_second_guardian_stands_before_the_same_appeal(refused, anar, aylin):
    mother = make.citizen(name="Sevda")
    Guardianship.objects.create(guardian=mother, child=aylin)

    appeal = refused.appeal(by=mother.user)

    assert (appeal.applicant, refused.appeal(by=anar.user)) == (mother, appeal)


def test_who_proposed_or_signed_the_first_decision_never_handles_the_appeal(refused, anar, leyla):
    appeal, nigar = sent(refused.appeal(by=anar.user), anar.user), officer()
    mine = Case.objects.filter(pk=appeal.pk)

    assert list(mine.handled_by(nigar)) == [appeal]
    assert list(mine.handled_by(leyla)) == []
    assert list(Case.objects.filter(pk=refused.pk).handled_by(leyla)) == [refused]


def test_nor_does_who_only_signed(anar):
    proposer, signer = officer(), officer()
    case = make.case(anar)
    make.decision(case, by=proposer, signed_by=signer)
    appeal = sent(case.appeal(by=anar.user), anar.user)

    assert not Case.objects.filter(pk=appeal.pk).handled_by(signer).exists()


def test_what_was_granted_is_not_appealed(anar, leyla):
    case = make.case(anar)
    make.decision(case, "approved", by=leyla)

    assert refusal_of(case, anar.user) == "granted"


def test_before_the_decision_and_after_the_last_day_there_is_no_appeal(anar, refused):
    assert refusal_of(make.case(anar), anar.user) == "no_decision"

    refused.decisions.update(appeal_until=timezone.localdate())
    assert refused.refusal_to_appeal() is None
    refused.decisions.update(appeal_until=timezone.localdate() - timedelta(1))

    assert refusal_of(refused, anar.user) == "too_late"


def test_after_an_appeal_comes_the_court(refused, anar):
    appeal = sent(refused.appeal(by=anar.user), anar.user)
    make.decision(appeal, by=officer())

    assert refusal_of(appeal, anar.user) == "appealed_before"


def test_a_withdrawn_appeal_may_be_begun_again_in_time(refused, anar):
    first = refused.appeal(by=anar.user)
    first.withdraw(by=anar.user)

    assert refused.appeal(by=anar.user) != first


def test_without_an_edition_the_portal_says_so(refused, anar, appeals):
    appeals.service.versions.update(state="retired")

    assert refusal_of(refused, anar.user) == "not_offered"


def test_one_click_on_the_page_opens_the_form(as_anar, as_rauf, refused):
    page = f"/en/cabinet/cases/{refused.number}/"
    assert "Appeal against the decision" in as_anar.get(page).content.decode()

    begun = as_anar.post(f"{page}appeal/", follow=True)

    assert begun.redirect_chain[-1][0].endswith("/form/wish/")
    assert "You have appealed:" in as_anar.get(page).content.decode()
    assert as_rauf.post(f"{page}appeal/").status_code == 404
