"""What happened: events in any order make the days, and the row says only what events say."""

from datetime import date, timedelta
from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from registry.history.acts import LegalAct
from registry.history.events import Effect, LifecycleEvent
from registry.history.record import bring_into_force, follow, values_of, void
from registry.history.versions import InstitutionVersion
from registry.institutions import Institution
from registry.territory import Unit
from tests.factories import registry as make
from tests.schools.test_races import at_once

pytestmark = pytest.mark.django_db
ORDER = "Order 7"


@pytest.fixture
def museum():
    return make.an_institution("Şəki muzeyi", kind=make.a_museum_kind(), founded=1949)


def told(institution):
    """The versions that hold: since when, until when, its name and its state."""
    rows = InstitutionVersion.objects.known().filter(institution=institution).order_by("valid")
    return [(str(row.valid.lower or ""), str(row.valid.upper or ""), row.name_az, row.state) for row in rows]


def test_events_cut_the_time_into_versions_without_gap(museum, nigar):
    museum.rename(by=nigar, on=date(1991, 10, 18), name_az="Tarix muzeyi", reason=ORDER)
    museum.suspend(by=nigar, on=date(2012, 5, 1), reason=ORDER)
    museum.resume(by=nigar, on=date(2013, 3, 1), reason=ORDER)

    assert told(museum) == [
        ("1949-01-01", "1991-10-18", "Şəki muzeyi", "active"),
        ("1991-10-18", "2012-05-01", "Tarix muzeyi", "active"),
        ("2012-05-01", "2013-03-01", "Tarix muzeyi", "suspended"),
        ("2013-03-01", "", "Tarix muzeyi", "active"),
    ]
    assert (museum.name_az, museum.state) == ("Tarix muzeyi", "active")


def test_what_is_recorded_late_takes_its_place_among_the_days(museum, nigar):
    museum.rename(by=nigar, on=date(2010, 1, 1), name_az="Diyar muzeyi", reason=ORDER)
    museum.rename(by=nigar, on=date(1970, 1, 1), name_az="Xalq muzeyi", reason=ORDER)

    assert [row[2] for row in told(museum)] == ["Şəki muzeyi", "Xalq muzeyi", "Diyar muzeyi"]
    assert museum.name_az == "Diyar muzeyi"


def test_an_event_that_cannot_follow_is_refused_and_leaves_nothing(museum, nigar):
    museum.close(by=nigar, on=date(2012, 5, 1), reason=ORDER)
    before = told(museum), LifecycleEvent.objects.count()

    for verb, on in (
        ("suspend", date(2013, 1, 1)),
        ("resume", date(2011, 1, 1)),
        ("close", date(1940, 1, 1)),
    ):
        with pytest.raises(Refusal) as refused:
            getattr(museum, verb)(by=nigar, on=on, reason=ORDER)
        assert refused.value.field == "on"

    assert (told(museum), LifecycleEvent.objects.count()) == before


def test_a_late_event_may_not_contradict_a_later_one(museum, nigar):
    museum.suspend(by=nigar, on=date(2012, 5, 1), reason=ORDER)

    with pytest.raises(Refusal) as refused:
        museum.close(by=nigar, on=date(2010, 1, 1), reason=ORDER)

    assert refused.value.code == "out_of_order"


def test_an_act_dated_after_the_event_is_refused(museum, nigar):
    act = LegalAct.objects.create(kind="ministry", number="12", on=date(2026, 9, 2))

    with pytest.raises(Refusal) as refused:
        museum.suspend(by=nigar, on=date(2026, 9, 1), act=act)

    assert (refused.value.code, refused.value.field) == ("act_after_event", "act_on")


def test_an_end_needs_an_act_or_a_reason(museum, nigar):
    with pytest.raises(Refusal) as refused:
        museum.close(by=nigar, on=date(2026, 9, 1))
    assert refused.value.code == "no_reason"

    with pytest.raises(IntegrityError), transaction.atomic():
        LifecycleEvent.objects.create(kind="close", on=date(2026, 9, 1))


def test_what_comes_is_recorded_and_comes_into_force_on_its_day(museum, nigar):
    tomorrow = timezone.localdate() + timedelta(days=1)

    museum.close(by=nigar, on=tomorrow, reason=ORDER)
    assert (museum.state, told(museum)[-1][0]) == ("active", str(tomorrow))

    with pytest.raises(Refusal):
        museum.close(by=nigar, on=tomorrow + timedelta(days=400), reason=ORDER)


def test_what_was_recorded_ahead_comes_by_itself_and_once(museum, nigar):
    """The day has come: the event was recorded when it still lay ahead."""
    today = timezone.localdate()
    museum.rename(by=nigar, on=today, name_az="Yeni muzey", reason=ORDER)
    three_days_ago = timezone.now() - timedelta(days=3)
    with pgtrigger.ignore("registry.InstitutionVersion:version_stays"):
        InstitutionVersion.objects.known().update(recorded_at=three_days_ago)
    Institution.objects.filter(pk=museum.pk).update(name_az="Şəki muzeyi")

    assert (bring_into_force(), bring_into_force()) == (1, 0)

    museum.refresh_from_db()
    assert museum.name_az == "Yeni muzey"


