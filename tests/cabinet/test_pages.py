import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cabinet.people.models import Guardianship, Person
from eculture import notices
from eculture.notices import Notice
from eculture.sections import CaseRow, CaseSource, Need, Section, case_sources, sections
from registry.mandates import grant, role_slugs
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
HOME = reverse("cabinet:home")
INTRODUCTION = {
    "surname": "Eskizli",
    "name": "Sevda",
    "patronymic": "Vaqif qızı",
    "sex": "female",
    "birth_date": "1990-04-01",
    "fin": "5a1b2c3",
}
CHILD = {**INTRODUCTION, "name": "Fidan", "birth_date": "2017-02-03", "fin": "7B2C3D4", "kind": "parent"}


@pytest.fixture
def plugged(monkeypatch):
    """Plug a guest into a socket for one test."""

    def plug(socket, guest):
        monkeypatch.setitem(socket._plugs, guest.slug, guest)
        return guest

    return plug


class Lessons(Section):
    slug, title, template, order = "lessons", "Növbəti dərslər", "cabinet/_section_failed.html", 1

    def context(self, user, person):
        return {"link_url": "/jurnal/", "link_text": "Jurnal"}


class Broken(Section):
    slug, title, template, order = "broken", "Sınıq bölmə", "cabinet/_section_failed.html", 2

    def context(self, user, person):
        raise RuntimeError("a guest fails")


class Applications(CaseSource):
    slug = "applications"

    def needs(self, user):
        day = timezone.localdate()
        child = Person.objects.children_of(user.person).first()
        return [
            Need("Sonra", "…", "/b/", "Bax", due=None),
            Need(
                "Tez", "Cavab verməsəniz, yer gedir.", "/a/", "Təklifə bax", day + timedelta(days=2), child.pk
            ),
        ]

    def keys(self, user):
        return [(timezone.now(), 1)]

    def cases(self, user, keys):
        return [
            CaseRow("QƏ-2026-00001", "Qəbul ərizəsi", "Aylin", "göndərilib", "work", "/a/", timezone.now())
        ]


class BrokenSource(CaseSource):
    slug = "broken-source"

    def needs(self, user):
        raise RuntimeError("a source fails")

    keys = needs


def test_home_greets_and_opens_the_tab_of_the_first_child(as_anar, aylin):
    page = as_anar.get(HOME)

    assert page.context["person"] == aylin
    assert [tab["current"] for tab in page.context["tabs"]] == [True, False]
    assert "Anar" in page.content.decode()


def test_home_opens_the_tab_that_is_asked_for(as_anar, anar, aylin):
    assert as_anar.get(HOME, {"person": anar.pk}).context["person"] == anar


def test_a_stranger_cannot_open_the_tab_of_another_child(as_rauf, aylin):
    assert as_rauf.get(HOME, {"person": aylin.pk}).status_code == 404


def test_an_ended_guardianship_closes_the_tab(as_anar, anar, aylin):
    Guardianship.objects.get().end(by=anar.user)

    assert as_anar.get(HOME, {"person": aylin.pk}).status_code == 404


def test_what_waits_stands_by_deadline_and_counts_on_the_tab_of_its_person(as_anar, aylin, plugged):
    plugged(case_sources, Applications())

    page = as_anar.get(HOME)

    assert [need.title for need in page.context["needs"]] == ["Tez", "Sonra"]
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 0]


def test_a_broken_section_says_so_and_leaves_the_page_alone(as_anar, aylin, plugged, caplog):
    for guest in (Lessons(), Broken()):
        plugged(sections, guest)
    plugged(case_sources, BrokenSource())

    page = as_anar.get(HOME)

    assert page.status_code == 200
    shown = [pane["slug"] for pane in page.context["panes"] if pane["slug"] in {"lessons", "broken"}]
    assert shown == ["lessons", "broken"]
    failed = {record.message for record in caplog.records if record.levelno == logging.ERROR}
    assert failed == {"section failed", "source failed"}


