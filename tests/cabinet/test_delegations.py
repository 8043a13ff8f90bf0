from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cabinet.cases.models import Case, Paper
from cabinet.cases.parties import Party, delegated_to
from cabinet.cases.receipts import issue_receipt
from cabinet.files.models import Attachment
from cabinet.people.delegating import ask_delegation, lapse_delegations
from cabinet.people.delegations import Delegation
from cabinet.people.models import Person
from eculture.documents import IssuedDocument
from eculture.journal import JournalEntry
from eculture.notices import Notice
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories.editions import a_service
from tests.factories.office import holder

pytestmark = pytest.mark.django_db
LIST, ASKING = reverse("cabinet:delegations"), reverse("cabinet:delegation_asking")


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def wish(person: Person, **changes):
    who = {"fin": person.fin, "surname": person.surname, "name": person.name, "until": in_days(30)}
    return {**who, "covers_all": True, "only_looks": False, **changes}


def accepted(anar: Person, rauf: Person, **changes) -> Delegation:
    """Rauf acts for Anar."""
    row = make.delegation(anar, rauf, **changes)
    row.accept(by=rauf.user)
    return row


def move_to(row: Delegation, since: int, until: int) -> None:
    """What was agreed never changes, so a test makes the days otherwise."""
    values = {"principal": row.principal, "delegate": row.delegate, "covers_all": row.covers_all}
    Delegation.objects.filter(pk=row.pk).update(state="ended", ended_at=timezone.now())
    Delegation.objects.create(
        state="accepted", accepted_at=timezone.now(), delegate_index=row.delegate_index,
        delegate_name=row.delegate_name, since=in_days(since), until=in_days(until), **values,
    )  # fmt: skip


def told(kind: str) -> set:
    return set(Notice.objects.filter(kind=kind).values_list("to", flat=True))


def address(name: str, case: Case) -> str:
    return reverse(f"cabinet:{name}", args=[case.number])


def test_nothing_is_seen_before_it_is_accepted_and_everything_in_scope_after(anar, rauf, as_rauf):
    case = make.case(anar)
    row = make.delegation(anar, rauf)
    before = as_rauf.get(case.get_absolute_url()).status_code

    row.accept(by=rauf.user)

    page = as_rauf.get(case.get_absolute_url())
    assert (before, page.status_code) == (404, 200)
    assert f"№ {row.pk}" in page.content.decode() and anar.short_name in page.content.decode()
    assert (told("delegation-asked"), told("delegation-accepted")) == (
        {rauf.user.pk},
        {anar.user.pk, rauf.user.pk},
    )


@pytest.mark.parametrize(("since", "until", "seen"), [(-9, -1, 404), (1, 9, 404), (-9, 0, 200), (0, 0, 200)])
def test_a_delegation_that_ended_yesterday_sees_nothing_today(anar, rauf, as_rauf, since, until, seen):
    """Not even before the portal has tidied up, and not what the delegate has brought either."""
    case = make.case(anar)
    paper = Attachment.objects.create(
        owner=anar, uploaded_by=rauf.user, title="Arayış", name="arayis.pdf", size=9, sha256="0" * 64,
        content_type="application/pdf", scan_state="clean",
    )  # fmt: skip
    paper.file.save("x.pdf", ContentFile(b"%PDF-1.7"))
    Paper.objects.create(case=case, attachment=paper)
    receipt = issue_receipt(case)

    move_to(accepted(anar, rauf), since, until)

    pages = [address("case", case), address("case_receipt", case), paper.get_absolute_url()]
    pages.append(reverse("cabinet:document_file", args=[receipt.pk]))
    assert [as_rauf.get(page).status_code for page in pages] == [seen] * 4
    assert (
        as_rauf.post(address("case_message", case), {"text": "Salam"}).status_code
        == {
            404: 404,
            200: 302,
        }[seen]
    )
    assert (case.number in as_rauf.get(reverse("cabinet:cases")).content.decode()) is (seen == 200)


