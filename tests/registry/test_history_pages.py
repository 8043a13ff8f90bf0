"""The registry of any day: card, list, map, file and API; events in the hands of staff."""

import csv
import io
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from eculture.journal import JournalEntry
from registry.care.confirmations import Confirmation
from registry.history.acts import LegalAct
from registry.history.events import LifecycleEvent
from registry.hours.week import Opening, SpecialDay
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db
ORDER = "Order 7"
THEN, LIST, API = "?as_of=2010-06-01", "/en/institutions/", "/api/v1/institutions/"


@pytest.fixture
def at_desk(signed_in):
    return lambda user: signed_in(with_second_factor(user))


@pytest.fixture
def museum(nigar):
    """Founded in 1949 in Şəki, renamed in 1991, moved to Gəncə in 2015."""
    museum = make.an_institution("Şəki muzeyi", kind=make.a_museum_kind(), founded=1949)
    act = LegalAct.objects.create(
        kind="cabinet", number="116", on=date(1991, 10, 1), link="https://e-qanun.az/framework/1"
    )
    museum.rename(by=nigar, on=date(1991, 10, 18), name_az="Tarix muzeyi", act=act)
    ganja = make.a_unit(
        "AZ-GA",
        region=make.a_region("ER-GD", name_az="Gəncə–Daşkəsən"),
        name_az="Gəncə şəhəri",
        name_en="Ganja city",
    )
    museum.relocate(
        by=nigar,
        on=date(2015, 1, 1),
        address="Xan bağı 1",
        registered_unit=ganja,
        reason=ORDER,
        precision="year",
    )
    return museum


def test_the_card_of_a_day_shows_what_was_so_then(client, museum):
    card = client.get(f"{LIST}{museum.code}/?as_of=1960-01-01")

    assert (card.context["shown"].name, str(card.context["shown"].place)) == ("Şəki muzeyi", "Shaki city")
    assert "The card as it was on 1 January 1960." in card.content.decode()


def test_the_history_tells_what_changed_and_by_which_act(client, museum):
    page = client.get(f"{LIST}{museum.code}/")

    rows = [(str(row["at"]), str(row["title"]), row["text"]) for row in page.context["timeline"]]
    assert rows == [
        ("2015", "Moved to another address", "Xan bağı 1 · Order 7"),
        (
            "18 October 1991",
            "Renamed",
            "Şəki muzeyi → Tarix muzeyi · decision of the Cabinet of Ministers, № 116, 1 October 1991",
        ),
        (rows[2][0], "Entered in the registry", ""),
        ("1949", "Founded", ""),
    ]
    assert 'href="https://e-qanun.az/framework/1"' in page.content.decode()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("1948-12-31", "did not exist on 31 December 1948"),
        ("tomorrow", "“tomorrow” is not a day."),
        ("2019-02-30", "“2019-02-30” is not a day."),
        ("9999-12-31", "Nobody knows how it will be."),
    ],
)
def test_a_day_that_cannot_be_answered_is_said_in_a_sentence(client, museum, day, why):
    answer = client.get(f"{LIST}{museum.code}/", {"as_of": day})

    assert answer.status_code == 400
    assert why in answer.content.decode()


def test_the_list_the_counts_and_the_map_are_of_the_day(client, museum):
    now, then = client.get(LIST), client.get(f"{LIST}{THEN}")

    def told(page):
        regions = {option.code: option.count for option in page.context["facets"].regions if option.count}
        coloured = [one.title for one in page.context["map"].districts if one.heat]
        return [(row.place.name, row.url) for row in page.context["rows"]], regions, coloured

    here = f"{LIST}{museum.code}/"
    assert told(now) == ([("Ganja city", here)], {"ER-GD": 1}, ["Ganja city: 1"])
    assert told(then) == ([("Shaki city", f"{here}{THEN}")], {"ER-SZ": 1}, ["Shaki city: 1"])


def test_facets_words_and_addresses_keep_the_day(client, museum):
    page = client.get(f"{LIST}{THEN}&q=sheki&kind=museum&region=ER-SZ")

    assert page.context["total"] == 1
    assert page.context["filters"].query == "q=sheki&kind=museum&region=ER-SZ&as_of=2010-06-01"
    assert [chip.query for chip in page.context["chips"]][0].endswith("as_of=2010-06-01")


def test_the_list_of_a_day_asks_as_often_for_three_as_for_one(client, museum, django_assert_num_queries):
    client.get(f"{LIST}{THEN}")
    with django_assert_num_queries(4):
        client.get(f"{LIST}{THEN}")
    for _ in range(2):
        make.an_institution(founded=1980)
    with django_assert_num_queries(4):
        assert client.get(f"{LIST}{THEN}").context["total"] == 3


