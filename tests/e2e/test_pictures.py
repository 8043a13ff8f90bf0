"""The pictures of the documentation, taken from the demo: into var always, into docs with PICTURES=1."""

import io
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as given
from django.core.management import call_command
from django.urls import reverse

from cabinet.cases.models import Case
from eculture.models import User
from registry.duplicates.pairs import DuplicatePair
from registry.institutions import Institution
from schools.models import Campaign, ExamSession, StudyGroup
from tests.e2e.walker import DESK, PHONE, Walker
from tests.factories.cabinet import with_second_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAKEN, KEPT = given.BASE_DIR / "var" / "pictures", given.BASE_DIR / "docs" / "pictures"
WINDOWS = {"desktop": {"viewport": DESK}, "phone": {"viewport": PHONE, "device_scale_factor": 2}}
BOTH, LARGEST = "desktop phone", 300_000


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO = True
    for command in ("reference", "demo"):
        call_command(command, stdout=io.StringIO())


def scenes() -> dict[str, tuple[str, str, str]]:
    """Name → whose page, its address, and on which screens."""
    group = StudyGroup.objects.filter(teacher__email="teacher@numune.example").order_by("pk").first()
    return {
        "home": ("", "/", BOTH),
        "search": ("", f"{reverse('registry:institutions')}?q=musiqi", BOTH),
        "history": ("", old_address(), "desktop"),
        "card": ("", twice().first.get_absolute_url(), "desktop"),
        "duplicate": ("officer.region", twice().get_absolute_url(), "desktop"),
        "territories": ("", reverse("registry:territories"), "desktop"),
        "matrix": ("", reverse("matrix:matrix"), BOTH),
        "cabinet": ("sevda", reverse("cabinet:home"), BOTH),
        "class-book": ("teacher", reverse("schools:classbook", args=[group.pk]), BOTH),
        "administration": ("officer.ministry", "/admin/", BOTH),
        **scenes_of_admission(),
        **scenes_of_cases(),
    }


def old_address() -> str:
    """Of a museum that was merged into another one: it leads there."""
    return Institution.objects.get(name_en="State Museum of the History of Religion").get_absolute_url()


def twice() -> DuplicatePair:
    """The museum of the demo that stands in the registry twice."""
    return DuplicatePair.objects.select_related("first").get()


def scenes_of_admission() -> dict[str, tuple[str, str, str]]:
    """The choice of a family, the rules for all, a sheet of the jury, the numbers for the ministry."""
    campaign = Campaign.objects.running().get()
    kenan = campaign.applications.get(guardian__user__email="sevda@numune.example")
    sitting = ExamSession.objects.get(state="open")
    return {
        "choices": ("sevda", reverse("schools:choices", args=[kenan.number]), BOTH),
        "rules": ("", reverse("schools:rules", args=[campaign.year]), "desktop"),
        "jury": ("examiner", reverse("schools:jury_sheet", args=[sitting.pk, 1]), "phone"),
        "numbers": ("officer.ministry", reverse("admin:schools_numbers", args=[campaign.pk]), "desktop"),
    }


def scenes_of_cases() -> dict[str, tuple[str, str, str]]:
    """From the catalogue to the decision, and how staff see the same."""
    mine = Case.objects.filter(applicant__user__email="sevda@numune.example")
    refused = mine.get(decisions__outcome="refused", version__needs_two=True)
    asked = Case.objects.get(opinions__isnull=False, opinions__given_at=None)
    code, edition = refused.made_decision.document.code, refused.version_id
    return {
        "services": ("", reverse("cabinet:services"), "desktop"),
        "form": (
            "sevda",
            reverse("cabinet:case_step", args=[mine.get(state="draft").number, "place"]),
            "phone",
        ),
        "case": ("sevda", mine.get(state="in_review", parent=None).get_absolute_url(), BOTH),
        "decision": ("sevda", refused.get_absolute_url(), "phone"),
        "verify": ("", reverse("cabinet:verify_code", args=[code]), "phone"),
        "inbox": ("officer.ministry", reverse("admin:cabinet_case_changelist"), "desktop"),
        "workspace": ("officer.ministry", reverse("admin:cabinet_case_change", args=[asked.pk]), "desktop"),
        "designer": (
            "officer.ministry",
            reverse("admin:cabinet_serviceversion_change", args=[edition]),
            "desktop",
        ),
    }


@pytest.mark.long(40)
def test_the_pictures_of_the_documentation_are_of_the_portal_as_it_is(walk, demo):
    TAKEN.mkdir(parents=True, exist_ok=True)
    for name, (person, path, screens) in scenes().items():
        for screen in screens.split():
            picture = TAKEN / f"{name}-{screen}.png"
            take(arrive(walk(**WINDOWS[screen]), person), path, picture)
            assert 5_000 < picture.stat().st_size < LARGEST, picture.name
    if os.environ.get("PICTURES") == "1":
        KEPT.mkdir(exist_ok=True)
        for picture in TAKEN.glob("*.png"):
            shutil.copy(picture, KEPT / picture.name)


def arrive(walker: Walker, person: str) -> Walker:
    if not person:
        return walker
    return walker.sign_in_as(with_second_factor(User.objects.get(email=f"{person}@numune.example")))


def take(walker: Walker, path: str, picture: Path) -> Path:
    page = walker.open(path).page
    page.evaluate("document.fonts.ready")
    page.screenshot(path=picture, animations="disabled")
    return picture
