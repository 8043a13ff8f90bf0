import pytest
from django.db.models import F, Value
from django.db.models.functions import JSONObject

from eculture import notices
from eculture.channel_choices import ChannelChoice
from eculture.channels import channels
from eculture.delivery import Delivery
from eculture.models import Notice, User
from eculture.notices import choose_channels, is_sent, kinds

OFFER = {"child": "Aylin", "school": "Bülbül", "closes": "1.9.2026", "number": "MQ-1"}
pytestmark = pytest.mark.django_db


def defaults():
    """Read anew: other tests plug in kinds of their own."""
    return {(kind.slug, way.slug) for kind in kinds for way in channels if is_sent(kind, way, {})}


@pytest.fixture
def anar():
    return User.objects.create_user("anar@numune.example", phone="+994501234567")


def ways(user, slug):
    notices.send(slug, to=user, key="1", **OFFER)
    return sorted(Delivery.objects.filter(notice__to=user).values_list("channel", flat=True))


def choices(user):
    return sorted(user.channel_choices.values_list("kind", "channel", "is_wanted"))


def test_by_default_all_goes_by_e_mail_and_what_cannot_wait_by_sms_too():
    assert {kind for kind, way in defaults() if way == "email"} == {kind.slug for kind in kinds}
    by_sms = {kind for kind, way in defaults() if way == "sms"}
    assert by_sms == {kind.slug for kind in kinds if kind.urgent}
    assert {"place-offered", "not-placed", "admission-notice"} <= by_sms
    assert not {"welcome", "job-done", "application-submitted"} & by_sms


def test_who_wants_what_happens_anyway_leaves_no_row(anar):
    choose_channels(anar, wanted=defaults())

    assert choices(anar) == []


def test_only_what_differs_is_kept_and_followed(anar):
    choose_channels(
        anar, wanted=defaults() - {("application-submitted", "email")} | {("application-submitted", "sms")}
    )

    assert choices(anar) == [
        ("application-submitted", "email", False),
        ("application-submitted", "sms", True),
    ]
    assert ways(anar, "application-submitted") == ["sms"]


def test_a_choice_is_taken_back_by_choosing_again(anar):
    choose_channels(anar, wanted=defaults() - {("place-offered", "sms")})
    assert choices(anar) == [("place-offered", "sms", False)]

    choose_channels(anar, wanted=defaults())

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
    choose_channels(anar, wanted=defaults())

    assert is_sent(kinds["welcome"], channels["email"], notices.said_by(anar))


@pytest.mark.parametrize("slug", ["exam-result", "place-offered", "job-done"])
def test_all_at_once_are_told_by_the_same_channels_as_one_alone(slug):
    """Four people who have said different things, each told alone and then together with the others."""
    people = [
        User.objects.create_user(f"p{number}@numune.example", phone=phone)
        for number, phone in enumerate(["", "+994501234567", "+994501234568", "+994501234569"])
    ]
    for user, channel, wanted in ((people[2], "email", False), (people[3], "sms", not kinds[slug].urgent)):
        ChannelChoice.objects.create(user=user, kind=slug, channel=channel, is_wanted=wanted)
    facts = {"child": "Aylin", "number": "MQ-1", "job": "1", "kind": "placement"}
    for user in people:
        notices.send(slug, to=user, key="alone", **facts)

    rows = User.objects.annotate(to=F("pk"), key=Value("together"), context=JSONObject(child=Value("Aylin")))
    for _twice in range(2):
        notices.send_to_all(slug, rows)

    def ways(key: str) -> list[tuple[int, str]]:
        found = Delivery.objects.filter(notice__key=f"{slug}:{key}")
        return sorted(found.values_list("notice__to", "channel"))

    assert ways("together") == ways("alone") != []
    assert Notice.objects.filter(key=f"{slug}:together").count() == 4
