"""What staff read of a case: its story in words, and where they are."""

import pytest
from django.urls import reverse

from cabinet.cases.office.workspace import Workspace
from tests.factories import cabinet as make
from tests.factories.editions import words

pytestmark = pytest.mark.django_db


def test_the_story_names_officers_steps_and_editions(nigar, anar, english):
    make.edition(stages=[{"slug": "expert", "title": words("Expert opinion")}])
    case = make.case(anar)
    case.assign(by=nigar, to=nigar)
    case.take(by=nigar)
    case.step_on(by=nigar, step="expert")

    changes = [one.change for one in Workspace(case, nigar).timeline]

    assert changes[0] == "step of the review: – → Expert opinion"
    assert changes[2] == "officer in charge: – → Nigar Sınaqlı"
    assert changes[-1] == f"service: {case.version}"


def test_a_head_who_is_no_staff_reads_where_she_is(signed_in, leyla):
    page = signed_in(leyla).get(reverse("admin:cabinet_case_changelist")).content.decode()

    assert page.count("<h1") == 1
