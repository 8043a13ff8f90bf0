"""What the schools tell families names the child."""

import pytest
from django.utils import translation

from eculture.models import Notice
from eculture.notices import kinds

ABOUT_NO_CHILD: set[str] = set()  # slugs of kinds that tell something else; none so far
OF_SCHOOLS = [kind for kind in kinds if type(kind).__module__.startswith("schools.")]


class Anything(dict):
    """A context that has a word for whatever a text asks."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return "…"


@pytest.mark.parametrize("kind", OF_SCHOOLS, ids=lambda kind: kind.slug)
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_a_notice_about_a_child_names_the_child(kind, language):
    notice = Notice(kind=kind.slug, context=Anything(child="Aylin"))
    with translation.override(language):
        told = f"{notice.subject} {notice.text}"

    assert ("Aylin" in told) is (kind.slug not in ABOUT_NO_CHILD)


def test_the_schools_tell_something():
    assert len(OF_SCHOOLS) >= 10
