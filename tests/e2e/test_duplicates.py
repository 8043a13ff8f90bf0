"""An officer makes two records of one house of culture one, thinks better of it, and tells them apart."""

import pytest

from registry.duplicates.finding import find
from tests.e2e.walker import PHONE, az
from tests.factories import registry as make
from tests.factories import schools as people
from tests.factories.cabinet import with_second_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.long(9)
def test_from_two_records_to_one_and_back(walk):
    nigar = people.officer(people.guardian("Nigar", "Sınaq").user)
    with_second_factor(nigar)
    kept = make.an_institution("Nümunə mədəniyyət evi", phone="(024) 244-12-34", founded=1957)
    make.an_institution("Nümune medeniyyet evi", phone="+994 24 244 12 34", address="Xəyali küçəsi 1")
    find()

    desk = walk(color_scheme="dark").sign_in_as(nigar).open("admin:registry_duplicates").in_every_language()
    desk.follow(kept.name_az).in_every_language()
    desk.press(az("Make them one")).in_every_language().sees(f"{kept.code} saxlanılıb")
    walk(viewport=PHONE).open("registry:institution", kept.code).sees("Xəyali küçəsi 1")
    desk.fill(reason="Səhv qərar").press(az("Make them two again")).sees(az("Make them one"))
    desk.press(az("These are two institutions")).sees(az("No pair waits for a decision."))
    desk.open("admin:registry_duplicates", query="?state=apart").follow(kept.name_az)
    desk.press(az("Decide anew")).sees(az("Make them one"))
