import pytest

from eculture.models import JournalEntry
from matrix.models import CellOverride, ModuleRule
from matrix.overrides import override
from tests.factories import matrix as make

pytestmark = pytest.mark.django_db
ADD = "/admin/matrix/celloverride/add/"


@pytest.fixture
def cell():
    return {"cluster": make.cluster("MUZ", 2, vis=2), "module": make.modules()["BIL"]}


@pytest.fixture
def client(nigar, signed_in):
    return signed_in(nigar)


def test_an_officer_answers_a_cell_by_hand(cell, client, nigar):
    typed = {name: row.pk for name, row in cell.items()} | {"applicability": "required", "reason": "Layihə"}

    response = client.post(ADD, typed)

    answer = CellOverride.objects.get()
    assert response.status_code == 302
    assert (answer.by, answer.applicability, answer.reason) == (nigar, "required", "Layihə")
    assert JournalEntry.objects.about(answer).get().reason == "Layihə"


def test_without_a_reason_the_officer_reads_what_to_do(cell, client):
    typed = {name: row.pk for name, row in cell.items()} | {"applicability": "required", "reason": " "}

    response = client.post(ADD, typed)

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["reason"]
    assert not CellOverride.objects.exists()


def test_saving_an_answer_in_force_withdraws_it_with_a_reason(cell, client, nigar):
    answer = override(**cell, applicability="required", reason="Layihə", by=nigar)

    client.post(f"/admin/matrix/celloverride/{answer.pk}/change/", {"withdrawal": "Layihə bağlanıb"})

    answer.refresh_from_db()
    assert answer.state == "withdrawn"
    assert JournalEntry.objects.about(answer).first().reason == "Layihə bağlanıb"


def test_a_withdrawn_answer_can_only_be_read(cell, client, nigar):
    answer = override(**cell, applicability="required", reason="Layihə", by=nigar)
    answer.withdraw(by=nigar, reason="Layihə bağlanıb")
    address = f"/admin/matrix/celloverride/{answer.pk}/change/"

    assert client.get(address).status_code == 200
    assert client.post(address, {"withdrawal": "Yenə"}).status_code == 403


def test_a_changed_rule_is_journalled_with_its_reason(cell, client):
    rule = ModuleRule.objects.get(module=cell["module"], trait__code="vis")

    response = client.post(f"/admin/matrix/module/{cell['module'].pk}/change/", _typed(rule, weight_bp=2000))

    rule.refresh_from_db()
    entry = JournalEntry.objects.about(cell["module"]).get()
    assert (response.status_code, rule.weight_bp, entry.reason) == (302, 2000, "Yeni qayda")
    assert (entry.before["rules"][1], entry.after["rules"][1]) == (["vis", 1000, False], ["vis", 2000, False])


def _typed(rule, **change):
    module = rule.module
    texts = {f"{field}_{code}": "mətn" for field in ("name", "purpose") for code in ("az", "en", "ru")}
    row = {"id": rule.pk, "module": module.pk, "trait": rule.trait_id, "weight_bp": rule.weight_bp} | change
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1}
    return (
        texts
        | {"order": module.order, "change_reason": "Yeni qayda"}
        | {f"rules-0-{name}": value for name, value in row.items()}
        | {f"rules-{name}": value for name, value in counts.items()}
        | {f"needs-{name}": 0 for name in counts}
    )