def test_a_correction_holds_from_today_or_as_if_it_had_always_been_so(museum, nigar):
    museum.rename(by=nigar, on=date(1991, 1, 1), name_az="Tarix muzeyi", reason=ORDER)

    museum.amend(by=nigar, always=True, address="Meydan 1")
    museum.amend(by=nigar, phone="(024) 244-00-00")
    museum.amend(by=nigar, founded=1951)

    rows = InstitutionVersion.objects.known().filter(institution=museum).order_by("valid")
    assert [(str(row.valid.lower), row.address, row.phone, row.founded) for row in rows] == [
        ("1951-01-01", "Meydan 1", "", 1951),
        ("1991-01-01", "Meydan 1", "", 1951),
        (str(timezone.localdate()), "Meydan 1", "(024) 244-00-00", 1951),
    ]


def test_a_displaced_one_that_paused_goes_on_where_it_was(museum, nigar):
    ganja = make.a_unit("AZ-GA", name_az="Gəncə şəhəri")
    museum.displace(by=nigar, unit=ganja, on=date(1992, 5, 8), reason=ORDER)
    museum.suspend(by=nigar, on=date(2000, 1, 1), reason=ORDER)
    museum.resume(by=nigar, on=date(2001, 1, 1), reason=ORDER)

    assert (museum.state, museum.operating_unit) == ("displaced", ganja)


def test_an_event_struck_out_is_as_if_it_had_never_been(museum, nigar):
    before = told(museum), values_of(museum)
    museum.rename(by=nigar, on=date(1991, 1, 1), name_az="Tarix muzeyi", reason=ORDER)
    event = LifecycleEvent.objects.get(kind="rename")

    void(event, by=nigar, reason="Wrong institution")

    museum.refresh_from_db()
    assert (told(museum), values_of(museum)) == before
    assert JournalEntry.objects.about(museum).first().verb == "void"
    with pytest.raises(Refusal):
        void(event, by=nigar, reason="Again")


def test_the_entry_and_what_others_rest_on_cannot_be_struck_out(museum, nigar):
    museum.suspend(by=nigar, on=date(2012, 5, 1), reason=ORDER)
    museum.resume(by=nigar, on=date(2013, 5, 1), reason=ORDER)

    for kind in ("register", "suspend"):
        with pytest.raises(Refusal), transaction.atomic():
            void(LifecycleEvent.objects.get(kind=kind), by=nigar, reason="x")

    assert LifecycleEvent.objects.valid().count() == 3


def test_a_merger_is_told_on_both_sides_and_no_circle_comes_of_it(museum, nigar):
    heir = make.an_institution("Diyar muzeyi", kind=make.a_museum_kind())
    museum.merge(by=nigar, on=date(2018, 10, 1), heirs=[heir], reason=ORDER)

    assert (museum.state, museum.successor, str(museum.closed_on)) == ("closed", heir, "2018-10-01")
    verbs = [JournalEntry.objects.about(one).first().verb for one in (museum, heir)]
    assert verbs == ["merge", "take_over"]
    with pytest.raises(Refusal) as refused:
        heir.merge(by=nigar, on=date(2020, 1, 1), heirs=[museum], reason=ORDER)
    assert refused.value.field == "heirs"
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=heir.pk).update(successor=museum)


def test_a_split_has_several_heirs_and_none_of_them_alone(museum, nigar):
    heirs = [make.an_institution() for _ in range(2)]

    museum.split(by=nigar, on=date(2018, 10, 1), heirs=heirs, reason=ORDER)

    assert (museum.state, museum.successor) == ("closed", None)
    assert set(Effect.objects.filter(role="heir").values_list("institution", flat=True)) == {
        heir.pk for heir in heirs
    }


def test_a_name_given_up_is_still_found(museum, nigar):
    museum.rename(by=nigar, on=date(2014, 1, 1), name_az="Milli Xalça evi", name_en="", reason=ORDER)

    assert list(Institution.objects.search("Sheki muzeyi")) == [museum]
    assert list(Institution.objects.search("xalca evi")) == [museum]


