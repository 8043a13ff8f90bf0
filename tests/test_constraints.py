"""What the database refuses, a form of the administration says in a sentence."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cabinet.models import Guardianship
from matrix.models import Module, ModuleDependency, ModuleRule
from registry.models import Institution
from schools.models import AgeRule, Campaign, Stage
from tests.factories import cabinet, registry

TODAY = timezone.localdate()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            Stage(opens_at=timezone.now(), closes_at=timezone.now() - timedelta(days=1)),
            "The stage must end after it begins.",
        ),
        (
            Campaign(max_specialties=0, max_schools=2),
            "Write from 1 to 10 specialties and from 1 to 10 schools.",
        ),
        (AgeRule(min_age=12, max_age=8), "Write ages from 3 to 99, the youngest first."),
        (
            Guardianship(guardian_id=1, child_id=1, since=TODAY),
            "Nobody represents oneself. Choose another person.",
        ),
        (
            Guardianship(guardian_id=1, child_id=2, since=TODAY, until=date(2000, 1, 1)),
            "The last day cannot be before the first day.",
        ),
        (Institution(founded=12), "Write the year of foundation with four digits, from 1000 to 2100."),
        (Module(code="bil"), "Write the code with three capital Latin letters."),
        (ModuleRule(weight_bp=10_001, is_must=True), "Write a weight from 0 to 10000."),
        (ModuleRule(weight_bp=0, is_must=False), "Give the rule a weight, or make it a gate."),
        (
            ModuleDependency(module_id=1, requires_id=1, min_level=1),
            "A module cannot wait for itself. Choose another one.",
        ),
        (
            ModuleDependency(module_id=1, requires_id=2, min_level=9),
            "Write a level of maturity from 1 to 5.",
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
@pytest.mark.django_db
def test_a_rule_that_is_broken_says_what_to_write(row, sentence, english):
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()

    assert sentence in refusal.value.messages


@pytest.mark.django_db
def test_what_is_there_already_is_said_too(english):
    anar = cabinet.citizen()
    again = Guardianship(guardian=anar, child=cabinet.child_of(anar))
    registry.an_institution(voen="1400112341")
    twin = Institution(voen="1400112341", state="active")

    said = []
    for row in (again, twin):
        with pytest.raises(ValidationError) as refusal:
            row.validate_constraints()
        said.append(refusal.value.messages)

    assert "This person already represents the child." in said[0]
    assert "Another institution already has this VÖEN." in said[1]
