import io
from decimal import Decimal

import pytest
import xlsxwriter

from eculture import loads
from eculture.models import Notice
from eculture.refusals import Refusal
from schools.admissions import score_files
from schools.models import Application, Score, ScoreLoad
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def exams(db):
    campaign = make.campaign("exams")
    for number in range(3):
        make.application(campaign, name=f"Uşaq{number}")
    return campaign


def numbers(campaign) -> list[str]:
    return list(campaign.applications.order_by("number").values_list("number", flat=True))


def as_csv(*rows: tuple, header: str = "Nömrə;Bal") -> bytes:
    return "\n".join([header, *(";".join(str(cell) for cell in row) for row in rows)]).encode()


def as_xlsx(*rows: tuple) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()


def refused(verb, **wish) -> Refusal:
    with pytest.raises(Refusal) as told:
        verb(**wish)
    return told.value


def load(campaign, by, content: bytes, name: str = "ballar.csv") -> ScoreLoad:
    return score_files.preview(campaign=campaign, name=name, content=content, by=by)


def test_a_file_is_shown_first_and_writes_nothing(exams, nigar):
    first, second, third = numbers(exams)

    shown = load(exams, nigar, as_csv((first, "78,5"), (second, "49"), (third, "100")))

    assert shown.counts() == {"new": 3, "changed": 0, "same": 0, "bad": 0}
    assert Score.objects.count() == 0


def test_applied_scores_reach_the_families_and_the_same_file_again_changes_nothing(exams, nigar, pump):
    content = as_csv(*((number, "78,5") for number in numbers(exams)))
    shown = load(exams, nigar, content)
    shown.ask_to_write(by=nigar)
    pump()

    shown.refresh_from_db()
    assert shown.state == "applied"
    assert list(Score.objects.values_list("points", flat=True)) == [Decimal("78.5")] * 3
    assert Notice.objects.count() == Notice.objects.filter(kind="job-done").count()
    exams.publish_scores(by=nigar)
    assert set(Application.objects.values_list("state", flat=True)) == {"examined"}
    assert Notice.objects.filter(kind="exam-result").count() == 3

    again = load(exams, nigar, content)
    again.ask_to_write(by=nigar)
    pump()
    assert again.counts() == {"new": 0, "changed": 0, "same": 3, "bad": 0}
    assert Score.events.rel.related_model.objects.count() == 3
    assert Notice.objects.filter(kind="exam-result").count() == 3


def test_a_family_that_withdrew_meanwhile_costs_only_its_own_row(exams, nigar, pump):
    content = as_csv(*((number, 70) for number in numbers(exams)))
    shown = score_files.preview(campaign=exams, name="bal.csv", content=content, by=nigar)
    exams.applications.order_by("number").first().withdraw(by=None)

    shown.ask_to_write(by=nigar)
    pump()

    shown.refresh_from_db()
    assert (shown.state, shown.job.state, Score.objects.count()) == ("applied", "done", 2)
    assert list(shown.rows.values_list("verdict", "problem"))[0] == ("bad", "wrong_state")


def test_a_spreadsheet_with_a_title_row_is_read_like_a_table(exams, nigar):
    first, *_others = numbers(exams)
    rows = [("Qəbul imtahanı",), ("Nömrə", "Ad", "Bal"), (first, "", 91.5), ("", "", "")]

    shown = load(exams, nigar, as_xlsx(*rows), "ballar.xlsx")

    assert list(shown.rows.values_list("row", "number", "points", "verdict")) == [
        (3, first, Decimal("91.5"), "new")
    ]