def test_a_row_that_differs_from_its_events_is_refused_at_the_end_of_the_transaction(museum):
    with pytest.raises(IntegrityError, match="differs from what its events say"), transaction.atomic():
        Institution.objects.filter(pk=museum.pk).update(name_az="Başqa ad")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="differs"), transaction.atomic():
        Institution.objects.create(
            kind=museum.kind, registered_unit=museum.registered_unit, name_az="Gizli", source="x"
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_versions_never_overlap(museum):
    version = InstitutionVersion.objects.known().get(institution=museum)
    version.pk = None
    version.valid = DateRange(date(2000, 1, 1), date(2001, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE registry_lifecycleevent SET reason = 'x'",
        "DELETE FROM registry_lifecycleevent",
        "UPDATE registry_effect SET changes = '{}'",
        "DELETE FROM registry_effect",
        "UPDATE registry_institutionversion SET name_az = 'x'",
        "DELETE FROM registry_institutionversion",
        "UPDATE registry_legalact SET number = 'x'",
        "DELETE FROM registry_legalact",
    ],
)
def test_what_is_recorded_is_never_rewritten(museum, nigar, attack):
    act = LegalAct.objects.create(kind="ministry", number="12", on=date(2012, 1, 1))
    museum.suspend(by=nigar, on=date(2012, 5, 1), act=act)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_following_again_writes_nothing(museum, nigar):
    museum.rename(by=nigar, on=date(1991, 1, 1), name_az="Tarix muzeyi", reason=ORDER)
    before = set(InstitutionVersion.objects.values_list("pk", "superseded_at"))

    assert follow(museum) is False
    assert set(InstitutionVersion.objects.values_list("pk", "superseded_at")) == before


def test_institutions_from_before_events_get_their_history(nigar):
    """The migration that told the rows of a register that had no events yet."""
    kind, unit = make.a_museum_kind(), make.a_unit()
    given = {"kind": kind, "registered_unit": unit, "source": "list"}
    with pgtrigger.ignore("registry.Institution:told_by_events"):
        plain = Institution.objects.create(name_az="Açıq", founded=1949, **given)
        heir = Institution.objects.create(name_az="Varis", **given)
        closed = Institution.objects.create(
            name_az="Bağlı", founded=1950, state="closed", closed_on=date(2012, 5, 1), successor=heir, **given
        )
        away = Institution.objects.create(
            name_az="Köçkün", state="displaced", operating_unit=make.a_unit("AZ-GA"), **given
        )
        late = Institution.objects.create(name_az="Dayanmış", state="suspended", **given)
    JournalEntry.objects.create(
        verb="suspend", subject_type="registry.institution", subject_id=str(late.pk), reason="Order 1"
    )

    import_module("registry.migrations.0010_what_happened_before").tell(apps, None)

    today = str(timezone.now().date())
    assert [told(one) for one in (plain, closed, away, late)] == [
        [("1949-01-01", "", "Açıq", "active")],
        [("1950-01-01", "2012-05-01", "Bağlı", "active"), ("2012-05-01", "", "Bağlı", "closed")],
        [("", "", "Köçkün", "displaced")],
        [("", today, "Dayanmış", "active"), (today, "", "Dayanmış", "suspended")],
    ]
    assert [follow(one) for one in (plain, heir, closed, away, late)] == [False] * 5
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_of_two_ends_at_once_one_is_refused(nigar):
    museum, heir = (make.an_institution(kind=make.a_museum_kind()) for _ in range(2))
    on = date(2020, 1, 1)

    def end(verb, **wish):
        try:
            getattr(Institution.objects.get(pk=museum.pk), verb)(by=nigar, on=on, reason=ORDER, **wish)
        except Refusal as refusal:
            return refusal.code
        return "done"

    answers = at_once([lambda: end("close"), lambda: end("merge", heirs=[heir])])

    assert sorted(answers) == ["done", "out_of_order"]
    assert [row[3] for row in told(museum)] == ["active", "closed"]


def test_a_foundation_in_the_future_is_refused(museum, nigar):
    with pytest.raises(Refusal) as refused:
        museum.amend(by=nigar, founded=timezone.localdate().year + 1)

    assert refused.value.field == "founded"


def test_nothing_is_registered_in_a_territory_of_another_time(museum, nigar):
    old = make.a_unit("AZ-OLD", name_az="Köhnə rayon", since=date(1930, 1, 1), until=date(2011, 12, 31))
    new = make.a_unit("AZ-NEW", name_az="Yeni rayon", since=date(2023, 10, 1))

    for unit, day in ((old, date(2012, 1, 1)), (new, date(2023, 9, 30))):
        with pytest.raises(Refusal) as told:
            museum.relocate(by=nigar, on=day, registered_unit=unit, reason="Order 1")
        assert told.value.code == "unit_of_another_time"
    with pytest.raises(Refusal, match="Köhnə rayon"):
        make.an_institution(registered_unit=old)
    with pytest.raises(Refusal, match="Köhnə rayon"):
        museum.displace(by=nigar, on=date(2012, 1, 1), unit=old, reason="Order 1")
    museum.relocate(by=nigar, on=date(2011, 12, 31), registered_unit=old, reason="Order 1")
    museum.relocate(by=nigar, on=date(2023, 10, 1), registered_unit=new, reason="Order 2")
    museum.refresh_from_db()
    assert museum.registered_unit == new
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=new.pk).update(until=date(2000, 1, 1))
