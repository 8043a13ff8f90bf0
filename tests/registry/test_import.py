import csv
import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from registry.institutions import ExternalId, Institution
from registry.intake.judging import Register
from registry.intake.load import counted, load
from registry.intake.table import rows_of
from registry.reference import load_classifiers, load_units

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
HEADER = ["id", "name_az", "type", "unit_code", "address_az", "lat", "lon", "voen", "founded"]
GOOD_VOEN = "1400057421"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _units_and_kinds(db):
    load_units()
    load_classifiers()


def shared(name):
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not here: ../shared/data is left out")
    return (SHARED / name).read_bytes()


def a_csv(*rows, header=HEADER, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def an_xlsx(rows, merged="", second=False):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        if second:
            book.add_worksheet("Qeyd").write(0, 0, "Bu vərəq məlumat deyil")
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merged:
            sheet.merge_range(merged, "Siyahı")
    return data.getvalue()


def a_row(name="Nümunə musiqi məktəbi", **cells):
    given = {"id": "N-1", "name_az": name, "type": "Musiqi məktəbi", "unit_code": "Şəki şəhəri", **cells}
    return [given.get(column, "") for column in HEADER]


def told(data, name="list.csv", **options):
    return [(outcome.verdict, outcome.notes) for outcome in load(name, data, by=None, **options)]


def taken():
    return Institution.objects.get(external_ids__source="list")


def test_the_shared_list_is_loaded_and_a_second_run_changes_nothing():
    data = shared("az_institutions.csv")

    first = counted(load("az_institutions.csv", data, by=None))
    before = list(Institution.objects.order_by("pk").values())
    second = counted(load("az_institutions.csv", data, by=None))

    assert first["error"] == 0
    assert first["new"] > 150
    assert second == {"new": 0, "changed": 0, "same": 302, "error": 0}
    assert list(Institution.objects.order_by("pk").values()) == before


UNTRUE = {"30", "240", "280", "283"}  # labelled for a letter that does not occur in these rows
NAMED = {  # what the truth calls a defect → what it is found as
    "upper": "capitals",
    "unit alias": "unit",
    "unit in English": "unit",
    "former unit name": "former",
    "capacity with unit": "number",
    "unknown type label": "kind",
    "homoglyph": "letters",
    "missing name": "name",
    "VOEN checksum": "voen",
    "VOEN as number": "voen",
    "founded year": "year",
    "spaces": "spaces",
    "old pre-2011 area code": "area_code",
    "lat/lon swapped": "exchanged",
}


def test_the_labelled_defects_of_the_messy_list_are_found_and_named():
    """Judged against the registry that the list was made from, which holds what it repeats."""
    data, truth = shared("az_messy_import.xlsx"), shared("az_messy_import.truth.csv").decode("utf-8-sig")
    load("az_institutions.csv", shared("az_institutions.csv"), by=None)
    known, found = Register("messy"), {}
    for row in rows_of("messy.xlsx", data):
        judged = known.judge(row)
        told = judged.findings
        found[row.number] = {one.cause for one in told.repairs} | {
            one.code for one in told.problems + told.remarks
        }
        found[row.number] |= {"known"} if judged.institution else set()

    labelled = [
        (int(line["sheet_row"]), line["injected_defect"]) for line in csv.DictReader(io.StringIO(truth))
    ]
    missed = [
        (row, defect)
        for row, defect in labelled
        if not found[row]
        & (
            {NAMED[sign] for sign in NAMED if defect.startswith(sign)}
            or {"known", "alike", "twice", "alike_row"}
        )
    ]
    assert len(labelled) == 133
    assert len(missed) <= 0.05 * len(labelled), missed


def test_every_labelled_defect_of_the_messy_list_is_repaired_or_told():
    data, truth = shared("az_messy_import.xlsx"), shared("az_messy_import.truth.csv").decode("utf-8-sig")
    load("az_institutions.csv", shared("az_institutions.csv"), by=None)

    outcomes = {outcome.row: outcome for outcome in load("az_messy_import.xlsx", data, by=None)}

    wrong = ("missing name", "VOEN checksum", "founded year", "unknown type")
    for line in csv.DictReader(io.StringIO(truth)):
        outcome, defect = outcomes[int(line["sheet_row"])], line["injected_defect"]
        assert (outcome.verdict == "error") is defect.startswith(wrong), (line, outcome)
        is_known = defect.startswith("probable duplicate") and outcome.code != ""
        assert outcome.notes or is_known or line["sheet_row"] in UNTRUE, (line, outcome)
    assert not Institution.objects.filter(name_az__regex="[\u01dd\u04d9а-яё]").exists()


def test_a_second_run_of_the_messy_list_changes_nothing():
    data = shared("az_messy_import.xlsx")
    first = counted(load("messy.xlsx", data, by=None))

    assert counted(load("messy.xlsx", data, by=None)) == {
        "new": 0,
        "changed": 0,
        "same": first["new"] + first["changed"] + first["same"],
        "error": first["error"],
    }


def test_a_new_row_is_entered_with_its_key_and_source():
    assert told(a_csv(a_row(address_az="Nizami küçəsi 5"))) == [("new", ())]

    school = taken()
    assert (school.address, school.source, school.kind.code) == ("Nizami küçəsi 5", "list", "music_school")
    assert ExternalId.objects.get(institution=school).ref == "N-1"
    assert JournalEntry.objects.about(school).get().verb == "register"


def test_a_changed_cell_changes_the_institution_and_an_empty_one_does_not():
    load("list.csv", a_csv(a_row(address_az="Nizami küçəsi 5", founded="1975")), by=None)

    assert told(a_csv(a_row(address_az="Nizami küçəsi 7"))) == [("changed", ("Changed: address.",))]
    assert (taken().address, taken().founded) == ("Nizami küçəsi 7", 1975)


def test_name_kind_and_territory_are_decisions_and_stay():
    load("list.csv", a_csv(a_row()), by=None)

    ((verdict, notes),) = told(a_csv(a_row("Yeni adlı məktəb", type="Park", unit_code="AZ-QAX")))

    assert (verdict, len(notes)) == ("same", 3)
    assert taken().name_az == "Nümunə musiqi məktəbi"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("NÜMUNƏ MUSIQI MƏKTƏBI", "Şəki ş."),
        ("Nümunə musiqi mǝktəbi", "Shaki city"),
        ("Nümunə  musiqi-məktəbi", "AZ-SAK"),
        ("Nümunә musіqi mәktәbi", "город Шеки"),
        ("Nümunə musiqi məktəbi", "Nuxa"),
    ],
)
def test_the_same_school_in_other_letters_is_known(name, unit):
    load("list.csv", a_csv(a_row()), by=None)

    ((verdict, _notes),) = told(a_csv(a_row(name, id="", unit_code=unit)))

    assert verdict == "same"


