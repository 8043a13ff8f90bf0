"""The inbox and the page of a case, as those who work on cases see them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.cases.office import inbox as desk
from cabinet.cases.reviewing import earliest_answer
from eculture.journal import JournalEntry
from tests.factories import cabinet as make
from tests.factories import registry
from tests.factories.office import holder

pytestmark = pytest.mark.django_db
INBOX = reverse("admin:cabinet_case_changelist")


def page_of(case):
    return reverse("admin:cabinet_case_change", args=[case.pk])


def deed(case, noun):
    return reverse("admin:cabinet_case_deed", args=[case.pk, noun])


@pytest.fixture
def numbers(signed_in):
    """The numbers on the page of the inbox that the query asks for."""

    def shown(user, query="", **more):
        answer = signed_in(user).get(INBOX + query, more)
        assert answer.status_code == 200
        return [row.case.number for row in answer.context["rows"]]

    return shown


@pytest.fixture
def counts(signed_in):
    return lambda user: {tab.slug: tab.count for tab in signed_in(user).get(INBOX).context["queue"]}


def test_each_heap_of_the_inbox_has_its_cases_and_their_number(numbers, counts, nigar, samir, anar, in_hand):
    free = make.case(make.citizen())
    soon = make.case(make.citizen(), "in_review", officer=samir)
    Case.objects.filter(pk=soon.pk).update(due_on=timezone.localdate())

    assert numbers(nigar, "?tab=mine") == [in_hand.number]
    assert numbers(nigar, "?tab=unassigned") == [free.number]
    assert numbers(nigar, "?tab=near") == [soon.number]
    assert counts(nigar) == {"mine": 1, "unassigned": 1, "near": 1, "sign": 0, "all": 3}


def test_what_waits_for_a_second_signature_is_shown_to_the_second_alone(numbers, nigar, samir, anar):
    case = make.case(anar, "in_review", officer=nigar, version=make.edition("works", needs_two=True))
    case.conclude(by=nigar, outcome="approved", text="Olar")

    assert numbers(samir, "?tab=sign") == [case.number]
    assert numbers(nigar, "?tab=sign") == []


def test_an_expert_finds_what_the_own_house_is_asked(numbers, counts, in_hand, nigar, museum, vaqif):
    in_hand.ask_opinion(by=nigar, question="Fasad?", institution=museum)
    make.case(make.citizen())

    assert numbers(vaqif) == [in_hand.number]
    assert counts(vaqif) == {"opinions": 1}


def test_a_supervisor_finds_what_is_late_in_the_whole_country(numbers, sevda, anar, case):
    region = make.case(make.citizen())
    Case.objects.filter(pk=region.pk).update(region=registry.a_region())
    Case.objects.update(due_on=timezone.localdate() - timedelta(days=2))

    assert sorted(numbers(sevda, "?tab=late")) == sorted([region.number, case.number])


def test_an_officer_sees_the_own_office_alone(numbers, kamran, leyla, case):
    there = make.case(make.citizen())
    Case.objects.filter(pk=there.pk).update(region=registry.a_region())

    assert numbers(kamran, "?tab=all") == [there.number]
    assert numbers(leyla, "?tab=all") == []
    assert numbers(kamran, q=case.number) == []


def test_filters_narrow_the_list(numbers, nigar, samir, in_hand):
    other = make.case(make.citizen(), "waiting", officer=samir, version=make.edition("works"))

    assert numbers(nigar, tab="all", service="works") == [other.number]
    assert numbers(nigar, tab="all", state="in_review") == [in_hand.number]
    assert numbers(nigar, tab="all", officer=samir.pk) == [other.number]
    assert numbers(nigar, tab="all", office=registry.a_region().code) == []
    assert sorted(numbers(nigar, tab="all", office="ministry")) == sorted([in_hand.number, other.number])
    assert numbers(nigar, tab="all", late="on") == []
    assert len(numbers(nigar, tab="no-such", service="no-such", officer="x")) == 1


def test_a_case_is_found_by_its_number_and_by_the_name_in_any_spelling(numbers, nigar):
    case = make.case(make.citizen(surname="Şəfiyeva", name="Günel"))
    make.case(make.citizen(surname="Sadıqov"))

    assert numbers(nigar, q=f" {case.number.lower()} ") == [case.number]
    assert numbers(nigar, q="gunel sefi") == [case.number]
    assert numbers(nigar, q="ŞƏFİYEVA") == [case.number]


def test_looking_up_by_name_leaves_a_trace_without_the_name(numbers, nigar, case):
    numbers(nigar, q="numuneli")
    numbers(nigar)

    entry = JournalEntry.objects.get(verb="search_cases")
    assert (entry.actor_id, entry.after) == (str(nigar.pk), {"cases": [case.pk]})


def test_pages_follow_one_another_without_a_gap(signed_in, nigar, anar, monkeypatch):
    monkeypatch.setattr(desk, "PAGE", 2)
    made = [make.case(make.citizen()) for _number in range(5)]
    client, seen, query = signed_in(nigar), [], "tab=all"

    while query:
        answer = client.get(f"{INBOX}?{query}")
        seen += [row.case.number for row in answer.context["rows"]]
        query = answer.context["inbox"].next

    assert seen == [case.number for case in made]


@pytest.mark.parametrize("after", ["x", "2026-01-01", "2026-13-01.1", "2026-01-01.x", ""])
def test_a_place_that_does_not_exist_is_the_beginning(numbers, nigar, in_hand, after):
    assert numbers(nigar, tab="mine", after=after) == [in_hand.number]


def test_the_number_of_queries_does_not_grow_with_the_cases(signed_in, nigar):
    client = signed_in(nigar)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{INBOX}?tab=all")
        return len(captured)

    make.case(make.citizen(), "waiting", officer=nigar)
    queries()
    first = queries()
    for _number in range(3):
        make.case(make.citizen(), "waiting", officer=nigar)

    assert queries() == first


def test_the_page_of_a_case_lays_answers_beside_registers(signed_in, nigar, anar, aylin):
    case = make.case(anar, "in_review", subject=aylin, officer=nigar)
    earlier = make.case(anar, subject=aylin, version=make.edition("works"))

    page = signed_in(nigar).get(page_of(case))

    text = page.content.decode()
    assert page.status_code == 200
    assert "Damı təmir etmək" in text and aylin.full_name in text and earlier.number in text
    assert aylin.fin not in text and aylin.masked_fin in text


def test_opening_a_case_is_one_look_a_day_that_each_person_can_read(signed_in, nigar, samir, anar, aylin):
    case = make.case(anar, "in_review", subject=aylin, officer=nigar)

    for officer in (nigar, nigar, samir):
        signed_in(officer).get(page_of(case))

    looks = JournalEntry.objects.filter(verb="viewed").order_by("pk")
    assert [look.actor_id for look in looks.filter(subject_id=str(aylin.pk))] == [
        str(nigar.pk),
        str(samir.pk),
    ]
    assert {look.after["case"] for look in looks} == {case.number}
    assert looks.filter(subject_id=str(anar.pk)).count() == 2


def test_ones_own_case_does_not_open_and_says_why(signed_in, nigar):
    case = make.case(nigar.person)
    case.say(text="Qeyd", by=holder("Samir", "ministry-officer"), as_staff=True, is_note=True)

    page = signed_in(nigar).get(page_of(case), headers={"Accept-Language": "en"})

    assert page.status_code == 409
    assert "Öz müraciətiniz üzrə qərar verə bilməzsiniz" in page.content.decode()
    assert "Qeyd" not in page.content.decode()


def test_a_stranger_finds_no_such_page(signed_in, in_hand, kamran, leyla, vaqif, rauf):
    for user in (kamran, leyla, vaqif, rauf.user):
        assert signed_in(user).get(page_of(in_hand)).status_code == 404
        for noun in ("taking", "note", "decision", "given-opinion", "signature"):
            assert signed_in(user).post(deed(in_hand, noun), {"text": "x"}).status_code == 404
    assert not in_hand.messages.exists()
    assert signed_in(rauf.user).get(INBOX).status_code == 403


def test_an_auditor_reads_and_does_nothing(signed_in, in_hand):
    auditor = holder("Tural", "auditor")

    page = signed_in(auditor).get(page_of(in_hand))

    assert (page.status_code, page.context["page"].deeds) == (200, [])
    assert signed_in(auditor).post(deed(in_hand, "note"), {"text": "x"}).status_code == 404


def test_a_long_story_costs_no_more_queries_than_a_short_one(signed_in, in_hand, nigar):
    client = signed_in(nigar)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(in_hand))
        return len(captured)

    def grow() -> None:
        in_hand.ask(by=nigar, items=["Plan"], due_on=earliest_answer())
        in_hand.go_on(by=nigar)
        in_hand.say(text="Yenə", by=nigar, as_staff=True)

    grow()
    queries()
    first = queries()
    for _number in range(3):
        grow()

    assert queries() == first <= 45


def test_an_officer_does_each_move_by_its_button(signed_in, case, nigar, anar):
    client = signed_in(nigar)
    day = earliest_answer().isoformat()

    client.post(deed(case, "taking"))
    client.post(deed(case, "note"), {"text": "Baxdım"})
    client.post(deed(case, "message"), {"text": "Salam"})
    client.post(deed(case, "question"), {"items": "Plan\r\n\r\nFoto", "due_on": day})
    client.post(deed(case, "continuation"))
    client.post(deed(case, "extension"), {"reason": "Yerində baxış"})
    answer = client.post(
        deed(case, "decision"), {"outcome": "refused", "grounds": ["papers"], "text": "Çatmır"}
    )

    case.refresh_from_db()
    assert (answer.status_code, case.state, case.info_requests.get().items) == (
        302,
        "decided",
        ["Plan", "Foto"],
    )
    assert [one.is_note for one in case.messages.all()] == [True, False]
    done = list(case.timeline.order_by("pk").values_list("verb", flat=True))
    assert done[2:] == ["take", "note", "message", "ask", "go_on", "extend", "propose", "decide"]


def test_a_refusal_stands_at_its_form_and_what_was_typed_is_kept(signed_in, in_hand, nigar):
    answer = signed_in(nigar).post(deed(in_hand, "decision"), {"outcome": "refused", "text": "Çatmır"})

    form = answer.context["page"].form
    assert (answer.status_code, list(form.errors)) == (422, ["grounds"])
    assert "Çatmır" in answer.content.decode()


def test_the_text_of_a_decision_is_shown_before_it_is_made(signed_in, in_hand, nigar, anar):
    url = reverse("admin:cabinet_case_preview", args=[in_hand.pk])
    data = {"outcome": "approved", "text": "Sənədlər <b>tamdır</b>"}

    whole = signed_in(nigar).post(url, data)
    part = signed_in(nigar).post(url, data, headers={"HX-Request": "true"})

    for answer in (whole, part):
        text = answer.content.decode()
        assert (answer.status_code, anar.full_name in text, "<b>tamdır" in text) == (200, True, False)
    assert not in_hand.decisions.exists()


def test_an_expert_gives_the_opinion_on_the_page_of_the_case(signed_in, in_hand, nigar, museum, vaqif):
    in_hand.ask_opinion(by=nigar, question="Fasad dəyişirmi?", institution=museum)
    client = signed_in(vaqif)

    page = client.get(page_of(in_hand))
    client.post(deed(in_hand, "given-opinion"), {"is_favourable": "no", "text": "Dəyişir"})

    assert "Fasad dəyişirmi?" in page.content.decode()
    assert [offer["noun"] for offer in page.context["page"].deeds] == ["given-opinion"]
    assert in_hand.opinions.get().is_favourable is False


def test_only_what_is_possible_now_is_offered(signed_in, in_hand, nigar, samir):
    offered = {
        user: [offer["noun"] for offer in signed_in(user).get(page_of(in_hand)).context["page"].deeds]
        for user in (nigar, samir)
    }

    assert offered[nigar] == [
        "assignment", "question", "opinion", "forwarding", "extension", "message", "note", "decision",
    ]  # fmt: skip
    assert offered[samir] == ["message", "note"]


def bulk(noun):
    return reverse("admin:cabinet_case_bulk", args=[noun])


def test_many_cases_are_taken_after_a_confirmation_and_reported_row_by_row(signed_in, nigar, samir, in_hand):
    first, second = make.case(make.citizen()), make.case(make.citizen())
    theirs = make.case(make.citizen(), "in_review", officer=samir)
    chosen = [one.pk for one in (first, second, theirs)]
    client = signed_in(nigar)

    asked = client.post(bulk("taking"), {"case": chosen})
    assert (asked.status_code, Case.objects.assigned_to(nigar).count()) == (200, 1)
    done = client.post(bulk("taking"), {"case": chosen, "confirmed": "yes"})

    work = done.context["work"]
    assert work.done == 2
    assert [bool(outcome) for case, outcome in work.rows if case == theirs] == [True]
    assert Case.objects.assigned_to(nigar).count() == 3


def test_foreign_and_odd_numbers_among_those_chosen_are_left_alone(signed_in, kamran, nigar, case, anar):
    own = make.case(kamran.person)
    here = make.case(make.citizen())
    Case.objects.filter(pk__in=[own.pk, here.pk]).update(region=registry.a_region())
    chosen = [case.pk, own.pk, here.pk, "9" * 30, "-1", "x", "999999999"]

    done = signed_in(kamran).post(bulk("taking"), {"case": chosen, "confirmed": "yes"})

    assert [row.pk for row, _outcome in done.context["work"].rows] == [here.pk]
    assert case.number not in done.content.decode() and own.number not in done.content.decode()
    assert done.context["work"].strange == 3


def test_many_cases_are_forwarded_and_assigned(signed_in, nigar, samir, sevda):
    cases = [make.case(make.citizen(), "in_review", officer=nigar) for _number in range(2)]
    chosen = {"case": [one.pk for one in cases], "confirmed": "yes"}

    signed_in(nigar).post(bulk("assignment"), {**chosen, "to": samir.pk})
    assert Case.objects.assigned_to(samir).count() == 2
    signed_in(samir).post(bulk("forwarding"), {**chosen, "region": registry.a_region().code})

    assert Case.objects.filter(region=registry.a_region(), assignee=None).count() == 2


def test_a_supervisor_takes_over_by_the_button_and_gives_many_away_at_once(signed_in, in_hand, nigar, sevda):
    client, more = signed_in(sevda), make.case(make.citizen(), "in_review", officer=nigar)
    offered = [offer["noun"] for offer in client.get(page_of(in_hand)).context["page"].deeds]

    client.post(deed(in_hand, "takeover"), {"reason": "Məzuniyyət"})
    assert Case.objects.assigned_to(sevda).get() == in_hand
    chosen = {"case": [in_hand.pk, more.pk], "confirmed": "yes", "reason": "Xəstəlik"}
    done = client.post(bulk("reassignment"), {**chosen, "to": sevda.pk}).context["work"]

    assert {"takeover", "reassignment"} < set(offered) and "assignment" not in offered
    assert [(case.pk, bool(refused)) for case, refused in done.rows] == [(in_hand.pk, True), (more.pk, False)]
    assert Case.objects.assigned_to(sevda).count() == 2


def test_who_only_reads_has_no_bulk_moves(signed_in, vaqif, nigar, case):
    for user in (vaqif, holder("Tural", "auditor")):
        assert signed_in(user).post(bulk("taking"), {"case": [case.pk]}).status_code == 403
    assert signed_in(nigar).post(bulk("nothing"), {"case": [case.pk]}).status_code == 404
