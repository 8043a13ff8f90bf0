import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from matrix.models import Module, ModuleDependency, ModuleRule
from tests.factories import matrix as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def modules():
    return make.modules()


def test_the_reference_holds_sixteen_modules_in_three_languages(modules):
    texts = [f"{field}_{language}" for field in ("name", "purpose") for language in ("az", "en", "ru")]

    assert len(modules) == 16
    assert all(all(row) for row in Module.objects.values_list(*texts))
    assert (ModuleRule.objects.count(), ModuleDependency.objects.count()) == (22, 15)


def test_loading_again_keeps_what_an_officer_changed(modules):
    ModuleRule.objects.filter(module__code="BIL", trait__code="vis").update(weight_bp=2000)

    make.modules()

    assert ModuleRule.objects.get(module__code="BIL", trait__code="vis").weight_bp == 2000


def test_prerequisites_in_a_circle_are_refused_with_the_way_round(modules):
    back = ModuleDependency(module=modules["REG"], requires=modules["DIG"])

    with pytest.raises(ValidationError) as refused:
        back.full_clean()

    [message] = refused.value.message_dict["requires"]
    assert all(code in message for code in ("REG", "COL", "DIG"))


def test_the_database_refuses_the_circle_too(modules):
    with pytest.raises(IntegrityError, match="wait for itself"), transaction.atomic():
        ModuleDependency.objects.create(module=modules["REG"], requires=modules["DIG"])


def test_the_database_refuses_turning_a_prerequisite_into_a_circle(modules):
    needed = ModuleDependency.objects.get(module=modules["COL"], requires=modules["REG"])

    with pytest.raises(IntegrityError, match="wait for itself"), transaction.atomic():
        ModuleDependency.objects.filter(pk=needed.pk).update(requires=modules["ARX"])


def test_a_rule_must_say_something(modules):
    rule = ModuleRule(module=modules["REG"], trait=make.traits()["av"], weight_bp=0)

    with pytest.raises(ValidationError):
        rule.full_clean()
