"""Consents: in words that never change, withdrawn by one click, asked for again when the words do."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from cabinet.files.models import REUSE, Attachment
from cabinet.files.receiving import receive
from cabinet.models import Consent, ConsentText, Guardianship
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from registry.mandates import grant
from tests.cabinet.files import files
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
PAGE = reverse("cabinet:consents")
WORDS = {"text_az": "Yeni mətn", "text_en": "New words", "text_ru": "Новый текст"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def paper(anar, aylin):
    """Anar lets a paper of Aylin be used again."""
    made = receive(files.pdf(), owner=aylin, title="Şəhadətnamə", by=anar.user)
    made.let_be_reused(may=True, by=anar.user)
    return made


def can_be_used(paper) -> bool:
    return Attachment.objects.filter(pk=paper.pk).reusable().exists()


def at(name: str, consent: Consent) -> str:
    return reverse(f"cabinet:consent_{name}", args=[consent.pk])


def test_the_first_wording_is_there_in_three_languages():
    text = ConsentText.objects.current(REUSE)

    with translation.override("en"):
        assert text.text == "I agree that this paper is offered in my next cases"
    assert text.version == 1 and len({text.text_az, text.text_en, text.text_ru}) == 3
    assert ConsentText.objects.current(REUSE) == text


def test_a_tick_on_a_paper_is_a_consent_in_the_words_of_that_day(anar, aylin, paper, as_anar):
    ConsentText.objects.publish(purpose=REUSE, by=None, **WORDS)

    page = as_anar.get(f"/en{PAGE}").content.decode()

    consent = Consent.objects.get()
    assert (consent.person, consent.given_by, consent.wording.version) == (aylin, anar.user, 1)
    assert "I agree that this paper is offered" in page and "New words" in page and "Şəhadətnamə" in page


def test_one_click_withdraws_and_twice_is_once(anar, paper, as_anar):
    consent = Consent.objects.get()

    for _click in range(2):
        assert as_anar.post(at("withdrawal", consent)).status_code == 302

    consent.refresh_from_db()
    assert consent.withdrawn_at and not can_be_used(paper)
    verbs = JournalEntry.objects.about(consent).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["agree", "withdraw"]


def test_taking_the_tick_off_withdraws_and_a_new_tick_is_a_new_consent(anar, paper):
    paper.let_be_reused(may=False, by=anar.user)
    assert Consent.objects.given().count() == 0

    paper.let_be_reused(may=True, by=anar.user)
    assert can_be_used(paper)
    assert (Consent.objects.count(), Consent.objects.given().count()) == (2, 1)


def test_new_words_ask_again_and_until_then_allow_nothing(anar, paper, as_anar):
    old = Consent.objects.get()
    newer = ConsentText.objects.publish(purpose=REUSE, by=None, **WORDS)
    assert not can_be_used(paper)

    assert as_anar.post(at("renewal", old), {"text": newer.pk}).status_code == 302

    assert can_be_used(paper)
    assert list(Consent.objects.given().values_list("wording", flat=True)) == [newer.pk]


def test_nobody_agrees_to_words_that_were_not_on_the_page(anar, paper, as_anar):
    old = Consent.objects.get()
    seen = ConsentText.objects.publish(purpose=REUSE, by=None, **WORDS)
    ConsentText.objects.publish(purpose=REUSE, by=None, **WORDS)

    assert as_anar.post(at("renewal", old), {"text": seen.pk}).status_code == 409
    with pytest.raises(Refusal):
        old.renew(seen=0, by=anar.user)
    assert Consent.objects.get().wording.version == 1


def test_a_stranger_and_who_no_longer_represents_reach_nothing(anar, paper, as_anar, as_rauf):
    consent = Consent.objects.get()
    assert as_rauf.get(PAGE).context["rows"] == []
    assert as_rauf.post(at("withdrawal", consent)).status_code == 404

    Guardianship.objects.get().end(by=anar.user)
    assert as_anar.get(PAGE).context["rows"] == []
    assert as_anar.post(at("withdrawal", consent)).status_code == 404


@pytest.mark.parametrize(
    ("rows", "change"),
    [
        (ConsentText.objects, {"text_az": "Başqa söz"}),
        (ConsentText.objects, None),
        (Consent.objects, {"given_at": "2020-01-01T00:00:00Z"}),
        (Consent.objects, None),
    ],
)
def test_the_database_keeps_words_and_consents_as_they_were(paper, rows, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change) if change else rows.all()._raw_delete("default")


def test_a_withdrawn_consent_comes_back_by_no_update(anar, paper):
    Consent.objects.get().withdraw(by=anar.user)

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(withdrawn_at=None)


def test_staff_write_a_new_wording_and_change_none(signed_in, paper):
    officer = make.with_second_factor(make.user(is_staff=True))
    grant(to=officer, role="ministry-officer", by=None)
    client = signed_in(officer)

    answer = client.post(reverse("admin:cabinet_consenttext_add"), {"purpose": REUSE, **WORDS})

    newest = ConsentText.objects.current(REUSE)
    assert (answer.status_code, newest.version, newest.text_ru, newest.made_by) == (
        302,
        2,
        "Новый текст",
        officer,
    )
    assert JournalEntry.objects.about(newest).get().verb == "publish_consent_text"
    page = reverse("admin:cabinet_consenttext_change", args=[newest.pk])
    assert client.post(page, {"purpose": REUSE, **WORDS, "text_az": "Başqa"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_more_consents_ask_no_more_of_the_database(anar, paper, as_anar, count, django_assert_num_queries):
    for _number in range(1, count):
        receive(files.pdf(), owner=anar, title="Arayış", by=anar.user).let_be_reused(may=True, by=anar.user)
    as_anar.get(PAGE)

    with django_assert_num_queries(7):
        as_anar.get(PAGE)
