import pytest

from eculture import notices
from eculture.channel_choices import ChannelChoice
from eculture.channels import channels
from eculture.delivery import Delivery
from eculture.models import User
from eculture.notices import choose_channels, is_sent, kinds

OFFER = {"child": "Aylin", "school": "Bülbül", "closes": "1.9.2026", "number": "MQ-1"}
DEFAULTS = {(kind.slug, way.slug) for kind in kinds for way in channels if is_sent(kind, way, {})}
pytestmark = pytest.mark.django_db


@pytest.fixture
def anar():
    return User.objects.create_user("anar@numune.example", phone="+994501234567")


def ways(user, slug):
    notices.send(slug, to=user, key="1", **OFFER)
    return sorted(Delivery.objects.filter(notice__to=user).values_list("channel", flat=True))


def choices(user):
    return sorted(user.channel_choices.values_list("kind", "channel", "is_wanted"))


def test_by_default_all_goes_by_e_mail_and_what_cannot_wait_by_sms_too():
    assert {kind for kind, way in DEFAULTS if way == "email"} == {kind.slug for kind in kinds}
    by_sms = {kind for kind, way in DEFAULTS if way == "sms"}
    assert by_sms == {kind.slug for kind in kinds if kind.urgent}
    assert {"place-offered", "not-placed", "admission-notice"} <= by_sms
    assert not {"welcome", "job-done", "application-submitted"} & by_sms


def test_who_wants_what_happens_anyway_leaves_no_row(anar):
    choose_channels(anar, wanted=DEFAULTS)

    assert choices(anar) == []


def test_only_what_differs_is_kept_and_followed(anar):
    choose_channels(
        anar, wanted=DEFAULTS - {("application-submitted", "email")} | {("application-submitted", "sms")}
    )

    assert choices(anar) == [
        ("application-submitted", "email", False),
        ("application-submitted", "sms", True),
    ]
    assert ways(anar, "application-submitted") == ["sms"]


def test_a_choice_is_taken_back_by_choosing_again(anar):
    choose_channels(anar, wanted=DEFAULTS - {("place-offered", "sms")})
    assert choices(anar) == [("place-offered", "sms", False)]

    choose_channels(anar, wanted=DEFAULTS)

    assert ways(anar, "place-offered") == ["email", "sms"]


@pytest.mark.parametrize("slug", ["password-changed", "second-factor-changed", "new-device", "not-placed"])
def test_security_and_decisions_always_go_by_e_mail(anar, slug):
    choose_channels(anar, wanted=set())

    assert not ChannelChoice.objects.filter(kind=slug, channel="email").exists()
    assert ways(anar, slug) == ["email"]


def test_a_choice_is_one_s_own(anar):
    rauf = User.objects.create_user("rauf@numune.example", phone="+994551234567")

    choose_channels(anar, wanted=set())

    assert choices(rauf) == []
    assert ways(rauf, "place-offered") == ["email", "sms"]


def test_a_kind_that_came_later_follows_its_default(anar):
    """A choice knows only the kinds there were: new ones are not silenced by it."""
    choose_channels(anar, wanted=DEFAULTS)

    assert is_sent(kinds["welcome"], channels["email"], notices.said_by(anar))
