"""The officer's work on a case: its steps, what is asked of the citizen, its term."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.charge import SUPERVISE
from cabinet.cases.offices import staff_of
from cabinet.services.texts import said
from eculture.lifecycle import move
from eculture.refusals import Refusal
from eculture.workdays import calendar, days_after

DAYS_TO_ANSWER = 3
MOST_ITEMS = 20
TOLD = _("This has been told already.")


class Reviewing:
    """Verbs of the officer in charge."""

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The steps of the review in the edition's order: slug and title."""
        return [(stage["slug"], said(stage["title"])) for stage in self.version.definition.get("stages", ())]

    @property
    def step_title(self) -> str:
        return dict(self.steps).get(self.step, "")

    @property
    def steps_ahead(self) -> list[tuple[str, str]]:
        slugs = [slug for slug, _title in self.steps]
        return self.steps[slugs.index(self.step) + 1 if self.step in slugs else 0 :]

    @move
    def step_on(self, *, by: Any, step: str) -> None:
        """Go on to a later step of the review."""
        self.step = step

    def refusal_to_step_on(self, *, step: str) -> Refusal | None:
        if step not in dict(self.steps):
            return Refusal(_("There is no such step."), code="no_step", field="step")
        if step not in dict(self.steps_ahead):
            return Refusal(_("This step is over. Choose a later one."), code="step_over", field="step")
        return None

    @move
    def ask(self, *, by: Any, items: Sequence[str], due_on: date, text: str = "") -> None:
        """Ask the citizen for something until a day; the clock stands until the answer."""
        wanted = [item.strip() for item in items]
        request = self.info_requests.create(items=wanted, text=text.strip(), due_on=due_on, asked_by=by)
        self.tell("case-asked", key=str(request.pk), until=due_on)

    def refusal_to_ask(self, *, items: Sequence[str], due_on: date, text: str = "") -> Refusal | None:
        if not items or not all(item.strip() for item in items):
            return Refusal(_("Write what is needed, one thing a line."), code="no_items", field="items")
        if len(items) > MOST_ITEMS:
            message = _("Ask for at most %(most)s things at once.") % {"most": MOST_ITEMS}
            return Refusal(message, code="too_many", field="items")
        if due_on < earliest_answer():
            message = _("Give at least three working days: %(day)s or later.")
            day = f"{earliest_answer():%d.%m.%Y}"
            return Refusal(message % {"day": day}, code="too_soon", field="due_on")
        return None

    @move
    def go_on(self, *, by: Any) -> None:
        """Consider the case without the answer: its day has passed, or the officer needs it no more."""
        request = self.info_requests.get(answered_at=None)
        request.answered_at, request.lapsed = timezone.now(), by is None
        request.save(update_fields=["answered_at", "lapsed"])
        self.reckon()
        self.tell("case-going-on", key=str(request.pk), due=self.due_on, lapsed=request.lapsed)
        if request.lapsed:
            self.tell_officer("case-not-answered", key=str(request.pk))

    @move
    def extend(self, *, by: Any, reason: str) -> None:
        """Take the longer term of the edition, once."""
        self.term_days = self.version.extended_days
        self.reckon()
        self.tell("case-extended", due=self.due_on, why=reason)

    def refusal_to_extend(self) -> Refusal | None:
        if self.term_days >= self.version.extended_days:
            message = _("The term has been extended already, or the service has no longer one.")
            return Refusal(message, code="once")
        reading = self.clock()
        if reading.is_late and not reading.is_paused:
            return Refusal(_("The term is over and can no longer be extended."), code="late")
        return None

    @move
    def recount(self, *, by: Any) -> None:
        """A working day was moved: the last day follows."""
        self.reckon()

    @move
    def warn(self, *, by: Any) -> None:
        """Tell the officer in charge, or all of the office, that the last day is near."""
        self.warned_at = timezone.now()
        for officer in [self.assignee] if self.assignee else self.officers:
            self.tell_staff(officer, "case-due-soon", key=f"soon:{self.due_on}", due=self.due_on)

    def refusal_to_warn(self) -> Refusal | None:
        return Refusal(TOLD, code="told") if self.warned_at else None

    @move
    def escalate(self, *, by: Any) -> None:
        """Tell the supervisors that the term breaks tomorrow, today, or has broken."""
        self.escalated_at = timezone.now()
        for supervisor in staff_of(SUPERVISE):
            self.tell_staff(supervisor, "case-escalated", key=f"breaks:{self.due_on}", due=self.due_on)

    def refusal_to_escalate(self) -> Refusal | None:
        return Refusal(TOLD, code="told") if self.escalated_at else None


def earliest_answer() -> date:
    """The first day that leaves the citizen three working days."""
    return next(islice(days_after(timezone.localdate(), calendar()), DAYS_TO_ANSWER - 1, None))
