import pytest
from django.db import IntegrityError, transaction

from eculture.models import JournalEntry
from eculture.refusals import Refusal
from matrix.models import CellOverride
from matrix.overrides import override
from tests.factories import matrix as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell():
    return {"cluster": make.cluster("MUZ"), "module": make.modules()["BIL"]}


def test_an_override_is_journalled_with_its_reason(cell, nigar):
    answer = override(**cell, applicability="required", reason=" Vahid bilet layihəsi ", by=nigar)

    entry = JournalEntry.objects.about(answer).get()
    assert (entry.verb, entry.actor_id, entry.reason, entry.after) == (
        "override",
        str(nigar.pk),
        "Vahid bilet layihəsi",
        {"applicability": "required"},
    )


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_override_without_a_reason_is_refused_at_the_field(cell, nigar, reason):
    with pytest.raises(Refusal) as refused:
        override(**cell, applicability="required", reason=reason, by=nigar)

    assert (refused.value.code, refused.value.field) == ("no_reason", "reason")
    assert not CellOverride.objects.exists()


def test_a_new_override_withdraws_the_earlier_one_and_keeps_it_on_record(cell, nigar):
    override(**cell, applicability="required", reason="Birinci", by=nigar)
    override(**cell, applicability="optional", reason="İkinci", by=nigar)

    kept = CellOverride.objects.order_by("pk").values_list("applicability", "state")
    assert list(kept) == [("required", "withdrawn"), ("optional", "live")]


def test_a_withdrawn_override_is_journalled_and_cannot_be_withdrawn_again(cell, nigar):
    answer = override(**cell, applicability="required", reason="Birinci", by=nigar)

    answer.withdraw(by=nigar, reason="Layihə bağlanıb")

    assert answer.withdrawn_at is not None
    assert JournalEntry.objects.about(answer).first().reason == "Layihə bağlanıb"
    with pytest.raises(Refusal):
        answer.withdraw(by=nigar, reason="Yenə")


def test_the_database_keeps_one_override_in_force_per_cell(cell, nigar):
    override(**cell, applicability="required", reason="Birinci", by=nigar)

    with pytest.raises(IntegrityError, match="override_one_in_force_per_cell"), transaction.atomic():
        CellOverride.objects.create(**cell, applicability="optional", reason="Yanından keçmək", by=nigar)
