"""Duplicates: found with a score and reasons, decided side by side, made one with all that leads to them."""

from datetime import date
from itertools import combinations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.refusals import NotAllowed, Refusal
from registry import tasks
from registry.duplicates.finding import Traits, candidates, find, likeness
from registry.duplicates.pairs import DuplicatePair
from registry.duplicates.uniting import STAYS, Unification, follow_up, references, take_apart, unite
from registry.history.changes import Change
from registry.history.record import values_of
from registry.history.versions import InstitutionVersion
from registry.hours.week import Opening
from registry.institutions import ExternalId, Institution
from schools.org.models import School
from tests.factories import cabinet
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor
from tests.schools.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME = "Səttar Bəhlulzadə adına Mədəniyyət Evi"


@pytest.fixture
def club():
    return make.an_institution(NAME, phone="(024) 244-00-09", founded=1957)


@pytest.fixture
def twin():
    return make.an_institution("Səttar Behlulzade adina mədəniyyət evi", phone="+994 24 244 00 09")


@pytest.fixture
def pair(club, twin):
    find()
    return DuplicatePair.objects.get()


def told(pair):
    return {code for code, _detail in pair.reasons}


def test_two_spellings_in_one_place_are_found_with_the_reasons(pair, club, twin):
    assert (pair.first, pair.second, pair.state) == (club, twin, "open")
    assert told(pair) == {"name", "kind", "phone"}
    assert pair.score == 85


def test_neighbours_with_other_numbers_or_other_names_are_not(club):
    for name in ("1 saylı musiqi məktəbi", "2 saylı musiqi məktəbi", "Şəki rəsm qalereyası"):
        make.an_institution(name)
    assert find() == 0


def test_a_branch_is_no_duplicate_of_its_institution(club):
    make.an_institution(NAME, parent=club)
    assert find() == 0


def test_one_telephone_elsewhere_is_looked_at_and_that_of_an_office_is_not(club):
    ganja = make.a_unit("AZ-GA", region=make.a_region("ER-GD", name_az="Gəncə"), name_az="Gəncə şəhəri")
    make.an_institution(NAME, registered_unit=ganja, phone=club.phone)
    assert find() == 1
    for number in range(5):
        make.an_institution(f"Başqa ad {'abcde'[number] * 9}", registered_unit=ganja, phone=club.phone)
    assert find() == 0


def test_what_is_decided_is_never_proposed_again_and_what_is_mended_goes(pair, club, twin, nigar):
    pair.keep_apart(by=nigar)
    assert (find(), DuplicatePair.objects.get().state) == (0, "apart")
    pair.ask_again(by=nigar)
    twin.rename(by=nigar, on=date(2026, 1, 1), name_az="Kənd klubu", reason="Order 1")
    assert (find(), DuplicatePair.objects.count()) == (0, 0)


def test_a_pair_with_a_past_stays_when_its_records_are_alike_no_more(pair, club, twin, nigar):
    unite(pair, club, by=nigar)
    take_apart(fresh(pair), by=nigar, reason="by mistake")
    twin.refresh_from_db()
    twin.rename(by=nigar, on=date(2026, 1, 1), name_az="Kənd klubu", reason="Order 1")
    find()
    assert DuplicatePair.objects.get() == pair


def test_to_search_twice_changes_nothing(pair):
    before = DuplicatePair.objects.values().get()
    tasks.look_for_duplicates()
    tasks.look_for_duplicates()
    assert DuplicatePair.objects.values().get() == before


def some(**values):
    blank = {"parent": None, "kind": 1, "cluster": 1, "place": "AZ-SA", "name": "abc", "address": ""}
    return Traits(**blank | {"phone": "", "website": "", "founded": None, "lat": None, "lon": None} | values)


@given(st.lists(st.builds(lambda *a: a, st.text("abc1", min_size=3, max_size=9), st.sampled_from("xy"))))
def test_nobody_is_compared_with_himself_or_twice(rows):
    known = [some(pk=number, name=name, phone=phone) for number, (name, phone) in enumerate(rows)]
    found = [(one.pk, other.pk) for one, other in candidates(known)]
    assert len(found) == len(set(found)) and all(first < second for first, second in found)
    for one, other in combinations(known, 2):
        assert likeness(one, other) == likeness(other, one)


def test_the_record_that_is_given_up_leads_to_the_one_that_is_kept(client, pair, club, twin, nigar):
    twin.amend(by=nigar, website="https://klub.numune.example", voen="1300000001")
    before = values_of(club)

    unite(pair, club, by=nigar, take={"website", "voen"})

    answer = client.get(f"/institutions/{twin.code}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/institutions/{club.code}/?from={twin.code}")
    assert f"The record {twin.code} was" in client.get(f"/en{answer['Location']}").content.decode()
    club.refresh_from_db()
    assert values_of(club) == before | {"website": "https://klub.numune.example", "voen": "1300000001"}
    assert list(Institution.objects.of_record()) == [club]
    assert set(Change.objects.filter(institution=twin).values_list("kind", flat=True)) >= {"withdrawn"}
    assert client.get(f"/api/v1/institutions/{twin.code}/").status_code in (200, 301, 404)
    entry = JournalEntry.objects.get(verb="unite")
    assert entry.after == {"kept": club.code, "given_up": twin.code}


