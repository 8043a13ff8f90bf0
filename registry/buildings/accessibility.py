"""For whom a building is easy: what is asked of it, what visitors need, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import CannotAnswer, NotAllowed, Refusal
from registry.buildings.facilities import Facility, Occupancy
from registry.care.proposals import cared_for
from registry.institutions import Institution

QUESTIONS = {
    "step_free": _("Can one enter without steps: level, by a ramp or by a lift?"),
    "wide_doors": _("Are the doors on the way at least 90 cm wide?"),
    "all_floors": _("Can one reach all that visitors see without stairs?"),
    "toilet": _("Is there a toilet for wheelchair users?"),
    "parking": _("Is there a parking place for disabled visitors near the entrance?"),
    "handrails": _("Have all stairs handrails?"),
    "seats": _("Are there places to sit down on the way?"),
    "lit_signs": _("Are the signs large, of high contrast and well lit?"),
    "tactile": _("Are there tactile paths or signs, or somebody who leads the way?"),
    "guide_dog": _("Are guide dogs admitted?"),
    "loop": _("Is there an induction loop or another aid for hearing?"),
    "written": _("Does somebody know sign language, or is everything said also written?"),
}
MISSING = {
    "step_free": _("steps at the entrance"),
    "wide_doors": _("narrow doors"),
    "all_floors": _("stairs inside"),
    "toilet": _("no toilet for wheelchair users"),
    "parking": _("no parking place near the entrance"),
    "handrails": _("stairs without handrails"),
    "seats": _("nowhere to sit down"),
    "lit_signs": _("signs that are hard to read"),
    "tactile": _("no tactile paths"),
    "guide_dog": _("no guide dogs"),
    "loop": _("no aid for hearing"),
    "written": _("nothing in writing"),
}
PERSONAS = {
    "wheelchair": pgettext_lazy("visitor", "in a wheelchair"),
    "walker": pgettext_lazy("visitor", "with a walking aid"),
    "unsteady": pgettext_lazy("visitor", "unsteady on one’s feet"),
    "stroller": pgettext_lazy("visitor", "with a pushchair"),
    "sight": pgettext_lazy("visitor", "with poor sight or none"),
    "hearing": pgettext_lazy("visitor", "hard of hearing or deaf"),
}


class AccessNeed(models.Model):
    """What a group of visitors needs of a building: an assumption of the ministry, so it is data."""

    persona = models.CharField(_("visitor"), max_length=12, choices=PERSONAS)
    question = models.CharField(_("needs"), max_length=12, choices=QUESTIONS)

    class Meta:
        verbose_name = _("need of visitors")
        verbose_name_plural = _("needs of visitors")
        ordering = ["persona", "pk"]
        constraints = [models.UniqueConstraint(fields=["persona", "question"], name="access_need_once")]

    def __str__(self) -> str:
        return f"{self.get_persona_display()}: {self.get_question_display()}"


@dataclass(frozen=True)
class Ease:
    """Of one group of visitors: `tone` done, bad or wait (not known), and what is missing."""

    persona: Any
    tone: str
    missing: list[Any]


def eases(answers: Mapping[str, bool], needs: Iterable[tuple[str, str]]) -> list[Ease]:
    """For whom a building is easy. A need that nobody has looked at is no obstacle and no promise."""
    asked: dict[str, list[str]] = {}
    for persona, question in needs:
        asked.setdefault(persona, []).append(question)
    told = []
    for persona, questions in sorted(asked.items(), key=lambda one: [*PERSONAS].index(one[0])):
        missing = [MISSING[question] for question in questions if answers.get(question) is False]
        is_known = all(question in answers for question in questions)
        tone = "bad" if missing else "done" if is_known else "wait"
        told.append(Ease(PERSONAS[persona], tone, missing))
    return told


def easy_for(persona: str, subject: str = "pk") -> Q:
    """Which institutions have a main building without an obstacle for these visitors; one query for needs."""
    needs = AccessNeed.objects.filter(persona=persona).values_list("question", flat=True)
    wanted = dict.fromkeys(needs, True)
    seats = Occupancy.objects.on(timezone.localdate()).filter(institution=OuterRef(subject), role="seat")
    return Q(Exists(seats.filter(facility__answers__contains=wanted).exclude(facility__answers={})))


def asked_persona(text: str) -> str:
    """Raises CannotAnswer for a word that names no group of visitors."""
    if text and text not in PERSONAS:
        said = _("“%(text)s” names no group of visitors. Choose one of: %(known)s.")
        raise CannotAnswer(said % {"text": text[:40], "known": ", ".join(PERSONAS)}, code="access")
    return text


def answer(
    facility: Facility, answers: Mapping[str, bool], *, by: Any, of: Institution | None = None
) -> None:
    """Say anew what is so in a building; questions without an answer are open again.

    `of`: the institution whose people answer. Raises Refusal for a question that nobody asks.
    """
    unknown = answers.keys() - QUESTIONS.keys()
    if unknown:
        raise Refusal(_("There is no such question."), code="question")
    if not _may_answer(facility, by, of):
        raise NotAllowed(_("You do not belong to this institution."), code="not_yours")
    with transaction.atomic():
        lock(facility)
        before = facility.answers
        facility.answers, facility.answered_on = dict(answers), timezone.localdate()
        facility.answered_by = by
        facility.save(update_fields=["answers", "answered_on", "answered_by"])
        journal.record("answer", on=facility, by=by, before=before, after=facility.answers)


def seat_of(institution: Institution, day: date) -> Facility | None:
    """The main building on a day."""
    used = institution.occupancies.on(day).filter(role="seat").select_related("facility").first()
    return used.facility if used else None


def _may_answer(facility: Facility, by: Any, of: Institution | None) -> bool:
    if Facility.objects.editable_by(by).filter(pk=facility.pk).exists():
        return True
    uses = of is not None and of.occupancies.on(timezone.localdate()).filter(facility=facility).exists()
    return uses and cared_for(by).filter(pk=of.pk).exists()
