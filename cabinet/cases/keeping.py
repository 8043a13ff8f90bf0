"""How long a draft is kept: its people are reminded twice, then it expires. Every round may run twice."""

from cabinet.cases.drafting import KEPT_DAYS
from cabinet.cases.models import Case
from eculture.refusals import Refusal

FIRST, LAST = 14, 3  # days before a draft expires


def remind_of_drafts() -> None:
    """One notice for each of both days; a draft that was written on since then counts anew."""
    soon = Case.objects.untouched_for(KEPT_DAYS - FIRST).with_labels()
    very_soon = set(Case.objects.untouched_for(KEPT_DAYS - LAST).values_list("pk", flat=True))
    for case in soon.iterator():
        days = LAST if case.pk in very_soon else FIRST
        case.tell("case-expiring", key=f"{days}:{case.revision}", until=case.expires_on)


def expire_drafts() -> None:
    for case in Case.objects.untouched_for(KEPT_DAYS).iterator():
        try:
            case.expire(by=None)
        except Refusal:  # written on or sent meanwhile
            continue
