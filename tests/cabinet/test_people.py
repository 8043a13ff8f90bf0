from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cabinet.people.models import NOT_ADDED, NOT_INTRODUCED, Guardianship, Person, introduce
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
FIN = "5A1B2C3"


def child_data(**changes):
    who = {"surname": "Nümunəli", "name": "Kənan", "sex": "male", "birth_date": date(2017, 9, 1), "fin": FIN}
    return {**who, "patronymic": "Anar oğlu", "kind": "parent", **changes}


def test_names_stand_as_forms_lists_and_greetings_write_them():
    aylin = make.person(surname="Məmmədova", name="Aylin", patronymic="Anar qızı", fin="5A1B2C3")

    assert aylin.full_name == "Məmmədova Aylin Anar qızı"
    assert aylin.short_name == "Aylin Məmmədova"
    assert (aylin.initials, aylin.masked_fin) == ("AM", "5•••••3")


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2026, 5, 1), 9), (date(2026, 5, 2), 10), (date(2027, 5, 1), 10), (date(2016, 5, 2), 0)],
)
def test_a_person_is_a_year_older_on_the_birthday(day, age):
    assert Person(birth_date=date(2016, 5, 2)).age_on(day) == age


def test_who_was_born_on_29_february_is_older_on_1_march():
    born = Person(birth_date=date(2008, 2, 29))

    assert [born.age_on(date(2026, 2, 28)), born.age_on(date(2026, 3, 1))] == [17, 18]


def test_persons_stand_in_azerbaijani_order():
    for surname in ("Xəyali", "Quliyeva", "İsmayıl", "Ismayıl", "Əliyev", "Çələbi", "Cəfərli", "Həsən"):
        make.person(surname=surname)

    surnames = list(Person.objects.in_order().values_list("surname", flat=True))

    assert surnames == ["Cəfərli", "Çələbi", "Əliyev", "Həsən", "Xəyali", "Ismayıl", "İsmayıl", "Quliyeva"]


@pytest.mark.asvs("11.3.2", "11.4.1")
def test_the_fin_lies_encrypted_and_is_found_by_a_keyed_index():
    anar = make.person(fin=" 5a1b2c3 ")

    with connection.cursor() as cursor:
        cursor.execute("SELECT fin, fin_index FROM cabinet_person WHERE id = %s", [anar.pk])
        stored, index = cursor.fetchone()

    assert "5A1B2C3" not in stored + index
    assert Person.objects.with_fin("5A1B2C3").get().fin == "5A1B2C3"


def test_the_history_keeps_no_fin():
    make.person(fin="5A1B2C3")

    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM cabinet_personevent e")
        rows = "".join(row[0] for row in cursor.fetchall())

    assert "Nümunəli" in rows and "5A1B2C3" not in rows and "fin" not in rows


def test_one_fin_belongs_to_one_person_also_when_many_are_made_at_once():
    who = {"surname": "Sınaqlı", "name": "Lalə", "birth_date": date(1990, 1, 1), "fin": FIN}
    Person.objects.bulk_create([Person(**who)])

    assert Person.objects.with_fin(FIN).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.bulk_create([Person(**who)])


def test_nobody_is_guardian_of_oneself(anar):
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.create(guardian=anar, child=anar)


def test_a_guardian_has_one_live_right_over_a_child(anar, aylin):
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.create(guardian=anar, child=aylin)


def test_the_family_is_oneself_and_the_children_of_today(anar, aylin, rauf):
    yesterday = timezone.localdate() - timedelta(days=1)
    make.child_of(anar, name="Dünən", since=date(2020, 1, 1), until=yesterday)
    make.child_of(anar, name="Sabah", since=timezone.localdate() + timedelta(days=1))
    make.child_of(rauf, name="Özgə")

    assert set(Person.objects.visible_to(anar.user)) == {anar, aylin}
    assert list(anar.children) == [aylin]
    assert list(aylin.guardians) == [anar]


