"""What a password must be: long, not known from leaks, not a word that stands on our own doors."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eculture.azerbaijani import az_fold

SHORTEST = 12
SHORTEST_FOR_STAFF = 15
LONGEST = 128
LEAKED = Path(__file__).parent.parent / "data" / "leaked_passwords.bin"
PREFIX = 5
CONTEXT_WORDS = (
    "medeniyyet",
    "eculture",
    "emedeniyyet",
    "azerbaijan",
    "azerbaycan",
    "nazirlik",
    "mekteb",
    "musiqi",
    "baku",
)
LEFT_TO_GUESS = 8


class LongEnough:
    """At least 12 characters, 15 for staff, and not so long that hashing it becomes a weapon."""

    def validate(self, password: str, user: Any = None) -> None:
        shortest = SHORTEST_FOR_STAFF if getattr(user, "is_staff", False) else SHORTEST
        if len(password) < shortest:
            message = _("The password has %(count)s characters. Use at least %(shortest)s.")
            raise ValidationError(
                message % {"count": len(password), "shortest": shortest},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            message = _("The password has %(count)s characters. Use at most %(longest)s.")
            raise ValidationError(
                message % {"count": len(password), "longest": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("At least %(shortest)s characters. Several words with spaces are good.") % {
            "shortest": SHORTEST
        }


class NotLeaked:
    """Not among the passwords leaked most often; the list lies in `data`, nothing is asked outside."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_leaked(password):
            message = _(
                "This password is known from leaks, so it is the first to be tried. Choose another one."
            )
            raise ValidationError(message, code="password_leaked")

    def get_help_text(self) -> str:
        return _("Not a password that is known from leaks.")


class NotOurName:
    """Not made of the words of this portal or of one's own address, with a year or a few digits behind."""

    def validate(self, password: str, user: Any = None) -> None:
        address = az_fold(getattr(user, "email", "") or "").split()
        folded = left = az_fold(password).replace(" ", "")
        for word in sorted({*CONTEXT_WORDS, *address}, key=len, reverse=True):
            left = left.replace(word, "") if len(word) > 3 else left
        if left != folded and len(left) < LEFT_TO_GUESS:
            message = _(
                "Apart from the name of the portal or your address, too little is left of this password."
            )
            raise ValidationError(message, code="password_of_context")

    def get_help_text(self) -> str:
        return _("Not the name of the portal or your own address.")


def is_leaked(password: str) -> bool:
    """Look the start of the hash up in a sorted file by halving: about sixteen steps."""
    wanted, prefixes = prefix_of(password), _prefixes()
    low, high = 0, len(prefixes) // PREFIX
    while low < high:
        middle = (low + high) // 2
        found = prefixes[middle * PREFIX : (middle + 1) * PREFIX]
        if found == wanted:
            return True
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return False


def prefix_of(password: str) -> bytes:
    return hashlib.sha256(password.lower().encode()).digest()[:PREFIX]


def packed(passwords: Iterable[str]) -> bytes:
    """The file for a list: sorted hash prefixes of those that our length rule would let through."""
    return b"".join(sorted({prefix_of(password) for password in passwords if len(password) >= SHORTEST}))


@cache
def _prefixes() -> bytes:
    return LEAKED.read_bytes()
