"""A permit to restore a monument: asked for, weighed by an expert, signed by two, checked and appealed."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cabinet.cases.models import Case
from tests.cabinet.files.files import pdf
from tests.e2e.walker import PHONE, Walker, az
from tests.factories import cabinet as make
from tests.factories import editions, registry
from tests.factories.office import holder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PERMIT, INBOX = "heritage-restoration", "admin:cabinet_case_changelist"
HARMS = "Plastik çərçivə abidənin görünüşünü dəyişir."


@pytest.fixture
def town() -> SimpleNamespace:
    title = "Bərpa layihəsinə razılıq"
    editions.shipped(
        PERMIT, title_az=title, title_en="Restoration permit", title_ru="Согласие на реставрацию"
    )
    editions.shipped("appeal", title_az="Şikayət", title_en="Appeal", title_ru="Жалоба")
    museum = registry.an_institution("Nümunə muzeyi", kind=registry.a_museum_kind())
    registry.an_institution("Nümunə karvansarası", kind=registry.a_monument_kind())
    return SimpleNamespace(
        museum=museum,
        vusal=make.citizen("vusal@numune.example", name="Vüsal", surname="Maketli"),
        nigar=holder("Nigar", "ministry-officer"),
        samir=holder("Samir", "ministry-officer"),
        sevda=holder("Sevda", "supervisor"),
        vaqif=holder("Vaqif", "expert", institution=museum),
    )


@pytest.mark.long(20)
def test_from_the_form_to_the_appeal(walk: Any, town: SimpleNamespace) -> None:
    vusal = walk(viewport=PHONE).sign_in_as(town.vusal.user)
    nigar, sevda, vaqif, samir = (
        walk().sign_in_as(user) for user in (town.nigar, town.sevda, town.vaqif, town.samir)
    )

    case = asked(vusal)
    assert (case.about.name, case.assignee, case.papers.count()) == ("Nümunə karvansarası", town.nigar, 1)
    weighed(case, nigar, vaqif, town.museum)
    decided(case, nigar, sevda)
    read_and_checked(case, vusal, walk)
    appeal = appealed(case, vusal)

    samir.open(INBOX, query="?tab=all").follow(appeal.number).do("taking")
    appeal.refresh_from_db()
    assert (appeal.state, appeal.assignee, appeal.parent) == ("in_review", town.samir, case)
    nobody_of_the_first = Case.objects.handled_by(town.nigar) | Case.objects.handled_by(town.sevda)
    assert not nobody_of_the_first.filter(pk=appeal.pk).exists()


def asked(vusal: Walker) -> Case:
    """On a phone, with the monument found by its name and the project as a file."""
    vusal.open("cabinet:service", PERMIT).follow(az("Ask for it")).press(az("Begin"))
    vusal.tick("in_registry", "true")
    expect(vusal.page.locator("[name=monument]")).to_be_visible()
    vusal.fill(monument="Nümunə karvansarası", address="Şəki şəhəri").press(az("Save and go on"))
    vusal.tick("kind", "repair").tick("parts", "facade").tick("urgent", "false")
    vusal.fill(description="Eyvan plastik çərçivə ilə bağlanır.", designer="Numune Memarlıq")
    vusal.press(az("Save and go on"))
    project = {"name": "layihə.pdf", "mimeType": "application/pdf", "buffer": pdf().read()}
    vusal.page.set_input_files("[name=project]", project)
    vusal.press(az("Save and go on"))
    vusal.page.check("[name=truth]")
    vusal.press(az("Save and go on")).sees("Nümunə karvansarası", "layihə.pdf").in_every_language()
    vusal.press(az("Send"))
    case = Case.objects.get()
    vusal.sees(case.number)
    return case


def weighed(case: Case, nigar: Walker, vaqif: Walker, museum: Any) -> None:
    """The officer asks the museum; its expert, who sees this case alone, answers."""
    nigar.open(INBOX).follow(case.number).do("taking").do("step", step="expert")
    nigar.do("opinion", institution=museum.code, question="Abidənin görünüşü dəyişirmi?")
    vaqif.open(INBOX).follow(case.number).in_every_language()
    vaqif.do("given-opinion", is_favourable="no", text=HARMS)
    opinion = case.opinions.get()
    assert (opinion.is_favourable, opinion.given_by.email) == (False, "vaqif@numune.example")


def decided(case: Case, nigar: Walker, sevda: Walker) -> None:
    """One proposes, and cannot sign; another one signs."""
    nigar.open("admin:cabinet_case_change", case.pk).in_every_language().sees(HARMS)
    nigar.do("decision", outcome="refused", grounds="harm", text=HARMS)
    case.refresh_from_db()
    assert case.state == "in_review" and nigar.page.locator("form[action$='/signature/']").count() == 0
    sevda.open(INBOX, query="?tab=sign").follow(case.number).do("signature")
    case.refresh_from_db()
    decision = case.made_decision
    signed_by = (decision.proposed_by.email, decision.signed_by.email)
    assert (case.state, signed_by) == ("decided", ("nigar@numune.example", "sevda@numune.example"))


def read_and_checked(case: Case, vusal: Walker, walk: Any) -> None:
    """The paper opens for its person; a stranger checks it by its code and learns no name."""
    document = case.made_decision.document
    vusal.open("cabinet:case", case.number).sees(HARMS, document.spaced_code).in_every_language()
    paper = vusal.page.request.get(vusal.site + reverse("cabinet:case_decision_file", args=[case.number]))
    assert paper.body().startswith(b"%PDF") and document.signer
    stranger = walk().open("cabinet:verify").fill(code=document.spaced_code).press(az("Check"))
    stranger.sees(document.masked_holder).in_every_language()
    assert "Maketli" not in stranger.page.content()


def appealed(case: Case, vusal: Walker) -> Case:
    vusal.open("cabinet:case", case.number).press(az("Appeal against the decision"))
    vusal.fill(why="Ekspert rəyi başqa layihə barədədir.").press(az("Save and go on")).press(az("Send"))
    return case.appeals.get()