@pytest.mark.parametrize(
    ("number", "points", "problem"),
    [
        ("", "70", "no_number"),
        ("MQ-2026-999999", "70", "unknown"),
        ("known", "yetmiş", "not_number"),
        ("known", "", "not_number"),
        ("known", "nan", "not_number"),
        ("known", "70,55", "not_number"),
        ("known", "100,5", "out_of_range"),
        ("known", "-1", "out_of_range"),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_the_good_ones_are_kept(exams, nigar, pump, number, points, problem):
    first, second, _third = numbers(exams)
    shown = load(exams, nigar, as_csv((first if number == "known" else number, points), (second, "80")))

    bad = shown.rows.get(verdict="bad")
    assert bad.problem == problem
    assert str(bad.sentence).startswith("Row 2: ")
    shown.ask_to_write(by=nigar)
    pump()
    assert Score.objects.get().application.number == second


def test_a_number_that_stands_twice_is_written_by_neither_row(exams, nigar):
    first, *_others = numbers(exams)

    shown = load(exams, nigar, as_csv((first, "70"), (first, "80")))

    assert shown.counts()["bad"] == 2


@pytest.mark.asvs("5.2.2")
@pytest.mark.asvs("5.1.1", "5.2.1")
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("ballar.xlsx", b"this is no spreadsheet", "not_a_table"),
        ("ballar.xlsx", b"PK\x03\x04broken", "not_a_table"),
        ("foto.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "not_a_table"),
        ("ballar.csv", b"", "not_a_table"),
        ("ballar.csv", b"a;b\n1;2\n", "no_columns"),
        ("ballar.csv", b"x" * (loads.MAX_BYTES + 1), "too_big"),
    ],
)
def test_what_is_not_a_table_of_scores_is_refused_with_a_sentence(exams, nigar, name, content, code):
    refusal = refused(load, campaign=exams, by=nigar, content=content, name=name)

    assert (refusal.code, refusal.field) == (code, "file")
    assert ScoreLoad.objects.count() == 0


@pytest.mark.parametrize("state", ["registration", "placement"])
def test_a_file_and_a_single_score_are_refused_outside_the_stage_with_one_sentence(nigar, state):
    campaign = make.campaign(state)
    application = make.application(campaign)

    refusals = [
        refused(load, campaign=campaign, by=nigar, content=as_csv()),
        refused(application.examine, points=Decimal(70), by=nigar),
    ]

    sentence = "Scores may be loaded from the exams until the choice closes."
    assert [(one.code, str(one)) for one in refusals] == [("wrong_stage", sentence)] * 2


def test_a_late_file_is_written_while_the_choice_is_open_but_not_for_who_has_chosen(
    nigar, pump, music_school
):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 2})
    chosen = make.chosen(campaign, 80, make.wish("TAR5", music_school))
    late = make.application(campaign)

    shown = load(campaign, nigar, as_csv((chosen.number, "60"), (late.number, "75")))
    shown.ask_to_write(by=nigar)
    pump()

    assert list(shown.rows.values_list("verdict", "problem")) == [("bad", "wrong_state"), ("new", "")]
    assert dict(Score.objects.values_list("application", "points")) == {chosen.pk: 80, late.pk: 75}


def half_written(exams, nigar) -> ScoreLoad:
    """A load whose work ended after the first of three rows."""
    shown = load(exams, nigar, as_csv(*((number, 70) for number in numbers(exams))))
    shown.ask_to_write(by=nigar)
    shown.job.claim()
    with shown.job.fenced():
        shown.rows.first().write(by=nigar)
    return shown


def test_a_file_that_is_being_written_is_not_discarded(exams, nigar):
    shown = half_written(exams, nigar)

    assert str(refused(shown.discard, by=nigar)) == "The file is being written. Cancel the work first."


def test_a_file_whose_work_has_died_is_discarded_and_what_was_written_stays(exams, nigar):
    shown = half_written(exams, nigar)
    shown.job.finish("failed")
    shown.refresh_from_db()

    shown.discard(by=nigar)

    assert shown.state == "discarded"
    assert list(shown.rows.values_list("row", flat=True)) == [2]
    assert Score.objects.get().load == shown


def test_a_file_whose_work_has_died_is_gone_on_with(exams, nigar, pump):
    shown = half_written(exams, nigar)
    shown.job.finish("failed")

    shown.ask_to_write(by=nigar)
    pump()

    shown.refresh_from_db()
    assert (shown.state, Score.objects.count()) == ("applied", 3)
    exams.publish_scores(by=nigar)
    assert Notice.objects.filter(kind="exam-result").count() == 3


def test_who_may_not_load_scores_cannot_have_them_written(exams, nigar, anar):
    shown = load(exams, nigar, as_csv((numbers(exams)[0], "70")))

    assert refused(shown.ask_to_write, by=anar.user).code == "forbidden"
    shown.refresh_from_db()
    assert shown.state == "previewed"
