"""Who may open the class book, the desk of a school, and what a family sees of them."""

from schools.models import DayOff, Enrolment, School
from tests.access import Access, admin_pages
from tests.factories import teaching

DESK = "heads superuser"
READERS = "head teacher officer ministry auditor superuser"
WRITERS = "head teacher superuser"
REASON = {"reason": "səhv"}
OFFICE = "officer ministry auditor superuser"


def furnish(cast):
    """A group of each school with the side's child in it, and a mark of today."""
    for side in (cast.a, cast.b):
        school, _new = School.objects.get_or_create(institution=side.school)
        found = Enrolment.objects.filter(school=school, person=side.child).first()
        pupil = found or teaching.enrolment(side.child, school)
        side.term = teaching.term(school)
        side.group = teaching.group(school, side.teacher, pupil, name=f"Kanar {side.letter} qrupu")
        side.membership = side.group.memberships.get()
        side.lesson = teaching.lesson(side.group, topic=f"Kanar {side.letter} mövzusu")
        side.entry = teaching.entry(side.lesson, pupil, "5")
        side.canaries += [side.group.name, side.lesson.topic]
    cast.day_off = DayOff.objects.create(day="2031-11-09", name="Bayraq günü")


def group(cast):
    return [cast.a.group.pk]


def column(cast):
    return [cast.a.group.pk, cast.a.lesson.pk]


def term(cast):
    return [cast.a.term.pk]


TABLE = {
    "schools:desk": Access("heads teachers superuser"),
    "schools:desk_pupils": Access(DESK),
    "schools:terms": Access(DESK, methods="GET POST"),
    "schools:close_term": Access("head superuser", term, methods="POST"),
    "schools:reopen_term": Access("head superuser", term, methods="POST", data=lambda cast: REASON),
    "schools:groups": Access("heads teachers officers ministry auditor superuser"),
    "schools:open_group": Access(DESK, methods="GET POST"),
    "schools:group": Access(READERS, group, methods="GET POST", writers="head superuser"),
    "schools:end_membership": Access(
        "head superuser", lambda cast: [cast.a.group.pk, cast.a.membership.pk], methods="POST"
    ),
    "schools:classbook": Access(READERS, group),
    "schools:save_squares": Access(WRITERS, group, methods="POST"),
    "schools:plan_lesson": Access(WRITERS, group, methods="GET POST"),
    "schools:save_column": Access(WRITERS, column, methods="POST"),
    "schools:child_classbook": Access("guardian", lambda cast: [cast.a.child.pk]),
}
TABLE |= admin_pages("schools.studygroup", of=lambda cast: cast.a.group, view=OFFICE)
TABLE |= admin_pages("schools.lessonentry", of=lambda cast: cast.a.entry, view=OFFICE)
TABLE |= admin_pages("schools.term", of=lambda cast: cast.a.term, view=OFFICE)
TABLE |= admin_pages(
    "schools.dayoff",
    of=lambda cast: cast.day_off,
    view="officers ministry auditor superuser",
    add="ministry superuser",
    change="ministry superuser",
)
