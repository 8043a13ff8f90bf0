"""Sign-in through a provider, driven for real: tests/cabinet/oidc_provider.py is an HTTP server."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from eculture.models import User
from tests.cabinet.oidc_provider import CLIENT, Provider
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/sinaq/login/"


@pytest.fixture
def provider(settings):
    made = Provider()
    settings.OIDC_PROVIDERS = [made.settings()]
    settings.OUTBOUND_HOSTS = {"127.0.0.1"}
    settings.OUTBOUND_LOOPBACK = True
    yield made
    made.stop()


def sent_to_provider(client: Client) -> str:
    response = client.post(LOGIN)
    assert response.status_code == 302
    return response["Location"]


def come_back(client: Client, provider: Provider):
    return client.get(provider.authorize(sent_to_provider(client)))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def assert_refused(response, client: Client) -> None:
    assert response.status_code == 401
    assert "socialaccount/authentication_error.html" in [template.name for template in response.templates]
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.asvs("10.1.1", "6.8.1")
def test_a_person_signs_in_through_the_provider(provider):
    client = Client()

    response = come_back(client, provider)

    assert response.status_code == 302
    assert is_signed_in(client)
    account = SocialAccount.objects.get()
    assert (account.user.email, account.provider) == ("sevda@numune.example", "sinaq")
    assert account.extra_data == {"iss": provider.issuer, "sub": "kim-1"}
    assert not SocialToken.objects.exists()


def test_the_same_person_comes_back_to_the_same_account(provider):
    come_back(Client(), provider)
    provider.person["email"] = "yeni@numune.example"

    come_back(Client(), provider)

    assert [user.email for user in User.objects.all()] == ["sevda@numune.example"]


@pytest.mark.asvs("10.2.1", "10.5.1")
def test_the_wish_carries_pkce_nonce_and_state(provider):
    address = sent_to_provider(Client())

    wish = parse_qs(urlsplit(address).query)

    assert wish["code_challenge_method"] == ["S256"] and wish["response_type"] == ["code"]
    assert min(len(wish[name][0]) for name in ("code_challenge", "nonce", "state")) >= 16


@pytest.mark.asvs("7.1.1", "7.1.2", "7.1.3", "7.3.1", "7.3.2", "7.6.1", "7.6.2")
def test_sign_in_starts_only_by_a_post_and_not_in_the_name_of_the_address(provider):
    client = Client()

    asked = client.get(LOGIN)
    address = client.post(f"{LOGIN}?scope=admin&auth_params=nonce%3Dmine")["Location"]

    assert asked.status_code == 200
    wish = parse_qs(urlsplit(address).query)
    assert "admin" not in wish["scope"][0] and wish["nonce"] != ["mine"]


def test_the_way_back_is_one_address_in_every_language(provider):
    address = Client().post(f"/en{LOGIN}")["Location"]

    assert urlsplit(parse_qs(urlsplit(address).query)["redirect_uri"][0]).path == f"{LOGIN}callback/"


@pytest.mark.asvs("10.5.1", "10.5.2", "10.5.3", "10.5.4", "9.1.1", "9.2.1", "9.2.2", "9.2.3")
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"nonce": "an-old-one"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
    ids=lambda claims: "-".join(claims),
)
def test_a_token_with_a_wrong_claim_signs_nobody_in(provider, claims):
    provider.claims = claims
    client = Client()

    assert_refused(come_back(client, provider), client)


def unsigned(claims):
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "1"})


def by_shared_secret(claims):
    return jwt.encode(
        claims, "a-client-secret-of-the-tests-long-enough", algorithm="HS256", headers={"kid": "1"}
    )


def by_another_key(claims):
    stranger = Provider()
    stranger.stop()
    return stranger.signed(claims)


@pytest.mark.asvs("9.1.2", "9.1.3", "6.8.2")
@pytest.mark.parametrize("sign", [unsigned, by_shared_secret, by_another_key])
def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(provider, sign):
    provider.sign = sign
    client = Client()

    assert_refused(come_back(client, provider), client)


@pytest.mark.asvs("10.5.2")
def test_userinfo_about_somebody_else_signs_nobody_in(provider):
    provider.userinfo = {"sub": "kim-2"}
    client = Client()

    assert_refused(come_back(client, provider), client)


@pytest.mark.asvs("10.5.3", "9.2.4")
def test_a_discovery_document_of_another_issuer_is_refused(provider):
    provider.discovery = {"issuer": "https://other.example"}
    client = Client()

    assert_refused(client.post(LOGIN), client)


@pytest.mark.asvs("10.2.1", "10.2.2")
def test_a_foreign_or_missing_state_signs_nobody_in(provider):
    client, other = Client(), Client()
    back = provider.authorize(sent_to_provider(other))

    assert_refused(client.get(back), client)
    assert_refused(client.get(back.partition("&state=")[0]), client)


@pytest.mark.asvs("10.1.2")
def test_an_answer_works_once(provider):
    client = Client()
    back = provider.authorize(sent_to_provider(client))
    client.get(back)
    client.logout()

    client.get(back)

    assert not is_signed_in(client)


def test_a_code_that_was_already_exchanged_signs_nobody_in(provider):
    client, thief = Client(), Client()
    back = provider.authorize(sent_to_provider(client))
    own = parse_qs(urlsplit(provider.authorize(sent_to_provider(thief))).query)["state"][0]
    client.get(back)

    thief.get(f"{back.partition('&state=')[0]}&state={own}")

    assert not is_signed_in(thief)


def test_a_stolen_code_is_useless_without_the_word_behind_its_challenge(provider):
    client, thief = Client(), Client()
    back = provider.authorize(sent_to_provider(client))
    own = parse_qs(urlsplit(provider.authorize(sent_to_provider(thief))).query)["state"][0]

    response = thief.get(f"{back.partition('&state=')[0]}&state={own}")

    assert_refused(response, thief)


@pytest.mark.asvs("6.8.1")
def test_an_e_mail_address_never_links_accounts(provider, mailoutbox):
    known = make.user("sevda@numune.example")
    client = Client()

    come_back(client, provider)

    assert not is_signed_in(client)
    assert not SocialAccount.objects.filter(user=known).exists()
    assert [letter.to for letter in mailoutbox] == [["sevda@numune.example"]]


@pytest.mark.asvs("6.8.1", "10.5.2")
def test_another_sub_with_the_same_address_is_another_person(provider, mailoutbox):
    come_back(Client(), provider)
    provider.person["sub"] = provider.claims["sub"] = "kim-2"
    client = Client()

    come_back(client, provider)

    assert not is_signed_in(client)
    assert SocialAccount.objects.count() == 1


def test_an_unknown_provider_is_a_page_that_does_not_exist(provider):
    assert Client().post("/accounts/oidc/yoxdur/login/").status_code == 404


def test_a_provider_that_does_not_answer_is_a_sentence_and_not_a_crash(provider):
    provider.stop()
    client = Client()

    assert_refused(client.post(LOGIN), client)


def test_the_entrance_shows_the_providers_of_the_settings(provider):
    page = Client().get(reverse("account_login")).content.decode()

    assert "Sınaq girişi" in page and LOGIN in page


def test_somebody_signed_in_connects_the_provider_and_signs_in_by_it_later(provider, signed_in):
    anar = make.user("anar@numune.example")
    client = signed_in(anar)
    back = provider.authorize(client.post(LOGIN, {"process": "connect"})["Location"])
    client.post(client.get(back)["Location"], {"password": make.PASSWORD})

    come_back(visitor := Client(), provider)

    assert SocialAccount.objects.get().user == anar
    assert visitor.session["_auth_user_id"] == str(anar.pk)