@pytest.mark.parametrize("name", ["list.csv", "points.geojson"])
@pytest.mark.parametrize("day", ["tomorrow", "9999-12-31"])
def test_a_file_of_no_day_is_refused(client, museum, name, day):
    assert client.get(f"{LIST}{name}", {"as_of": day}).status_code == 400


def test_a_list_of_no_day_shows_today_and_says_so(client, museum):
    page = client.get(LIST, {"as_of": "tomorrow"})

    assert page.status_code == 400
    assert "“tomorrow” is not a day." in page.content.decode()
    assert page.context["total"] == 1


def test_the_file_is_of_the_day(client, museum):
    data = client.get(f"{LIST}list.csv{THEN}").content.decode("utf-8-sig")

    assert [row[:2] + row[3:4] for row in csv.reader(io.StringIO(data))][1:] == [
        [museum.code, "Tarix muzeyi", "Shaki city"]
    ]


def test_the_api_answers_for_the_day_under_the_same_names(client, museum):
    now = client.get(f"{API}{museum.code}/").json()
    then = client.get(f"{API}{museum.code}/{THEN}").json()

    assert set(then) == set(now)
    assert (then["registered_unit"]["code"], now["registered_unit"]["code"]) == ("AZ-SA", "AZ-GA")
    assert client.get(f"{API}{THEN}&unit=AZ-SA").json()["results"][0]["code"] == museum.code
    assert client.get(f"{API}?as_of=tomorrow").status_code == 400
    assert client.get(f"{API}{museum.code}/?as_of=1900-01-01").status_code == 404


def test_the_api_tells_the_history_with_what_was_struck_out(client, museum, nigar):
    rows = client.get(f"{API}{museum.code}/history/").json()["results"]

    assert [row["kind"] for row in rows] == ["register", "rename", "relocate"]
    assert rows[1]["act"] == {
        "kind": "cabinet",
        "number": "116",
        "on": "1991-10-01",
        "link": "https://e-qanun.az/framework/1",
    }
    assert rows[1]["institutions"] == {museum.code: "subject"}


def test_an_old_address_leads_to_the_last_heir_and_the_old_card_stays(client, museum, nigar):
    second, third = (make.an_institution(name, kind=make.a_museum_kind()) for name in ("İkinci", "Üçüncü"))
    museum.merge(by=nigar, on=date(2018, 10, 1), heirs=[second], reason=ORDER)
    second.merge(by=nigar, on=date(2020, 1, 1), heirs=[third], reason=ORDER)

    answer = client.get(f"{LIST}{museum.code}/")
    assert (answer.status_code, answer.url) == (301, f"{LIST}{third.code}/?from={museum.code}")

    landed = client.get(f"{LIST}{third.code}/?from={museum.code}").content.decode()
    assert "was closed on 1 October 2018; its work passed to this institution." in landed
    assert (
        f'href="{LIST}{museum.code}/?as_of=2018-10-01"'
        in client.get(f"{LIST}{second.code}/{THEN}").content.decode()
    )
    old = client.get(f"{LIST}{museum.code}/?as_of=2018-10-01").content.decode()
    assert "Closed on 1 October 2018." in old
    assert client.get(f"{LIST}{third.code}/?from=AZ-MUZ-999999").context["came_from"] is None


def test_what_was_split_stays_and_names_all_that_took_over(client, museum, nigar):
    heirs = [make.an_institution(name) for name in ("Bir", "İki")]
    museum.split(by=nigar, on=date(2018, 10, 1), heirs=heirs, reason=ORDER)

    page = client.get(f"{LIST}{museum.code}/")

    assert page.status_code == 200
    assert page.context["heirs"] == heirs
    assert client.get(f"{LIST}{heirs[0].code}/").context["predecessors"] == [museum]


def test_no_link_of_the_history_leads_to_a_day_that_was_not(client, nigar):
    """An event on the day of the foundation, heirs that were founded on the day they took over and closed."""
    born, later = date(2018, 10, 1), date(2020, 1, 1)
    heirs = [register_on(born, name) for name in ("Bir", "İki")]
    museum = register_on(date(2018, 1, 1), "Ana")
    museum.rename(by=nigar, on=date(2018, 1, 1), name_az="Ana muzey", reason=ORDER)
    museum.split(by=nigar, on=born, heirs=heirs, reason=ORDER)
    heirs[0].close(by=nigar, on=later, reason=ORDER)

    for one in (museum, *heirs):
        rows = client.get(f"{LIST}{one.code}/").context["timeline"]
        addresses = [url for row in rows for url, _words in row.get("links", ())]
        assert [url for url in addresses if client.get(url).status_code != 200] == []


