"""Roles of the schools, and what the ministry's and the regions' officers may do here."""

from django.utils.translation import gettext_lazy as _

from eculture.roles import Role, roles, share

LOOK = frozenset(
    f"schools.view_{name}"
    for name in (
        "school", "specialty", "programme", "enrolment", "campaign", "stage", "agerule", "planplace",
        "examcentre", "examsession", "appeal", "application", "score", "priorityclaim",
        "scoreload", "planload", "placementrun", "placementresult", "offer",
    )
)  # fmt: skip
RUN_ADMISSIONS = frozenset(
    {
        "schools.add_campaign", "schools.change_campaign", "schools.add_stage", "schools.change_stage",
        "schools.add_agerule", "schools.change_agerule", "schools.delete_agerule",
        "schools.add_fee", "schools.change_fee", "schools.delete_fee",
        "schools.add_planplace", "schools.change_planplace", "schools.delete_planplace",
        "schools.add_examcentre", "schools.change_examcentre",
        "schools.add_examcriterion", "schools.change_examcriterion", "schools.delete_examcriterion",
        "schools.add_examroom", "schools.change_examroom", "schools.change_examsession",
        "schools.add_prioritygroup", "schools.change_prioritygroup", "schools.delete_prioritygroup",
        "schools.add_neededpaper", "schools.change_neededpaper", "schools.delete_neededpaper",
        "schools.decide_priorityclaim",
        "schools.load_scores", "schools.run_placement", "schools.change_application",
        "schools.change_enrolment", "schools.change_school",
    }
)  # fmt: skip

CLASS_BOOK = frozenset(
    f"schools.view_{name}"
    for name in ("studygroup", "groupmembership", "term", "dayoff", "lesson", "lessonentry")
)
WRITE_MARKS = frozenset({"schools.add_lesson", "schools.change_lesson", "schools.change_lessonentry"})
RUN_SCHOOL = frozenset({"schools.add_studygroup", "schools.change_studygroup", "schools.change_term"})

CASES = frozenset(
    {
        "cabinet.open_inbox",
        "cabinet.view_case",
        "cabinet.handle_case",
        "cabinet.give_opinion",
        "cabinet.act_for_institution",
    }
)

LOOK_AT_SCHOOL = frozenset({"schools.view_school", "schools.view_enrolment"})
HEAD = CLASS_BOOK | WRITE_MARKS | RUN_SCHOOL | CASES | LOOK_AT_SCHOOL | {"registry.add_proposal"}
TEACHER = CLASS_BOOK | WRITE_MARKS | {"schools.view_school"}


@roles.plug
class Head(Role):
    """The head of a school: keeps her own school's pupils, classes and class books."""

    slug = "head"
    title = _("head of school")
    scope = "institution"
    permissions = HEAD


@roles.plug
class Teacher(Role):
    """A teacher: keeps the class books of his own classes."""

    slug = "teacher"
    title = _("teacher")
    scope = "institution"
    permissions = TEACHER


@roles.plug
class Examiner(Role):
    """Somebody who may be called into the jury of an entrance exam."""

    slug = "examiner"
    title = _("examiner")
    scope = "country"
    permissions = frozenset({"schools.judge_exams"})


@roles.plug
class AppealsCommission(Role):
    """A member of the commission that decides the appeals of a region."""

    slug = "appeals-commission"
    title = _("member of the appeals commission")
    scope = "region"
    permissions = frozenset({"schools.view_campaign", "schools.view_appeal", "schools.decide_appeal"})
    is_staff = True


share("ministry-officer", *LOOK, *CLASS_BOOK, *RUN_ADMISSIONS, "schools.add_dayoff", "schools.change_dayoff")
share("regional-officer", *LOOK, *CLASS_BOOK, "schools.decide_priorityclaim")
share("auditor", *LOOK, *CLASS_BOOK)
