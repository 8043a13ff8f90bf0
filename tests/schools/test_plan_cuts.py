"""The plan is a promise: fewer places need an order, a second person, and a word to each family."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from eculture.journal import JournalEntry
from eculture.models import Job, Notice
from eculture.refusals import Refusal
from schools.admissions.plan_cuts import PlanCut, propose, touched_by
from schools.models import Campaign, PlanPlace
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor


@pytest.fixture
def second(db):
    """Another officer of the ministry."""
    officer = make.guardian("Orxan", "Uydurmalı").user
    make.officer(officer)
    return officer


@pytest.fixture
def chosen(music_school, far_school, anar, aylin):
    """Five places for tar; one family has chosen them, another one has chosen elsewhere."""
    plan = {(music_school, "TAR5", "free"): 5, (far_school, "PNO5", "free"): 5}
    campaign = make.campaign("choice", plan=plan)
    make.chosen(campaign, 80, make.wish("TAR5", music_school), by=anar, child=aylin)
    make.chosen(campaign, 80, make.wish("PNO5", far_school))
    return campaign.plan_places.get(school=music_school)


def wish(by, places=2):
    return {"places": places, "order_number": "15", "reason": "təmir", "by": by}


def test_a_cut_waits_for_a_second_person_and_is_told_to_those_it_touches(chosen, nigar, second, anar, pump):
    cut = propose(chosen, **wish(nigar))
    assert PlanPlace.objects.get(pk=chosen.pk).places == 5

    with pytest.raises(Refusal, match="Another person approves it"):
        cut.approve(by=nigar)
    cut.approve(by=second)
    pump()
    pump()

    cut.refresh_from_db()
    assert (cut.state, cut.touched, cut.decided_by) == ("approved", 1, second)
    assert PlanPlace.objects.get(pk=chosen.pk).places == 2
    notice = Notice.objects.get(kind="plan-cut")
    assert notice.to == anar.user
    assert "2 places instead of 5, by order 15. Reason: təmir." in notice.text
    verbs = JournalEntry.objects.filter(verb__in=["propose", "approve", "change_places"])
    assert sorted(verbs.values_list("verb", flat=True)) == ["approve", "change_places", "propose"]


def test_the_work_that_tells_the_families_may_begin_anew(chosen, nigar, second, pump):
    propose(chosen, **wish(nigar)).approve(by=second)
    pump()
    Job.objects.filter(kind="plan-cut-told").update(state="queued", attempt=0)
    pump()

    assert Notice.objects.filter(kind="plan-cut").count() == 1


def test_before_the_choice_everybody_is_touched_who_could_still_choose_it(music_school, nigar):
    campaign = make.campaign("registration", plan={(music_school, "TAR5", "free"): 5})
    for age in (7, 8, 12, 13):
        make.application(campaign, age=age)
    make.application(campaign, age=9, direction="art")
    make.application(campaign, age=9, state="draft", submitted_at=None)

    assert touched_by(campaign.plan_places.get()).count() == 2


def test_who_proposes_nothing_good_reads_why(chosen, nigar):
    refused = []
    for change in ({"places": 5}, {"order_number": " "}, {"reason": ""}):
        with pytest.raises(Refusal) as refusal:
            propose(chosen, **wish(nigar) | change)
        refused.append(refusal.value.code)
    propose(chosen, **wish(nigar))
    with pytest.raises(Refusal) as refusal:
        propose(chosen, **wish(nigar, places=1))

    assert [*refused, refusal.value.code] == ["no_cut", "no_order", "no_reason", "waiting"]


def test_a_rejected_cut_leaves_the_plan_as_it_was(chosen, nigar, second):
    cut = propose(chosen, **wish(nigar))

    cut.reject(by=second, reason="söz verilib")

    assert PlanPlace.objects.get(pk=chosen.pk).places == 5
    with pytest.raises(Refusal):
        cut.approve(by=second)


def test_the_database_itself_asks_for_the_second_person(chosen, nigar, second):
    cut = propose(chosen, **wish(nigar))
    rows, plan = PlanCut.objects.filter(pk=cut.pk), PlanPlace.objects.filter(pk=chosen.pk)
    for change in (
        lambda: rows.update(state="approved", decided_by=nigar),
        lambda: rows.update(state="approved"),
        lambda: rows.update(places=1),
        lambda: rows.delete(),
        lambda: plan.update(places=2, order_number="15"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    cut.approve(by=second)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="başqa")


def test_the_admin_proposes_and_another_officer_decides(desk, signed_in, chosen, nigar, second):
    form = {"places": 2, "order": "15", "reason": "təmir"}
    answer = desk.post(f"/en/admin/schools/planplace/{chosen.pk}/change/", form, follow=True)
    assert "The cut waits for a second person" in answer.content.decode()
    page = f"/en/admin/schools/campaign/{chosen.campaign_id}/course/cuts/"
    html = desk.get(page).content.decode()
    assert "You proposed this cut." in html and "Approve and tell" not in html
    cut = PlanCut.objects.get()
    assert desk.post(f"{page}{cut.pk}/approval/").status_code == 409

    other = signed_in(with_second_factor(second) or second)
    assert "Approve and tell the families" in other.get(page).content.decode()
    other.post(f"{page}{cut.pk}/approval/")

    assert PlanPlace.objects.get(pk=chosen.pk).places == 2


@pytest.mark.django_db(transaction=True)
def test_approving_and_rejecting_at_once_is_one_of_both(chosen, nigar, second):
    cut = propose(chosen, **wish(nigar))

    def decide(verb: str) -> str:
        try:
            getattr(PlanCut.objects.get(pk=cut.pk), verb)(by=second, reason="söz")
            return verb
        except Refusal:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = [verb for verb in pool.map(decide, ["approve", "reject"] * 4) if verb]

    assert len(done) == 1
    assert Campaign.objects.get().plan_places.get(pk=chosen.pk).places == (2 if done == ["approve"] else 5)
