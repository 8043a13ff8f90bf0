"""The numbers of a campaign: each is the length of the list that it opens."""

import io
import re
from html import unescape

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader
from python_calamine import CalamineWorkbook

from eculture import jobs, reports
from schools.admissions import numbers, numbers_desk
from schools.models import Application, ExamSeat
from tests.factories import exams
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(music_school, far_school):
    plan = {(at, code, "free"): 2 for at in (music_school, far_school) for code in ("TAR5", "PNO5")}
    return make.campaign("choice", plan=plan | {(music_school, "TAR5", "paid"): 1})


@pytest.fixture
def children(campaign, music_school, far_school):
    """One of each kind on the way."""
    first, second = make.wish("TAR5", music_school), make.wish("PNO5", far_school)
    make.application(campaign, state="draft", submitted_at=None)
    make.application(campaign, points=40)
    make.application(campaign, points=70)
    make.application(campaign, points=70, state="withdrawn")
    chosen = [make.chosen(campaign, 80, first), make.chosen(campaign, 81, first, second)]
    Application.objects.filter(pk=chosen[0].pk).update(state="enrolled")
    absent = make.application(campaign)
    sitting = exams.session(exams.centre(campaign, music_school).rooms.get())
    exams.seat(sitting, absent)
    ExamSeat.objects.update(is_absent=True)
    return campaign


def steps(campaign):
    return {step.slug: step.count for step in numbers.funnel(Application.objects.filter(campaign=campaign))}


def test_each_step_counts_who_has_come_so_far(children):
    assert steps(children) == {
        "begun": 6,
        "sent": 5,
        "examined": 4,
        "passed": 3,
        "chosen": 2,
        "offered": 0,
        "accepted": 1,
        "enrolled": 1,
    }


def listed(browser, address) -> int:
    page = browser.get(unescape(address))
    assert page.status_code == 200
    return page.context["cl"].result_count


def test_every_number_opens_its_list(desk, children):
    page = desk.get(reverse("admin:schools_numbers", args=[children.pk]))
    shown = [(step.count, url) for step, url in page.context["funnel"]]
    shown += [(count, url) for _title, count, url in page.context["exceptions"]]
    shown += [(place.families, url) for place, url in page.context["plan"]]
    shown += [cell for _name, cells in page.context["queues"] for cell in cells]

    assert len(shown) > 15
    assert [(count, listed(desk, url)) for count, url in shown] == [(count, count) for count, _url in shown]
    for row, url in page.context["districts"]:
        assert (
            listed(desk, url)
            == children.plan_places.filter(school__institution__registered_unit=row.pk).count()
        )


def test_what_needs_an_eye_is_named(children):
    found = {slug: count for slug, _title, count in numbers.exceptions(children.applications.all())}

    assert found == {"absent": 1, "unchosen": 1, "gone": 1}


def test_what_waits_stands_with_its_office(desk, campaign, music_school):
    centre = exams.centre(campaign, music_school)
    waiting = make.application(campaign, exam_centre=centre)
    make.claim(waiting, make.group(campaign))
    region = music_school.institution.registered_unit.region

    queue = numbers.queues(campaign.applications.all())[0]

    assert queue.name == region.name
    assert dict(queue.counts) == {"unseated": 1, "claimed": 1, "appealed": 0, "at_desk": 0}


def test_an_office_counts_its_own_children_only(signed_in, children, music_school):
    user = make.guardian("Səbinə", "İdarəli").user
    elsewhere = make.unit("D97", "Uzaq rayon", "R97")
    make.officer(user, "regional-officer", region=elsewhere.region)
    user.refresh_from_db()
    page = signed_in(with_second_factor(user) or user).get(
        reverse("admin:schools_numbers", args=[children.pk])
    )

    assert {step.count for step, _url in page.context["funnel"]} == {0}


@pytest.mark.parametrize("sort", ["demand", "empty", "score", "nonsense"])
def test_the_plan_stands_in_the_order_that_is_asked_for(desk, children, sort):
    page = desk.get(reverse("admin:schools_numbers", args=[children.pk]), {"sort": sort})
    first = page.context["plan"][0][0]

    assert page.status_code == 200
    if sort in ("demand", "nonsense"):
        assert (first.first, first.families) == (2, 2)
    if sort == "empty":
        assert first.first == 0


def test_the_page_asks_as_often_for_many_as_for_few(desk, children, django_assert_num_queries):
    address = reverse("admin:schools_numbers", args=[children.pk])
    desk.get(address)
    for count in (1, 4):
        for _each in range(count):
            make.application(children, points=60)
        with django_assert_num_queries(15):
            desk.get(address)


@pytest.mark.parametrize(
    ("by", "line"),
    [
        ("school", ["1 nömrəli nümunə musiqi məktəbi", 5, 2, 0, 5, 0]),
        ("specialty", ["tar", 5, 2, 0, 5, 0]),
        ("district", ["Sınaq rayonu", 9, 2, 0, 9, 0]),
        ("funding", ["free", 8, 2, 0, 8, 0]),
    ],
)
def test_the_intake_is_summed_by_what_one_asks_for(children, nigar, pump, by, line):
    job = jobs.ask("intake-summary", by=nigar, year=children.year, group=by, format="xlsx")
    pump()
    job.refresh_from_db()

    book = CalamineWorkbook.from_filelike(io.BytesIO(job.result.read()))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["Group", "Places in the plan", "First choice", "Places taken", "Empty", "Taken, %"]
    assert line in rows


def test_the_intake_is_printed_on_paper_too(children, nigar, pump):
    job = jobs.ask("intake-summary", by=nigar, year=children.year, group="school", format="pdf")
    pump()
    job.refresh_from_db()

    assert (job.state, job.result_name) == ("done", "intake-summary.pdf")
    assert PdfFileReader(io.BytesIO(job.result.read())).root["/Pages"]["/Count"] == 1


def test_a_list_too_long_for_paper_says_where_the_whole_is(monkeypatch):
    said = {}
    monkeypatch.setattr(reports, "as_pdf", lambda template, data: said.update(data) or b"%PDF-")
    rows = ([number, "Şəki"] for number in range(reports.MOST_IN_PDF + 1))
    head = {"title": "T", "facts": [], "total": reports.MOST_IN_PDF + 1}

    reports.as_paper(["N", "Ad"], rows, **head)

    assert len(said["rows"]) == reports.MOST_IN_PDF
    assert said["numeric"] == [True, False]
    assert said["rest"].startswith("5001 rows in all")


def test_the_next_page_is_found_by_its_link(desk, campaign, monkeypatch):
    monkeypatch.setattr(numbers_desk, "ROWS", 2)
    address = reverse("admin:schools_numbers", args=[campaign.pk])
    first = desk.get(address, {"sort": "empty"})
    link = re.search(r'href="(\?[^"]*page=2)"', first.text).group(1)

    second = desk.get(address + unescape(link))

    assert link == "?sort=empty&amp;page=2"
    assert second.context["page"].number == 2
    shown = {place.pk for place, _url in (*first.context["plan"], *second.context["plan"])}
    assert len(shown) == 4


@pytest.mark.parametrize(
    "query", ["office=²", "office=9999999999999999999", "wish=x", "exception=x", "reached=x"]
)
def test_a_filter_that_means_nothing_is_no_fault_of_the_page(desk, children, query):
    assert desk.get(f"{reverse('admin:schools_application_changelist')}?{query}").status_code in (200, 302)