@pytest.mark.parametrize("who", ["principal", "delegate"])
def test_either_of_the_two_ends_it_at_once_and_both_are_told(anar, rauf, as_anar, as_rauf, who):
    case = make.case(anar)
    row = accepted(anar, rauf)
    ending = reverse("cabinet:delegation_ending", args=[row.pk])

    client = as_anar if who == "principal" else as_rauf
    answers = [client.post(ending, {"reason": "Lazım deyil"}).status_code for _click in range(2)]

    row.refresh_from_db()
    assert (answers, row.state, row.reason) == ([302, 302], "ended", "Lazım deyil")
    assert as_rauf.get(case.get_absolute_url()).status_code == 404
    assert told("delegation-ended") == {anar.user.pk, rauf.user.pk}
    assert JournalEntry.objects.about(row).filter(verb="end").count() == 1
    Notice.objects.all().delete()
    case.withdraw(by=anar.user)
    assert told("case-withdrawn") == {anar.user.pk}


def test_a_delegate_acts_and_every_deed_names_both_and_the_delegation(anar, rauf, as_rauf, as_anar, english):
    version = make.edition()
    row = accepted(anar, rauf)
    [party] = delegated_to(rauf, version.service_id)
    case = Case.begin(version=version, party=party, by=rauf.user)
    case.write(answers=make.ANSWERS, seen=case.written(make.ANSWERS), by=rauf.user)
    case.submit(by=rauf.user)

    as_rauf.post(address("case_message", case), {"text": "Salam"})

    assert (case.applicant, case.subject, case.filed_by) == (anar, anar, rauf.user)
    deeds = JournalEntry.objects.about(case).filter(actor_id=str(rauf.user.pk))
    assert list(deeds.order_by("pk").values_list("verb", "after__delegation")) == [
        ("begin", row.pk),
        ("submit", row.pk),
        ("message", row.pk),
    ]
    words = f"{rauf.short_name} for {anar.short_name}, by delegation № {row.pk}"
    assert words in as_anar.get(case.get_absolute_url()).content.decode()
    assert told("case-submitted") == {anar.user.pk, rauf.user.pk}
    assert Notice.objects.get(kind="case-submitted", to=rauf.user).subject.startswith(anar.name)


def test_the_person_s_own_deeds_name_no_delegation(anar, rauf):
    accepted(anar, rauf)

    case = make.case(anar)

    assert not JournalEntry.objects.about(case).filter(after__has_key="delegation").exists()


def test_who_may_only_look_sees_and_changes_nothing(anar, rauf, as_rauf):
    case = make.case(anar)
    accepted(anar, rauf, only_looks=True)

    assert as_rauf.get(case.get_absolute_url()).status_code == 200
    assert not Case.objects.editable_by(rauf.user).exists()
    assert as_rauf.post(address("case_withdrawal", case)).status_code == 403
    [party] = delegated_to(rauf, case.version.service_id)
    with pytest.raises(Refusal) as refused:
        Case.begin(version=case.version, party=party, by=rauf.user)
    assert refused.value.code == "only_looks"


def test_chosen_services_and_no_others(anar, rauf, as_rauf):
    permit, letter = make.case(anar), make.case(anar, version=make.edition("letter"))
    child = make.case(anar, subject=make.child_of(anar))

    row = accepted(anar, rauf, covers_all=False, services=[permit.version.service])

    seen = [as_rauf.get(one.get_absolute_url()).status_code for one in (permit, letter, child)]
    assert seen == [200, 404, 404]
    assert set(Case.objects.editable_by(rauf.user)) == {permit}
    with pytest.raises(Refusal) as refused:
        party = Party(anar, anar, delegation=row)
        Case.begin(version=letter.version, party=party, by=rauf.user, instead_of=letter.number)
    assert refused.value.code == "out_of_scope"


