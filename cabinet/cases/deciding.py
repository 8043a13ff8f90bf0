"""The end of a case: a decision proposed, put in force, closed after its term, or opened again."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.charge import moment
from cabinet.cases.parts import Decision
from cabinet.services.texts import said
from eculture.documents import printable
from eculture.lifecycle import move
from eculture.refusals import Refusal

IN_COURSE = ("draft", "submitted", "in_review", "waiting")


class Deciding:
    """Verbs of the decision, as the case sees them. What happens to the paper says `Signing`."""

    def conclude(self, *, by: Any, **wish: Any) -> Decision:
        """Propose a decision and, where the edition asks for one person only, put it in force at once."""
        with transaction.atomic():
            decision = self.propose(by=by, **wish)
            if not self.version.needs_two:
                decision.make(by=by)
        return decision

    @move
    def propose(self, *, by: Any, outcome: str, text: str, grounds: Sequence[str] = ()) -> Decision:
        """Write down how the case should end, and why."""
        kept = list(grounds) if outcome != "approved" else []
        return self.decisions.create(
            case=self, outcome=outcome, grounds=kept, text=text.strip(), proposed_by=by
        )

    def refusal_to_propose(self, *, outcome: str, text: str, grounds: Sequence[str] = ()) -> Refusal | None:
        if outcome not in self.version.definition["decisions"]:
            message = _("This service has no such decision.")
            return Refusal(message, code="no_outcome", field="outcome")
        if set(grounds) - {ground["code"] for ground in self.grounds}:
            return Refusal(_("This service has no such ground."), code="no_ground", field="grounds")
        if outcome == "refused" and not grounds:
            message = _("A refusal names at least one ground with its act and article.")
            return Refusal(message, code="no_grounds", field="grounds")
        if self.decisions.filter(state="proposed").exists():
            message = _("A decision has been proposed and waits for its second signature.")
            return Refusal(message, code="proposed")
        return _refusal_of_words(text)

    @property
    def grounds(self) -> list[dict[str, str]]:
        """The grounds that the edition knows, in the reader's language."""
        return [
            {**ground, "act": said(ground["act"]), "text": said(ground["text"])}
            for ground in self.version.definition.get("grounds", ())
        ]

    @move
    def decide(self, *, by: Any, decision: Decision) -> None:
        """The clock stops; the citizen is told."""
        self.decided_at = decision.made_at
        self.tell("case-decided", key=str(decision.pk), outcome=decision.outcome)

    @move
    def close(self, *, by: Any) -> None:
        """The term for an appeal has passed."""
        self.closed_at = timezone.now()

    def refusal_to_close(self) -> Refusal | None:
        decision = self.decisions.filter(state="made").first()
        if decision is None or decision.appeal_until >= timezone.localdate():
            return Refusal(_("The term for an appeal has not passed yet."), code="term_runs")
        if self.appeals.filter(state__in=IN_COURSE).exists():
            return Refusal(_("An appeal is being considered."), code="appeal")
        return None

    @move
    def reopen(self, *, by: Any, reason: str) -> None:
        """A supervisor takes the decision out of force; the clock goes on where it stopped."""
        self.decisions.get(state="made").overturn(by=by, reason=reason)
        self.decided_at = self.closed_at = None
        self.reckon()
        self.tell("case-reopened", key=moment(), why=reason)

    def refusal_to_reopen(self) -> Refusal | None:
        if self.appeals.filter(state__in=IN_COURSE[1:]).exists():
            message = _("An appeal against the decision is being considered. Wait for its end.")
            return Refusal(message, code="appeal")
        return None


def _refusal_of_words(text: str) -> Refusal | None:
    if not text.strip():
        return Refusal(_("Write the reasons in words."), code="no_text", field="text")
    strange = sorted({sign for sign in text if printable(sign) != sign})
    if strange:
        message = _("These signs cannot be printed on the paper: %(signs)s. Write the reasons without them.")
        return Refusal(message % {"signs": " ".join(strange)}, code="signs", field="text")
    return None
