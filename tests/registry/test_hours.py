"""Open now: one evaluator for card and list; weeks, seasons, special days, public holidays."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eculture.refusals import NotAllowed, Refusal
from registry.hours.evaluator import open_at, public_holidays, spans_on, standing
from registry.hours.forms import HoursField
from registry.hours.week import Opening, SpecialDay, hours_of, set_day, set_week
from registry.institutions import Institution
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MORNING, EVENING = (time(10), time(13)), (time(14), time(18))
MONDAY, NOVRUZ, JULY = date(2026, 11, 23), date(2026, 3, 20), date(2026, 7, 6)
ALL_DAYS = {day: [MORNING, EVENING] for day in range(6)}
SUMMER = {"since": date(2026, 6, 1), "until": date(2026, 8, 31)}
HOLIDAYS = public_holidays()


@pytest.fixture
def museum():
    return make.an_institution("Şəki muzeyi", kind=make.a_museum_kind())


@pytest.fixture
def keeper(museum):
    user = make.a_user("keeper@numune.example")
    make.a_mandate(user, "institution-keeper", institution=museum)
    return user


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def said(institution, moment):
    told = standing(moment, institution.openings.all(), institution.special_days.all(), HOLIDAYS)
    return told.is_open, told.at


def test_a_week_says_when_it_is_open_and_when_it_opens_next(museum, keeper):
    set_week(museum, ALL_DAYS, by=keeper)

    assert said(museum, at(MONDAY, 10)) == (True, at(MONDAY, 13))
    assert said(museum, at(MONDAY, 13)) == (False, at(MONDAY, 14))
    assert said(museum, at(MONDAY, 17, 59)) == (True, at(MONDAY, 18))
    assert said(museum, at(MONDAY, 9, 59)) == (False, at(MONDAY, 10))
    saturday = MONDAY + timedelta(days=5)
    assert said(museum, at(saturday, 20)) == (False, at(MONDAY + timedelta(days=7), 10))


def test_a_season_stands_before_the_week_of_all_the_year(museum, keeper):
    set_week(museum, ALL_DAYS, by=keeper)
    set_week(museum, {6: [(time(9), time(20))]}, by=keeper, **SUMMER)

    assert said(museum, at(JULY, 11)) == (False, at(date(2026, 7, 12), 9))
    assert said(museum, at(date(2026, 9, 1), 11)) == (True, at(date(2026, 9, 1), 13))
    set_week(museum, {}, by=keeper, **SUMMER)
    assert said(museum, at(JULY, 11)) == (True, at(JULY, 13))


def test_a_holiday_closes_and_a_special_day_has_the_last_word(museum, keeper):
    set_week(museum, ALL_DAYS, by=keeper)
    assert HOLIDAYS(NOVRUZ)
    assert said(museum, at(NOVRUZ, 11))[0] is False

    set_day(museum, NOVRUZ, [(time(12), time(15))], by=keeper)
    set_day(museum, MONDAY, [], by=keeper, note="Təmir")

    assert said(museum, at(NOVRUZ, 12)) == (True, at(NOVRUZ, 15))
    assert said(museum, at(MONDAY, 11)) == (False, at(MONDAY + timedelta(days=1), 10))


def test_a_night_goes_on_after_midnight_and_belongs_to_the_day_before(museum, keeper):
    saturday = MONDAY + timedelta(days=5)
    set_week(museum, {5: [EVENING, NIGHT]}, by=keeper)

    assert said(museum, at(saturday, 23)) == (True, at(saturday + timedelta(days=1), 2))
    assert said(museum, at(saturday + timedelta(days=1), 1, 59)) == (
        True,
        at(saturday + timedelta(days=1), 2),
    )
    assert said(museum, at(saturday + timedelta(days=1), 2)) == (False, at(saturday + timedelta(days=7), 14))
    assert said(museum, at(saturday, 1)) == (False, at(saturday, 14))
    set_day(museum, saturday, [], by=keeper)
    assert said(museum, at(saturday + timedelta(days=1), 1)) == (False, at(saturday + timedelta(days=7), 14))


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("22:00–02:00", True),
        ("14:00–18:00, 22:00–02:00", True),
        ("22:00–02:00, 03:00–04:00", False),
        ("9:00–9:00", False),
    ],
)
def test_a_night_is_the_last_time_of_its_day(text, is_fine):
    field = HoursField()
    if is_fine:
        assert field.clean(text)
    else:
        with pytest.raises(ValidationError):
            field.clean(text)


def test_the_office_sets_hours_too_and_another_office_does_not(museum, elchin, rauf, signed_in):
    set_week(museum, ALL_DAYS, by=elchin)
    with pytest.raises(NotAllowed):
        set_week(museum, {}, by=rauf)
    page = signed_in(with_second_factor(elchin)).get(f"/en/institutions/{museum.code}/care/hours/")
    assert (page.status_code, page.context["back"]) == (200, f"/en/institutions/{museum.code}/")


def test_where_no_hours_are_known_nothing_is_said(museum, client):
    assert said(museum, at(MONDAY, 11)) == (False, None)
    assert "Opening hours" not in client.get(f"/en/institutions/{museum.code}/").content.decode()


NIGHT = (time(22), time(2))
SPANS = st.sampled_from([MORNING, EVENING, (time(0), time(23, 59)), (time(17), time(22)), NIGHT])
WEEKS = st.dictionaries(st.integers(0, 6), SPANS, max_size=7)
DAYS = st.sampled_from([NOVRUZ, MONDAY, JULY, date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    week=WEEKS,
    summer=WEEKS,
    special=st.dictionaries(DAYS, st.none() | SPANS, max_size=3),
    day=DAYS,
    hours=st.lists(st.times(), min_size=3, max_size=3),
)
def test_the_database_answers_as_the_evaluator_does(museum, week, summer, special, day, hours):
    museum.openings.all().delete()
    museum.special_days.all().delete()
    for season, days in (({}, week), (SUMMER, summer)):
        for weekday, (opens, closes) in days.items():
            Opening.objects.create(institution=museum, weekday=weekday, opens=opens, closes=closes, **season)
    for one, span in special.items():
        opens, closes = span or (None, None)
        SpecialDay.objects.create(institution=museum, day=one, opens=opens, closes=closes)

    for hour in [*hours, time(1), time(2), time(10), time(13), time(18), time(22)]:
        moment = datetime.combine(day, hour, timezone.get_default_timezone())
        found = Institution.objects.filter(open_at(moment, HOLIDAYS)).exists()
        assert found == said(museum, moment)[0]


def test_the_list_shows_what_is_open_now(museum, keeper, client):
    make.an_institution("Başqa")
    set_day(museum, timezone.localdate(), [(time(0), time.max)], by=keeper)

    page = client.get("/en/institutions/", {"open": "1"})

    assert "Şəki muzeyi" in page.content.decode()
    assert "Başqa" not in page.content.decode()
    assert "Open now" in client.get(f"/en/institutions/{museum.code}/").content.decode()


def test_a_stranger_sets_no_hours(museum):
    with pytest.raises(NotAllowed):
        set_week(museum, ALL_DAYS, by=make.a_user())
    with pytest.raises(NotAllowed):
        set_day(museum, MONDAY, [], by=make.a_user())


def test_seasons_do_not_run_at_the_same_time(museum, keeper):
    set_week(museum, ALL_DAYS, by=keeper, **SUMMER)

    with pytest.raises(Refusal, match="Another season"):
        set_week(museum, ALL_DAYS, by=keeper, since=date(2026, 8, 31), until=date(2026, 9, 30))


@pytest.mark.parametrize(
    "values",
    [
        {"opens": time(10), "closes": time(10)},
        {"weekday": 7},
        {"since": date(2026, 6, 1)},
        {"since": date(2026, 6, 2), "until": date(2026, 6, 1)},
    ],
)
def test_the_database_refuses_hours_that_cannot_be(museum, values):
    told = {"weekday": 0, "opens": time(10), "closes": time(18)} | values
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(institution=museum, **told)


@pytest.fixture
def page(museum, keeper, signed_in):
    client, url = signed_in(with_second_factor(keeper)), f"/en/institutions/{museum.code}/care/hours/"
    return lambda tail="", **data: client.post(url + tail, data) if data else client.get(url + tail)


def test_the_people_of_an_institution_set_its_hours(museum, page):
    week = {f"day-{number}": "10:00-13:00, 14.00–18.00" for number in range(5)}

    assert page(what="week", **week).status_code == 302

    assert "10:00–13:00, 14:00–18:00" in page().content.decode()
    assert museum.openings.count() == 10
    assert page(what="week", **week, since="2026-06-01", until="2026-08-31").status_code == 302
    assert "1 June 2026 – 31 August 2026" in page().content.decode()
    assert page("?since=2026-06-01").context["form"].initial["since"] == date(2026, 6, 1)
    assert page("?since=sabah").status_code == 400

    tomorrow = timezone.localdate() + timedelta(days=1)
    assert page(what="day", day=tomorrow.isoformat(), note="Təmir").status_code == 302
    assert "Təmir" in page().content.decode()
    assert page(f"days/{museum.special_days.get().pk}/removal/", x=1).status_code == 302
    assert not museum.special_days.exists()
    assert spans_on(MONDAY, museum.openings.all(), [], HOLIDAYS) == [MORNING, EVENING]


@pytest.mark.parametrize(
    "typed", ["10", "25:00-26:00", "18:00-10:00", "10:00-14:00, 13:00-15:00", "açıqdır", "10:60-11:00"]
)
def test_hours_that_are_none_are_refused_at_their_day_and_stay_typed(page, typed):
    answer = page(what="week", **{"day-0": typed})

    assert answer.status_code == 422
    assert "is no time" in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert not Opening.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"what": "week", "since": "2026-06-01"}, "Give both days of the season"),
        ({"what": "week", "since": "2026-06-02", "until": "2026-06-01"}, "cannot be before the first day"),
        ({"what": "day", "day": "sabah"}, "Day"),
        ({"what": "day", "day": "2030-01-01", "hours": "10:00-12:00, 13:00-15:00"}, "one time"),
    ],
)
def test_a_season_or_day_that_cannot_be_is_refused_in_a_sentence(page, data, sentence):
    answer = page(**data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_hours_are_read_in_one_question(museum, keeper, django_assert_num_queries):
    set_week(museum, ALL_DAYS, by=keeper)
    set_week(museum, {6: [(time(9), time(20))]}, by=keeper, **SUMMER)
    set_day(museum, MONDAY, [], by=keeper, note="Təmir")
    set_day(museum, MONDAY - timedelta(days=1), [MORNING], by=keeper)

    with django_assert_num_queries(1):
        openings, special = hours_of(museum, since=MONDAY)

    spans = {(one.weekday, one.since, one.until, one.opens, one.closes) for one in openings}
    assert spans == set(museum.openings.values_list("weekday", "since", "until", "opens", "closes"))
    assert [(one.day, one.opens, one.note) for one in special] == [(MONDAY, None, "Təmir")]
