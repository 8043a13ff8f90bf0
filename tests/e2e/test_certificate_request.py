"""A certificate asked for at the desk, given by the school, taken over by its person without scripts."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from cabinet.cases.claiming import NOT_CLAIMED
from cabinet.cases.models import Case
from tests.e2e.walker import PHONE, Walker, az
from tests.factories import cabinet as make
from tests.factories import editions, registry
from tests.factories.office import holder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CERTIFICATE, INBOX = "study-certificate", "admin:cabinet_case_changelist"
PAPER = {"fin": "7GLR58Z", "birth_date": "1958-03-01", "surname": "Sınaqlı", "name": "Gülər"}
BORN = date(1958, 3, 1)


@pytest.fixture
def town() -> SimpleNamespace:
    title = "Təhsil haqqında arayış"
    editions.shipped(CERTIFICATE, title_az=title, title_en="Certificate", title_ru="Справка об обучении")
    school = registry.an_institution("1 nömrəli nümunə musiqi məktəbi")
    return SimpleNamespace(
        school=school,
        leyla=holder("Leyla", "head", institution=school),
        sevda=holder("Sevda", "supervisor"),
        kamran=holder("Kamran", "regional-officer", region=registry.a_region()),
    )


@pytest.mark.long(20)
def test_from_the_desk_to_the_cabinet_of_its_person(walk: Any, town: SimpleNamespace) -> None:
    kamran, leyla, sevda = (walk().sign_in_as(user) for user in (town.kamran, town.leyla, town.sevda))
    guler = make.user("guler@numune.example")

    case = opened(kamran)
    code = printed(kamran, case)
    leyla.open(INBOX, query="?tab=unassigned").follow(case.number).in_every_language().do("taking")
    sevda.open(INBOX, query="?tab=all").in_every_language().follow(case.number)
    sevda.do("extension", reason="Arxiv başqa binadadır.")
    leyla.open("admin:cabinet_case_change", case.pk)
    leyla.do("decision", outcome="approved", text="Məktəbin kitabına əsasən məktəbi bitirib.")
    taken_over(walk(java_script_enabled=False, viewport=PHONE).sign_in_as(guler), case, code)

    case.refresh_from_db()
    assert (case.state, case.term_days, case.desk_officer, case.claim_hash) == (
        "decided",
        30,
        town.kamran,
        "",
    )
    assert (case.applicant.user, case.made_decision.document.person_id) == (guler, case.applicant_id)
    assert kamran.status_of("cabinet:desk_case", case.number) == 404


def opened(kamran: Walker) -> Case:
    """For somebody whom the portal has not known and who has no account."""
    kamran.open("cabinet:desk_person").in_every_language()
    kamran.fill(**PAPER).tick("sex", "female").press(az("Go on")).in_every_language()
    kamran.choose("service", CERTIFICATE).press(az("Begin")).in_every_language()
    kamran.fill(school="1 nömrəli nümunə").tick("purpose", "work").tick("period", "all")
    kamran.press(az("Save and go on")).sees("Gülər").press(az("Send"))
    case = Case.objects.get()
    assert (case.applicant.full_name, case.institution.name) == (
        "Sınaqlı Gülər",
        "1 nömrəli nümunə musiqi məktəbi",
    )
    return case


def printed(kamran: Walker, case: Case) -> str:
    kamran.in_every_language().press(az("Print the receipt with a code"))
    code = kamran.page.locator("section p.nobr").inner_text()
    assert case.number not in code
    return code


def taken_over(guler: Walker, case: Case, code: str) -> None:
    """At home, with the paper in hand; a wrong day of birth first."""
    guler.open("cabinet:claim").fill(code=code, birth_date="1958-03-02").press(az("Take over"))
    guler.sees(str(NOT_CLAIMED))
    guler.fill(code=code, birth_date=BORN.isoformat()).press(az("Take over"))
    guler.sees(case.number, "Məktəbin kitabına əsasən").in_every_language()
    guler.open("cabinet:documents").sees("Təhsil haqqında arayış").in_every_language()
