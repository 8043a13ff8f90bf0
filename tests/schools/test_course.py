"""How the ministry runs a campaign in the administration."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from eculture.journal import JournalEntry
from schools.admissions.checklist import checklist
from schools.models import Application, Campaign, PlanPlace, ScoreLoad
from tests.factories import schools as make
from tests.factories.schools import counted_on

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"admin:schools_{name}", args=args)


def test_the_course_page_offers_only_the_next_step(desk, music_school):
    campaign = make.campaign(plan={(music_school, "PNO5", "free"): 3})

    html = desk.get(url("course", campaign.pk)).content.decode()

    assert "Publish the plan" in html
    assert "Open registration" not in html


def test_a_step_is_a_post_and_a_step_out_of_turn_is_a_sentence(desk, music_school):
    campaign = make.campaign(plan={(music_school, "PNO5", "free"): 3})

    early = desk.post(url("course_moves", campaign.pk), {"verb": "open_choice"})
    assert early.status_code == 409
    assert "This cannot be done now." in early.content.decode()
    desk.post(url("course_moves", campaign.pk), {"verb": "publish_plan"})

    campaign.refresh_from_db()
    assert campaign.state == "published"
    assert desk.get(url("course_moves", campaign.pk)).status_code == 405


@pytest.mark.parametrize("verb", ["", "publish_results", "delete", "__class__"])
def test_only_the_named_steps_can_be_asked_for(desk, verb, music_school):
    campaign = make.campaign("placement")

    desk.post(url("course_moves", campaign.pk), {"verb": verb})

    assert Campaign.objects.get().state == "placement"


def typed(page) -> dict:
    """What a browser would send of a form of the administration on which nothing was changed."""
    inlines = [inline.formset for inline in page.context["inline_admin_formsets"]]
    forms = [page.context["adminform"].form]
    forms += [form for one in inlines for form in (one.management_form, *one.initial_forms)]
    sent = {}
    for bound in (bound for form in forms for bound in form):
        parts = getattr(bound.field.widget, "decompress", lambda value: [value])(bound.value())
        names = (
            [bound.html_name] if len(parts) == 1 else [f"{bound.html_name}_{at}" for at in range(len(parts))]
        )
        sent |= {name: "" if part is None else part for name, part in zip(names, parts, strict=True)}
    return sent


def test_who_moves_a_date_of_a_running_campaign_leaves_a_trace(desk, nigar):
    campaign = make.campaign("registration")
    address = reverse("admin:schools_campaign_change", args=[campaign.pk])
    form = typed(desk.get(address)) | {"name_az": campaign.name}
    last = next(name for name, value in form.items() if value == "further").replace("kind", "closes_at_0")

    unchanged = desk.post(address, form)
    noon = {last: "2040-01-31", last.replace("at_0", "at_1"): "12:00"}
    moved = desk.post(address, {**form, **noon})

    entry = JournalEntry.objects.get(verb="change_dates")
    assert (unchanged.status_code, moved.status_code) == (302, 302)
    assert (entry.subject_id, entry.actor_id) == (str(campaign.pk), str(nigar.pk))
    assert entry.after["further"][1].startswith("2040-01-31")


def test_a_stage_that_ends_before_it_begins_is_refused_in_a_sentence_and_nothing_is_saved(desk):
    campaign = make.campaign()
    address = reverse("admin:schools_campaign_change", args=[campaign.pk])
    form = typed(desk.get(address)) | {"name_az": campaign.name}
    last = next(name for name in form if name.endswith("closes_at_0"))
    before = campaign.dates()

    answer = desk.post(address, {**form, last: "2001-01-31"})

    assert answer.status_code == 200
    assert "The stage must end after it begins." in answer.content.decode()
    assert campaign.dates() == before


def test_stages_that_overlap_are_refused_in_a_sentence_and_by_the_database(desk):
    campaign = make.campaign()
    address = reverse("admin:schools_campaign_change", args=[campaign.pk])
    form = typed(desk.get(address)) | {"name_az": campaign.name}
    kind = next(name for name, value in form.items() if value == "registration")
    late = timezone.localtime(campaign.stage("exams").opens_at) + timedelta(days=1)

    answer = desk.post(address, {**form, kind.replace("kind", "closes_at_0"): f"{late:%Y-%m-%d}"})

    assert "“Entrance exams” begins before “Registration” has ended." in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        campaign.stages.filter(kind="registration").update(closes_at=late)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_course_says_what_is_missing_before_the_next_step(desk, music_school):
    campaign = make.campaign("exams", plan={(music_school, "TAR5", "free"): 1})
    make.application(campaign)
    make.application(campaign).examine(points=Decimal(70), by=None)

    found = [(item.title, item.is_done, item.count) for item in checklist(campaign)]

    assert found == [
        ("Applications without a score", False, 1),
        ("Scores that the families do not know yet", False, 1),
    ]
    html = desk.get(url("course", campaign.pk)).content.decode()
    for item in checklist(campaign):
        assert item.url.replace("&", "&amp;") in html
        assert desk.get(item.url).status_code == 200


def test_age_rules_are_copied_with_a_trace_until_registration_opens(desk, nigar, music_school):
    draft, running = make.campaign(), make.campaign("registration", year=2031)
    draft.age_rules.all().delete()

    answers = [desk.post(url("course_ages", campaign.pk)) for campaign in (draft, running)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert draft.age_rules.exists()
    entry = JournalEntry.objects.get(verb="give_age_rules")
    assert (entry.subject_id, entry.actor_id) == (str(draft.pk), str(nigar.pk))


def test_scores_are_uploaded_looked_at_and_written(desk, pump):
    campaign = make.campaign("exams")
    application = make.application(campaign)
    rows = f"number,score\n{application.number},78.5\nMQ-1,3\n".encode()

    seen = desk.post(
        url("course_score_upload", campaign.pk), {"file": SimpleUploadedFile("a.csv", rows)}, follow=True
    )
    load = ScoreLoad.objects.get()
    html = seen.content.decode()
    assert "New: 1, changed: 0, same: 0, rows with errors: 1." in html
    assert "there is no application with the number “MQ-1”" in html

    asked = desk.post(url("course_score_writing", campaign.pk, load.pk))
    pump()
    application.refresh_from_db()
    assert (asked.status_code, application.state, application.points) == (302, "submitted", None)
    desk.post(url("course_moves", campaign.pk), {"verb": "publish_scores"})
    application = Application.objects.get(pk=application.pk)
    assert (application.state, application.points) == ("examined", Decimal("78.5"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"no table", "We could not open “a.xlsx”. Upload an XLSX or CSV file."),
        ("a.csv", b"x" * (40 * 2**20), "File size: 40 MB, at most 10 MB. Upload a smaller file."),
    ],
)
def test_a_bad_upload_is_a_sentence_and_nothing_is_kept(desk, name, content, sentence):
    campaign = make.campaign("exams")

    file = SimpleUploadedFile(name, content)
    answer = desk.post(url("course_score_upload", campaign.pk), {"file": file})

    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert ScoreLoad.objects.count() == 0


def test_the_ministry_places_publishes_and_enrols_from_one_page(desk, music_school, pump):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1})
    application = make.chosen(campaign, 80, make.wish("TAR5", music_school))
    campaign = make.at_stage(campaign, "placement")

    desk.post(url("course_runs", campaign.pk))
    pump()
    desk.post(url("course_publication", campaign.pk, campaign.runs.get().pk))
    pump()
    application.refresh_from_db()
    application.accept(by=application.guardian.user)
    desk.post(url("course_orders", campaign.pk), {"order_number": "7"})
    pump()

    application.refresh_from_db()
    assert application.state == "enrolled"
    assert desk.get(url("course", campaign.pk)).status_code == 200


def test_a_published_plan_changes_in_the_administration_only_with_an_order(desk, music_school):
    campaign = make.campaign("registration", plan={(music_school, "PNO5", "free"): 3})
    place = PlanPlace.objects.get()
    form = url("planplace_change", place.pk)

    refused = desk.post(form, {"places": 4, "order": "", "reason": ""})
    desk.post(form, {"places": 4, "order": "12", "reason": "yeni bina"})

    assert "The plan is published. Write the number of the order that changes it." in refused.content.decode()
    place.refresh_from_db()
    assert (place.places, place.order_number, campaign.year) == (4, "12", place.campaign.year)


def test_a_family_and_a_head_find_no_course(signed_in, anar, music_school):
    campaign = make.campaign("exams")
    head = make.guardian("Leyla").user
    make.grant(to=head, role="head", by=None, institution=music_school.institution)

    for user in (anar.user, head):
        for name in ("course", "course_score_upload", "course_runs"):
            assert signed_in(user).get(url(name, campaign.pk)).status_code in (302, 403, 405)
            assert signed_in(user).post(url(name, campaign.pk)).status_code in (302, 403, 405)
    assert campaign.runs.count() == 0


@pytest.mark.parametrize(
    "name",
    ["campaign", "planplace", "application", "specialty", "programme", "school", "enrolment"],
)
def test_every_list_of_the_administration_opens(desk, name, music_school):
    make.campaign("registration", plan={(music_school, "PNO5", "free"): 3})

    assert desk.get(url(f"{name}_changelist")).status_code == 200


def test_a_publication_that_was_cancelled_can_be_gone_on_with(desk, music_school, pump, nigar):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1})
    application = make.chosen(campaign, 80, make.wish("TAR5", music_school))
    campaign = make.at_stage(campaign, "placement")
    desk.post(url("course_runs", campaign.pk))
    pump()
    run = campaign.runs.get()
    desk.post(url("course_publication", campaign.pk, run.pk))
    run.refresh_from_db()
    run.job.cancel(by=nigar)

    assert "Go on with the publication" in desk.get(url("course", campaign.pk)).content.decode()
    desk.post(url("course_publication", campaign.pk, run.pk))
    pump()

    application.refresh_from_db()
    assert application.state == "placed"


def test_an_offer_must_be_answered_or_ended_before_the_campaign_is_closed(desk, music_school):
    campaign = make.campaign("confirmation")
    make.application(campaign, points=80, state="placed")

    answer = desk.post(url("course_moves", campaign.pk), {"verb": "close"})

    assert answer.status_code == 409
    assert "Offers without an answer: 1. End them first." in answer.content.decode()


def test_equal_scores_are_parted_in_the_order_that_is_chosen(desk):
    year = counted_on().year
    page = url("campaign_add")
    form = {"year": year, "name_az": "Qəbul", "pass_mark": 50, "max_specialties": 3, "max_schools": 2}
    form |= {"age_counted_on": f"{year}-09-15", "studies_start_on": f"{year}-09-15"}
    form |= {"tie_break_0": "submitted", "tie_break_1": "older", "tie_break_2": ""}
    form |= {"jury_size": 3, "jury_spread": 20, "late_choice_days": 3}
    for inline in ("stages", "age_rules", "fees", "exam_criteria", "priority_groups", "needed_papers"):
        form |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}

    answer = desk.post(page, form)

    assert answer.status_code == 302
    assert Campaign.objects.get().tie_break == ["submitted", "older"]


def test_a_file_whose_writing_stopped_says_so_and_can_be_discarded(desk, nigar):
    campaign = make.campaign("exams")
    rows = f"number,score\n{make.application(campaign).number},78.5\n".encode()
    desk.post(url("course_score_upload", campaign.pk), {"file": SimpleUploadedFile("a.csv", rows)})
    load = ScoreLoad.objects.get()
    desk.post(url("course_score_writing", campaign.pk, load.pk))
    busy = desk.post(url("course_score_rejection", campaign.pk, load.pk))
    load.refresh_from_db()
    load.job.cancel(by=nigar)

    page = desk.get(url("course_score_load", campaign.pk, load.pk)).content.decode()
    desk.post(url("course_score_rejection", campaign.pk, load.pk))

    load.refresh_from_db()
    assert "The writing has stopped." in page and "Go on writing" in page
    assert (busy.status_code, load.state) == (409, "discarded")
