import pytest
from django.utils import translation

from eculture.models import JournalEntry
from eculture.refusals import Refusal
from schools.admissions import plan_files
from schools.models import PlanLoad, PlanPlace
from tests.factories import schools as make

pytestmark = pytest.mark.django_db
HEADER = "Məktəb;İxtisas;Pulsuz;Ödənişli"


@pytest.fixture
def draft(music_school, far_school):
    return make.campaign("draft", plan={(music_school, "TAR5", "free"): 4, (far_school, "TAR5", "free"): 2})


def load(campaign, by, *rows: str, header: str = HEADER) -> PlanLoad:
    content = "\n".join(["Plan 2026", "", header, *rows]).encode()
    return plan_files.preview(campaign=campaign, name="plan.csv", content=content, by=by)


def judged(loaded: PlanLoad) -> list[tuple]:
    return list(loaded.rows.values_list("row", "funding", "places", "verdict", "problem"))


def plan_of(campaign) -> dict[tuple, int]:
    names = ("school__institution__name_az", "programme__code", "funding", "places")
    return {tuple(key): places for *key, places in campaign.plan_places.values_list(*names)}


def test_a_plan_is_shown_first_and_then_written_and_the_same_file_again_changes_nothing(
    draft, music_school, far_school, nigar, pump
):
    with translation.override("az"):
        tar = str(make.programmes()["TAR5"])
    rows = (
        f"{music_school.institution.code};TAR5;4;1",
        f"{far_school.name.upper()};{tar};3;0",
        f"{far_school.name};PNO5;2;0",
    )
    before = plan_of(draft)
    shown = load(draft, nigar, *rows)

    assert judged(shown) == [
        (4, "free", 4, "same", ""),
        (4, "paid", 1, "new", ""),
        (5, "free", 3, "changed", ""),
        (5, "paid", 0, "same", ""),
        (6, "free", 2, "new", ""),
        (6, "paid", 0, "same", ""),
    ]
    assert plan_of(draft) == before

    shown.ask_to_write(by=nigar)
    pump()
    shown.refresh_from_db()
    near, far = music_school.institution.name_az, far_school.institution.name_az
    written = {
        (near, "TAR5", "free"): 4, (near, "TAR5", "paid"): 1,
        (far, "TAR5", "free"): 3, (far, "PNO5", "free"): 2,
    }  # fmt: skip
    assert (shown.state, plan_of(draft)) == ("applied", written)
    entry = JournalEntry.objects.get(verb="change_places")
    assert (entry.reason, entry.before, entry.after) == (
        "plan.csv",
        {"places": 2},
        {"places": 3, "order": ""},
    )

    again = load(draft, nigar, *rows)
    assert again.counts() == {"new": 0, "changed": 0, "same": 6, "bad": 0}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";TAR5;1;1", "Row 4: the school is missing. Write its code or its full name."),
        ("Yox məktəb;TAR5;1;1", "Row 4: there is no school “Yox məktəb”. Write its code."),
        ("{school};;1;1", "Row 4: the programme is missing. Write its code."),
        ("{school};ABC9;1;1", "Row 4: there is no programme “ABC9”. Write its code."),
        ("{school};PNT4;1;1", "Row 4: the school does not teach PNT4."),
        ("{school};TAR5;-3;-3", "Row 4: -3 places. Write 0 or more."),
        ("{school};TAR5;;", "Row 4: the number of places is missing. Write 0 where there are none."),
        ("{school};TAR5;beş;beş", "Row 4: “beş” is not a number of places. Write a whole number."),
        ("{school};TAR5;2,5;2,5", "Row 4: “2,5” is not a number of places. Write a whole number."),
        (
            "{school};TAR5;20000;20000",
            "Row 4: 20000 places are more than a school can have. Check the number.",
        ),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_the_good_ones_are_written(
    draft, music_school, far_school, nigar, pump, row, sentence
):
    good = f"{far_school.name};TAR5;7;0"
    shown = load(draft, nigar, row.format(school=music_school.name), good)

    assert {str(one.sentence) for one in shown.rows.filter(verdict="bad")} == {sentence}
    shown.ask_to_write(by=nigar)
    pump()
    assert sorted(plan_of(draft).values()) == [4, 7]


def test_a_row_with_two_meanings_is_never_guessed(draft, music_school, nigar):
    make.school(music_school.name, teaches="TAR5")
    code = music_school.institution.code

    shown = load(draft, nigar, f"{music_school.name};TAR5;1;0", f"{code};TAR5;1;0", f"{code};TAR5;2;0")

    assert [row[4] for row in judged(shown)] == ["same_names", "same_names", *["twice"] * 4]


def test_a_published_plan_is_a_promise_that_no_file_replaces(draft, music_school, nigar):
    shown = load(draft, nigar, f"{music_school.name};TAR5;1;0")
    draft.publish_plan(by=nigar)

    for late in (lambda: load(draft, nigar), lambda: shown.ask_to_write(by=nigar)):
        with pytest.raises(Refusal) as told:
            late()
        assert (
            str(told.value) == "The plan is published. Each number of places changes by an order of its own."
        )
    assert sorted(plan_of(draft).values()) == [2, 4]
    assert PlanPlace.objects.count() == 2


def test_the_ministry_hands_in_a_plan_looks_and_writes(draft, music_school, desk, pump):
    at = f"/en/admin/schools/campaign/{draft.pk}/course/plan/"
    file = make.upload("plan.csv", f"{HEADER}\n{music_school.name};TAR5;9;0\n;TAR5;1;0\n")

    seen = desk.post(at, {"file": file}, follow=True).content.decode()
    loaded = PlanLoad.objects.get()
    assert "Row 3: the school is missing." in seen
    assert "New: 0, changed: 1, same: 1, rows with errors: 2. Nothing has been written yet." in seen

    desk.post(f"{at}{loaded.pk}/writing/")
    pump()
    assert sorted(plan_of(draft).values()) == [2, 9]
    assert "plan.csv" in desk.get(f"/en/admin/schools/campaign/{draft.pk}/course/").content.decode()
    wrong = desk.post(at, {"file": make.upload("a.xlsx", "no table")})
    assert (wrong.status_code, PlanLoad.objects.count()) == (409, 1)
    assert "We could not open “a.xlsx”." in wrong.content.decode()


def test_the_rows_of_a_long_file_cost_no_queries_of_their_own(
    draft, music_school, far_school, nigar, desk, django_assert_num_queries
):
    desk.get(f"/en/admin/schools/campaign/{draft.pk}/course/")
    for count in (1, 2):
        rows = [f"{school.name};TAR5;1;1" for school in (music_school, far_school)][:count]
        loaded = load(draft, nigar, *rows)
        with django_assert_num_queries(9):
            desk.get(f"/en/admin/schools/campaign/{draft.pk}/course/plan/{loaded.pk}/")
