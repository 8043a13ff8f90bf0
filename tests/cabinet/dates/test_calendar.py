"""The dates of a family, on a page and under a private address that can be closed."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cabinet.dates.entries import entries_of
from cabinet.dates.models import CalendarAddress, renew, revoke
from eculture.journal import JournalEntry
from eculture.sections import Entry, EntrySource, entry_sources

pytestmark = pytest.mark.django_db
DAY = date(2031, 5, 6)


@pytest.fixture
def planned():
    """A source with one whole day and one lesson, in no good order."""

    class Planned(EntrySource):
        slug = "planned"

        def entries(self, user, since):
            at = timezone.make_aware(timezone.datetime(2031, 5, 7, 14, 0))
            yield Entry("lesson-1", "Aylin: tar", at, "/cabinet/", until=at + timedelta(hours=1))
            yield Entry("day-1", "İmtahan", DAY, "/admissions/")

    entry_sources.plug(Planned)
    yield
    del entry_sources._plugs["planned"]


def file_of(token: str):
    return Client().get(reverse("cabinet:calendar_file", args=[token]))


def test_the_dates_of_all_apps_stand_in_the_order_of_time(anar, planned):
    assert [entry.key for entry in entries_of(anar.user, DAY)] == ["day-1", "lesson-1"]


def test_a_source_that_fails_leaves_the_others_alone(anar, planned):
    class Broken(EntrySource):
        slug = "broken"

        def entries(self, user, since):
            raise ZeroDivisionError

    entry_sources.plug(Broken)
    try:
        assert len(entries_of(anar.user, DAY)) == 2
    finally:
        del entry_sources._plugs["broken"]


def test_a_calendar_program_reads_the_dates_without_a_session(anar, planned):
    answer = file_of(renew(by=anar.user))

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    assert [str(event["SUMMARY"]) for event in events] == ["İmtahan", "Aylin: tar"]
    assert events[0].decoded("DTSTART") == DAY
    assert events[1].decoded("DTEND") - events[1].decoded("DTSTART") == timedelta(hours=1)


def test_the_address_is_shown_once_and_kept_as_a_hash(as_anar, anar):
    page = as_anar.post(reverse("cabinet:calendar_address"), follow=True).content.decode()
    token = re.search(r"/calendar/([\w-]+)\.ics", page).group(1)

    assert file_of(token).status_code == 200
    assert token not in as_anar.get(reverse("cabinet:calendar")).content.decode()
    assert CalendarAddress.objects.get().token_hash != token


def test_a_new_address_closes_the_one_before(anar):
    old, new = renew(by=anar.user), renew(by=anar.user)

    assert [file_of(token).status_code for token in (old, new)] == [404, 200]
    verbs = JournalEntry.objects.filter(subject_type="cabinet.calendaraddress").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "make_calendar_address",
        "revoke_calendar_address",
        "make_calendar_address",
    ]


def test_closed_changed_password_closed_account_and_guess_get_the_same_answer(anar, rauf):
    closed, changed = renew(by=anar.user), renew(by=rauf.user)
    revoke(by=anar.user)
    rauf.user.set_password("yeni uzun şifrə 2031")
    rauf.user.save()
    gone = renew(by=anar.user)
    anar.user.is_active = False
    anar.user.save()

    tokens = (closed, changed, gone, gone[:-1], "x")
    answers = [file_of(token) for token in tokens]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.search(rb"<h1.*?</p>", answer.content, re.DOTALL)[0] for answer in answers}) == 1


def test_a_guardianship_that_ended_empties_the_file_at_once(anar, aylin, planned):
    token = renew(by=anar.user)
    aylin.guardianships_over.update(since="2020-01-01", until="2020-01-02")

    assert b"need-" not in file_of(token).content
