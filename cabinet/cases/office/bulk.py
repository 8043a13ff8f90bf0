"""One move on many cases: first shown, then confirmed, then reported row by row."""

from functools import cached_property
from typing import Any

from django.http import QueryDict

from cabinet.cases.models import Case
from cabinet.cases.office.deeds import DEEDS
from cabinet.cases.office.forms import NothingForm
from eculture.refusals import Refusal

BULK = {noun: DEEDS[noun] for noun in ("taking", "assignment", "reassignment", "forwarding")}
MOST = 200


class Bulk:
    """What was chosen in the list, who may touch it, and what came of it."""

    def __init__(self, noun: str, user: Any, sent: QueryDict):
        self.noun, self.deed, self.user, self.sent = noun, BULK[noun], user, sent
        self.outcomes: dict[int, str] = {}
        self.is_done = False

    @cached_property
    def chosen(self) -> list[int]:
        return sorted(
            {int(each) for each in self.sent.getlist("case") if each.isdecimal() and len(each) < 19}
        )[:MOST]

    @cached_property
    def cases(self) -> list[Case]:
        """Of what was chosen, what this officer may work on; others are not even named."""
        rows = Case.objects.handled_by(self.user).filter(pk__in=self.chosen).with_officers()
        return list(rows.order_by("due_on", "pk"))

    @property
    def strange(self) -> int:
        """How many of those chosen are not with this officer."""
        return len(self.chosen) - len(self.cases)

    @cached_property
    def form(self) -> NothingForm:
        return self.deed.form(self.sent if self.sent.get("confirmed") else None)

    @property
    def rows(self) -> list[tuple[Case, str]]:
        return [(case, self.outcomes.get(case.pk, "")) for case in self.cases]

    @property
    def done(self) -> int:
        return sum(not outcome for outcome in self.outcomes.values())

    def carry_out(self) -> None:
        """Each case in its own transaction: one refusal leaves the others alone."""
        for case in self.cases:
            try:
                self.deed.do(case, by=self.user, **self.form.cleaned_data)
                self.outcomes[case.pk] = ""
            except Refusal as refusal:
                self.outcomes[case.pk] = str(refusal)
        self.is_done = True
