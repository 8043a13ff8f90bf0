"""A list as a conversation: columns named, questions answered, written, and undone as a whole."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from eculture.jobs import Job
from eculture.refusals import Refusal
from registry.history.versions import InstitutionVersion
from registry.institutions import Institution
from registry.intake import checking, workbook
from registry.intake.imports import ImportLoad, ImportRepair, ImportRow
from registry.intake.receiving import forget_cells, receive
from registry.intake.senders import Sender
from registry.mandates import Mandate
from registry.reference import load_classifiers, load_units
from tests.factories import registry as make
from tests.factories.lists import HEADER, a_csv, a_list, a_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def _units_and_kinds(db):
    load_units()
    load_classifiers()


@pytest.fixture
def checked(nigar, pump):
    """A list that has been looked at, with the columns that were guessed."""

    def of(*rows, **about):
        load = a_list(*rows, by=nigar, **about)
        pump()
        load.refresh_from_db()
        return load

    return of


@pytest.fixture
def written(checked, nigar, pump):
    """A list of which everything has been accepted and written."""

    def of(*rows, **about):
        load = checked(*rows, **about)
        ImportRepair.objects.filter(row__load=load).decide(is_accepted=True)
        load.ask_to_write(by=nigar)
        pump()
        load.refresh_from_db()
        return load

    return of


def verdicts(load):
    return list(load.rows.exclude(verdict="").order_by("row").values_list("verdict", flat=True))


def versions():
    rows = InstitutionVersion.objects.known().order_by("institution", "valid")
    return [tuple(sorted(row.items())) for row in rows.values() if row.pop("id") and row.pop("recorded_at")]


def test_a_list_is_read_and_nothing_is_written(checked):
    load = checked(a_row("Nümunə kitabxanası"), a_row("", "Kitabxana"), ("CƏMİ", "2"))

    assert (load.state, verdicts(load)) == ("previewed", ["new", "bad", "total"])
    assert not Institution.objects.exists()
    assert load.rows.get(verdict="bad").sentences == ["The name is missing. Enter the official name."]


def test_a_good_list_is_written_and_the_same_list_again_changes_nothing(checked, written):
    rows = [a_row("Nümunə kitabxanası"), a_row("Başqa kitabxana", "Kitabxana", "Qax rayonu", "Nizami 5")]
    load = written(*rows)

    assert load.state == "applied"
    assert set(Institution.objects.values_list("name_az", "address")) == {
        ("Nümunə kitabxanası", ""),
        ("Başqa kitabxana", "Nizami 5"),
    }
    assert verdicts(checked(*rows)) == ["same", "same"]


def test_nothing_is_put_right_before_somebody_accepts_it(checked, nigar, pump):
    load = checked(a_row("Cumаykənd klubu", "Klub", "Dəvəçi rayonu"), a_row("Nümunə kitabxanası"))
    assert [str(repair) for repair in ImportRepair.objects.all()] == [
        "Letters of another alphabet: “Cumаykənd klubu” → “Cumaykənd klubu”",
        "Former name of a district or city: “Dəvəçi rayonu” → “Şabran rayonu”",
    ]

    load.ask_to_write(by=nigar)
    pump()

    assert [one.name_az for one in Institution.objects.all()] == ["Nümunə kitabxanası"]


def test_an_accepted_repair_is_written_and_one_that_was_not_goes_back(checked, nigar, pump):
    load = checked(a_row("Cumаykənd klubu", "Klub"), a_row("Qax kitabxanası", "Kitabxana", "Qax r."))
    repairs = ImportRepair.objects.filter(row__load=load)

    assert repairs.filter(cause="letters").decide(is_accepted=True) == 1
    assert repairs.filter(cause="unit").decide(is_accepted=False) == 1
    load.ask_to_write(by=nigar)
    pump()

    assert [one.name_az for one in Institution.objects.all()] == ["Cumaykənd klubu"]
    assert load.rows.get(verdict="bad").sentences == ["The repair was not accepted. Correct “Qax r.”."]
    assert repairs.decide(is_accepted=True) == 0


def test_a_change_is_shown_before_it_is_written(written, checked):
    written(a_row("Nümunə klubu", "Klub", "Şəki şəhəri", "Nizami 5", "", "100"))

    load = checked(a_row("Nümunə klubu", "Klub", "Şəki şəhəri", "Nizami 7", "", "120 nəfər"))

    (row,) = load.rows.filter(verdict="changed")
    assert [tuple(map(str, told)) for told in row.differences] == [
        ("address", "Nizami 5", "Nizami 7"),
        ("Seats", "100", "120"),
    ]
    assert [repair.after for repair in row.repairs.all()] == ["120"]


def test_a_doubtful_row_is_the_same_or_another_one_as_somebody_says(written, checked, nigar, pump):
    written(a_row("Üzeyir Hacıbəyli adına musiqi evi", "Klub"))
    rows = a_row("Üzeyir Hacıbəyov adına musiqi evi", "Klub", "Şəki şəhəri", "Nizami 5")
    known = Institution.objects.get()

    same, other = checked(rows), checked(rows)
    (one,), (two,) = same.rows.filter(verdict="doubt"), other.rows.filter(verdict="doubt")
    assert one.sentences == [f"It looks like {known.name_az} ({known.code})."]
    one.answer(is_another=False)
    with pytest.raises(Refusal, match="answered"):
        one.answer(is_another=True)
    same.ask_to_write(by=nigar)
    pump()
    known.refresh_from_db()
    assert (Institution.objects.count(), known.address) == (1, "Nizami 5")

    two.answer(is_another=True)
    other.ask_to_write(by=nigar)
    pump()
    assert Institution.objects.count() == 2


def test_undone_everything_is_as_it_was(written, nigar, pump):
    written(a_row("Nümunə klubu", "Klub", "Şəki şəhəri", "Nizami 5"))
    before = versions()
    load = written(
        a_row("Nümunə klubu", "Klub", "Şəki şəhəri", "Nizami 7", "1400057421", "120"),
        a_row("Yeni kitabxana"),
        sender="Başqa göndərən",
    )
    assert versions() != before

    load.ask_to_undo(by=nigar, reason="The wrong year.")
    pump()

    load.refresh_from_db()
    new = Institution.objects.get(name_az="Yeni kitabxana")
    assert (load.state, new.state) == ("undone", "withdrawn")
    assert [row for row in versions() if ("institution_id", new.pk) not in row] == before
    assert new not in Institution.objects.of_record()
    with pytest.raises(Refusal):
        load.ask_to_undo(by=nigar, reason="again")


def test_what_was_withdrawn_may_be_entered_anew(written, nigar, pump):
    row = a_row("Yeni kitabxana", "Kitabxana", "Şəki şəhəri", "", "1400057421")
    load = written(row)
    load.ask_to_undo(by=nigar, reason="The wrong year.")
    pump()

    written(row)

    assert sorted(Institution.objects.values_list("state", flat=True)) == ["active", "withdrawn"]


def test_what_somebody_changed_since_keeps_a_list_from_being_undone(written, nigar, pump):
    load = written(a_row("Yeni kitabxana"), a_row("Köhnə kitabxana", "Kitabxana", "Qax rayonu"))
    touched = Institution.objects.get(name_az="Yeni kitabxana")
    touched.amend(by=nigar, reason="found", address="Nizami 9")
    before = versions()

    with pytest.raises(Refusal, match=rf"Yeni kitabxana \({touched.code}\)\. Undo that first"):
        load.ask_to_undo(by=nigar, reason="The wrong year.")

    assert versions() == before


def test_what_is_used_already_is_not_withdrawn(written, nigar):
    load = written(a_row("Yeni kitabxana"))
    institution = Institution.objects.get()
    make.a_mandate(make.a_user(), "head", institution=institution)
    assert Mandate.objects.filter(institution=institution).exists()

    with pytest.raises(Refusal, match="Changed or used since"):
        load.ask_to_undo(by=nigar, reason="The wrong year.")


def test_a_change_between_check_and_writing_costs_only_its_row(checked, nigar, pump):
    load = checked(a_row("Yeni kitabxana"), a_row("Başqa kitabxana", "Kitabxana", "Qax rayonu"))
    make.an_institution(
        "Başqa kitabxanası",
        kind=make.a_kind("library"),
        registered_unit=make.a_unit("AZ-QAX"),
    )

    load.ask_to_write(by=nigar)
    pump()

    assert load.rows.get(verdict="bad").sentences[-1].startswith("The registry has changed since")
    assert Institution.objects.filter(name_az="Yeni kitabxana").exists()


def test_a_writing_that_was_killed_goes_on_where_it_stopped(checked, nigar, pump, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 1)
    load = checked(*(a_row(f"{number} nömrəli kitabxana") for number in (1, 2, 3)))
    load.ask_to_write(by=nigar)
    job = load.job
    assert job.claim()
    progress, said = Job.progress, []

    def killed(self, done, total, text=""):
        said.append(done)
        if done == 2:
            raise KeyboardInterrupt
        progress(self, done, total, text)

    with monkeypatch.context() as patched:
        patched.setattr(Job, "progress", killed)
        with pytest.raises(KeyboardInterrupt):
            checking.write_rows(load, job)
    assert Institution.objects.count() == 2
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    pump()

    load.refresh_from_db()
    assert (load.state, Institution.objects.count(), load.rows.exclude(written_at=None).count()) == (
        "applied",
        3,
        3,
    )


def test_two_lists_are_not_written_at_once(checked, nigar):
    one, two = checked(a_row("Yeni kitabxana")), checked(a_row("Başqa kitabxana"))
    one.ask_to_write(by=nigar)

    with pytest.raises(Refusal, match="Another list is being written"):
        two.ask_to_write(by=nigar)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportLoad.objects.filter(pk=two.pk).update(state="applying")


def test_columns_that_were_named_once_are_known_of_the_sender(nigar, pump):
    header, row = ("Obyekt", "Nədir", "Harada"), ("Nümunə kitabxanası", "oxu zalı", "Şəki şəhəri")
    named = {0: "name_az", 1: "kind", 2: "unit"}
    first = receive(sender="Rayon", name="a.csv", content=a_csv(row, header=header), by=nigar)
    assert first.fields == {}
    with pytest.raises(Refusal, match="Name a column for: official name, kind of institution"):
        first.examine(by=nigar, columns={}, constants={})
    first.examine(by=nigar, columns=named, constants={})
    pump()
    assert first.rows.get(row=2).sentences == ["There is no kind of institution “oxu zalı”."]

    Sender.objects.get().agree_on_words("kind", {"oxu zalı": "library"})
    again = receive(sender="Rayon", name="b.csv", content=a_csv(row, header=header), by=nigar)
    assert again.fields == named
    again.examine(by=nigar, columns=again.fields, constants={})
    pump()

    assert verdicts(again) == ["new"]
    assert receive(sender="X", name="c.csv", content=a_csv(row, header=header), by=nigar).fields == {}


def test_a_repair_that_was_accepted_stays_so_when_the_list_is_checked_anew(checked, nigar, pump):
    load = checked(a_row("Cumаykənd klubu", "Klub"), a_row("Qax klubu", "Klub", "Qax r."))
    ImportRepair.objects.filter(cause="letters").decide(is_accepted=True)

    load.examine(by=nigar, columns=load.fields, constants={})
    pump()

    assert dict(ImportRepair.objects.values_list("cause", "accepted")) == {"letters": True, "unit": None}


def test_a_foreign_register_comes_in_by_its_columns_alone(nigar, pump):
    file = SHARED / "fr_museofile_musees_de_france.csv"
    if not file.exists():
        pytest.skip(f"{file.name} is not here: ../shared/data is left out")
    load = receive(sender="Muséofile", name=file.name, content=file.read_bytes(), by=nigar)
    places = {heading: place for place, heading in enumerate(load.headings)}
    columns = {
        places["Identifiant Muséofile"]: "ref",
        places["Nom officiel du musée"]: "name_az",
        places["Adresse"]: "address",
        places["Téléphone"]: "phone",
        places["URL"]: "website",
    }

    load.examine(by=nigar, columns=columns, constants={"kind": "museum", "unit": "AZ-BA"})
    pump()

    counts = load.counts()
    assert (load.header, counts["bad"]) == (0, 0)
    assert counts["new"] + counts["doubt"] + counts["same"] == 1222
    assert counts["new"] > 700
    assert ImportRepair.objects.filter(cause="address").count() > 500
    load.examine(by=nigar, columns=columns | {places["geolocalisation"]: "lat_lon"}, constants=load.constants)
    pump()
    assert load.rows.filter(problems__contains=[["abroad"]]).count() > 1000


def test_no_repair_of_the_messy_list_is_applied_silently(nigar, pump):
    file = SHARED / "az_messy_import.xlsx"
    if not file.exists():
        pytest.skip(f"{file.name} is not here: ../shared/data is left out")
    load = receive(sender="Şəki", name=file.name, content=file.read_bytes(), by=nigar)
    load.examine(by=nigar, columns=load.fields, constants={})
    pump()
    load.refresh_from_db()
    load.ask_to_write(by=nigar)
    pump()

    written = load.rows.exclude(written_at=None)
    assert written.filter(verdict="new").count() > 100
    assert not written.filter(repairs__isnull=False).exists()
    column = {field: place for place, field in load.fields.items()}["name_az"]
    for row in written.filter(verdict="new").select_related("institution"):
        assert row.institution.name_az == row.cells[column].strip(" ")


def test_the_faulty_rows_go_back_with_a_comment_in_each_bad_cell(checked):
    header = ("Siyahı", *HEADER)
    load = checked(
        ("1", *a_row("Yaxşı kitabxana")),
        ("2", *a_row("Pis kitabxana", "oxu zalı", "Şəki şəhəri", "=1+1", "1400057431")),
        header=header,
    )

    data = workbook.faulty(load)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert sheet == [
        list(header),
        ["2", "Pis kitabxana", "oxu zalı", "Şəki şəhəri", "=1+1", "1400057431", ""],
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        comments = package.read("xl/comments1.xml").decode()
        assert "<f>" not in package.read("xl/worksheets/sheet1.xml").decode()
    assert 'ref="C2"' in comments
    assert 'ref="F2"' in comments
    assert "There is no kind of institution “oxu zalı”." in comments
    assert "Row 3 of “siyahı.csv”." in comments


def test_the_corrected_workbook_is_a_list_again(checked, nigar, pump):
    load = checked(a_row("Pis kitabxana", "oxu zalı"))
    Sender.objects.get().agree_on_words("kind", {"oxu zalı": "library"})

    again = receive(sender="Şəki idarəsi", name="geri.xlsx", content=workbook.faulty(load), by=nigar)
    again.examine(by=nigar, columns=again.fields, constants={})
    pump()

    assert verdicts(again) == ["new"]


def test_what_was_typed_is_forgotten_when_it_is_not_needed(written):
    load = written(a_row("Nümunə kitabxanası"))
    assert forget_cells(after=timedelta(days=90)) == 0
    ImportLoad.objects.update(loaded_at=timezone.now() - timedelta(days=91))

    assert (forget_cells(after=timedelta(days=90)), forget_cells(after=timedelta(days=90))) == (2, 0)
    assert not ImportRow.objects.filter(load=load).exclude(cells=[]).exists()
