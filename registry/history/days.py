"""The day of which somebody asks: `as_of=2019-12-31`, and what holds on a day."""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture.refusals import CannotAnswer


def asked_day(text: str) -> date | None:
    """The day; None where none is asked for or it is today. Raises CannotAnswer for what is no day."""
    if not text:
        return None
    day = read_day(text)
    today = timezone.localdate()
    if day > today:
        raise CannotAnswer(
            _("Nobody knows how it will be. Choose a day up to today."), code="as_of", field="as_of"
        )
    return None if day == today else day


def read_day(text: str) -> date:
    """Raises CannotAnswer for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = _("“%(text)s” is not a day. Write it as year, month and day: 2019-12-31.")
        raise CannotAnswer(said % {"text": text[:40]}, code="as_of", field="as_of") from None


def holds_on(day: date) -> Q:
    """Of rows with `since` and `until`, both days among them: those that hold; no day is no bound."""
    return (Q(since=None) | Q(since__lte=day)) & (Q(until=None) | Q(until__gte=day))
