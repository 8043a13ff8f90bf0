"""The pictures of the documentation, taken from the demo: into var always, into docs with PICTURES=1."""

import io
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as given
from django.core.management import call_command
from django.urls import reverse

from eculture.models import User
from schools.models import StudyGroup
from tests.e2e.walker import DESK, PHONE, Walker
from tests.factories.cabinet import with_second_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAKEN, KEPT = given.BASE_DIR / "var" / "pictures", given.BASE_DIR / "docs" / "pictures"
WINDOWS = {"desktop": {"viewport": DESK}, "phone": {"viewport": PHONE, "device_scale_factor": 2}}
LARGEST = 300_000


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO = True
    for command in ("reference", "demo"):
        call_command(command, stdout=io.StringIO())


def scenes() -> dict[str, tuple[str, str]]:
    """Name → whose page, and its address."""
    group = StudyGroup.objects.filter(teacher__email="teacher@numune.example").order_by("pk").first()
    return {
        "home": ("", "/"),
        "search": ("", f"{reverse('registry:institutions')}?q=musiqi"),
        "matrix": ("", reverse("matrix:matrix")),
        "cabinet": ("sevda", reverse("cabinet:home")),
        "class-book": ("teacher", reverse("schools:classbook", args=[group.pk])),
        "administration": ("officer.ministry", "/admin/"),
    }


def test_the_pictures_of_the_documentation_are_of_the_portal_as_it_is(walk, demo):
    TAKEN.mkdir(parents=True, exist_ok=True)
    for name, (person, path) in scenes().items():
        for screen, window in WINDOWS.items():
            picture = take(arrive(walk(**window), person), path, TAKEN / f"{name}-{screen}.png")
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
