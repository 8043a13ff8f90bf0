"""Lets days pass over a case of the demo: what has been done to it moves into the past."""

from collections.abc import Iterator
from datetime import date, timedelta

import pgtrigger
from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from cabinet.cases.models import Case, Decision, InfoRequest, Message, Opinion, Paper
from cabinet.cases.wording import decision_paper
from eculture.delivery import Delivery
from eculture.documents import IssuedDocument
from eculture.journal import JournalEntry
from eculture.notices import Notice
from eculture.workdays import calendar

PARTS = (Message, InfoRequest, Opinion, Decision, Paper)
# The rows are of the transaction that loads the demo: nobody has read, and nothing has sealed them
KEPT_AS_WRITTEN = ("eculture.JournalEntry:append_only", "cabinet.Message:message_keeps_its_words")


def let_pass(case: Case, days: int) -> None:
    """`days` days go by in which nobody touches the case; its clock is read anew."""
    back = timedelta(days=days)
    with pgtrigger.ignore(*KEPT_AS_WRITTEN):
        for rows in _rows_of(case):
            fields = [one.name for one in rows.model._meta.concrete_fields if isinstance(one, DateField)]
            rows.update(**{name: F(name) - back for name in fields})
    _forget_letters(case)
    case.refresh_from_db()
    case.reckon()
    case.save()
    _promise_the_day(case)


def days_used(working: int) -> int:
    """How many calendar days must pass so that a clock has used up so many working ones."""
    today, is_working, days = timezone.localdate(), calendar(), 0
    while working:
        working -= is_working(today - timedelta(days=days))
        days += 1
    return days


def print_decision(case: Case) -> None:
    """Instead of the paper made today one that bears the day of the decision, which is days ago by now."""
    decision = case.decisions.select_related("document").get(state="made")
    first = decision.document
    decision.case = case
    decision.document = decision_paper(decision, by=decision.signed_by or decision.proposed_by)
    decision.save(update_fields=["document"])
    with pgtrigger.ignore("eculture.JournalEntry:append_only", "eculture.IssuedDocument:as_issued"):
        JournalEntry.objects.about(first).delete()
        first.file.delete(save=False)
        first.delete()
        JournalEntry.objects.about(decision.document).update(at=decision.made_at)
        IssuedDocument.objects.filter(pk=decision.document.pk).update(issued_at=decision.made_at)


def _rows_of(case: Case) -> Iterator[QuerySet]:
    yield Case.objects.filter(pk=case.pk)
    yield from (part.objects.filter(case=case) for part in PARTS)
    decisions = [str(pk) for pk in case.decisions.values_list("pk", flat=True)]
    of_decisions = Q(subject_type=Decision._meta.label_lower, subject_id__in=decisions)
    looks = Q(verb="viewed", after__case=case.number)
    own = Q(pk__in=case.timeline.order_by().values("pk"))
    yield JournalEntry.objects.filter(of_decisions | looks | own)
    yield Notice.objects.filter(key__contains=case.number)


def _promise_the_day(case: Case) -> None:
    """The journal of the sending names the last day that was told then."""
    sending = case.timeline.filter(verb="submit").first()
    if sending and not case.info_requests.exists():
        with pgtrigger.ignore(*KEPT_AS_WRITTEN):
            JournalEntry.objects.filter(pk=sending.pk).update(after=sending.after | {"due_on": case.due_on})


def _forget_letters(case: Case) -> None:
    """Nobody is written to about the past, and what is days old has been read."""
    told = Notice.objects.filter(key__contains=case.number)
    Delivery.objects.filter(notice__in=told).delete()
    told.update(read_at=Coalesce("read_at", "created_at"))


def day_in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
