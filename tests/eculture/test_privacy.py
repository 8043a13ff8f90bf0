"""Every field has a class, and every class a field."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import FileField, Model

from eculture.exports import holdings, left_out
from eculture.privacy import CLASSES, FIELDS, PERSONAL, SECRET, SPECIAL, class_of

HOUSE = {"eculture", "registry", "cabinet", "schools", "matrix"}
PEOPLE = {"eculture.User", "cabinet.Person"}
ABOUT_PEOPLE = {PERSONAL, SPECIAL, SECRET}
HASHES = (
    "password",
    "stamp",
    "fin_index",
    "delegate_index",
    "index",
    "token_hash",
    "code_hash",
    "claim_hash",
)
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
            assert class_of(model._meta.label, name) in ABOUT_PEOPLE, f"{model._meta.label}.{name}"


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


def test_what_opens_something_is_secret():
    for label, classes in FIELDS.items():
        names = {name for fields in classes.values() for name in fields.split()}
        found = {name for name in names if name in HASHES or name.endswith("_hash")}
        assert found == set(classes.get(SECRET, "").split()), label


def test_who_is_pointed_at_is_personal():
    """A row that leads to a person or an account tells something about them."""
    for model in models():
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model._meta.label in PEOPLE:
                assert class_of(model._meta.label, field.name) in ABOUT_PEOPLE, f"{model._meta.label}.{field}"


def test_people_get_a_copy_of_everything_about_them():
    """Each model with a personal field is told in a copy, or left out with a reason."""
    personal = {label for label, classes in FIELDS.items() if ABOUT_PEOPLE & set(classes)}
    told = {table.model._meta.label for holding in holdings for table in holding.tables}

    assert personal - told - set(left_out) == set(), "plug these in <app>/exports.py, or leave them out there"
    assert set(left_out) - personal | set(left_out) & told == set(), "left out without need"
    assert all(left_out.values())


def test_every_field_of_a_copied_model_is_told_or_says_why_not():
    for table in (table for holding in holdings for table in holding.tables if not table.is_partial):
        classes = FIELDS[table.model._meta.label]
        files = {one.name for one in table.model._meta.get_fields() if isinstance(one, FileField)}
        secret = set(classes.get(SECRET, "").split())
        names = {name for fields in classes.values() for name in fields.split()}

        assert set(table.fields) | set(table.without) | files | secret == names, table.label
        assert not secret & set(table.fields) and all(table.without.values()), table.label
