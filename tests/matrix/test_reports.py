import csv
import io

import pytest

from eculture import jobs
from tests.factories import matrix as make


@pytest.mark.django_db
def test_a_ministry_officer_gets_the_cells_as_a_report(nigar, pump):
    nigar.language = "en"
    nigar.save()
    make.modules()
    make.cluster("MUZ", 5, adm=4, vis=5)

    job = jobs.ask("matrix-cells", by=nigar, format="csv")
    pump()
    job.refresh_from_db()

    rows = list(csv.reader(io.StringIO(job.result.read().decode("utf-8-sig"))))
    assert (job.state, len(rows)) == ("done", 17)
    assert rows[5][1:4] == ["Ticketing", "required", "0.82"]
