"""The pages on which the ministry leads a list through."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.institutions import ExternalId, Institution
from registry.intake.imports import ImportLoad
from registry.intake.receiving import receive
from registry.reference import load_classifiers, load_units
from tests.factories.cabinet import with_second_factor
from tests.factories.lists import a_csv, a_list, a_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PAGE = "/en/admin/registry/institution/lists/"


@pytest.fixture(autouse=True)
def _units_and_kinds(db):
    load_units()
    load_classifiers()


@pytest.fixture
def at_desk(signed_in, nigar):
    return signed_in(with_second_factor(nigar))


@pytest.fixture
def checked(nigar, pump):
    """A list of which every row has been looked at."""

    def of(*rows):
        load = a_list(*rows, by=nigar)
        pump()
        load.refresh_from_db()
        return load

    return of


def upload(client, content, name="siyahı.csv", sender="Şəki idarəsi"):
    return client.post(PAGE, {"sender": sender, "file": SimpleUploadedFile(name, content)})


def test_the_ministry_leads_a_list_through_its_pages(at_desk, pump):
    rows = [a_row("Cumаykənd klubu", "Klub"), a_row("Pis kitabxana", "oxu zalı"), a_row("Yeni kitabxana")]
    sent = upload(at_desk, a_csv(*rows))
    load = ImportLoad.objects.get()
    assert sent.url == f"{PAGE}{load.pk}/columns/"
    form = at_desk.get(sent.url).content.decode()
    assert "Cumаykənd klubu · Pis kitabxana · Yeni kitabxana" in form

    guessed = {f"column-{place}": field for place, field in load.fields.items()}
    assert at_desk.post(sent.url, guessed | {"header": "1"}).url.startswith("/en/cabinet/")
    pump()
    page = at_desk.get(f"{PAGE}{load.pk}/")
    assert [(one.cause, one.count) for one in page.context["questions"]] == [("letters", 1)]
    assert [(one.text, one.count) for one in page.context["unknown"]] == [("oxu zalı", 1)]
    assert page.context["to_write"] == 1
    assert [row.row for row in page.context["page"]] == [2, 3, 4]
    assert [row.row for row in at_desk.get(f"{PAGE}{load.pk}/?only=bad").context["page"]] == [3]

    word = {"field": "kind", "text": "oxu zalı", "code": "library"}
    at_desk.post(f"{PAGE}{load.pk}/words/", word)
    pump()
    at_desk.post(f"{PAGE}{load.pk}/repairs/", {"cause": "letters", "decision": "accept"})
    assert at_desk.get(f"{PAGE}{load.pk}/").context["to_write"] == 3
    at_desk.post(f"{PAGE}{load.pk}/writing/")
    pump()
    assert Institution.objects.count() == 3

    assert "Write the reason." in at_desk.post(f"{PAGE}{load.pk}/undoing/", {"reason": " "}).content.decode()
    at_desk.post(f"{PAGE}{load.pk}/undoing/", {"reason": "The wrong file."})
    pump()
    assert not Institution.objects.of_record().exists()
    assert ExternalId.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "sender", "sentence"),
    [
        ("a.csv", a_csv(a_row("X")), " ", "Write who sent the list."),
        ("a.xlsx", b"PK\x03\x04 no", "Ş", "We could not open “a.xlsx”."),
        ("a.csv", b"", "Ş", "empty"),
        ("a.csv", b"one line only\n", "Ş", "has no table with a header and rows"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(at_desk, name, content, sender, sentence):
    page = upload(at_desk, content, name, sender)

    assert page.status_code == 400
    assert sentence in page.content.decode() or sentence == "empty"
    assert not ImportLoad.objects.exists()


def test_a_workbook_that_unpacks_to_200_megabytes_is_refused(at_desk):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 2**20))

    assert "We could not open" in upload(at_desk, bomb.getvalue(), "bomb.xlsx").content.decode()


def test_a_header_in_another_row_is_shown_anew(at_desk, nigar):
    content = a_csv(
        ("Siyahı", "2026", "x"), ("Obyekt", "Nədir", "Harada"), ("A", "B", "C"), header=("", "", "")
    )
    load = receive(sender="Ş", name="a.csv", content=content, by=nigar)
    assert load.header == 1

    assert at_desk.post(f"{PAGE}{load.pk}/columns/", {"header": "3"}).status_code == 302
    load.refresh_from_db()
    assert load.headings == ["Obyekt", "Nədir", "Harada"]
    refused = at_desk.post(f"{PAGE}{load.pk}/columns/", {"header": "99"})
    assert (refused.status_code, "There is no such row" in refused.content.decode()) == (409, True)


def test_two_columns_of_one_meaning_are_refused_and_what_was_chosen_stays(at_desk, nigar):
    load = receive(sender="Ş", name="a.csv", content=a_csv(a_row("Yeni kitabxana")), by=nigar)

    page = at_desk.post(
        f"{PAGE}{load.pk}/columns/", {"header": "1", "column-0": "name_az", "column-1": "name_az"}
    )

    assert (page.status_code, page.context["columns"][1].field) == (409, "name_az")
    assert "Two columns have the same meaning: official name" in page.content.decode()


@pytest.mark.parametrize(
    ("tail", "data"),
    [
        ("repairs/", {}),
        ("repairs/", {"cause": "letters", "decision": "maybe"}),
        ("repairs/", {"row": "999999999999999999999", "decision": "accept"}),
        ("words/", {"field": "kind", "text": "x", "code": "nothing"}),
        ("words/", {"field": "status", "text": "x", "code": "library"}),
        ("undoing/", {"reason": "early"}),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_a_sentence(at_desk, checked, tail, data):
    load = checked(a_row("Yeni kitabxana"))

    page = at_desk.post(f"{PAGE}{load.pk}/{tail}", data)

    assert page.status_code == 409
    assert page.context["refusal"]


def test_the_questions_of_the_pages_do_not_grow(at_desk, checked, django_assert_max_num_queries):
    load = checked(*(a_row(f"{number} nömrəli klub", "Klub", "Qax r.") for number in range(30)))
    checked(a_row("Yeni kitabxana"))
    for url, most in ((PAGE, 12), (f"{PAGE}{load.pk}/", 22), (f"{PAGE}{load.pk}/columns/", 16)):
        at_desk.get(url)
        with django_assert_max_num_queries(most):
            assert at_desk.get(url).status_code == 200
