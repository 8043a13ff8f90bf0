"""The dates of a family, collected from all apps, and the same as an iCal file."""

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cabinet.needs import needs_of
from eculture.sections import Entry, entry_sources

log = logging.getLogger("cabinet.sections")
BACK = timedelta(days=31)


def entries_of(user: Any, since: date) -> list[Entry]:
    """What waits for the user with a last day, and what the apps add; in order of time."""
    waiting = [
        Entry(f"need-{need.url}", need.title, need.due, need.url, need.text)
        for need in needs_of(user)
        if need.due and need.due >= since
    ]
    return sorted(
        [*waiting, *_from_apps(user, since)], key=lambda entry: (moment(entry.at), str(entry.title))
    )


def _from_apps(user: Any, since: date) -> list[Entry]:
    """One source that fails is logged and leaves the others alone."""
    found: list[Entry] = []
    for source in entry_sources:
        try:
            found += source.entries(user, since)
        except Exception:
            log.exception("source failed", extra={"source": source.slug})
    return found


def moment(at: date | datetime) -> datetime:
    """A whole day stands at its beginning."""
    if isinstance(at, datetime):
        return at
    return timezone.make_aware(datetime.combine(at, time.min))


def as_ical(user: Any, now: datetime) -> bytes:
    """RFC 5545. Only titles, days and links into the cabinet: the file lies on servers of others."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.HOST}//{_('Family calendar')}//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("e-Culture: family calendar"))
    calendar.add("refresh-interval;value=duration", "PT6H")
    for entry in entries_of(user, (now - BACK).date()):
        calendar.add_component(_event(entry, now))
    return calendar.to_ical()


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{settings.HOST}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", str(entry.title))
    event.add("url", f"{settings.BASE_URL}{entry.url}")
    event.add("dtstart", entry.at.astimezone(UTC) if isinstance(entry.at, datetime) else entry.at)
    if entry.until:
        event.add("dtend", entry.until.astimezone(UTC))
    return event
