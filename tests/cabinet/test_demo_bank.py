from decimal import Decimal

import pytest

from cabinet.payments.gateways import DemoGateway, gateway


@pytest.fixture
def bank(settings, tmp_path):
    settings.DEMO, settings.BASE_DIR = True, tmp_path
    return gateway()


@pytest.mark.django_db
@pytest.mark.urls("tests.cabinet.demo_urls")
@pytest.mark.parametrize(("answer", "state"), [("pay", "paid"), ("decline", "failed")])
def test_a_visitor_pays_at_the_page_that_stands_for_a_bank(client, bank, answer, state):
    seen = bank.begin("key-1", Decimal("120.00"), "Ödənişli yer", "/cabinet/")
    assert bank.begin("key-1", Decimal("120.00"), "Ödənişli yer", "/cabinet/") == seen
    assert "120,00 manat" in client.get(seen.page).content.decode()

    back = client.post(f"{seen.page}answer/", {"answer": answer})

    assert (back.url, bank.look("key-1").state) == ("/cabinet/", state)
    client.post(f"{seen.page}answer/", {"answer": "decline" if answer == "pay" else "pay"})
    assert bank.look("key-1").state == state
    assert client.get("/demo/payments/../../etc/").status_code == 404
    assert client.get("/demo/payments/unknown/").status_code == 404


def test_without_a_bank_and_outside_the_demonstration_no_money_is_taken(settings):
    settings.DEMO = False
    assert gateway() is None
    settings.DEMO = True
    assert isinstance(gateway(), DemoGateway)
