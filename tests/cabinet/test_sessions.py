import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from cabinet.accounts import sessions
from cabinet.accounts.devices import device
from eculture.journal import JournalEntry
from eculture.notices import Notice
from registry.mandates import grant
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
ACCOUNTS = reverse("admin:eculture_user_changelist")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = reverse("cabinet:notices")


def browser_of(user, user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    return client


def is_out(client: Client) -> bool:
    return client.get(PAGE).status_code == 302


def deeds(user) -> list[tuple[str, str]]:
    entries = JournalEntry.objects.about(user).exclude(verb="sign_in")
    return [(entry.verb, entry.actor_id) for entry in entries]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("curl/8.5.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_named_in_words(user_agent, words, english):
    assert device(user_agent) == words


def test_the_list_says_with_which_device_and_when_somebody_was_last_seen(anar):
    here, there = browser_of(anar.user), browser_of(anar.user, "curl/8.5.0")
    earlier = there.session
    earlier[sessions.SEEN] = 1_788_000_000
    earlier.save()

    page = here.get(f"/en{reverse('usersessions_list')}").content.decode()

    assert "Firefox, Windows" in page and "Unknown device" in page
    assert "29 August 2026" in page


@pytest.mark.asvs("7.4.4", "7.5.2")
def test_one_ends_a_session_of_ones_own_and_that_browser_is_out(anar):
    here, there = browser_of(anar.user), browser_of(anar.user)
    session = UserSession.objects.get(session_key=there.session.session_key)

    answer = here.post(reverse("cabinet:session_ending", args=[session.pk]))

    assert (answer.status_code, is_out(there), is_out(here)) == (302, True, False)
    assert deeds(anar.user) == [("end_session", str(anar.user.pk))]


def test_a_stranger_ends_no_session_of_somebody_else(anar, as_rauf):
    client = browser_of(anar.user)
    session = UserSession.objects.get(user=anar.user)

    answer = as_rauf.post(reverse("cabinet:session_ending", args=[session.pk]))

    assert (answer.status_code, is_out(client)) == (404, False)


@pytest.mark.asvs("7.4.5")
def test_staff_end_all_sessions_of_an_account_and_its_owner_is_told(anar, rauf, signed_in):
    officer = make.with_second_factor(make.user(is_staff=True))
    grant(to=officer, role="ministry-officer", by=None)
    browsers = [browser_of(user) for user in (anar.user, anar.user, rauf.user)]

    answer = signed_in(officer).post(
        ACCOUNTS, {"action": "end_sessions", "_selected_action": [anar.user.pk]}, follow=True
    )

    assert answer.status_code == 200
    assert [is_out(browser) for browser in browsers] == [True, True, False]
    assert deeds(anar.user) == [("end_all_sessions", str(officer.pk))]
    assert Notice.objects.filter(to=anar.user, kind="sessions-ended").count() == 1


def test_an_auditor_ends_no_sessions(anar, signed_in):
    auditor = make.with_second_factor(make.user(is_staff=True))
    grant(to=auditor, role="auditor", by=None)
    client = browser_of(anar.user)

    answer = signed_in(auditor).post(ACCOUNTS, {"action": "end_sessions", "_selected_action": [anar.user.pk]})

    assert (answer.status_code, is_out(client)) == (403, False)


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize("query", [{"q": "anar"}, {"email__startswith": "a"}, {"password__startswith": "p"}])
def test_no_address_is_tried_out_letter_by_letter(anar, nigar, signed_in, query):
    page = signed_in(nigar).get(ACCOUNTS, query)

    assert page.status_code in {302, 400} or list(page.context["cl"].queryset) == []


def test_the_whole_address_finds_its_account(anar, nigar, signed_in):
    page = signed_in(nigar).get(ACCOUNTS, {"q": " ANAR@numune.example "})

    assert list(page.context["cl"].queryset) == [anar.user]
