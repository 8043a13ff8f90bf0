"""A paid place is accepted by its payment: once, never without the money, no money without the place."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cabinet.models import Bill, Payment
from cabinet.payments import paying
from cabinet.payments.gateways import signature
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from schools.models import Application, PlanPlace
from tests.bank import Bank
from tests.factories import schools as make

LIST = "/en/cabinet/applications/"


@pytest.fixture
def bank(settings):
    bank = Bank()
    settings.PAYMENT_URL, settings.PAYMENT_PAGES = bank.url, [bank.origin]
    settings.PAYMENT_TOKEN, settings.PAYMENT_SECRET = "token", "secret"
    settings.OUTBOUND_HOSTS = {"127.0.0.1"}
    yield bank
    bank.close()


def offer_to(anar, school, *, child=None, places=1, fee=Decimal("120.00")) -> Application:
    plan = {(school, "TAR5", "paid"): places}
    campaign = make.campaign("confirmation", plan=plan, fee=fee)
    return offer_in(campaign, anar, child=child)


def offer_in(campaign, anar, *, child=None) -> Application:
    made = make.application(campaign, points=85, by=anar, child=child, state="placed")
    run = campaign.runs.create(state="published")
    closes = campaign.stage("confirmation").closes_at
    made.offers.create(place=campaign.plan_places.get(), run=run, expires_at=closes)
    return made


@pytest.fixture
def offered(bank, anar, aylin, music_school):
    return offer_to(anar, music_school, child=aylin)


@pytest.fixture
def page(signed_in, anar):
    return signed_in(anar.user)


def begin(page, application) -> Payment:
    bill = page.post(f"{LIST}{application.number}/acceptance/").url
    page.post(f"{bill}payment/")
    return Payment.objects.get(state="started")


def call_back(client, payment, *, signed=None):
    body = json.dumps({"reference": payment.reference}).encode()
    headers = {"X-Signature": signature(body) if signed is None else signed}
    return client.post("/payments/callback/", body, content_type="application/json", headers=headers)


def test_a_family_pays_and_the_place_is_theirs(page, client, bank, offered, mailoutbox, pump):
    html = page.get(f"{LIST}{offered.number}/").content.decode()
    assert "Accept and pay 120.00 manat" in html

    to_bill = page.post(f"{LIST}{offered.number}/acceptance/")
    bill = Bill.objects.get()
    assert to_bill.url == f"/en/cabinet/bills/{bill.pk}/"
    assert "A paid place: 1 nömrəli nümunə musiqi məktəbi" in page.get(to_bill.url).content.decode()

    to_bank = page.post(f"{to_bill.url}payment/")
    payment = Payment.objects.get()
    assert to_bank.url == f"{bank.origin}/pay/{payment.reference}"
    assert "The bank has not yet said how the payment ended" in page.get(to_bill.url).content.decode()

    bank.pay(payment.reference)
    assert [call_back(client, payment).status_code for _ in range(3)] == [200] * 3

    bill.refresh_from_db()
    offered.refresh_from_db()
    assert (bill.state, offered.state, PlanPlace.objects.get().taken) == ("paid", "accepted", 1)
    assert list(Payment.objects.values_list("state", flat=True)) == ["paid"]
    pump()
    subjects = sorted(letter.subject for letter in mailoutbox)
    assert subjects == ["Aylin: the payment has been made", "Aylin: the place has been accepted"]
    assert JournalEntry.objects.filter(verb__in=["bill", "begin_payment", "confirm", "settle"]).count() == 4


def test_without_the_money_the_place_is_not_accepted(page, offered, bank):
    with pytest.raises(Refusal, match="accepted by paying"):
        offered.accept(by=offered.guardian.user)
    payment = begin(page, offered)

    bank.payments[payment.reference]["state"] = "failed"
    page.post(f"/en/cabinet/bills/{payment.bill_id}/check/")

    payment.refresh_from_db()
    offered.refresh_from_db()
    assert (payment.state, payment.bill.state, offered.state) == ("failed", "open", "placed")
    assert begin(page, offered).pk != payment.pk


def test_pressing_twice_leads_to_one_payment(page, offered):
    first = begin(page, offered)

    again = page.post(f"/en/cabinet/bills/{first.bill_id}/payment/")

    assert again.url == first.page
    assert (Bill.objects.count(), Payment.objects.count()) == (1, 1)


def test_a_bank_that_does_not_answer_takes_nothing_and_is_asked_under_the_same_key(page, offered, bank):
    bank.mood = 503
    bill = page.post(f"{LIST}{offered.number}/acceptance/").url
    answer = page.post(f"{bill}payment/")
    assert answer.status_code == 409
    assert "The bank does not answer. No money was taken." in answer.content.decode()

    bank.mood = "ok"
    payment = Payment.objects.get()
    page.post(f"{bill}payment/")

    payment.refresh_from_db()
    assert payment.reference == f"bank-{payment.pk}"
    assert list(bank.payments) == [payment.reference]


def test_money_of_which_nobody_told_us_is_found_by_the_round(page, offered, bank):
    """Killed between asking the bank and writing its number: the payer had gone to the bank all the same."""
    payment = begin(page, offered)
    bank.pay(payment.reference)
    Payment.objects.filter(pk=payment.pk).update(reference="", page="")
    with pgtrigger.ignore("cabinet.Payment:payment_keeps_its_sum"):
        Payment.objects.update(started_at=timezone.now() - timedelta(minutes=5))

    paying.reconcile()
    paying.reconcile()

    offered.refresh_from_db()
    assert (offered.state, Payment.objects.get().state) == ("accepted", "paid")


@pytest.mark.parametrize("changed", [{}, {"amount": "1.00"}])
def test_money_that_is_for_nothing_goes_back(page, client, offered, bank, changed, pump, mailoutbox):
    """The family has withdrawn into another offer, or another sum has arrived."""
    payment = begin(page, offered)
    if not changed:
        Application.objects.filter(pk=offered.pk).update(state="declined")
    bank.pay(payment.reference, **changed)

    call_back(client, payment)
    paying.reconcile()
    paying.reconcile()

    payment.refresh_from_db()
    assert payment.state == "returned"
    assert bank.refunds == [(payment.reference, f"back-{payment.pk}")]
    assert payment.bill.state == ("open" if changed else "cancelled")
    assert PlanPlace.objects.get().taken == 0
    pump()
    assert [letter.subject for letter in mailoutbox] == ["Aylin: the money is being given back"]


def test_a_payment_that_failed_and_was_made_after_all_is_money(page, client, offered, bank):
    payment = begin(page, offered)
    bank.payments[payment.reference]["state"] = "failed"
    call_back(client, payment)
    second = begin(page, offered)
    for one in (payment, second):
        bank.pay(one.reference)
        call_back(client, one)

    states = dict(Payment.objects.values_list("pk", "state"))
    assert states == {payment.pk: "paid", second.pk: "returning"}
    assert PlanPlace.objects.get().taken == 1


def test_an_offer_does_not_lapse_while_somebody_pays(page, offered):
    begin(page, offered)
    offered.offers.update(expires_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(Refusal, match="A payment for this place is under way"):
        offered.lapse(by=None)


def test_only_a_signed_call_is_heard(page, client, offered, bank):
    payment = begin(page, offered)
    bank.pay(payment.reference)

    assert call_back(client, payment, signed="0" * 64).status_code == 403
    assert call_back(client, payment, signed="").status_code == 403
    body = b'{"reference": "unknown"}'
    headers = {"X-Signature": signature(body)}
    unknown = client.post("/payments/callback/", body, content_type="application/json", headers=headers)
    assert unknown.status_code == 404
    assert Payment.objects.get().state == "started"


def test_nobody_is_sent_to_a_page_elsewhere(page, offered, settings):
    settings.PAYMENT_PAGES = ["https://bank.example"]
    bill = page.post(f"{LIST}{offered.number}/acceptance/").url

    assert page.post(f"{bill}payment/").status_code == 409


def test_a_stranger_finds_no_bill(page, signed_in, offered, rauf):
    payment = begin(page, offered)
    url = f"/en/cabinet/bills/{payment.bill_id}/"

    stranger = signed_in(rauf.user)

    assert [stranger.get(url).status_code, stranger.post(f"{url}payment/").status_code] == [404, 404]
    assert stranger.get("/en/cabinet/bills/").context["page"].paginator.count == 0


def test_where_no_fee_is_known_a_paid_place_is_accepted_as_it_is(page, bank, anar, aylin, music_school):
    application = offer_to(anar, music_school, child=aylin, fee=None)

    page.post(f"{LIST}{application.number}/acceptance/")

    application.refresh_from_db()
    assert (application.state, Bill.objects.count()) == ("accepted", 0)


def test_the_database_keeps_every_sum(page, offered):
    payment = begin(page, offered)
    for change in (
        lambda: Payment.objects.filter(pk=payment.pk).update(amount=1),
        lambda: Payment.objects.filter(pk=payment.pk).delete(),
        lambda: Bill.objects.filter(pk=payment.bill_id).update(amount=1),
        lambda: Payment.objects.create(bill=payment.bill, amount=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_lists_ask_as_often_for_one_bill_as_for_three(page, offered, django_assert_num_queries):
    bill = begin(page, offered).bill
    page.get("/en/cabinet/bills/")
    with django_assert_num_queries(4):
        page.get("/en/cabinet/bills/")
    for about in ("98", "99"):
        whose = {"person": bill.person, "payer": bill.payer, "title": bill.title}
        Bill.objects.create(payable=bill.payable, about=about, amount=3, **whose)
    with django_assert_num_queries(4):
        assert len(page.get("/en/cabinet/bills/").context["page"]) == 3


@pytest.mark.django_db(transaction=True)
def test_the_bank_calls_from_ten_sides_at_once_and_the_place_is_taken_once(page, client, offered, bank):
    payment = begin(page, offered)
    bank.pay(payment.reference)

    def call(_number: int) -> int:
        try:
            return call_back(client, payment).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(call, range(10)))

    assert answers == [200] * 10
    assert (PlanPlace.objects.get().taken, Payment.objects.get().state) == (1, "paid")
    assert JournalEntry.objects.filter(verb="settle").count() == 1