def test_my_cases_come_from_all_apps(as_anar, aylin, plugged):
    plugged(case_sources, Applications())
    plugged(case_sources, BrokenSource())

    page = as_anar.get(reverse("cabinet:cases"))

    assert [case.number for case in page.context["page"]] == ["QƏ-2026-00001"]


@pytest.mark.parametrize("children", [2, 4])
def test_home_asks_eight_questions_at_most(as_anar, anar, children, django_assert_max_num_queries):
    for number in range(children):
        make.child_of(anar, name=f"Uşaq{number}")
        notices.send("welcome", to=anar.user, key=str(number))
    as_anar.get(HOME)

    with django_assert_max_num_queries(8):
        as_anar.get(HOME)


def test_a_role_holds_from_the_next_page_on(as_anar, anar):
    before = as_anar.get(HOME).wsgi_request.user
    grant(to=anar.user, role="ministry-officer", by=None)
    after = as_anar.get(HOME).wsgi_request.user

    assert (role_slugs(before), role_slugs(after)) == (frozenset(), frozenset({"ministry-officer"}))


@pytest.mark.parametrize("name", ["family", "notices", "me"])
def test_lists_ask_as_many_questions_for_three_rows_as_for_one(as_anar, anar, name):
    def add_row(number):
        make.child_of(anar, name=f"Uşaq{number}")
        notices.send("welcome", to=anar.user, key=str(number))

    def questions():
        as_anar.get(reverse(f"cabinet:{name}"))
        with CaptureQueriesContext(connection) as asked:
            as_anar.get(reverse(f"cabinet:{name}"))
        return len(asked)

    add_row(1)
    of_one = questions()
    add_row(2)
    add_row(3)

    assert questions() == of_one


def test_somebody_says_once_who_she_is(signed_in):
    user = make.user()
    client = signed_in(user)

    response = client.post(reverse("cabinet:welcome"), INTRODUCTION)

    assert response["Location"] == HOME
    assert Person.objects.get(user=user).full_name == "Eskizli Sevda Vaqif qızı"
    assert client.get(reverse("cabinet:welcome"))["Location"] == HOME
    assert [notice.kind for notice in user.notices.all()] == ["welcome"]


@pytest.mark.parametrize("fin", ["5A1B2C", "5A1B2C34", "5O1B2C3", "5A1B2Ç3"])
def test_a_wrong_fin_gets_a_sentence_and_what_was_typed_is_kept(signed_in, fin):
    client = signed_in(make.user())

    page = client.post(reverse("cabinet:welcome"), {**INTRODUCTION, "fin": fin})

    assert page.status_code == 422
    assert len(page.context["form"].errors["fin"]) == 1
    assert fin in page.content.decode() and "Eskizli" in page.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize("day", ["2999-01-01", "1850-01-01", "31.02.1990", "dünən"])
def test_an_impossible_date_of_birth_gets_a_sentence(signed_in, day):
    page = signed_in(make.user()).post(reverse("cabinet:welcome"), {**INTRODUCTION, "birth_date": day})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["birth_date"])


def test_a_known_fin_is_refused_on_the_form_without_saying_whose_it_is(signed_in, rauf):
    Person.objects.filter(pk=rauf.pk).update(surname="Gizli")
    page = signed_in(make.user()).post(reverse("cabinet:welcome"), {**INTRODUCTION, "fin": rauf.fin})

    assert page.status_code == 422
    assert "Gizli" not in page.content.decode()


def test_a_guardian_adds_a_child_on_the_page(as_anar, anar):
    response = as_anar.post(reverse("cabinet:add_child"), CHILD)

    assert response["Location"] == reverse("cabinet:family")
    assert [child.short_name for child in anar.children] == ["Fidan Eskizli"]


def test_another_family_s_child_is_refused_and_what_was_typed_is_kept(as_anar, anar, rauf):
    born = {"surname": "Eskizli", "name": "Fidan", "birth_date": date(2017, 2, 3), "fin": CHILD["fin"]}
    make.child_of(rauf, **born)

    page = as_anar.post(reverse("cabinet:add_child"), CHILD)

    assert page.status_code == 422
    assert "Fidan" in page.content.decode() and not anar.children.exists()


