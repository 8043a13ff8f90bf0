"""Who may open the pages of schools and admissions."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from cabinet.models import Bill
from registry.mandates import grant
from schools.models import (
    Application,
    Campaign,
    Enrolment,
    PlacementRun,
    PlanCut,
    PlanLoad,
    PlanPlace,
    School,
    Score,
    ScoreLoad,
)
from tests.access import Access, admin_pages
from tests.factories import cabinet, exams
from tests.factories import schools as make

READERS = "officers ministry auditor superuser"
MINISTRY = "ministry superuser"


def furnish(cast):
    """Each side has a school with places, a pupil, and an application that names its own school."""
    programmes = make.programmes()
    for side in (cast.a, cast.b):
        side.music_school, _new = School.objects.get_or_create(institution=side.school)
        side.music_school.programmes.add(programmes["TAR5"])
    plan = {(side.music_school, "TAR5", "free"): 2 for side in (cast.a, cast.b)}
    cast.campaign = make.campaign("choice", plan=plan)
    for side in (cast.a, cast.b):
        side.place = PlanPlace.objects.get(school=side.music_school)
        side.application = applied(cast.campaign, side)
        side.enrolment = Enrolment.objects.create(
            person=side.child,
            programme=programmes["PNO5"],
            school=side.music_school,
            funding="free",
            started_on=date(2025, 9, 15),
        )
    officer = cast.ministry
    _priorities(cast)
    _at_desk(cast)
    cast.load = ScoreLoad.objects.create(campaign=cast.campaign, file_name="a.csv", loaded_by=officer)
    cast.plan_load = PlanLoad.objects.create(campaign=cast.campaign, file_name="b.csv", loaded_by=officer)
    cast.run = PlacementRun.objects.create(campaign=cast.campaign, state="discarded")
    cut = {"places_before": 2, "places": 1, "order_number": "1", "reason": "–", "proposed_by": cast.auditor}
    cast.cut = PlanCut.objects.create(place=cast.a.place, **cut)
    cast.published = PlacementRun(campaign=cast.campaign, state="published", inputs_sha256="0" * 64)
    cast.published.record.save("access.json", ContentFile(b"{}"), save=False)
    cast.published.save()
    for side in (cast.a, cast.b):
        _money(cast, side)
    _exams(cast)


def _priorities(cast) -> None:
    """Each side's child claims a priority; the paper of it is for the office that decides."""
    group = make.group(cast.campaign)
    for side in (cast.a, cast.b):
        side.claim = make.claim(side.application, group, grounds=f"Esaskanar-{side.letter}")
        side.canaries.append(side.claim.grounds)


def _at_desk(cast) -> None:
    """Each side's officer has applied for the child of somebody without an account."""
    for side in (cast.a, cast.b):
        guardian = cabinet.person()
        facts = {"child": cabinet.child_of(guardian), "by": guardian, "desk_officer": side.officer}
        number = f"MQ-MASAKANAR-{side.letter}"
        side.desk_application = make.application(cast.campaign, number=number, **facts)
        side.canaries.append(number)


def _money(cast, side) -> None:
    """A bill that the guardian has begun to pay."""
    until = cast.campaign.stage("confirmation").closes_at
    offer = side.application.offers.create(place=side.place, run=cast.run, expires_at=until)
    whose = {"person": side.child, "payer": side.family, "title": {"az": f"Ödənişli yer {side.letter}"}}
    side.bill = Bill.objects.create(payable="paid-place", about=str(offer.pk), amount=3, **whose)
    side.payment = side.bill.payments.create(amount=3, reference=f"kanar-ref-{side.letter}")
    side.canaries += [str(side.bill.pk), side.payment.reference]


def _exams(cast) -> None:
    """Each teacher is called into the jury of a sitting in which the child of the own side is examined."""
    exams.criteria(cast.campaign)
    for side in (cast.a, cast.b):
        grant(to=side.teacher, role="examiner", by=None)
        side.centre = exams.centre(cast.campaign, side.music_school)
        Application.objects.filter(pk=side.application.pk).update(exam_centre=side.centre)
        side.sitting = exams.session(side.centre.rooms.get(), state="open")
        side.seat = exams.seat(side.sitting, side.application)
        grant(to=side.officer, role="appeals-commission", region=side.region, by=None)
        facts = {"region": side.region, "reason": f"Apellyasiyakanar-{side.letter}", "points_before": 78}
        side.appeal = side.application.appeals.create(filed_by=side.guardian, **facts)
        side.canaries += [side.appeal.reason, side.application.number]
        side.member = side.sitting.jury.create(user=side.teacher, is_chair=True)


