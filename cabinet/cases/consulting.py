"""A second opinion: asked of another unit, given by its experts."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.offices import staff_of
from cabinet.cases.parts import Opinion
from eculture.lifecycle import move
from eculture.refusals import Refusal

GIVE = "cabinet.give_opinion"
NOT_ASKED = _("Your unit has not been asked for an opinion on this case.")


class Consulting:
    """Verbs of the officer who asks and of the expert who answers."""

    @move
    def ask_opinion(self, *, by: Any, question: str, region: Any = None, institution: Any = None) -> None:
        """Ask another unit what it thinks; the clock runs on."""
        unit = {"region": region, "institution": institution}
        opinion = self.opinions.create(question=question.strip(), asked_by=by, **unit)
        for expert in staff_of(GIVE, **unit).exclude(pk=by.pk):
            self.tell_staff(expert, "opinion-asked", key=str(opinion.pk))

    def refusal_to_ask_opinion(
        self, *, question: str, region: Any = None, institution: Any = None
    ) -> Refusal | None:
        unit = {"region": region, "institution": institution}
        if not question.strip():
            return Refusal(_("Write the question."), code="no_question", field="question")
        if bool(region) is bool(institution):
            message = _("Choose one unit: a region or an institution.")
            return Refusal(message, code="one_unit", field="region")
        if (self.region, self.institution) == (region, institution):
            message = _("This is the office that decides. Ask another unit.")
            return Refusal(message, code="same_office", field="region")
        if self.opinions.open().filter(**unit).exists():
            return Refusal(_("This unit has been asked already."), code="asked", field="region")
        if not staff_of(GIVE, **unit).exists():
            message = _("This unit has nobody who gives opinions on the portal.")
            return Refusal(message, code="nobody", field="region")
        return None

    @move
    def give_opinion(self, *, by: Any, opinion: Opinion, is_favourable: bool, text: str) -> None:
        """Answer as an expert of the unit that was asked; who has asked never answers."""
        if not self.opinions.of_office(by).exclude(asked_by=by).filter(pk=opinion.pk).exists():
            raise Refusal(NOT_ASKED, code="not_asked")
        opinion.is_favourable, opinion.text = is_favourable, text.strip()
        opinion.given_by, opinion.given_at = by, timezone.now()
        opinion.save(update_fields=["is_favourable", "text", "given_by", "given_at"])
        self.tell_officer("opinion-given", key=str(opinion.pk))

    def refusal_to_give_opinion(self, *, opinion: Opinion, is_favourable: bool, text: str) -> Refusal | None:
        opinion.refresh_from_db()
        if opinion.given_at:
            return Refusal(_("This opinion has been given already."), code="given")
        if not text.strip():
            return Refusal(_("Write the opinion."), code="no_text", field="text")
        return None
