"""The access matrix: who is not named may not, and what is not declared does not land."""

from typing import Any

import pytest
from django.forms import Field, Form, IntegerField, ModelChoiceField
from django.utils import timezone

from eculture import jobs, reports
from eculture.jobs import kinds
from eculture.models import User
from eculture.refusals import Refusal
from eculture.reports import Report
from tests.access import mutation, tables, walk
from tests.access.cast import Cast
from tests.access.fixtures import cast  # noqa: F401 -- pytest finds it by its name
from tests.access.product import Trial, undone

TABLE = walk.declared()
BY_ACTION = {  # actions of an admin list, which no address names; the tests of the admin show them
    ("registry/admin.py", "revoke", "editable_by"),
    ("cabinet/admin.py", "try_again", "editable_by"),
}
BEHIND_A_PASSWORD = {("cabinet/trust/views/copies.py", "my_data", "visible_to")}  # see its test of the list
EQUIVALENT = {  # (file, function): why nobody gains by its loss
    ("cabinet/dates/views.py", "calendar"): "only the day on which an address was made",
    ("cabinet/people/views/family.py", "end_guardianship"): "filtered by the guardian's own person as well",
    ("cabinet/people/views/family.py", "family"): "filtered by the guardian's own person as well",
    ("cabinet/payments/views.py", "_page"): "only draws buttons; paying asks again",
    (
        "cabinet/sections.py",
        "context",
    ): "a number of unread notices; of deliveries, see the tests of the admin",
    ("cabinet/trust/views/consents.py", "consents"): "only draws buttons; the deed itself asks again",
    ("registry/sections.py", "context"): "counts of public rows",
    ("registry/views.py", "deeds_of"): "only draws buttons; the move itself asks again",
    ("schools/sections.py", "context"): "counts by state, without names",
    ("schools/teaching/views.py", "pupils"): "filtered by the schools of the head as well",
    ("schools/teaching/views.py", "terms"): "filtered by the school of the head as well",
    ("schools/admissions/views/family.py", "application"): "the row was fetched by right; only draws buttons",
}
AT_LEAST = 60


@pytest.mark.asvs("8.1.1", "8.1.2", "8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.4.1")
def test_every_address_is_declared():
    missing = [address for address in walk.addresses() if address.key not in TABLE]
    assert not missing, "declare them:\n" + "\n".join(map(walk.ready_line, missing))


def test_every_declared_address_is_there():
    known = {address.key for address in walk.addresses()}
    assert len(known) >= AT_LEAST
    assert sorted({key.partition(" #")[0] for key in TABLE} - known) == []


@pytest.mark.asvs("7.4.2", "7.4.3", "7.4.4", "7.4.5", "7.5.2")
@pytest.mark.asvs("6.3.3")
@pytest.mark.asvs("3.5.1", "3.5.3")
@pytest.mark.django_db
@pytest.mark.asvs("8.1.1", "8.2.1", "8.2.2", "8.3.1", "8.4.1")
@pytest.mark.parametrize("key", sorted(TABLE))
def test_who_may_open(key: str, cast: Cast):  # noqa: F811
    faults = list(Trial(key, TABLE[key], cast).faults())
    assert not faults, "\n".join(faults)


@pytest.mark.django_db
def test_a_write_is_noticed_unless_it_was_taken_back(cast: Cast):  # noqa: F811
    with undone():
        before = tables.written()
        with undone():
            User.objects.update(phone="+994500000000")
        assert tables.changed(before, cast.content) == []
        User.objects.update(phone="+994500000000")
        assert tables.changed(before, cast.content) == ["eculture_user"]


@pytest.mark.django_db
@pytest.mark.asvs("8.2.2", "8.2.3", "8.3.1")
@pytest.mark.parametrize("slug", [kind.slug for kind in kinds if isinstance(kind, Report)])
def test_a_report_shows_nothing_of_others(slug: str, cast: Cast):  # noqa: F811
    """Who has the right to it gets rows of their own; who has not is refused."""
    report = kinds[slug]
    for name, user in cast.users.items():
        if name in {"barred", "deactivated"}:  # get no further than the door
            continue
        if report.permission and not user.has_perm(report.permission):
            with pytest.raises(Refusal):
                jobs.ask(slug, by=user)
            continue
        rows = list(report.rows(user, **first_choices(report.form_class())))
        text = str([[reports.cell(row, path) for path in report.columns] for row in rows])
        assert not [word for word in cast.canaries_hidden_from(name) if word in text], name


def first_choices(form: Form) -> dict[str, Any]:
    """What a hurried person sends: every field as it stands, else its first choice, else this year."""
    return {name: field.clean(first_choice(form, name, field)) for name, field in form.fields.items()}


def first_choice(form: Form, name: str, field: Field) -> Any:
    if isinstance(field, ModelChoiceField):
        return getattr(field.queryset.first(), "pk", "")
    choices = [key for key, _title in getattr(field, "choices", ()) if key]
    this_year = timezone.localdate().year if isinstance(field, IntegerField) else ""
    return form.get_initial_for_field(field, name) or (choices[0] if choices else this_year)


@pytest.mark.long(60)
@pytest.mark.django_db
@pytest.mark.asvs("8.2.2", "8.4.1")
def test_no_mutation_of_a_guard_survives(cast: Cast):  # noqa: F811
    """Each guard of a view answers with all rows in turn: an address that passes through it must fail."""
    with mutation.Watch().on() as watch:
        for key in sorted(TABLE):
            watch.address = key
            Trial(key, TABLE[key], cast).touch()
        mutants = sorted(site for site in watch.matters if (site.file, site.function) not in EQUIVALENT)
        survivors = [site for site in mutants if not _is_noticed(site, watch, cast)]
    assert not survivors, "the matrix does not notice without:\n" + "\n".join(map(str, survivors))
    reached = {(site.file, site.function, site.guard) for site in watch.hits}
    unreached = mutation.written() - reached - BY_ACTION - BEHIND_A_PASSWORD
    assert not sorted(unreached), "guards that no declared address reaches"


def _is_noticed(site: mutation.Site, watch: mutation.Watch, cast: Cast) -> bool:  # noqa: F811
    watch.mutant = site
    try:
        return any(next(Trial(key, TABLE[key], cast).faults(), None) for key in sorted(watch.hits[site]))
    finally:
        watch.mutant = None
