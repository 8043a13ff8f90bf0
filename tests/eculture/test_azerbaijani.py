import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from eculture.azerbaijani import LETTERS, az_fold, az_key, az_lower, az_upper

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(LETTERS + az_upper(LETTERS) + " -.,№“”'0123456789"),
        st.characters(min_codepoint=0x0410, max_codepoint=0x0451),
        st.sampled_from("ǝәӘƏéüÀñ"),
    ),
    max_size=40,
)


def in_postgresql(function: str, text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])  # noqa: S608 -- the name is this file's own
        return cursor.fetchone()[0]


def test_names_stand_in_azerbaijani_order():
    names = ["Qax", "Xaçmaz", "Əli", "Elçin", "Işıq", "İsmayıl", "Çinar", "Cavid"]

    assert sorted(names, key=az_key) == ["Cavid", "Çinar", "Elçin", "Əli", "Xaçmaz", "Işıq", "İsmayıl", "Qax"]


def test_case_keeps_the_dot_where_it_is():
    assert (az_lower("İMİŞLİ IŞIQ"), az_upper("imişli ışıq")) == ("imişli ışıq", "İMİŞLİ IŞIQ")


@pytest.mark.parametrize("schwa", "ə\u04d9\u01dd")
def test_a_schwa_leaves_a_cyrillic_word_cyrillic(schwa):
    assert az_fold(f"М{schwa}мм{schwa}дов Һ{schwa}с{schwa}н") == "memmedov hesen" == az_fold("Məmmədov Həsən")


@pytest.mark.parametrize("spelling", ["Şəki", "seki", "ŞƏKİ", "Шеки", "Ş\u01ddki", "Ş\u04d9ki", "  şəki. "])
def test_one_town_in_seven_spellings_folds_to_one(spelling):
    assert az_fold(spelling) == "seki"


def test_a_cyrillic_letter_inside_a_latin_word_is_a_look_alike():
    assert az_fold("kitаbхana 15а") == "kitabxana 15a"


@pytest.mark.django_db
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_python_and_postgresql_agree(text):
    theirs = [in_postgresql(function, text) for function in ("az_lower", "az_key", "az_fold")]

    assert theirs == [az_lower(text), az_key(text), az_fold(text)]


@given(text=TEXTS)
def test_folding_twice_is_folding_once(text):
    assert az_fold(az_fold(text)) == az_fold(text)
