"""A decision on its way: made by one person or signed by a second one, sent back, taken out of force."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.wording import decision_paper
from eculture.lifecycle import move
from eculture.refusals import Refusal

NOT_BY_ONESELF = _("You have proposed this decision yourself. Another officer signs it or sends it back.")


class Signing:
    """Verbs of a decision. The first and the second person are never the same."""

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        if by is None or verb == "overturn":  # asked of the case, whose supervisor it is
            return super().refusal_of(by, verb)
        if verb == "make":
            return self._refusal_of_one(by)
        if by.pk == self.proposed_by_id:
            return Refusal(NOT_BY_ONESELF, code="same_person")
        refusal = self.case.refusal_to_work(by)
        return refusal or (self.case.refusal_to_decide_as(by) if verb == "sign" else None)

    def _refusal_of_one(self, by: Any) -> Refusal | None:
        if self.case.version.needs_two:
            message = _("This service asks for two people: one proposes the decision, another one signs it.")
            return Refusal(message, code="needs_two")
        return None if by.pk == self.proposed_by_id else Refusal(NOT_YOURS, code="other_person")

    @move
    def make(self, *, by: Any) -> None:
        """Put in force by the officer alone."""
        self._put_in_force(by)

    @move
    def sign(self, *, by: Any) -> None:
        """Put in force by a second officer."""
        self.signed_by = by
        self._put_in_force(by)

    def _put_in_force(self, by: Any) -> None:
        """The case first: whoever decides waits here for a citizen who withdraws, and the other way round."""
        self.made_at = timezone.now()
        term = timedelta(days=self.case.version.appeal_days)
        self.appeal_until = timezone.localdate() + term
        self.case.decide(by=by, decision=self)
        self.document = decision_paper(self, by=by)

    @move
    def send_back(self, *, by: Any, reason: str) -> None:
        """The proposal is not signed; its officer learns why and may propose anew."""
        self.case.tell_staff(self.proposed_by, "decision-returned", key=str(self.pk), why=reason)

    @move
    def overturn(self, *, by: Any, reason: str) -> None:
        """No longer in force; whoever checks its paper reads so."""
        self.overturned_at = timezone.now()
        if self.document and self.document.may("revoke"):
            self.document.revoke(by=by, reason=reason)


NOT_YOURS = _("Only the officer who has proposed the decision puts it in force.")