@pytest.mark.asvs("2.4.1")
def test_guessing_children_is_slowed_down(as_anar, anar):
    for number in range(10):
        as_anar.post(reverse("cabinet:add_child"), {**CHILD, "fin": f"7B2C3D{number}"})

    page = as_anar.post(reverse("cabinet:add_child"), {**CHILD, "fin": "7B2C3EA"})

    assert page.status_code == 422
    assert anar.children.count() == 10


def test_a_stranger_can_neither_see_nor_end_a_guardianship(as_rauf, aylin):
    address = reverse("cabinet:end_guardianship", args=[Guardianship.objects.get().pk])

    assert as_rauf.get(address).status_code == 404
    assert as_rauf.post(address).status_code == 404
    assert Guardianship.objects.live().count() == 1
    assert "Aylin" not in as_rauf.get(reverse("cabinet:family")).content.decode()


def test_a_guardian_ends_the_representation_after_being_asked(as_anar, aylin):
    address = reverse("cabinet:end_guardianship", args=[Guardianship.objects.get().pk])

    assert "Aylin" in as_anar.get(address).content.decode()
    as_anar.post(address)

    assert not Guardianship.objects.live().exists()


@pytest.mark.asvs("14.2.1", "16.2.5")
def test_the_fin_is_masked_on_every_page_and_never_in_an_address_or_a_log(signed_in, caplog):
    caplog.set_level(logging.DEBUG)
    client = signed_in(make.user())
    addresses = [client.post(reverse("cabinet:welcome"), INTRODUCTION)["Location"]]
    addresses.append(client.post(reverse("cabinet:add_child"), CHILD)["Location"])
    client.post(reverse("cabinet:add_child"), CHILD)

    names = ("home", "family", "me", "cases", "notices", "documents", "jobs", "add_child")
    pages = "".join(client.get(reverse(f"cabinet:{name}")).content.decode() for name in names)

    written = caplog.text + "".join(addresses) + "".join(str(vars(record)) for record in caplog.records)
    for fin in ("5A1B2C3", "7B2C3D4"):
        assert fin not in pages and fin not in written.upper()
    assert "5•••••3" in pages and "7•••••4" in pages


def test_opening_a_notice_marks_it_read_and_a_stranger_gets_nothing(as_anar, as_rauf, anar):
    notice = notices.send("welcome", to=anar.user, key="1")
    address = reverse("cabinet:read_notice", args=[notice.pk])

    assert as_rauf.post(address).status_code == 404
    assert as_anar.get(address).status_code == 405
    assert as_anar.post(address)["Location"] == reverse("cabinet:me")
    assert Notice.objects.get().read_at


def test_all_notices_are_read_at_once_but_only_one_s_own(as_anar, anar, rauf):
    for one in (anar, rauf):
        notices.send("welcome", to=one.user, key="1")

    as_anar.post(reverse("cabinet:read_all_notices"))

    assert [notice.to for notice in Notice.objects.unread()] == [rauf.user]


def test_who_has_looked_stands_on_my_page(as_anar, anar, aylin, signed_in, nigar):
    make.person(nigar, surname="Sınaqlı", name="Nigar")
    signed_in(nigar).get(reverse("admin:cabinet_person_change", args=[aylin.pk]))

    page = as_anar.get(reverse("cabinet:me"))

    assert [(view.about, view.by) for view in page.context["views"]] == [(aylin, "Nigar Sınaqlı")]


def test_visitors_are_sent_to_sign_in(db):
    names = (
        "home",
        "welcome",
        "family",
        "add_child",
        "cases",
        "notices",
        "documents",
        "me",
        "jobs",
        "reports",
    )
    answers = {Client().get(reverse(f"cabinet:{name}"))["Location"].partition("?")[0] for name in names}

    assert answers == {reverse("account_login")}
