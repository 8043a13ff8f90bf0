"""How the services do, in the open: counted at night, small numbers never told."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cabinet.cases import figures
from cabinet.cases.figures import ServiceFigures, Shown
from cabinet.cases.models import Case
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def at(day: date, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def officer():
    return make.user("memur@numune.example", is_staff=True)


def decided(person, officer, *, days: int, outcome: str = "approved", due_in: int = 20) -> Case:
    """A case that came in on 1 October and was decided so many days later."""
    case = make.case(person, "in_review", officer=officer)
    make.decision(case, outcome, by=officer)
    came = at(date(2026, 10, 1))
    Case.objects.filter(pk=case.pk).update(
        submitted_at=came, decided_at=came + timedelta(days=days), due_on=came.date() + timedelta(days=due_in)
    )
    return case


@pytest.fixture
def twelve(anar, officer):
    """Twelve decisions after 1 to 12 days, of which ten refuse; the last two are late."""
    for days in range(1, 13):
        decided(anar, officer, days=days, outcome="refused" if days > 2 else "approved", due_in=10)


def row() -> ServiceFigures:
    figures.count(TODAY)
    return ServiceFigures.objects.get()


def test_a_year_is_counted_by_service(twelve):
    found = row()

    assert (found.since, found.until) == (date(2025, 11, 23), date(2026, 11, 23))
    assert (found.received, found.decided, found.refused, found.late) == (12, 12, 10, 2)
    assert (found.median_days, found.ninetieth_days) == (6, 10)
    assert found.grounds == {"papers": 10}


def test_who_waits_and_who_thinks_of_asking_reads_within_how_many_days(client, twelve, anar):
    waiting, service = make.case(anar), make.edition_in_use().service
    pages = [waiting.get_absolute_url(), reverse("cabinet:service", args=[service.slug])]
    client.force_login(anar.user)
    says = "On müraciətdən doqquzu 10 günə qərara alınır"

    assert [says in client.get(page).content.decode() for page in pages] == [False, False]
    figures.count(TODAY)
    assert [says in client.get(page).content.decode() for page in pages] == [True, True]
    ServiceFigures.objects.update(decided=9)
    assert [says in client.get(page).content.decode() for page in pages] == [False, False]


def test_what_is_older_or_newer_than_the_period_is_left_out(anar, officer):
    for case in [decided(anar, officer, days=1), decided(anar, officer, days=1)]:
        Case.objects.filter(pk=case.pk).update(submitted_at=at(date(2024, 1, 1)), decided_at=at(TODAY))

    assert (row().received, row().decided) == (0, 0)


def test_counting_twice_leaves_one_row(twelve):
    figures.count(TODAY)

    assert row().decided == 12


def test_a_decision_that_was_overturned_is_no_refusal(twelve):
    Case.objects.first().decisions.update(state="overturned", overturned_at=timezone.now())

    assert row().refused == 9


@pytest.mark.parametrize(
    ("late", "refused", "shares"),
    [(0, 0, (0, 0)), (5, 50, (None, 50)), (95, 100, (None, 100)), (10, 90, (10, 90))],
)
def test_a_share_is_told_where_neither_side_is_a_handful(late, refused, shares):
    told = Shown.of(ServiceFigures(received=100, decided=100, late=late, refused=refused))

    assert (told.late_percent, told.refused_percent) == shares


def test_under_ten_nothing_is_told():
    few = ServiceFigures(
        received=9, decided=9, late=3, refused=3, median_days=4, ninetieth_days=8, grounds={"papers": 3}
    )

    assert few.shown == Shown(None, None, None, None, None, None, [])


def test_the_page_the_file_and_the_api_tell_the_same(twelve, english):
    figures.count(TODAY)
    stranger = Client(headers={"accept-language": "en"})

    page = stranger.get(f"/en{reverse('cabinet:figures').removeprefix('/en')}").content.decode()
    lines = stranger.get(reverse("cabinet:figures_file")).content.decode("utf-8-sig").splitlines()
    api = stranger.get(reverse("api_figures")).json()["results"]

    assert "6 days" in page and "10 days" in page
    assert lines[1].split(",")[3:] == ["12", "12", "6", "10", "", ""]
    assert [(one["decided"], one["median_days"], one["late_percent"]) for one in api] == [(12, 6, None)]


def test_before_the_first_night_the_page_says_so(client):
    assert client.get(reverse("cabinet:figures")).status_code == 200


def test_the_page_counts_nothing_itself(twelve, client, django_assert_num_queries):
    figures.count(TODAY)
    client.get(reverse("cabinet:figures"))

    with django_assert_num_queries(2):
        client.get(reverse("cabinet:figures"))
