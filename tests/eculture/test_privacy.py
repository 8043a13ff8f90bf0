"""Every field has a class, and every class a field."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from eculture.privacy import CLASSES, FIELDS, PERSONAL, SPECIAL, class_of

HOUSE = {"eculture", "registry", "cabinet", "schools", "matrix"}
LANGUAGES = tuple(f"_{code}" for code, _name in settings.LANGUAGES)


def models() -> Iterator[type[Model]]:
    """Those of the house, without the rows of their history."""
    return (
        model
        for model in apps.get_models()
        if model._meta.app_config.name in HOUSE and not hasattr(model, "pgh_tracked_model")
    )


def fields_of(model: type[Model]) -> set[str]:
    """Without the key, and without the columns that modeltranslation adds to a field."""
    names = {field.name for field in model._meta.get_fields() if field.concrete and not field.primary_key}
    return {name for name in names if not (name.endswith(LANGUAGES) and name[:-3] in names)}


@pytest.mark.asvs("14.1.1", "14.1.2", "14.2.4")
def test_every_field_has_one_class():
    for model in models():
        listed = [name for fields in FIELDS[model._meta.label].values() for name in fields.split()]
        assert len(listed) == len(set(listed)), f"{model._meta.label}: a field has two classes"
        assert fields_of(model) - set(listed) == set(), f"{model._meta.label}: give these a class"
        assert set(listed) - {field.name for field in model._meta.get_fields()} == set()


@pytest.mark.asvs("14.1.1")
def test_the_list_names_no_model_that_is_gone():
    assert FIELDS.keys() <= {model._meta.label for model in models()}
    assert {name for fields in FIELDS.values() for name in fields} <= set(CLASSES)


@pytest.mark.asvs("14.1.2", "16.2.5")
def test_what_the_journal_masks_is_personal():
    for model in models():
        for name in getattr(model, "sensitive", ()):
            assert class_of(model._meta.label, name) in {PERSONAL, SPECIAL}, f"{model._meta.label}.{name}"


@pytest.mark.asvs("14.1.2", "16.2.5")
def test_the_journal_masks_every_fin():
    for model in models():
        fins = {field.name for field in model._meta.get_fields() if field.name.startswith("fin")} - {
            "finished_at"
        }
        assert fins <= set(getattr(model, "sensitive", ())), model._meta.label


def test_a_field_without_a_class_is_an_error():
    with pytest.raises(KeyError):
        class_of("cabinet.Person", "religion")