def test_every_table_that_points_at_an_institution_is_moved_or_says_why_it_stays():
    kept = {f"{field.model._meta.label_lower}.{field.name}" for field in references()}
    asked = {
        (relation.related_model._meta.label_lower, relation.field.name)
        for relation in Institution._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }
    assert {"cabinet.case.about", "schools.school.institution", "registry.mandate.institution"} <= kept
    left = {label for label, name in asked if f"{label}.{name}" not in kept}
    history = {label for label in left if label.endswith("event")}
    assert left - history == set(STAYS) & left and all(STAYS.values())


def test_what_leads_to_the_record_goes_along_and_comes_back(pair, club, twin, nigar, anar):
    branch = make.an_institution("Filial", parent=twin)
    mandate = make.a_mandate(anar, "institution-keeper", institution=twin)
    outside = ExternalId.objects.create(institution=twin, source="siyahı", ref="7")
    opening = Opening.objects.create(institution=twin, weekday=0, opens="09:00", closes="18:00")
    trait = make.a_trait("vis")
    twin.give_traits([*twin.traits.all(), trait], by=nigar)
    days = list(
        InstitutionVersion.objects.known().order_by("institution", "pk").values_list("valid", "name_az")
    )

    unite(pair, club, by=nigar)

    moved = (mandate, outside, opening)
    assert {one.institution_id for one in map(fresh, moved)} == {club.pk}
    assert (fresh(branch).parent, trait in club.traits.all()) == (club, True)

    take_apart(fresh(pair), by=nigar, reason="by mistake")

    assert {one.institution_id for one in map(fresh, moved)} == {twin.pk}
    assert (fresh(branch).parent, trait in club.traits.all()) == (twin, False)
    assert (fresh(twin).state, fresh(twin).successor, fresh(pair).state) == ("active", None, "open")
    now = InstitutionVersion.objects.known().order_by("institution", "pk")
    assert sorted(map(str, now.values_list("valid", "name_az"))) == sorted(map(str, days))
    assert Unification.objects.get().undone_at


def test_the_cases_of_a_record_and_its_school_go_along(pair, club, twin, nigar):
    case = cabinet.case(cabinet.citizen(), institution=twin)
    school = School.objects.create(institution=twin)

    unite(pair, club, by=nigar)

    assert (fresh(case).on_behalf_of, fresh(school).institution) == (club, club)
    assert case.pk in Unification.objects.get().moved["cabinet.case.on_behalf_of"]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_what_cannot_be_put_together_refuses_the_whole(pair, club, twin, nigar, anar):
    for one in (club, twin):
        make.a_mandate(anar, "institution-keeper", institution=one)

    with pytest.raises(Refusal, match="mandates"):
        unite(pair, club, by=nigar)

    assert (fresh(twin).state, fresh(pair).state, Unification.objects.count()) == ("active", "open", 0)


def test_what_was_changed_since_refuses_to_be_undone(pair, club, twin, nigar):
    outside = ExternalId.objects.create(institution=twin, source="siyahı", ref="7")
    unite(pair, club, by=nigar)
    other = make.an_institution("Başqa muzey", kind=make.a_museum_kind())
    ExternalId.objects.filter(pk=outside.pk).update(institution=other)

    with pytest.raises(Refusal, match="keys in other lists"):
        take_apart(fresh(pair), by=nigar, reason="by mistake")

    assert (fresh(twin).state, fresh(outside).institution) == ("withdrawn", other)


def test_hours_of_its_own_stand_before_those_of_the_other_record(pair, club, twin, nigar):
    for one in (club, twin):
        Opening.objects.create(institution=one, weekday=0, opens="09:00", closes="18:00")
    unite(pair, club, by=nigar)
    assert club.openings.count() == 1


def test_what_comes_late_follows(pair, club, twin, nigar):
    unite(pair, club, by=nigar)
    late = ExternalId.objects.create(institution=twin, source="siyahı", ref="late")

    assert (follow_up(), follow_up()) == (1, 0)

    assert fresh(late).institution == club
    take_apart(fresh(pair), by=nigar, reason="by mistake")
    assert fresh(late).institution == twin


def test_what_comes_late_and_is_in_the_way_stays_and_stops_nothing_else(pair, club, twin, nigar, anar):
    unite(pair, club, by=nigar)
    make.a_mandate(anar, "institution-keeper", institution=club)
    late = make.a_mandate(anar, "institution-keeper", institution=twin)

    assert follow_up() == 0
    assert (fresh(late).institution, fresh(pair).state) == (twin, "united")