def test_a_delegate_appeals_only_if_appeals_are_in_the_scope(anar, rauf, as_rauf, english):
    """The appeal is a service of its own, and it is the person who appeals."""
    make.edition("appeal")
    case = make.case(anar, "in_review", officer=make.user())
    make.decision(case, by=make.user())
    permit, appeal = case.version.service, a_service("appeal")
    narrow = accepted(anar, rauf, covers_all=False, services=[permit])

    with pytest.raises(Refusal) as refused:
        case.appeal(by=rauf.user)
    assert refused.value.code == "out_of_scope"
    assert address("case_appeal", case) not in as_rauf.get(case.get_absolute_url()).content.decode()

    narrow.end(by=rauf.user)
    accepted(anar, rauf, covers_all=False, services=[permit, appeal])
    made = case.appeal(by=rauf.user)
    assert (made.applicant, made.subject, made.filed_by) == (anar, anar, rauf.user)


def test_a_delegate_passes_nothing_on(anar, rauf):
    """Neither in the name of the principal, nor by a delegation of their own."""
    case, third = make.case(anar), make.citizen()
    accepted(anar, rauf)

    with pytest.raises(Refusal) as refused:
        ask_delegation(anar, by=rauf.user, **wish(third))
    accepted(rauf, third)

    assert refused.value.code == "not_oneself"
    assert list(Case.objects.of(rauf.user)) == [case] and not Case.objects.of(third.user).exists()


def test_a_delegate_sees_neither_the_person_nor_the_family_nor_the_papers(anar, aylin, rauf, as_rauf):
    accepted(anar, rauf)
    Attachment.objects.create(
        owner=anar, uploaded_by=anar.user, title="Şəxsi", name="x.pdf", size=9, sha256="0" * 64,
        content_type="application/pdf", scan_state="clean", may_be_reused=True,
    )  # fmt: skip

    assert set(Person.objects.visible_to(rauf.user)) == {rauf} == set(Person.objects.editable_by(rauf.user))
    assert not Attachment.objects.visible_to(rauf.user).exists()
    assert not Attachment.objects.editable_by(rauf.user).exists()
    assert as_rauf.get(reverse("cabinet:home"), {"person": anar.pk}).status_code == 404
    assert as_rauf.get(reverse("cabinet:looks"), {"person": anar.pk}).status_code == 404


def test_an_officer_never_works_on_a_case_of_whom_the_officer_acts_for(anar):
    nigar = holder("Nigar", "ministry-officer")
    me = make.person(nigar, name="Nigar") if not hasattr(nigar, "person") else nigar.person
    accepted(anar, me)
    case = make.case(anar)

    assert case not in Case.objects.handled_by(nigar)


@pytest.mark.parametrize("known", [True, False])
def test_the_answer_is_the_same_whether_the_portal_knows_the_person_or_not(anar, rauf, as_anar, known):
    described = wish(rauf) if known else wish(rauf, fin=make.fin())
    wrong = {**described, "name": "Kamal"}

    row = ask_delegation(anar, by=anar.user, **wrong)
    with pytest.raises(Refusal) as refused:
        ask_delegation(anar, by=anar.user, **described)

    assert (row.state, row.delegate, refused.value.code) == ("asked", None, "overlaps")
    assert "Kamal" in as_anar.get(LIST).content.decode()
    assert not Notice.objects.filter(kind="delegation-asked").exists()


def test_two_for_the_same_days_are_refused_by_the_database(anar, rauf):
    row = accepted(anar, rauf)
    values = {"principal": anar, "delegate_index": row.delegate_index, "delegate_name": "x"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(since=in_days(30), until=in_days(40), **values)
    Delegation.objects.create(since=in_days(31), until=in_days(40), **values)


def test_what_was_agreed_is_never_changed(anar, rauf):
    row = accepted(anar, rauf)

    for change in ({"until": in_days(300)}, {"covers_all": False}, {"delegate": anar}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Delegation.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"until": in_days(366)}, "too_long"),
        ({"until": in_days(-1)}, "too_long"),
        ({"covers_all": False}, "no_services"),
    ],
)
def test_it_has_an_end_and_a_scope(anar, rauf, change, code):
    with pytest.raises(Refusal) as refused:
        make.delegation(anar, rauf, **change)

    assert refused.value.code == code


