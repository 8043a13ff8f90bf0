"""What the schools hold about a pupil or a candidate; a guardian reads what was applied for their child."""

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.models import Person
from eculture.exports import Holding, Table, Whose, holdings, leave_out
from schools.models import (
    Appeal,
    Application,
    ApplicationPaper,
    Campaign,
    Enrolment,
    ExamSeat,
    GroupMembership,
    JuryMark,
    JurySheet,
    LessonEntry,
    Offer,
    PlacementResult,
    Preference,
    PriorityClaim,
    Score,
    ScoreRow,
    Seat,
)

PUPIL = ("enrolment__person", "enrolment__programme__specialty")
PLACE = ("place__school__institution", "place__programme__specialty")

leave_out("schools.ScoreLoad", because="loaded as an officer: the rows about a child are told to the child")
leave_out("schools.PlanCut", because="decided as an officer: it speaks of places, not of people")
leave_out("schools.PlanLoad", because="loaded as an officer: it speaks of places, not of people")
leave_out("schools.JuryMember", because="called as an examiner: the protocol names the jury")
leave_out("schools.JuryAbstention", because="said as an examiner: it protects the child's fair score")
leave_out("schools.StudyGroup", because="the work of a teacher: the class book belongs to the school")


def applications_of(whose: Whose) -> QuerySet[Application]:
    """Of the person, and what the person has sent for children whom the reader may see named."""
    named = whose.named[Person._meta.label]
    mine = Q(child=whose.person) | Q(guardian=whose.person, child__in=list(named))
    return Application.objects.filter(mine)


def _of_applications(model: type[Model], *along: str, **which: object) -> Table:
    def rows(whose: Whose) -> QuerySet:
        mine = applications_of(whose).order_by().values("pk")
        return model._default_manager.filter(application__in=mine, **which)

    return Table(model, rows, along=along)


def _of_exams(model: type[Model], to_seat: str) -> Table:
    """What the jury gave, once the family knows the score."""

    def rows(whose: Whose) -> QuerySet:
        mine = applications_of(whose).filter(campaign__in=Campaign.objects.with_known_scores())
        which = {f"{to_seat}application__in": mine.order_by().values("pk")}
        return model._default_manager.filter(**which)

    return Table(model, rows, along=(f"{to_seat}session",))


@holdings.plug
class Admission(Holding):
    slug = "admission"
    title = _("Admission to schools")
    order = 32
    tables = (
        Table(Application, applications_of),
        _of_applications(ApplicationPaper, "needed", "attachment"),
        _of_applications(PriorityClaim, "group"),
        _of_applications(ExamSeat, "session__room__centre__institution"),
        _of_applications(Appeal, "region"),
        _of_exams(JurySheet, "seat__"),
        _of_exams(JuryMark, "sheet__seat__"),
        _of_applications(Preference, "programme__specialty", "school__institution"),
        _of_applications(Score, application__campaign__in=Campaign.objects.with_known_scores()),
        _of_applications(
            ScoreRow,
            written_at__isnull=False,
            application__campaign__in=Campaign.objects.with_known_scores(),
        ),
        _of_applications(PlacementResult, *PLACE, "run__campaign", told_at__isnull=False),
        _of_applications(Offer, *PLACE, "run__campaign"),
        _of_applications(Seat, *PLACE),
    )


def _of_pupil(model: type[Model], *along: str) -> Table:
    def rows(whose: Whose) -> QuerySet:
        return model._default_manager.filter(enrolment__person=whose.person)

    return Table(model, rows, along=(*PUPIL, *along))


@holdings.plug
class Studies(Holding):
    slug = "studies"
    title = _("Studies, marks and attendance")
    order = 34
    tables = (
        Table(
            Enrolment,
            lambda whose: Enrolment.objects.filter(person=whose.person),
            along=("programme__specialty", "school__institution"),
        ),
        _of_pupil(GroupMembership, "group"),
        _of_pupil(LessonEntry, "lesson__group"),
    )
