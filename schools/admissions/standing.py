"""Where an application stands, in words: the steps, the badge, what happened and what comes next."""

from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from eculture.templatetags.words import azdate
from schools.admissions.applications import Application

STEP = {"draft": 1, "submitted": 2, "examined": 3, "choosing": 3, "placed": 4, "unplaced": 4}
PAST = 5


class Standing(NamedTuple):
    """What a family reads first: what happened, then what to do, then until when."""

    title: str
    text: str
    stage: Any = None


def steps(application: Application) -> list[str]:
    points = application.points
    exam = _("Exam: %(points)s points") % {"points": score(points)} if points is not None else _("Exam")
    placement = application.campaign.stage("confirmation")
    result = _("Result, %(date)s") % {"date": azdate(placement.opens_at, "day")} if placement else _("Result")
    return [_("Registration"), exam, _("Choice"), result]


def step(application: Application) -> int:
    return STEP.get(application.state, PAST)


def standing(application: Application) -> Standing:
    names = {
        "child": application.child.name,
        "number": application.number,
        "points": score(application.points),
    }
    return WORDS[application.state](application, names)


def score(value: Any) -> str:
    return "" if value is None else number_format(value, decimal_pos=1)


def _until(application: Application, kind: str) -> dict[str, Any]:
    stage = application.choice_stage if kind == "choice" else application.campaign.stage(kind)
    return (
        {"start": stage.opens_on_text, "end": stage.closes_on_text} if stage else {"start": "–", "end": "–"}
    )


def _draft(application: Application, names: dict[str, Any]) -> Standing:
    title = _("The application for %(child)s has not been sent yet") % names
    text = _("Check it and send it by %(end)s.") % _until(application, "registration")
    return Standing(title, text, application.campaign.stage("registration"))


def _submitted(application: Application, names: dict[str, Any]) -> Standing:
    title = _("The application for %(child)s has been sent. Number: %(number)s.") % names
    text = _("Exams: %(start)s – %(end)s. We will write to you when the score is known.")
    return Standing(title, text % _until(application, "exams"))


def _examined(application: Application, names: dict[str, Any]) -> Standing:
    title = _("The score of %(child)s is %(points)s") % names
    if not application.has_passed:
        text = _(
            "The pass mark is %(pass_mark)s. A place cannot be chosen this year; you may apply next year."
        )
        return Standing(title, text % {"pass_mark": score(application.campaign.pass_mark)})
    text = _("Choose specialties and schools: %(start)s – %(end)s.") % _until(application, "choice")
    return Standing(title, text, application.choice_stage)


def _choosing(application: Application, names: dict[str, Any]) -> Standing:
    title = _("The choices for %(child)s have been recorded") % names
    text = _("You can change them until %(end)s.") % _until(application, "choice")
    return Standing(title, text, application.choice_stage)


def _placed(application: Application, names: dict[str, Any]) -> Standing:
    offer = application.offer
    place = offer.place
    names |= {"school": place.school.name, "specialty": place.programme.specialty.name}
    title = _("A place is offered to %(child)s: %(specialty)s") % names
    text = (
        _("%(school)s, a free place. Accept it by %(date)s; then it goes to the next candidate.")
        if place.funding == "free"
        else _("%(school)s, a paid place. Accept it by %(date)s; then it goes to the next candidate.")
    )
    return Standing(title, text % {**names, "date": offer.expires_at_text})


def _unplaced(application: Application, names: dict[str, Any]) -> Standing:
    title = _("%(child)s has not been placed") % names
    return Standing(title, _("Score: %(points)s. The reason for each choice stands below.") % names)


def _accepted(application: Application, names: dict[str, Any]) -> Standing:
    place = application.seat.place
    names |= {"school": place.school.name, "specialty": place.programme.specialty.name}
    title = _("You accepted the place for %(child)s: %(school)s, %(specialty)s") % names
    starts = azdate(application.campaign.studies_start_on)
    text = _(
        "The first day of study is %(date)s. The notice of admission comes with the order of the school."
    )
    return Standing(title, text % {"date": starts})


def _enrolled(application: Application, names: dict[str, Any]) -> Standing:
    place = application.seat.place
    names |= {"school": place.school.name, "specialty": place.programme.specialty.name}
    title = _("%(child)s is a pupil: %(school)s, %(specialty)s") % names
    starts = azdate(application.campaign.studies_start_on)
    text = _("The first day of study is %(date)s. The notice of admission lies among your documents.")
    return Standing(title, text % {"date": starts})


def _declined(application: Application, names: dict[str, Any]) -> Standing:
    return Standing(_("You refused the place for %(child)s") % names, _("It has gone to the next candidate."))


def _lapsed(application: Application, names: dict[str, Any]) -> Standing:
    title = _("The offer for %(child)s has expired") % names
    return Standing(title, _("It was not answered in time and has gone to the next candidate."))


def _withdrawn(application: Application, names: dict[str, Any]) -> Standing:
    title = _("The application for %(child)s has been withdrawn") % names
    return Standing(title, _("While registration is open you may apply again."))


WORDS = {
    "draft": _draft,
    "submitted": _submitted,
    "examined": _examined,
    "choosing": _choosing,
    "placed": _placed,
    "unplaced": _unplaced,
    "accepted": _accepted,
    "declined": _declined,
    "lapsed": _lapsed,
    "enrolled": _enrolled,
    "withdrawn": _withdrawn,
}