def in_jury(methods: str = "GET", seat: bool = False, **more) -> Access:
    args = lambda cast: [cast.a.sitting.pk, *([1] if seat else [])]  # noqa: E731
    return Access("teacher", args, methods=methods, **more)


def of_appeal(methods: str, who: str, **extra) -> Access:
    args = lambda cast: [cast.campaign.pk, cast.a.appeal.pk]  # noqa: E731
    return Access(who, args, methods=methods, style="admin", **extra)


def of_claim(methods: str, who: str, **extra) -> Access:
    args = lambda cast: [cast.campaign.pk, cast.a.claim.pk]  # noqa: E731
    return Access(who, args, methods=methods, style="admin", **extra)


def at_desk(cast):
    return [cast.a.desk_application.number]


def of_sitting(methods: str, who: str, *more: str, **extra) -> Access:
    args = lambda cast: [cast.campaign.pk, cast.a.sitting.pk, *(getattr(cast.a, name).pk for name in more)]  # noqa: E731
    return Access(who, args, methods=methods, style="admin", **extra)


def applied(campaign: Campaign, side) -> Application:
    application = Application.objects.create(
        campaign=campaign,
        child=side.child,
        guardian=side.family,
        direction="music",
        number=f"MQ-KANAR-{side.letter}",
        state="examined",
        submitted_at=timezone.now(),
    )
    Score.objects.create(application=application, points=Decimal("78.5"))
    application.choose(wishes=[make.wish("TAR5", side.music_school)], by=None)
    return application


def number(cast):
    return [cast.a.application.number]


def ranked(cast):
    return [cast.a.application.number, 1]


def wish(cast):
    return {"programme": "TAR5", "school_1": cast.a.music_school.code}


def of_family(methods: str, args=number, **more) -> Access:
    return Access("guardian", args, methods=methods, **more)


def of_course(methods: str = "POST", who: str = MINISTRY, *more: str, **extra) -> Access:
    args = lambda cast: [cast.campaign.pk, *(getattr(cast, name).pk for name in more)]  # noqa: E731
    return Access(who, args, methods=methods, style="admin", **extra)