def test_the_right_ends_on_the_eighteenth_birthday(anar):
    today = timezone.localdate()
    make.child_of(anar, name="Böyük", birth_date=today.replace(year=today.year - 18))

    assert list(anar.children) == []


def test_a_guardian_adds_a_child_and_the_journal_keeps_it(anar):
    kenan = anar.add_child(by=anar.user, **child_data())

    assert list(anar.children) == [kenan]
    entry = JournalEntry.objects.get(verb="add_child")
    assert entry.after == {"guardian": anar.pk, "child": kenan.pk, "kind": "parent"}
    assert FIN not in str(entry.after)


def test_a_child_without_a_guardian_is_taken_over_when_all_data_agree(anar):
    known = make.person(surname="nümunəli", name="KƏNAN", birth_date=date(2017, 9, 1), fin=FIN)

    assert anar.add_child(by=anar.user, **child_data()) == known


@pytest.mark.parametrize(
    "difference", [{"name": "Kamal"}, {"birth_date": date(2017, 9, 2)}, {"surname": "Başqa"}]
)
def test_other_data_and_another_guardian_get_the_same_answer(anar, rauf, difference):
    make.child_of(rauf, surname="Nümunəli", name="Kənan", birth_date=date(2017, 9, 1), fin=FIN)

    answers = set()
    for data in (child_data(), child_data(**difference)):
        with pytest.raises(Refusal) as refusal:
            anar.add_child(by=anar.user, **data)
        answers.add((refusal.value.code, str(refusal.value)))

    assert answers == {("not_added", str(NOT_ADDED))}
    assert list(anar.children) == []


def test_a_double_click_adds_the_child_once(anar):
    first = anar.add_child(by=anar.user, **child_data())

    assert anar.add_child(by=anar.user, **child_data()) == first
    assert Guardianship.objects.count() == 1


def test_somebody_with_an_account_cannot_be_added_as_a_child(anar, rauf):
    with pytest.raises(Refusal) as refusal:
        same = {"surname": rauf.surname, "name": rauf.name, "birth_date": date(2017, 9, 1), "fin": rauf.fin}
        anar.add_child(by=anar.user, **child_data(**same))

    assert refusal.value.code == "not_added"


def test_only_an_adult_represents_a_child_and_only_a_child_is_represented(anar):
    young = make.citizen(birth_date=date(2012, 1, 1))

    with pytest.raises(Refusal) as of_the_young:
        young.add_child(by=young.user, **child_data())
    with pytest.raises(Refusal) as of_the_grown:
        anar.add_child(by=anar.user, **child_data(birth_date=date(2000, 1, 1)))

    assert of_the_young.value.code == "not_adult"
    assert (of_the_grown.value.code, of_the_grown.value.field) == ("child_is_adult", "birth_date")


def test_ending_a_guardianship_takes_effect_at_once(anar, aylin):
    row = Guardianship.objects.get()

    row.end(by=anar.user, reason="razılaşma")

    assert list(anar.children) == []
    with pytest.raises(Refusal) as refusal:
        row.end(by=anar.user)
    assert refusal.value.code == "ended"


def test_a_right_that_has_ended_comes_back_at_the_desk_only(anar, rauf, aylin):
    Guardianship.objects.get().end(by=None, reason="court 12")
    same = {name: getattr(aylin, name) for name in ("fin", "surname", "name", "birth_date")}

    codes = []
    for claimant in (anar, rauf):
        with pytest.raises(Refusal) as refusal:
            claimant.add_child(by=claimant.user, **same, kind="parent")
        codes.append(refusal.value.code)

    assert codes == ["not_added", "not_added"]
    assert not aylin.guardians.exists()


def test_an_account_never_takes_over_a_known_person(anar):
    known = make.person(fin=FIN)
    newcomer = make.user()

    with pytest.raises(Refusal) as refusal:
        introduce(newcomer, fin=FIN, surname=known.surname, name=known.name, birth_date=known.birth_date)

    assert str(refusal.value) == str(NOT_INTRODUCED)
    assert Person.objects.get(pk=known.pk).user is None
