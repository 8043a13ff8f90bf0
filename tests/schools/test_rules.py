"""The rules as one text: the same for the same rows, kept when registration opens, never changed."""

import json
from hashlib import sha256

import pytest
from django.db import ProgrammingError, transaction

from schools.admissions.rulebook import as_json, book_of, is_true_to
from schools.models import Campaign, RuleBook
from tests.factories import exams
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(music_school):
    plan = {(music_school, "TAR5", "free"): 1}
    made = make.campaign("published", plan=plan, fee=120, tie_break=["priority", "older"], answer_days=3)
    make.group(made)
    exams.criteria(made)
    make.give_dates(made, "registration")
    return Campaign.objects.get(pk=made.pk)


def test_the_text_names_every_rule_and_its_fingerprint_is_that_of_its_bytes(campaign):
    book = book_of(campaign)
    said = json.loads(book.text)

    assert book.sha256 == sha256(book.text.encode()).hexdigest()
    assert said["choice"]["tie_break"] == ["priority", "older"]
    assert said["priorities"] == [[1, "Şəhid ailələri", "Sınaq qanunu, maddə 1"]]
    assert said["papers"] == [["Vəsiqə", "", "Şəhid ailələri", True]]
    assert ["TAR5", "free", 8, 12] in said["age"]["limits"]
    assert ["music", "hearing", 40] in said["exams"]["criteria"]
    assert said["fees"] == [["", "120.00", "Sınaq"]]


def test_it_is_kept_when_registration_opens_and_then_nobody_changes_it(campaign, nigar):
    assert not RuleBook.objects.exists()
    campaign.open_registration(by=nigar)
    kept = RuleBook.objects.get()

    assert json.loads(kept.text)["lot"] == campaign.lot_commitment != ""
    assert is_true_to(Campaign.objects.get(pk=campaign.pk), kept)
    for change in (lambda: RuleBook.objects.update(sha256="0" * 64), RuleBook.objects.all().delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_before_that_a_changed_rule_changes_the_fingerprint(campaign):
    before = book_of(campaign).sha256
    campaign.pass_mark = 60

    assert as_json(campaign)["choice"]["pass_mark"] == "60.0"
    assert book_of(campaign).sha256 != before


def test_anybody_reads_the_rules_and_takes_the_text(client, campaign, nigar):
    at = f"/en/admissions/{campaign.year}/rules/"
    before = client.get(at).text
    assert "They may still change" in before
    campaign.open_registration(by=nigar)

    page, text = client.get(at).text, client.get(f"{at}text/")
    kept = RuleBook.objects.get()
    assert kept.sha256 in page
    assert "Şəhid ailələri" in page
    assert sha256(text.content).hexdigest() == kept.sha256
    assert client.get("/en/admissions/1999/rules/").status_code == 404


def test_a_draft_is_not_public(client, music_school):
    campaign = make.campaign("draft", plan={(music_school, "TAR5", "free"): 1})

    assert client.get(f"/en/admissions/{campaign.year}/rules/").status_code == 404


def test_the_page_asks_a_fixed_number_of_questions(client, campaign, django_assert_num_queries):
    at = f"/en/admissions/{campaign.year}/rules/"
    client.get(at)
    with django_assert_num_queries(14):
        client.get(at)
