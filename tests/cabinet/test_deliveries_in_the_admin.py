import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eculture import notices
from eculture.delivery import Delivery
from eculture.journal import JournalEntry
from eculture.sections import admin_blocks
from tests.factories import cabinet as make
from tests.factories import schools

pytestmark = pytest.mark.django_db
LIST = reverse("admin:eculture_delivery_changelist")


@pytest.fixture
def letter(anar):
    notices.send("welcome", to=anar.user, key="1")
    return Delivery.objects.get()


@pytest.fixture
def as_nigar(nigar, signed_in):
    make.person(nigar, surname="Sınaqlı", name="Nigar")
    return signed_in(nigar)


def listed(client, **query):
    return list(client.get(LIST, query).context["cl"].result_list)


def test_staff_find_what_failed_what_is_late_and_by_which_channel(as_nigar, letter):
    assert [listed(as_nigar, state=state) for state in ("failed", "late", "waiting")] == [[], [], [letter]]

    Delivery.objects.update(state="failed")

    assert [listed(as_nigar, state=state) for state in ("failed", "waiting")] == [[letter], []]
    assert [listed(as_nigar, channel=slug) for slug in ("email", "sms")] == [[letter], []]


@pytest.mark.asvs("14.2.4")
def test_nobody_reads_an_address_or_a_text_there(as_nigar, letter):
    page = as_nigar.get(reverse("admin:eculture_delivery_change", args=[letter.pk]))

    shown = as_nigar.get(LIST).content.decode() + page.content.decode()
    assert "a•••@numune.example" in shown
    assert "anar@numune.example" not in shown and letter.notice.text not in shown


def test_the_tries_of_a_delivery_stand_on_its_page(as_nigar, letter):
    letter.begin()
    letter.not_sent("HTTP 500")

    page = as_nigar.get(reverse("admin:eculture_delivery_change", args=[letter.pk]))

    (formset,) = page.context["inline_admin_formsets"]
    assert [(one.number, one.outcome, one.error) for one in formset.formset.queryset] == [
        (1, "later", "HTTP 500")
    ]


def test_the_action_tries_again_what_failed_and_leaves_the_rest(as_nigar, anar, letter):
    notices.send("welcome", to=anar.user, key="2")
    sent = Delivery.objects.exclude(pk=letter.pk).get()
    Delivery.objects.filter(pk=letter.pk).update(state="failed")
    Delivery.objects.filter(pk=sent.pk).update(state="sent")

    as_nigar.post(LIST, {"action": "try_again", "_selected_action": [letter.pk, sent.pk]})

    assert dict(Delivery.objects.values_list("pk", "state")) == {letter.pk: "waiting", sent.pk: "sent"}
    assert JournalEntry.objects.filter(verb="try_delivery_again").count() == 1


def officer(name, role):
    """Somebody who holds a role, with a second factor."""
    user = schools.officer(schools.guardian(name).user, role)
    make.with_second_factor(user)
    user.refresh_from_db()
    return user


def test_an_auditor_reads_and_tries_nothing_again(signed_in, letter):
    Delivery.objects.update(state="failed")
    client = signed_in(officer("Lalə", "auditor"))

    assert listed(client) == [letter]
    client.post(LIST, {"action": "try_again", "_selected_action": [letter.pk]})

    assert Delivery.objects.get().state == "failed"


def test_who_looks_after_no_deliveries_gets_no_card(rauf, nigar, letter):
    Delivery.objects.update(state="failed")

    card = admin_blocks["undelivered"]

    assert card.context(rauf.user) is None
    assert card.context(nigar) == {"failed": 1, "late": 0, "faults": []}


def test_a_stranger_sees_nothing_of_it(as_rauf, rauf, letter):
    assert as_rauf.get(LIST).status_code == 302
    assert not Delivery.objects.visible_to(rauf.user).exists()
    assert not Delivery.objects.editable_by(rauf.user).exists()


def test_the_list_asks_as_many_questions_for_three_rows_as_for_one(as_nigar, anar, letter):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            as_nigar.get(LIST)
        return len(asked)

    questions()
    of_one = questions()
    for key in ("2", "3"):
        notices.send("welcome", to=anar.user, key=key)

    assert questions() == of_one


def test_the_first_page_says_so_when_something_was_not_delivered(as_nigar, letter):
    def card():
        blocks = dict((block.slug, html) for block, html in as_nigar.get("/en/admin/").context["blocks"])
        return blocks.get("undelivered")

    assert card() is None

    Delivery.objects.update(state="failed")

    assert [part.split("<")[0] for part in card().split("<dd>")[1:]] == ["1", "0"]
