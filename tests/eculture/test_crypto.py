import base64

import pytest
from django.core.exceptions import ValidationError

from eculture.crypto import Tampered, decrypt, encrypt, keyed_index
from eculture.identifiers import clean_voen, fin_index, mask_fin, normalise_fin, validate_fin, validate_voen

OLD = ("old", bytes(32))
NEW = ("new", bytes(range(32)))


@pytest.mark.asvs("11.1.1", "11.1.2", "11.2.1", "11.2.2", "11.2.3", "11.3.1", "11.3.2", "11.3.3", "11.6.1")
def test_an_old_row_stays_readable_and_a_new_one_gets_the_new_key(settings):
    settings.FIELD_KEYS = [OLD]
    before = encrypt("5AB12CD", purpose="test")

    settings.FIELD_KEYS = [NEW, OLD]
    after = encrypt("5AB12CD", purpose="test")

    assert [decrypt(before, purpose="test"), decrypt(after, purpose="test")] == ["5AB12CD", "5AB12CD"]
    assert after.startswith("new:")


@pytest.mark.asvs("11.1.1", "11.1.2", "11.2.1", "11.2.2", "11.2.3", "11.3.1", "11.3.2", "11.3.3", "11.6.1")
@pytest.mark.parametrize("place", [0, 15, -1])
def test_a_changed_byte_is_an_error_and_never_text(place):
    key_id, _, body = encrypt("5AB12CD", purpose="test").partition(":")
    sealed = bytearray(base64.b64decode(body))
    sealed[place] ^= 1

    with pytest.raises(Tampered):
        decrypt(f"{key_id}:{base64.b64encode(sealed).decode()}", purpose="test")


@pytest.mark.asvs("11.1.1", "11.1.2", "11.2.1", "11.2.2", "11.2.3", "11.3.1", "11.3.2", "11.3.3", "11.6.1")
def test_text_of_one_place_does_not_open_in_another():
    with pytest.raises(Tampered):
        decrypt(encrypt("5AB12CD", purpose="person.fin"), purpose="person.note")


def test_an_index_needs_its_key(settings):
    with_one_key = fin_index("5AB12CD")

    settings.INDEX_KEY = b"another key of thirty-two bytes!"

    assert fin_index("5AB12CD") != with_one_key
    assert fin_index(" 5ab12cd ") == fin_index("5AB12CD") == keyed_index("5AB12CD", purpose="fin")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5AB12C", "fin_length"),
        ("", "fin_length"),
        ("5OB12CD", "fin_characters"),
        ("5Ə112CD", "fin_characters"),
    ],
)
def test_a_wrong_fin_is_told_what_is_wrong(text, code):
    with pytest.raises(ValidationError) as error:
        validate_fin(text)

    assert error.value.code == code
    assert text == "" or text not in str(error.value)


def test_a_fin_is_normalised_and_masked():
    assert normalise_fin(" 5ib ı2cd ") == "5IBI2CD"
    assert mask_fin("5AB12CD") == "5•••••D"


def test_a_voen_is_checked_after_the_spreadsheet_ate_its_zero():
    assert clean_voen("140155507.1".removesuffix(".1")) == "0140155507"
    with pytest.raises(ValidationError):
        validate_voen("1400000000")