def test_a_record_that_was_united_twice_leads_to_the_last_one(client, pair, club, twin, nigar):
    unite(pair, club, by=nigar)
    third = make.an_institution("Səttar Bəhlulzade adına mədəniyyət evi", phone="+994 24 244 00 09")
    find()
    unite(DuplicatePair.objects.get(first=club, second=third), third, by=nigar)

    answer = client.get(f"/institutions/{twin.code}/")
    assert answer["Location"].startswith(f"/institutions/{third.code}/")
    take_apart(fresh(pair), by=nigar, reason="by mistake")
    assert (fresh(twin).state, fresh(club).state) == ("active", "withdrawn")


def test_what_is_closed_or_a_branch_or_decided_is_not_made_one(pair, club, twin, nigar):
    twin.transfer(by=nigar, on=date(2026, 1, 1), parent=club, reason="Order 1")
    with pytest.raises(Refusal, match="branch"):
        unite(pair, club, by=nigar)
    twin.transfer(by=nigar, on=date(2026, 1, 2), parent=None, reason="Order 2")
    pair.keep_apart(by=nigar)
    with pytest.raises(Refusal, match="two institutions"):
        unite(pair, club, by=nigar)
    pair.ask_again(by=nigar)
    twin.close(by=nigar, on=date(2026, 1, 3), reason="Order 3")
    with pytest.raises(Refusal, match="closed"):
        unite(pair, club, by=nigar)
    with pytest.raises(Refusal, match="Choose the record"):
        unite(pair, make.an_institution("Üçüncü"), by=nigar)


def test_an_officer_of_another_region_decides_nothing(pair, club, rauf, elchin):
    for wish in (
        lambda: unite(pair, club, by=rauf),
        lambda: pair.keep_apart(by=rauf),
        lambda: take_apart(pair, by=rauf, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            wish()
    pair.keep_apart(by=elchin)
    assert fresh(pair).decided_by == elchin


def test_the_database_refuses_a_pair_twice_or_turned_round(pair, club, twin):
    for first, second in ((club, twin), (twin, club)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicatePair.objects.create(first=first, second=second, score=70)


def test_the_bench_shows_both_and_does_what_the_officer_says(pair, club, twin, nigar, signed_in, pump):
    desk = signed_in(with_second_factor(nigar))
    listed = desk.get(reverse("admin:registry_duplicates"))
    assert listed.status_code == 200, listed
    assert "at most" not in (page := listed.content.decode()) and club.code in page and twin.code in page

    url = pair.get_absolute_url()
    assert desk.post(f"{url}one/").status_code == 409
    answer = desk.post(f"{url}one/", {"keep": twin.pk, "take-founded": club.pk})
    assert answer.status_code == 302
    assert (fresh(club).state, fresh(twin).founded) == ("withdrawn", 1957)
    assert "is kept" in desk.get(url).content.decode()
    assert desk.post(f"{url}undoing/", {"reason": ""}).status_code == 409
    assert desk.post(f"{url}undoing/", {"reason": "by mistake"}).status_code == 302
    assert (fresh(club).state, fresh(twin).founded) == ("active", None)
    assert desk.post(f"{url}two/").status_code == 302
    assert desk.post(f"{url}again/").status_code == 302
    assert fresh(pair).state == "open"

    assert desk.post(reverse("admin:registry_duplicates_search")).status_code == 302
    pump()
    assert Job.objects.get(kind="registry-duplicates").state == "done"


def test_the_pages_ask_as_often_for_three_as_for_one(
    pair, club, nigar, signed_in, django_assert_max_num_queries
):
    desk = signed_in(with_second_factor(nigar))
    url = reverse("admin:registry_duplicates")
    desk.get(url)
    for number in range(2):
        make.an_institution(NAME, address=str(number))
    find()
    with django_assert_max_num_queries(12):
        assert len(desk.get(url).context["page"].object_list) > 3
    with django_assert_max_num_queries(45):
        desk.get(pair.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_makes_them_one(pair, club, twin, nigar):
    """Each would keep another record: without the lock both would be given up for each other."""

    def made_one(kept):
        try:
            unite(DuplicatePair.objects.get(pk=pair.pk), kept, by=nigar)
        except Refusal as refusal:
            return refusal.code
        return "done"

    answers = at_once([lambda: made_one(club), lambda: made_one(twin)])

    assert sorted(answers) == ["done", "wrong_state"]
    assert sorted(Institution.objects.values_list("state", flat=True)) == ["active", "withdrawn"]
    assert Unification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_written_about_a_record_in_the_same_moment_is_not_lost(pair, club, twin, nigar):
    def written():
        return ExternalId.objects.create(institution=twin, source="siyahı", ref="at once")

    at_once([written, lambda: unite(DuplicatePair.objects.get(pk=pair.pk), club, by=nigar)])
    follow_up()

    assert ExternalId.objects.get(ref="at once").institution == club
