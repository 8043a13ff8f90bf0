"""A service that nobody has programmed: staff write it, try it and publish it, and a citizen asks for it."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from cabinet.cases.models import Case
from cabinet.services.versions import ServiceVersion
from tests.e2e.town import officer
from tests.e2e.walker import PHONE, az
from tests.factories import cabinet, editions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def garden() -> dict[str, Any]:
    """A concert in the garden of a museum: two pages, one question that another brings up."""
    asked = editions.asked
    day = editions.PERMIT["decisions"]
    decisions = {outcome: day[outcome] | {"body": editions.words("{{ reasons }}")} for outcome in day}
    questions = {
        "when": asked("When", format="date"),
        "loud": asked("Will there be loudspeakers", type="boolean"),
        "until": asked("Until what hour", x_show_if={"field": "loud", "is": True}),
        "name": asked("Who asks", x_prefill="person.full_name"),
    }
    pages = [("concert", "The concert", ["when", "loud", "until"]), ("you", "About you", ["name"])]
    form = {
        "type": "object",
        "properties": questions,
        "required": list(questions),
        "x-steps": [
            {"slug": slug, "title": editions.words(title), "fields": names} for slug, title, names in pages
        ],
    }
    return {"who": ["self"], "form": form, "decisions": decisions, "grounds": editions.PERMIT["grounds"]}


@pytest.mark.long(10)
def test_staff_add_a_service_and_a_citizen_asks_for_it(walk):
    nigar, anar = officer("Nigar"), cabinet.citizen("anar@numune.example")
    service = editions.a_service("garden", title_az="Bağda konsert", title_en="A concert in the garden")
    staff = walk().sign_in_as(nigar)

    staff.open("admin:cabinet_service_change", service.pk).press(az("Write the first edition"))
    staff.fill(definition='{"who": [self]}').press(az("Save the draft")).sees("JSON")
    staff.fill(definition=json.dumps(garden())).press(az("Save and preview"))
    staff.sees("The concert (az)").fill(when="2026-12-01").tick("loud", "true")
    staff.press(az("Save and go on")).sees(az("Your answers bring up this question. Answer it too."))
    staff.fill(until="22:00").press(az("Save and go on")).sees("About you (az)")
    staff.follow(az("Back to the edition")).sees(az("Nothing is in the way of publishing."))
    staff.follow(az("Publish …")).press(az("Publish this edition"))

    edition = ServiceVersion.objects.get()
    assert (edition.state, edition.service, edition.definition) == ("published", service, garden())
    ask_for(walk(java_script_enabled=False, viewport=PHONE).sign_in_as(anar.user))
    case = Case.objects.get()
    assert (case.state, case.version, case.sent_answers) == (
        "submitted",
        edition,
        {"when": "2026-12-01", "loud": True, "until": "22:00", "name": anar.full_name},
    )
    change(staff, edition)
    case.refresh_from_db()
    assert case.version == edition and ServiceVersion.objects.get(state="published").number == 2


def ask_for(anar: Any) -> None:
    """On a phone, without scripts."""
    anar.open("/en/services/?q=konsert").follow("A concert in the garden").sees("May you ask for it?")
    anar.follow("Ask for it").press("Begin")
    anar.fill(when="2026-12-01").tick("loud", "true").press("Save and go on")
    anar.fill(until="22:00").press("Save and go on").press("Save and go on")
    anar.sees("22:00").press("Send")


def change(staff: Any, edition: ServiceVersion) -> None:
    """The next edition asks for less; who has asked is not asked again."""
    definition = garden()
    definition["form"]["required"].remove("when")
    staff.open("admin:cabinet_serviceversion_change", edition.pk).press(az("Write the next edition"))
    staff.fill(definition=json.dumps(definition)).press(az("Save the draft"))
    expect(staff.page.locator("ins, del").first).to_be_visible()
    staff.follow(az("Publish …")).sees("form.required").press(az("Publish this edition"))
