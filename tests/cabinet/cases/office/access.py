"""Who may open the inbox and the page of a case that lies with an institution: its head, the ministry."""

from cabinet.cases.models import Case
from eculture.workdays import MovedDay
from tests.access import Access
from tests.access.declare import admin_pages
from tests.factories import cabinet as make

POST = {"methods": "POST"}
HANDLERS = "head ministry superuser"


def furnish(cast) -> None:
    """For each side a case of the child that its school decides, with a note of the staff."""
    for side in (cast.a, cast.b):
        answers = {"wish": f"Qərarkanar-{side.letter}", "has_paper": False}
        side.house_case = make.case(side.family, subject=side.child, answers=answers)
        Case.objects.filter(pk=side.house_case.pk).update(institution=side.school)
        side.house_case.messages.create(
            author=side.head, text=f"Qeydkanar-{side.letter}", is_from_staff=True, is_note=True
        )
        side.canaries += [f"Qərarkanar-{side.letter}", f"Qeydkanar-{side.letter}", side.house_case.number]
    cast.moved_day = MovedDay.objects.create(day="2031-03-04", is_working=False, reason="Qərar 1")


def theirs(cast):
    return Case.objects.filter(pk=cast.b.house_case.pk)


def deed(noun: str, who: str = HANDLERS, **data: str) -> dict[str, Access]:
    return {
        f"admin:cabinet_case_deed #{noun}": Access(
            who, lambda cast: [cast.a.house_case.pk, noun], data=lambda cast: data, spares=theirs, **POST
        )
    }


TABLE = {
    "admin:cabinet_case_changelist": Access("heads officers ministry auditor superuser", style="right"),
    "admin:cabinet_case_change": Access(
        "head ministry auditor superuser", lambda cast: [cast.a.house_case.pk], writes=True
    ),
    "admin:cabinet_case_preview": Access(
        HANDLERS, lambda cast: [cast.a.house_case.pk], data=lambda cast: {"outcome": "approved"}, **POST
    ),
    "admin:cabinet_case_bulk": Access(
        "heads officers ministry superuser",
        lambda cast: ["taking"],
        data=lambda cast: {"case": [cast.a.house_case.pk, cast.b.house_case.pk], "confirmed": "yes"},
        style="right",
        **POST,
    ),
    "admin:cabinet_case_deed": Access(HANDLERS, lambda cast: [cast.a.house_case.pk, "taking"], **POST),
    **deed("note", text="Baxdım"),
    **deed("message", text="Salam"),
    **deed("decision", outcome="approved", text="Olar"),
    **deed("forwarding"),
    **deed("takeover", reason="Məzuniyyət"),
    **deed("given-opinion", "head ministry auditor superuser", is_favourable="yes", text="Olar"),
    **admin_pages(
        "eculture.movedday",
        of=lambda cast: cast.moved_day,
        view="superuser",
        add="superuser",
        change="superuser",
    ),
}
