"""The signed extract of a record: what it says, once however often, checked by anybody."""

from datetime import date, timedelta

import pytest

from eculture.documents import IssuedDocument, printable
from registry.extract import TIMES
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def museum(nigar):
    museum = make.an_institution("Şəki muzeyi", kind=make.a_museum_kind(), founded=1949, address="Meydan 1")
    museum.rename(by=nigar, on=date(1991, 10, 18), name_az="Tarix muzeyi", reason="Qərar 116")
    return museum


def ask(client, museum, **data):
    return client.post(f"/en/institutions/{museum.code}/extract/", data)


def test_whoever_is_signed_in_gets_an_extract_that_anybody_checks(signed_in, client, anar, museum):
    answer = ask(signed_in(anar), museum)

    document = IssuedDocument.objects.get()
    assert (document.holder, document.subject_id, document.state) == (anar, str(museum.pk), "valid")
    assert document.title["en"] == "Extract from the registry: Tarix muzeyi"
    pdf = signed_in(anar).get(answer.url)
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
    assert client.get(f"/en/verify/{document.code}/").status_code == 200


def test_asked_twice_it_is_the_same_one_until_the_record_changes(signed_in, anar, nigar, museum):
    first, second = ask(signed_in(anar), museum), ask(signed_in(anar), museum)
    assert first.url == second.url

    museum.amend(by=nigar, phone="(024) 244-00-00")
    assert ask(signed_in(anar), museum).url != first.url
    assert ask(signed_in(nigar), museum).url != first.url


def test_an_extract_of_another_day_names_the_day(signed_in, anar, museum):
    ask(signed_in(anar), museum, as_of="1960-01-01")

    title = IssuedDocument.objects.get().title["en"]
    assert title == "Extract from the registry as of 1 January 1960: Tarix muzeyi"


@pytest.mark.parametrize("day", ["1940-01-01", "tomorrow", "9999-12-31"])
def test_of_a_day_that_cannot_be_answered_there_is_none(signed_in, anar, museum, day):
    assert ask(signed_in(anar), museum, as_of=day).status_code == 400
    assert not IssuedDocument.objects.exists()


def test_a_closed_one_with_heirs_and_letters_of_any_alphabet_is_printed(signed_in, anar, nigar, museum):
    heirs = [make.an_institution(name) for name in ("Ğılınc № 5 «Ə»", "Пётр 🎻 #[x] $y")]
    museum.split(by=nigar, on=date(2018, 1, 1), heirs=heirs, reason="#include(1) *x* _y_ @z <b>")

    assert ask(signed_in(anar), museum).status_code == 302
    assert printable("Köhnə → yeni") == "Köhnə → yeni"


def test_a_visitor_signs_in_first_and_a_look_makes_nothing(client, signed_in, anar, museum):
    assert "login" in ask(client, museum).url
    assert signed_in(anar).get(f"/en/institutions/{museum.code}/extract/").status_code == 405
    assert not IssuedDocument.objects.exists()


def test_nobody_prints_without_end(signed_in, anar, museum, monkeypatch):
    client, begun = signed_in(anar), date(1992, 1, 1)
    monkeypatch.setattr("registry.extract.TIMES", 2)
    answers = [ask(client, museum, as_of=str(begun + timedelta(days=number))) for number in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 409]
    assert TIMES == 20