def test_the_same_institution_twice_in_a_list_is_entered_once():
    rows = [a_row(), a_row(id="N-2")]

    assert [verdict for verdict, _notes in told(a_csv(*rows))] == ["new", "same"]
    assert [verdict for verdict, _notes in told(a_csv(*rows))] == ["same", "same"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"name_az": ""}, "The name is missing."),
        ({"type": "kitabxanalar"}, "There is no kind of institution “kitabxanalar”."),
        ({"type": ""}, "The kind of institution is missing."),
        ({"unit_code": ""}, "The district or city is missing."),
        ({"unit_code": "Zaqatla rayonu"}, "Did you mean “Zaqatala rayonu”?"),
        ({"unit_code": "ER-SZ"}, "There is no district or city “ER-SZ”."),
        ({"voen": "1400057431"}, "it has 10 digits, the ninth is a check digit"),
        ({"lat": "48.85", "lon": "2.35"}, "outside the country"),
        ({"lat": "şimal", "lon": "47"}, "not numbers"),
        ({"lat": "41.2"}, "not numbers"),
        ({"lat": "nan", "lon": "nan"}, "outside the country"),
        ({"founded": "XX əsr"}, "“XX əsr” is not a year"),
    ],
)
def test_a_bad_cell_is_told_and_the_row_is_left_out(cells, sentence):
    (verdict, notes), (good, _) = told(a_csv(a_row(**cells), a_row("Başqa məktəb", id="N-2")))

    assert (verdict, good) == ("error", "new")
    assert sentence in " ".join(notes)


@pytest.mark.parametrize(
    ("cells", "field", "value", "sentence"),
    [
        ({"lat": "47.19", "lon": "41.2"}, "lat", 41.2, "exchanged"),
        ({"lat": "41,2", "lon": "47,19"}, "lon", 47.19, ""),
        ({"voen": GOOD_VOEN + ".0"}, "voen", GOOD_VOEN, "written as a number"),
        ({"address_az": "Nizami 15а"}, "address", "Nizami 15a", "another alphabet"),
        ({"name_az": "'=2+2 məktəbi"}, "name_az", "=2+2 məktəbi", ""),
    ],
)
def test_a_repaired_cell_is_taken_and_told(cells, field, value, sentence):
    ((verdict, notes),) = told(a_csv(a_row(**cells)))

    assert verdict == "new"
    assert sentence in " ".join(notes)
    assert getattr(taken(), field) == value


