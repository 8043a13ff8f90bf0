import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cabinet.accounts.passwords import LEAKED, PREFIX, is_leaked, packed
from eculture.models import User

SEVDA = User(email="sevda.numuneli@numune.example")
OFFICER = User(email="zabit@numune.example", is_staff=True)


def codes(password: str, user: User = SEVDA) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [one.code for one in error.error_list]
    return []


@pytest.mark.asvs("6.2.1", "6.2.5", "6.2.8", "6.2.9")
@pytest.mark.parametrize(
    ("password", "user", "found"),
    [
        ("kəpənək çay", SEVDA, ["password_too_short"]),
        ("kəpənək çayd", SEVDA, []),
        ("kəpənək çaydan", OFFICER, ["password_too_short"]),
        ("kəpənək çaydanl", OFFICER, []),
        ("İğdır üçün 🎵 nota!", SEVDA, []),
        ("ş" * 128, SEVDA, []),
        ("ş" * 129, SEVDA, ["password_too_long"]),
        ("            ...", SEVDA, []),
    ],
)
def test_length_is_counted_in_characters_of_any_kind(password, user, found):
    assert codes(password, user) == found


@pytest.mark.asvs("6.2.4", "6.2.12")
@pytest.mark.parametrize("password", ["qwerty123456", "1Q2W3E4R5T6Y", "qazwsxedcrfvtgb"])
def test_passwords_known_from_leaks_are_refused(password):
    assert codes(password) == ["password_leaked"]


@pytest.mark.asvs("6.2.4", "6.2.11", "6.2.12")
@pytest.mark.parametrize(
    "password", ["Mədəniyyət2026!", "eculture12345", "sevda.numuneli1", "AzerbaijanBaku1"]
)
def test_our_own_words_with_a_year_behind_are_refused(password):
    assert "password_of_context" in codes(password)


@pytest.mark.asvs("6.2.12")
def test_the_file_is_small_sorted_and_quick():
    stored = LEAKED.read_bytes()
    rows = [stored[place : place + PREFIX] for place in range(0, len(stored), PREFIX)]

    started = time.perf_counter()
    found = sum(is_leaked(f"uzun bir cümlə {number}") for number in range(50_000))

    assert rows == sorted(set(rows)) and len(rows) > 40_000
    assert found == 0
    assert time.perf_counter() - started < 2


def test_the_file_is_built_from_lists():
    assert packed(["short", "long enough 1", "LONG ENOUGH 1"]) == packed(["long enough 1"])
    assert len(packed(["short", "long enough 1"])) == PREFIX
