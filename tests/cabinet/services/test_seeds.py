"""The catalogue as it is shipped."""

import pytest

from cabinet import reference
from cabinet.services.models import LifeEvent, Service
from cabinet.services.publishing import faults
from cabinet.services.versions import ServiceVersion

pytestmark = pytest.mark.django_db
HERITAGE = {
    "heritage-protection-zone", "heritage-construction", "heritage-sale", "heritage-conversion",
    "heritage-lease", "heritage-restoration",
}  # fmt: skip


def test_the_catalogue_is_whole_in_three_languages(catalogue):
    services = Service.objects.all()

    missing = [
        (service.slug, name, language)
        for service in services
        for name in reference.TEXTS
        for language in reference.LANGUAGES
        if not getattr(service, f"{name}_{language}")
    ]
    assert missing == []
    assert {service.slug for service in services} == HERITAGE | {
        "school-admission", "school-admission-appeal", "study-certificate", "citizen-letter", "appeal",
        "ask-why",
    }  # fmt: skip
    assert [service.slug for service in services if not service.life_events.exists()] == []


def test_every_edition_that_is_shipped_can_be_published(catalogue):
    editions = ServiceVersion.objects.all()

    assert {edition.service.slug: edition.state for edition in editions} == dict.fromkeys(
        [*HERITAGE, "study-certificate", "citizen-letter", "school-admission-appeal", "appeal", "ask-why"],
        "published",
    )
    assert [str(fault) for one in editions for fault in faults(one.definition, route=one.route)] == []


def test_a_restoration_project_is_seen_by_an_expert_and_decided_by_two(catalogue):
    edition = Service.objects.get(slug="heritage-restoration").edition

    assert [stage["slug"] for stage in edition.definition["stages"]] == ["papers", "expert", "commission"]
    assert edition.needs_two and edition.definition["about"]["field"] == "monument"


def test_a_certificate_is_given_by_the_school_and_a_letter_has_15_or_30_days(catalogue):
    certificate, letter = (
        Service.objects.get(slug=slug).edition for slug in ("study-certificate", "citizen-letter")
    )

    assert certificate.route == "institution"
    assert (letter.term_days, letter.extended_days, letter.route) == (15, 30, "ministry")


def test_loading_again_keeps_what_staff_have_changed(catalogue, nigar):
    Service.objects.filter(slug="citizen-letter").update(title_az="Məktub")
    LifeEvent.objects.filter(slug="writing").update(name_az="Yazıram")
    letter = Service.objects.get(slug="citizen-letter")
    letter.life_events.clear()
    letter.edition.open_next(by=nigar).publish(by=nigar)
    before = list(ServiceVersion.objects.values_list("service__slug", "number", "state"))

    reference.load_services(lambda line: None)

    letter.refresh_from_db()
    assert letter.title_az == "Məktub" and not letter.life_events.exists()
    assert LifeEvent.objects.get(slug="writing").name_az == "Yazıram"
    assert list(ServiceVersion.objects.values_list("service__slug", "number", "state")) == before
    assert ("citizen-letter", 2, "published") in before