def test_a_voen_of_another_institution_is_refused():
    load("list.csv", a_csv(a_row(voen=GOOD_VOEN)), by=None)

    ((verdict, notes),) = told(a_csv(a_row("Başqa məktəb", id="N-2", voen=GOOD_VOEN)))

    assert verdict == "error"
    assert taken().code in notes[0]


def test_a_lookalike_is_entered_and_pointed_out():
    load("list.csv", a_csv(a_row("Üzeyir Hacıbəyli adına musiqi məktəbi")), by=None)

    ((verdict, notes),) = told(a_csv(a_row("Üzeyir Hacıbəyov adına musiqi məktəbi", id="N-2")))

    assert verdict == "new"
    assert "It looks like" in notes[0]


def test_a_dry_run_tries_everything_and_writes_nothing():
    before = Institution.objects.count()

    assert told(a_csv(a_row()), dry_run=True) == [("new", ())]
    assert Institution.objects.count() == before
    assert not ExternalId.objects.filter(source="list").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_dress(encoding, delimiter):
    assert told(a_csv(a_row(), encoding=encoding, delimiter=delimiter)) == [("new", ())]


@pytest.mark.parametrize(
    ("encoding", "header", "row"),
    [
        (
            "cp1254",
            ["ad", "növü", "rayon"],
            ["Nümunə-Göyçöl kitabxanası".replace("ə", "e"), "kitabxana", "Qax rayonu"],
        ),
        ("cp1251", ["название", "вид", "район"], ["Городская библиотека", "библиотека", "Гахский район"]),
    ],
)
def test_csv_of_old_character_sets(encoding, header, row):
    ((verdict, _notes),) = told(a_csv(row, header=header, encoding=encoding))
    assert verdict == "new"
    assert Institution.objects.get(name_az=row[0]).registered_unit.code == "AZ-QAX"


def test_a_sheet_with_titles_a_merged_cell_a_total_and_another_sheet():
    header = ["Sıra", "Müəssisənin adı", "Növü", "Rayon / şəhər", "Yaranma ili"]
    rows = [["Siyahı"], ["01.10.2026"], [], header]
    rows += [[1.0, "Nümunə kitabxanası", "Kitabxana", "Qax rayonu", 1975.0], ["", "CƏMİ", 1], ["", ""]]

    outcomes = load("list.xlsx", an_xlsx(rows, merged="A1:C1", second=True), by=None)

    assert [(outcome.row, outcome.verdict) for outcome in outcomes] == [(5, "new")]
    assert Institution.objects.get(name_az="Nümunə kitabxanası").founded == 1975


@pytest.mark.asvs("5.2.2")
@pytest.mark.asvs("1.5.1", "1.5.2")
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"hello",
        b"%PDF-1.7 ...",
        b"PK\x03\x04 not a zip",
        b"a,b\n1,2\n",
        b"name_az\nx\n",
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(data):
    with pytest.raises(Refusal) as refused:
        load("fayl.xlsx", data, by=None)

    assert "fayl.xlsx" in str(refused.value)


@pytest.mark.asvs("1.3.3", "1.4.2", "2.2.1", "2.2.2")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text(max_size=30), min_size=len(HEADER), max_size=len(HEADER)))
def test_any_cells_end_in_a_verdict(cells):
    data = a_csv([re.sub("[\x00\ud800-\udfff]", "", cell) for cell in cells])

    for outcome in load("list.csv", data, by=None, dry_run=True):
        assert outcome.verdict in ("new", "same", "changed", "error")


def test_the_command_prints_every_row_and_the_sum(tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_bytes(a_csv(a_row(), a_row(id="N-2", name_az="")))

    call_command("import_institutions", str(file), "--dry-run")

    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r" +2  new +AZ-TEH-\d{6}  Nümunə musiqi məktəbi", lines[0])
    assert lines[1].split() == [
        "3",
        "error",
        "–",
        "The",
        "name",
        "is",
        "missing.",
        "Enter",
        "the",
        "official",
        "name.",
    ]
    assert lines[2] == "new: 1, changed: 0, same: 0, error: 1. Nothing has been written."


@pytest.mark.parametrize("name", ["missing.csv", "empty.csv"])
def test_the_command_says_in_a_sentence_what_is_wrong_with_the_file(tmp_path, name):
    (tmp_path / "empty.csv").touch()

    with pytest.raises(CommandError, match=name):
        call_command("import_institutions", str(tmp_path / name))
