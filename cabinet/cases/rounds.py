"""What the calendar does to cases by itself: questions lapse, terms are watched, decided cases close."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cabinet.cases.models import Case
from eculture.refusals import Refusal
from eculture.workdays import calendar

log = logging.getLogger("cabinet.cases")
WARNED_BEFORE, ESCALATED_BEFORE = 3, 1  # working days that are left
AHEAD = timedelta(days=21)  # calendar days that hold three working ones, whatever is moved


def let_questions_lapse() -> int:
    """Cases whose citizen did not answer in time are considered without the answer."""
    late = Case.objects.filter(
        state="waiting", info_requests__answered_at=None, info_requests__due_on__lt=timezone.localdate()
    )
    return _each(late, "go_on")


def close_what_is_over() -> int:
    """Decided cases against which nobody can appeal any more."""
    over = Case.objects.filter(
        state="decided", decisions__state="made", decisions__appeal_until__lt=timezone.localdate()
    )
    return _each(over, "close")


def watch_terms() -> int:
    """Say in time that a term is about to break: to the officer, later to the supervisors; once each."""
    today = timezone.localdate()
    running = Case.objects.filter(state__in=["submitted", "in_review"], due_on__lte=today + AHEAD)
    watched = running.filter(Q(warned_at=None) | Q(escalated_at=None)).values_list("pk", "due_on")
    is_working, soon, at_once = calendar(), [], []
    for pk, due_on in watched.iterator():
        left = sum(is_working(today + timedelta(days=n)) for n in range(1, (due_on - today).days + 1))
        soon += [pk] if left <= WARNED_BEFORE else []
        at_once += [pk] if left <= ESCALATED_BEFORE else []
    warned = _each(Case.objects.filter(pk__in=soon, warned_at=None), "warn")
    return warned + _each(Case.objects.filter(pk__in=at_once, escalated_at=None), "escalate")


def recount_terms() -> int:
    """Make the last day of every open case true again after a working day was moved."""
    running = Case.objects.filter(state__in=["submitted", "in_review"])
    rows = running.prefetch_related("info_requests", "decisions").iterator(chunk_size=500)
    is_working = calendar()
    return _each((case for case in rows if case.clock(is_working=is_working).due != case.due_on), "recount")


def _each(cases: Iterable[Case], verb: str) -> int:
    """The verb on every case, each in its own transaction; who was quicker has changed the case."""
    done = 0
    for case in cases:
        try:
            getattr(case, verb)(by=None)
            done += 1
        except Refusal as refusal:
            log.info("case.left", extra={"case": case.pk, "verb": verb, "code": refusal.code})
    return done