TABLE = {
    "schools:schools": Access("public"),
    "schools:school": Access("public", lambda cast: [cast.a.school.code], reason="schools are public"),
    "schools:admissions": Access("public"),
    "schools:placements": Access("public"),
    "schools:placement_check": Access("public"),
    "schools:placement_record": Access(
        "public", lambda cast: [cast.published.pk], reason="without names, for anybody to calculate again"
    ),
    "api_schools": Access("public", style="api"),
    "api_school": Access(
        "public", lambda cast: [cast.a.school.code], style="api", reason="schools are public"
    ),
    "api_programmes": Access("public", style="api"),
    "schools:applications": Access(
        "signed_in",
        methods="GET POST",
        data=lambda cast: {"direction": "music"},
        answers=(200, 302),
    ),
    "schools:application": of_family("GET"),
    "schools:result": of_family("GET"),
    "schools:exam_centre": of_family("GET POST"),
    "schools:exam_slip": of_family("GET"),
    "schools:appeal": of_family("GET POST", data=lambda cast: {"reason": "–"}),
    "schools:appeal_withdrawal": of_family("POST"),
    "admin:schools_appeals": of_course("GET", READERS),
    "admin:schools_appeal": of_appeal("GET", "officer ministry auditor superuser"),
    "admin:schools_appeal_proposal": of_appeal(
        "POST", "officer superuser", data=lambda cast: {"points": "80", "grounds": "–"}
    ),
    "admin:schools_appeal_confirmation": of_appeal("POST", "officer superuser"),
    "admin:schools_appeal_return": of_appeal("POST", "officer superuser", data=lambda cast: {"reason": "–"}),
    "schools:desk_applications": Access(
        "officers ministry superuser", methods="GET POST", answers=(302,), style="right"
    ),
    "schools:desk_application": Access("officer", at_desk),
    "schools:desk_code": Access("officer", at_desk, methods="POST"),
    "schools:rules": Access(
        "public", lambda cast: [cast.campaign.year], reason="the rules of an admission are public"
    ),
    "schools:rules_text": Access(
        "public", lambda cast: [cast.campaign.year], reason="the rules of an admission are public"
    ),
    "schools:papers": of_family("GET POST"),
    "admin:schools_numbers": of_course("GET", READERS),
    "admin:schools_priorities": of_course("GET", READERS),
    "admin:schools_priority": of_claim("GET", "officer ministry auditor superuser"),
    "admin:schools_priority_confirmation": of_claim("POST", "officer ministry superuser"),
    "admin:schools_priority_rejection": of_claim(
        "POST", "officer ministry superuser", data=lambda cast: {"reason": "–"}
    ),
    "schools:jury": Access("teachers superuser"),
    "schools:jury_sitting": in_jury(),
    "schools:jury_opening": in_jury("POST"),
    "schools:jury_signature": in_jury("POST"),
    "schools:jury_sheet": in_jury("GET POST", seat=True),
    "schools:jury_absence": in_jury("POST", seat=True),
    "schools:jury_round": in_jury("POST", seat=True),
    "schools:jury_abstention": in_jury("POST", seat=True),
    "admin:schools_exams": of_course("GET", READERS),
    "admin:schools_exam_planning": of_course(),
    "admin:schools_exam_seating": of_course("GET"),
    "admin:schools_exam_seating_order": of_course(),
    "admin:schools_exam_sitting": of_sitting("GET", "officer ministry auditor superuser"),
    "admin:schools_exam_rescheduling": of_sitting("POST", MINISTRY),
    "admin:schools_exam_appointment": of_sitting("POST", MINISTRY),
    "admin:schools_exam_dismissal": of_sitting("POST", MINISTRY, "member"),
    "admin:schools_exam_reseating": of_sitting(
        "POST", MINISTRY, "seat", data=lambda cast: {"sitting": cast.a.sitting.pk}
    ),
    "schools:submission": of_family("POST"),
    "schools:withdrawal": of_family("GET POST"),
    "schools:acceptance": of_family("POST"),
    "schools:refusal": of_family("GET POST"),
    "schools:vacancy": of_family("POST", data=lambda cast: {"place": cast.a.place.pk}),
    "schools:choices": of_family("GET"),
    "schools:choices_confirmation": of_family("POST"),
    "schools:choices_payment": of_family("POST", data=lambda cast: {"consents": "yes"}),
    "schools:wish": of_family("GET POST", ranked, data=wish),
    "schools:wish_move": of_family("POST", ranked, data=lambda cast: {"to": "up"}),
    "schools:wish_removal": of_family("POST", ranked),
    "admin:schools_course": of_course("GET", READERS),
    "admin:schools_course_moves": of_course(data=lambda cast: {"verb": "close"}),
    "admin:schools_course_ages": of_course(),
    "admin:schools_course_copies": of_course(),
    "admin:schools_course_runs": of_course(),
    "admin:schools_course_publication": of_course("POST", MINISTRY, "run"),
    "admin:schools_course_rejection": of_course("POST", MINISTRY, "run"),
    "admin:schools_course_comparison": of_course("GET", READERS, "published", "published"),
    "admin:schools_course_cuts": of_course("GET", READERS),
    "admin:schools_course_cut_approval": of_course("POST", MINISTRY, "cut"),
    "admin:schools_course_cut_rejection": of_course(
        "POST", MINISTRY, "cut", data=lambda cast: {"reason": "–"}
    ),
    "admin:schools_course_overdue": of_course(),
    "admin:schools_course_orders": of_course(data=lambda cast: {"order_number": "1"}),
    "admin:schools_course_score_upload": of_course(),
    "admin:schools_course_score_load": of_course("GET", MINISTRY, "load"),
    "admin:schools_course_score_writing": of_course("POST", MINISTRY, "load"),
    "admin:schools_course_score_rejection": of_course("POST", MINISTRY, "load"),
    "admin:schools_course_plan_upload": of_course(),
    "admin:schools_course_plan_load": of_course("GET", MINISTRY, "plan_load"),
    "admin:schools_course_plan_writing": of_course("POST", MINISTRY, "plan_load"),
    "admin:schools_course_plan_rejection": of_course("POST", MINISTRY, "plan_load"),
    **admin_pages(
        "schools.campaign", of=lambda cast: cast.campaign, view=READERS, add=MINISTRY, change=MINISTRY
    ),
    **admin_pages(
        "schools.examcentre", of=lambda cast: cast.a.centre, view=READERS, add=MINISTRY, change=MINISTRY
    ),
    **admin_pages(
        "schools.planplace", of=lambda cast: cast.a.place, view=READERS, add=MINISTRY, change=MINISTRY
    ),
    **admin_pages(
        "schools.application",
        of=lambda cast: cast.a.application,
        view="officer ministry auditor superuser",
    ),
    **admin_pages(
        "schools.enrolment", of=lambda cast: cast.a.enrolment, view="officer ministry auditor superuser"
    ),
    **admin_pages("schools.school", of=lambda cast: cast.a.music_school, view=READERS, change=MINISTRY),
    **admin_pages(
        "schools.specialty",
        of=lambda cast: make.programmes()["TAR5"].specialty,
        view=READERS,
        add="superuser",
        change="superuser",
    ),
    **admin_pages(
        "schools.programme",
        of=lambda cast: make.programmes()["TAR5"],
        view=READERS,
        add="superuser",
        change="superuser",
    ),
}
