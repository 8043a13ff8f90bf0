import json
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import translation

from eculture.models import Notice
from eculture.refusals import Refusal
from schools.admissions import enrolling, placing, plan_cuts
from schools.admissions.reasons import explain, from_json
from schools.admissions.told import Namings
from schools.models import Application, PlacementResult
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def choosing(music_school, far_school):
    """Two places for tar, four children who want them, one of whom also wants piano."""
    plan = {(music_school, "TAR5", "free"): 2, (far_school, "PNO5", "free"): 1}
    campaign = make.campaign("choice", plan=plan)
    for points in (91, 78.5, 64):
        make.chosen(campaign, points, make.wish("TAR5", music_school))
    make.chosen(campaign, 60, make.wish("TAR5", music_school), make.wish("PNO5", far_school))
    return make.at_stage(campaign, "placement")


def numbered(campaign) -> dict[str, str]:
    return dict(campaign.applications.order_by("number").values_list("number", "state"))


def test_the_plan_does_not_shrink_under_a_calculation(choosing, nigar):
    run, place = placing.ask_for_run(choosing, by=nigar), choosing.plan_places.get(places=2)

    wish = {"places": 1, "order_number": "10", "reason": "təmir", "by": nigar}
    with pytest.raises(Refusal) as refusal:
        plan_cuts.propose(place, **wish)
    place.change_places(places=3, order_number="9", by=nigar)
    run.discard(by=nigar)
    plan_cuts.propose(place, **wish)

    assert (refusal.value.code, refusal.value.field) == ("unpublished", "places")


def test_a_run_is_calculated_in_the_background_and_published_afterwards(choosing, nigar, pump):
    run = placing.ask_for_run(choosing, by=nigar)
    pump()
    run.refresh_from_db()
    assert (run.state, run.candidates, run.placed) == ("computed", 4, 3)
    assert set(numbered(choosing).values()) == {"choosing"}

    placing.ask_for_publication(run, by=nigar)
    pump()

    run.refresh_from_db()
    choosing.refresh_from_db()
    assert (run.state, choosing.state) == ("published", "confirmation")
    assert list(numbered(choosing).values()) == ["placed", "placed", "unplaced", "placed"]
    assert choosing.plan_places.get(programme__code="TAR5").cutoff == Decimal("78.5")
    told = Notice.objects.exclude(kind="job-done").values_list("kind", flat=True)
    assert sorted(told) == ["not-placed", "place-offered", "place-offered", "place-offered"]


def test_the_same_input_gives_the_same_fingerprint_and_the_same_rows(choosing, nigar, pump):
    first = placing.inputs_of(choosing).sha256
    run = placing.ask_for_run(choosing, by=nigar)
    pump()
    rows = list(run.results.order_by("application").values_list("application", "place", "reasons"))
    run.refresh_from_db()
    run.discard(by=nigar)

    again = placing.ask_for_run(choosing, by=nigar)
    pump()

    again.refresh_from_db()
    assert again.inputs_sha256 == run.inputs_sha256 == first
    assert list(again.results.order_by("application").values_list("application", "place", "reasons")) == rows


def test_a_second_run_waits_until_the_first_is_published_or_discarded(choosing, nigar):
    placing.ask_for_run(choosing, by=nigar)

    with pytest.raises(Refusal) as told:
        placing.ask_for_run(choosing, by=nigar)

    assert told.value.code == "unpublished"


def test_nothing_is_calculated_while_families_still_choose(nigar):
    with pytest.raises(Refusal) as told:
        placing.ask_for_run(make.campaign("choice"), by=nigar)

    assert told.value.code == "wrong_stage"


def test_who_may_not_run_the_placement_is_refused(choosing, anar):
    with pytest.raises(Refusal) as told:
        placing.ask_for_run(choosing, by=anar.user)

    assert told.value.code == "forbidden"


def test_a_publication_that_was_interrupted_goes_on_where_it_stopped(choosing, nigar, pump):
    run = placing.ask_for_run(choosing, by=nigar)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=nigar)
    first = run.results.order_by("pk").first()
    with transaction.atomic():
        placing._tell(first, run, choosing.stage("confirmation").closes_at, Namings(), by=nigar)

    pump()

    assert Notice.objects.exclude(kind="job-done").count() == 4
    assert run.results.untold().count() == 0


def test_a_second_round_gives_what_was_given_back_to_the_next_in_the_queue(choosing, nigar, pump):
    run = placing.ask_for_run(choosing, by=nigar)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=nigar)
    pump()
    first, _second, third, _fourth = choosing.applications.order_by("number")
    first.decline(by=nigar)
    choosing.refresh_from_db()

    again = placing.ask_for_run(choosing, by=nigar)
    pump()

    again.refresh_from_db()
    assert (again.candidates, again.placed) == (1, 1)
    assert again.results.get().application == third


def test_overdue_offers_are_ended_in_one_job(choosing, nigar, pump):
    run = placing.ask_for_run(choosing, by=nigar)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=nigar)
    pump()
    run.offers.update(expires_at="2020-01-01T00:00Z")

    placing.ask_to_end_overdue_offers(choosing, by=nigar)
    pump()

    assert sorted(numbered(choosing).values()) == ["lapsed", "lapsed", "lapsed", "unplaced"]


def test_each_choice_of_each_child_has_its_reason_in_plain_words(
    choosing, nigar, pump, music_school, far_school
):
    placing.ask_for_run(choosing, by=nigar)
    pump()
    result = PlacementResult.objects.get(application__number__endswith="000004")
    schools = {one.code: one.name for one in (music_school, far_school)}

    with translation.override("en"):
        reasons = explain(
            [from_json(row) for row in json.loads(json.dumps(result.reasons))],
            child="Aylin",
            points=result.points,
            campaign=choosing,
            specialties={"TAR5": "tar", "PNO5": "piano"},
            schools=schools,
        )

    assert reasons == [
        (
            "cross",
            f"tar, {music_school.name}: no free place left",
            "Places: 2, all given to 78.5 points and more. Aylin has 60.0: 18.5 short. "
            "Number on the waiting list: 2.",
        ),
        (
            "check",
            f"piano, {far_school.name}: a free place",
            "Place 1 of 1 by score. Lowest score placed: 60.0.",
        ),
        (
            "chevron-right",
            "The other choices were not looked at",
            "A place was found at a choice higher on the list.",
        ),
    ]


def test_an_order_makes_pupils_of_record_and_issues_a_notice_that_can_be_checked(choosing, nigar, pump):
    run = placing.ask_for_run(choosing, by=nigar)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=nigar)
    pump()
    first = choosing.applications.order_by("number").first()
    first.accept(by=first.guardian.user)

    enrolling.ask_for_order(choosing, order_number="45-Q", by=nigar)
    pump()

    first = Application.objects.get(pk=first.pk)
    document = first.guardian.user.documents.get()
    assert first.state == "enrolled"
    assert first.child.enrolments.get().order_number == "45-Q"
    assert document.title["en"] == "Notice of admission"
    assert document.file.read(5) == b"%PDF-"
