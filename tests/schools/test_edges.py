"""What happens on the last second, on the day after, and when two do the same thing at once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from eculture.refusals import Refusal
from schools.admissions import placing
from schools.admissions.applying import draft
from schools.models import Campaign, PlacementRun
from tests.factories import schools as make
from tests.schools.test_races import at_once


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_old_enough"), [(0, True), (1, False)])
def test_who_turns_six_a_day_too_late_is_not_six(anar, days, is_old_enough):
    campaign = make.campaign("registration")
    day = campaign.age_counted_on
    child = make.child(anar, "Kənan")
    child.birth_date = day.replace(year=day.year - 6) + timedelta(days=days)
    child.save()

    refusal = campaign.refusal_to_choose(child=child, programme=make.programmes()["PNO7"])

    assert (refusal is None) == is_old_enough


@pytest.mark.django_db
def test_the_last_second_of_the_last_day_still_counts(anar, aylin):
    campaign = make.campaign("registration")
    last = timezone.localtime(campaign.stage("registration").closes_at).replace(
        hour=23, minute=59, second=59, microsecond=0
    )
    campaign.stages.filter(kind="registration").update(closes_at=last)
    campaign.stages.exclude(kind="registration").delete()
    campaign = Campaign.objects.get(pk=campaign.pk)

    assert campaign.refusal_to_apply(child=aylin, direction="music", now=last) is None
    late = campaign.refusal_to_apply(child=aylin, direction="music", now=last + timedelta(seconds=1))
    assert late.code == "outside_dates"


@pytest.mark.django_db
def test_what_was_begun_in_time_is_not_sent_too_late(anar, aylin):
    campaign = make.campaign("registration")
    made = draft(campaign=campaign, child=aylin, guardian=anar, direction="music", by=anar.user)
    campaign.stages.filter(kind="registration").update(closes_at=timezone.now() - timedelta(seconds=1))
    made.campaign = Campaign.objects.get(pk=campaign.pk)

    with pytest.raises(Refusal, match="Registration is open"), transaction.atomic():
        made.submit(by=anar.user)


@pytest.mark.django_db(transaction=True)
def test_of_two_calculations_that_are_published_at_once_one_wins_and_the_other_says_so():
    school = make.school(teaches="TAR5")
    officer = make.guardian("Nigar", "Örnəkzadə").user
    make.officer(officer)
    officer = type(officer).objects.get(pk=officer.pk)
    campaign = make.campaign("choice", plan={(school, "TAR5", "free"): 1})
    make.chosen(campaign, 80, make.wish("TAR5", school))
    campaign = make.at_stage(campaign, "placement")
    inputs = placing.inputs_of(campaign)
    facts = {"campaign": campaign, "state": "computed", "inputs_sha256": inputs.sha256}
    runs = [PlacementRun.objects.create(**facts) for _each in range(2)]

    def publishing(pk: int):
        def deed() -> str:
            try:
                placing.ask_for_publication(PlacementRun.objects.get(pk=pk), by=officer)
            except Refusal as refusal:
                return refusal.code
            return "won"

        return deed

    answers = at_once([publishing(run.pk) for run in runs])

    assert sorted(answers) == ["publishing", "won"]
    assert sorted(PlacementRun.objects.values_list("state", flat=True)) == ["computed", "publishing"]
