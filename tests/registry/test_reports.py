import csv
import io

import pytest

from eculture.jobs import ask
from eculture.refusals import Refusal
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_the_extract_holds_the_region_that_was_asked_for(nigar, pump):
    ganja = make.a_unit("AZ-GA", make.a_region("ER-GD", name_az="Gəncə–Daşkəsən"), name_az="Gəncə şəhəri")
    make.an_institution(registered_unit=ganja)
    school = make.an_institution("=1+1 məktəbi", voen="1400057421")

    job = ask("registry-extract", by=nigar, format="csv", region=make.a_region().pk)
    pump()

    job.refresh_from_db()
    rows = list(csv.reader(io.StringIO(job.result.read().decode("utf-8-sig"))))
    assert [row[:3] + row[8:] for row in rows[1:]] == [
        [school.code, "'=1+1 məktəbi", "musiqi məktəbi", "1400057421", "test"]
    ]


def test_a_citizen_may_not_ask_for_it(anar):
    with pytest.raises(Refusal):
        ask("registry-extract", by=anar)
