import pytest

from eculture.reference import demo_loaders
from matrix.crossing import cross
from registry.models import Unit
from tests.factories import matrix as make


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_the_demo_shows_one_decision_and_loading_again_adds_none():
    Unit.objects.create(code="ER-SZ", kind="region", name="Şəki–Zaqatala")
    make.cluster("KIT")
    make.modules()

    for _again in range(2):
        demo_loaders["registry"].load(lambda line: None)
        demo_loaders["matrix"].load(lambda line: None)

    assert [(c.cluster.code, c.module.code, str(c.label)) for c in cross() if c.override] == [
        ("KIT", "BIL", "optional")
    ]
