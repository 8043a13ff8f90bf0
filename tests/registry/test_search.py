import pytest

from registry.institutions import Institution
from registry.search import clean, did_you_mean
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def museum():
    return make.an_institution("Şəki Şəbəkə Sənəti Muzeyi", kind=make.a_museum_kind())


@pytest.mark.parametrize(
    "typed",
    [
        "Şəki",
        "Sheki",
        "seki",
        "SEKI",
        "ŞƏKİ",
        "Шеки",
        "шеки",
        "shaki",
        "şəki muz",
        "sebeke senet",
        "Şəki музей",
        "мuzey",
    ],
)
def test_every_spelling_finds_the_museum(museum, typed):
    make.an_institution(
        "Gəncə teatrı", registered_unit=make.a_unit("AZ-GA", name_az="Gəncə", name_en="", name_ru="")
    )

    assert list(Institution.objects.search(typed)) == [museum]


@pytest.mark.parametrize(
    "typed", ["%", "_", "'", "\\", "&", "|", "!", ":*", "(", "zz", "zzsagi", "теле", "Gəncə"]
)
def test_signs_and_foreign_words_find_nothing(museum, typed):
    assert list(Institution.objects.search(typed)) == []


def test_all_words_must_answer(museum):
    school = make.an_institution("Şəki musiqi məktəbi")

    assert list(Institution.objects.search("şəki məktəb")) == [school]


def test_a_name_comes_before_a_place(museum):
    elsewhere = make.a_unit("AZ-QAB", kind="district", name_az="Qəbələ rayonu", name_en="", name_ru="")
    in_name = make.an_institution("Şəki küçəsi klubu", registered_unit=elsewhere)
    in_place = make.an_institution("Turan klubu")

    assert list(Institution.objects.search("şəki klub")) == [in_name, in_place]


def test_a_former_name_of_the_place_finds_it(museum):
    museum.registered_unit.aliases.create(name="Nuxa")

    assert list(Institution.objects.search("nuxa")) == [museum]


def test_the_registry_code_finds_it(museum):
    assert list(Institution.objects.search(museum.code)) == [museum]


def test_a_renamed_place_is_found_by_its_new_name(museum):
    unit = museum.registered_unit
    unit.name_en = "Sugdia"
    unit.save()

    assert list(Institution.objects.search("sugdia")) == [museum]


def test_typing_errors_are_corrected_from_the_vocabulary(museum):
    make.an_institution("Şəki şəhər 2 nömrəli uşaq musiqi məktəbi")

    correction = did_you_mean("seki musqi mektebi")

    assert correction.words == [("Şəki", False), ("musiqi", True), ("məktəbi", False)]
    assert correction.text == "Şəki musiqi məktəbi"


def test_known_words_are_not_corrected(museum):
    assert did_you_mean("seki muzey") is None


def test_words_far_from_everything_are_left(museum):
    assert did_you_mean("qwrtpsdfg") is None


def test_what_is_searched_is_short_and_without_control_signs():
    assert clean(" a\x00b  c " + "d" * 500) == "a b c " + "d" * 94


def test_the_list_is_in_azerbaijani_order():
    names = ["Zurna", "Qaval", "İşıq", "Xalça", "Çoğur", "Cövhər", "Hava", "Əsər", "Işıqlı"]
    for name in names:
        make.an_institution(name)

    listed = list(Institution.objects.in_order().values_list("name_az", flat=True))

    assert listed == ["Cövhər", "Çoğur", "Əsər", "Hava", "Xalça", "Işıqlı", "İşıq", "Qaval", "Zurna"]
