"""The form of an edition as a person meets it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from cabinet.services import forms
from cabinet.services.routing import assigned
from tests.factories import editions as make
from tests.factories import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ALL = "monument works which floors area begins parts inhabited"


def first_step(version, *, answers=None, **typed):
    return forms.step_form(version, "what", answers=answers or {}, data={"-asked": ALL, **typed})


def test_the_steps_are_named_in_the_language_of_the_reader(version):
    assert [(step.slug, step.title, step.fields[:1]) for step in forms.steps(version)] == [
        ("what", "What is planned", ("monument",)),
        ("why", "Why", ("reason",)),
        ("you", "About you", ("name",)),
    ]


def test_a_step_that_does_not_exist_is_a_key_error(version):
    with pytest.raises(KeyError):
        forms.step_form(version, "elsewhere", answers={})


def test_a_page_shows_only_what_the_answers_call_for(version):
    without = forms.step_form(version, "what", answers={})
    other = forms.step_form(version, "what", answers={"works": "other"})

    assert [one.name for one in without.questions] == [name for name in ALL.split() if name != "which"]
    assert [one.name for one in other.questions] == ALL.split()


def test_what_was_typed_becomes_plain_answers(version, monument):
    form = first_step(
        version,
        monument=monument.code,
        works="other",
        which="The fence",
        floors="2",
        area="1 234,5",
        begins="22.11.2026",
        parts=["roof", "paint"],
        inhabited="false",
    )

    assert form.is_valid()
    assert form.cleaned_answers == {
        "monument": monument.code,
        "works": "other",
        "which": "The fence",
        "floors": 2,
        "area": 1234.5,
        "begins": "2026-11-22",
        "parts": ["roof", "paint"],
        "inhabited": False,
    }


@pytest.mark.parametrize(
    ("language", "typed", "wanted"),
    [
        ("en", "1,234", 1234), ("en", "12,5", 12.5), ("en", "1,234.5", 1234.5), ("az", "1,234", 1.234),
        ("ru", "1 234,5", 1234.5), ("az", "-3", None), ("az", "nan", None), ("az", "1e400", None),
        ("az", "١٢", None), ("az", "1_000", None), ("az", "9" * 400, None),
    ],
)  # fmt: skip
def test_a_number_is_read_in_the_language_of_the_reader(version, language, typed, wanted):
    with translation.override(language):
        assert first_step(version, area=typed).cleaned_answers.get("area") == wanted


def test_what_was_emptied_is_answered_with_none(version, monument):
    form = first_step(version, answers={"floors": 3}, monument=monument.code, works="paint", floors="")

    assert form.cleaned_answers["floors"] is None


def test_wrong_answers_are_kept_as_typed_and_the_right_ones_taken(version, monument):
    form = first_step(version, monument=monument.code, works="paint", floors="three", begins="tomorrow")

    assert {name: [*map(str, sentences)] for name, sentences in form.errors.items()} == {
        "floors": ["Write a whole number, for example 12."],
        "begins": ["Write a date: day, month, year. For example 22.11.2026."],
    }
    assert form.cleaned_answers | form.kept_answers == form.kept_answers
    assert (form.kept_answers["floors"], form.kept_answers["begins"]) == ("three", "tomorrow")
    again = forms.step_form(version, "what", answers=form.kept_answers)
    assert again["floors"].value() == "three"


def test_a_hidden_question_neither_errs_nor_answers(version, monument):
    form = first_step(
        version, answers={"works": "other"}, monument=monument.code, works="paint", which="\x00"
    )

    assert form.is_valid()
    assert "which" not in form.cleaned_answers and "which" not in form.fields


def test_a_question_brought_up_by_an_answer_is_asked_before_it_is_missed(version, monument):
    asked = ALL.replace(" which", "")
    form = first_step(version, **{"-asked": asked}, monument=monument.code, works="other")

    assert form.errors == {"which": ["Your answers bring up this question. Answer it too."]}
    assert 'value="monument works which floors' in str(form["-asked"])


@pytest.mark.parametrize("typed", ["şəki tarix", "SHEKI TARIX", "seki muzeyi"])
def test_an_institution_is_found_by_its_name_in_any_spelling(version, monument, typed):
    assert first_step(version, monument=typed, works="paint").cleaned_answers["monument"] == monument.code


def test_several_institutions_of_a_name_are_offered(version, monument):
    second = registry.an_institution("Şəki xalq muzeyi", kind=monument.kind)

    form = first_step(version, monument="muzeyi", works="paint")

    assert form.errors == {"monument": ["Several institutions are called like this. Choose one."]}
    assert f'value="{second.code}"' in str(form["monument"]) and 'value="muzeyi"' in str(form["monument"])
    chosen = {"monument": "muzeyi", "monument-for": "muzeyi", "monument-chosen": second.code}
    assert first_step(version, works="paint", **chosen).cleaned_answers["monument"] == second.code
    other_words = chosen | {"monument": monument.code}
    assert first_step(version, works="paint", **other_words).cleaned_answers["monument"] == monument.code


def test_an_institution_of_another_kind_is_refused(version):
    school = registry.an_institution("Musiqi məktəbi")

    form = first_step(version, monument=school.code, works="paint")

    assert form.errors == {"monument": ["The registry has no such institution for this service."]}


def test_a_chosen_institution_is_shown_with_its_name(version, monument):
    form = forms.step_form(version, "what", answers={"monument": monument.code})

    shown = form["monument"].value()
    assert shown == f"{monument.code} · {monument.name}"
    assert first_step(version, monument=shown, works="paint").cleaned_answers["monument"] == monument.code


def upload(name="plan.pdf", size=10):
    return SimpleUploadedFile(name, b"%" * size)


def second_step(version, *files):
    data = {"reason": "The paint has come off"}
    return forms.step_form(version, "why", answers={}, data=data, files=MultiValueDict({"project": files}))


def test_files_are_handed_over_question_by_question(version):
    one, two = upload("a.pdf"), upload("b.PDF")

    form = second_step(version, one, two)

    assert form.cleaned_files == {"project": [one, two]}
    assert "project" not in form.cleaned_answers


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([upload(), upload(), upload()], "Files, at most: 2."),
        ([upload("plan.svg")], "“plan.svg” is of another kind. Upload one of these: PDF."),
        ([upload("empty.pdf", 0)], "The submitted file is empty."),
    ],
)
def test_files_against_the_rules_are_refused_with_the_rule(version, files, sentence):
    assert second_step(version, *files).errors == {"project": [sentence]}


def test_a_form_without_javascript_has_a_label_and_a_control_for_every_question(version):
    for step in forms.steps(version):
        form = forms.step_form(version, step.slug, answers={"works": "other"})
        assert [bound.name for bound in form.visible_fields()] == list(step.fields)
        assert all(bound.label for bound in form.visible_fields())


def test_sending_needs_everything_that_is_shown(version, monument):
    assert forms.problems(version, make.answers(monument=monument.code), papers={"project": 1}) == {}
    assert forms.problems(version, {"works": "other"}, papers={}) == {
        "monument": "Choose an institution of the registry.",
        "which": "Fill in this field.",
        "reason": "Fill in this field.",
        "name": "Fill in this field.",
        "project": "Add a file.",
        "truth": "Tick this box to go on.",
    }


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"zzz": 1}, {"": "The form does not ask for this: zzz."}),
        ({"floors": 2**63}, {"floors": "Write a whole number, for example 12."}),
        ({"floors": 31}, {"floors": "The greatest possible number: 30."}),
        ({"floors": 0}, {"floors": "The least possible number: 1."}),
        ({"floors": True}, {"floors": "Write a whole number, for example 12."}),
        ({"area": float("nan")}, {"area": "Write a number, for example 12.5."}),
        ({"works": "dig"}, {"works": "Choose one of the answers."}),
        ({"works": ["paint"]}, {"works": "Choose one of the answers."}),
        ({"parts": ["dig"]}, {"parts": "Choose from the answers."}),
        ({"begins": "2026-02-30"}, {"begins": "Write a date: day, month, year. For example 22.11.2026."}),
        ({"email": "anar"}, {"email": "Write an e-mail address, for example name@example.com."}),
        ({"phone": "call me"}, {"phone": "Write a telephone number, for example +994 50 123 45 67."}),
        ({"reason": "so"}, {"reason": "Write at least 5 characters."}),
        ({"reason": "a\x00bcdef"}, {"reason": "The answer holds signs that cannot be kept. Type it anew."}),
        ({"name": "\ud800"}, {"name": "The answer holds signs that cannot be kept. Type it anew."}),
        ({"name": "x" * 2**20}, {"name": "At most 200 characters are possible, here are 1,048,576. "
          "Shorten the text."}),
        ({"name": {"a": 1}}, {"name": "The answer holds signs that cannot be kept. Type it anew."}),
        ({"monument": "AZ-XX-1"}, {"monument": "The registry has no such institution for this service."}),
        ({"truth": False}, {"truth": "Tick this box to go on."}),
        ({"which": "hidden, whatever stands in it \x00"}, {}),
    ],
)  # fmt: skip
def test_each_wrong_answer_has_its_sentence(version, monument, changes, wanted):
    answers = make.answers(monument=monument.code) | changes

    assert forms.problems(version, answers, papers={"project": 2}) == wanted


def test_answers_that_are_no_answers_have_a_sentence_too(version):
    assert forms.problems(version, ["no"], papers={}) == {
        "": "The answers cannot be read. Fill in the form anew."
    }


def test_too_many_files_are_a_problem(version, monument):
    answers = make.answers(monument=monument.code)

    assert forms.problems(version, answers, papers={"project": 3}) == {
        "project": "Files, at most: 2. Added: 3."
    }


def test_the_summary_reads_as_the_person_answered(version, monument):
    answers = make.answers(
        monument=monument.code, floors=3, area=1234.5, parts=["roof"], begins="2026-11-22", which="unseen"
    )

    read = forms.summary(version, answers, papers={"project": ["plan.pdf"]})

    assert read == [
        (
            "What is planned",
            [
                ("Which monument", f"Shaki museum ({monument.code})"),
                ("Kind of works", "Painting"),
                ("Floors", "3"),
                ("Area", "1,234.5"),
                ("Begin of the works", "22 November 2026"),
                ("Parts", "The roof"),
                ("Do people live there", "no answer"),
            ],
        ),
        ("Why", [("Why", "The paint has come off"), ("The project", "plan.pdf")]),
        (
            "About you",
            [
                ("Your name", "Nümunəli Anar"),
                ("Your date of birth", "no answer"),
                ("E-mail", "no answer"),
                ("Telephone", "no answer"),
                ("What I have written is true", "Yes"),
            ],
        ),
    ]


def test_what_is_known_is_not_asked_again_and_says_where_it_is_from(version, anar):
    answers, sources = forms.prefilled(version, person=anar, subject=anar)

    assert answers == {"name": "Nümunəli Anar", "born": "1985-03-01", "email": "anar@numune.example"}
    assert {name: source["from"] for name, source in sources.items()} == {
        "name": "cabinet",
        "born": "cabinet",
        "email": "account",
    }


def test_the_case_is_about_the_institution_that_the_form_asks_for(version, monument):
    assert forms.about(version, make.answers(monument=monument.code)) == monument
    assert forms.about(version, {"monument": ["x"]}) is None


def test_the_first_rule_that_holds_says_who_gets_the_case(version):
    assert assigned(version, {"works": "roof"}) == {"role": "regional-officer"}
    assert assigned(version, {"works": "paint"}) == {"least_loaded": True}