def register_on(day, name):
    return make.an_institution(name, kind=make.a_museum_kind(), founded=day.year, on=day)


def test_a_card_asks_at_most_eight_questions(client, museum, nigar, django_assert_max_num_queries):
    museum.split(
        by=nigar, on=date(2018, 10, 1), heirs=[make.an_institution() for _ in range(2)], reason=ORDER
    )
    full = make.an_institution("Muzeylər birliyi", kind=make.a_museum_kind())
    make.an_institution().merge(by=nigar, on=date(2020, 1, 1), heirs=[full], reason=ORDER)
    full.count(by=nigar, on=date(2021, 1, 1), figures={"items": 5}, reason=ORDER)
    make.an_institution("Filial", kind=full.kind, parent=full)
    Opening.objects.create(institution=full, weekday=0, opens=time(9), closes=time(18))
    SpecialDay.objects.create(institution=full, day=date(2030, 1, 1))
    Confirmation.objects.create(institution=full, by=nigar)
    for one in (museum, full):
        client.get(one.get_absolute_url())
        with django_assert_max_num_queries(8):
            page = client.get(one.get_absolute_url())
    assert all(page.context[name] for name in ("predecessors", "branches", "hours", "confirmed"))


def test_an_officer_records_an_event_with_its_act_and_anybody_reads_the_text(client, at_desk, nigar, museum):
    pdf = SimpleUploadedFile("əmr.pdf", b"%PDF-1.7 order", "application/pdf")
    form = {"name_az": "Diyar muzeyi", "on": "2020-02-01", "precision": "month", "act_kind": "ministry"}
    form |= {"act_number": "12", "act_on": "2020-01-20", "act_file": pdf}

    answer = at_desk(nigar).post(f"{museum.get_absolute_url()}renaming/", form)

    assert answer.status_code == 302, answer.context["form"].errors
    row = client.get(f"{LIST}{museum.code}/").context["timeline"][0]
    assert (row["at"], row["links"][0][1]) == ("February 2020", "text of the act")
    text = client.get(row["links"][0][0])
    assert (text["Content-Type"], b"".join(text.streaming_content)) == ("application/pdf", b"%PDF-1.7 order")


def test_what_is_no_pdf_is_refused_with_a_sentence(at_desk, nigar, museum):
    form = {"on": "2020-02-01", "act_kind": "ministry", "act_number": "12", "act_on": "2020-01-20"}
    form |= {"act_file": SimpleUploadedFile("act.pdf", b"MZ\x90", "application/pdf")}

    answer = at_desk(nigar).post(f"{museum.get_absolute_url()}suspension/", form)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["act_file"])
    assert LegalAct.objects.count() == 1


def test_one_act_serves_several_events(at_desk, nigar, museum):
    other = make.an_institution()
    form = {"on": "2020-02-01", "act_kind": "ministry", "act_number": "12", "act_on": "2020-01-20"}

    for each in (museum, other):
        assert at_desk(nigar).post(f"{each.get_absolute_url()}suspension/", form).status_code == 302

    act = LegalAct.objects.get(number="12")
    assert act.events.count() == 2
    assert [entry.verb for entry in JournalEntry.objects.about(act)] == ["write_down"]


def test_the_ministry_strikes_an_event_out_and_an_office_cannot(at_desk, nigar, elchin, museum):
    event = LifecycleEvent.objects.get(kind="relocate")
    url = f"/en/institutions/events/{event.pk}/annulment/"

    assert at_desk(elchin).post(url, {"reason": "x"}).status_code == 404
    assert at_desk(nigar).post(url, {"reason": ""}).status_code == 422
    assert at_desk(nigar).post(url, {"reason": "Another institution was meant"}).status_code == 302
    assert at_desk(nigar).post(url, {"reason": "Again"}).status_code == 422

    museum.refresh_from_db()
    assert str(museum.registered_unit.code) == "AZ-SA"


def test_a_correction_in_the_administration_says_why_and_since_when(at_desk, nigar, museum):
    url = f"/en/admin/registry/institution/{museum.pk}/change/"
    client = at_desk(nigar)
    form = {
        name: "" if value is None else value
        for name, value in client.get(url).context["adminform"].form.initial.items()
    }
    form |= make.NO_IDENTIFIERS | {
        "traits": [],
        "name_az": "Tarix Muzeyi",
        "reason": "Capital letter",
        "always": "on",
    }

    answer = client.post(url, form)

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    event = LifecycleEvent.objects.filter(kind="amend").get()
    assert (event.on, event.reason, event.recorded_by) == (None, "Capital letter", nigar)