def test_only_adults_ask_and_are_asked_and_nobody_oneself(anar, rauf):
    young = make.citizen(birth_date=timezone.localdate() - timedelta(days=365 * 15))

    codes = []
    for principal, delegate in ((young, rauf), (anar, anar)):
        with pytest.raises(Refusal) as refused:
            make.delegation(principal, delegate)
        codes.append(refused.value.code)

    assert codes == ["not_adult", "oneself"]
    assert make.delegation(anar, young).delegate is None


def test_time_ends_it_and_both_are_told_once(anar, rauf):
    move_to(accepted(anar, rauf), -9, -1)
    late = make.delegation(rauf, anar)
    Delegation.objects.filter(pk=late.pk).update(asked_at=timezone.now() - timedelta(days=15))
    Notice.objects.all().delete()

    with pytest.raises(Refusal) as refused:
        late.accept(by=anar.user)
    for _round in range(2):
        lapse_delegations()

    assert refused.value.code == "too_late"
    assert set(Delegation.objects.values_list("state", flat=True)) == {"ended"}
    assert Notice.objects.filter(kind="delegation-ended").count() == 4


def test_the_stranger_finds_nothing(anar, rauf):
    row = make.delegation(anar, rauf)
    client = Client()
    client.force_login(make.citizen().user)

    pages = [reverse(f"cabinet:delegation_{name}", args=[row.pk]) for name in ("acceptance", "ending")]
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert [client.post(page).status_code for page in pages] == [404, 404]
    with pytest.raises(Refusal) as refused:
        row.accept(by=anar.user)
    assert refused.value.code == "not_yours"


def test_the_way_through_the_pages(anar, rauf, as_rauf):
    """Asked after the password, seen in "needs you", read, accepted, listed for both."""
    permit = make.edition().service
    client = Client()
    client.post(reverse("account_login"), {"login": anar.user.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    form = wish(rauf) | {"covers_all": "chosen", "only_looks": "looks", "services": [permit.pk]}

    empty = client.post(ASKING, form | {"services": []})
    sent = client.post(ASKING, form)

    row = Delegation.objects.get()
    offer = reverse("cabinet:delegation_acceptance", args=[row.pk])
    assert (empty.status_code, sent.status_code) == (422, 302)
    assert offer in as_rauf.get(reverse("cabinet:home")).content.decode()
    assert permit.title in as_rauf.get(offer).content.decode()
    assert [as_rauf.post(offer).status_code for _click in range(2)] == [302, 302]
    assert offer not in as_rauf.get(reverse("cabinet:home")).content.decode()
    row.refresh_from_db()
    assert (row.state, row.only_looks, list(row.services.all())) == ("accepted", True, [permit])
    assert anar.short_name in as_rauf.get(LIST).content.decode()
    assert rauf.short_name in client.get(LIST).content.decode()


def test_the_list_asks_the_database_no_more_often_for_many(
    anar, rauf, as_anar, django_assert_max_num_queries
):
    service = make.edition().service
    for _each in range(4):
        make.delegation(anar, make.citizen(), covers_all=False, services=[service])

    with django_assert_max_num_queries(12):
        as_anar.get(LIST)


def test_staff_look_and_leave_a_trace_with_both(anar, rauf, nigar, signed_in):
    row = accepted(anar, rauf)
    page = reverse("admin:cabinet_delegation_change", args=[row.pk])

    answer = signed_in(nigar).get(page)

    assert answer.status_code == 200 and 'name="until"' not in answer.content.decode()
    looks = JournalEntry.objects.filter(verb="viewed", after__data="delegation")
    assert set(looks.values_list("subject_id", flat=True)) == {str(anar.pk), str(rauf.pk)}


def test_a_document_is_seen_with_its_case_and_no_other(anar, rauf, certificate):
    case = make.case(anar)
    receipt = issue_receipt(case)
    accepted(anar, rauf)

    assert list(IssuedDocument.objects.visible_to(rauf.user)) == [receipt]
