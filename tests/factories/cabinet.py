"""Plain makers of accounts and persons; every name is invented."""

from datetime import date
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from cabinet.people.models import Guardianship, Person
from eculture.models import User

PASSWORD = "üç göy alma bağda"
_numbers = count(1)


def user(email: str = "", **fields: Any) -> User:
    """An account with a confirmed address."""
    made = User.objects.create_user(email or f"hesab{next(_numbers)}@numune.example", PASSWORD, **fields)
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


def with_second_factor(user: User, seed: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> User:
    """The account with an authenticator app."""
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, seed)
    return user


def fin() -> str:
    """A FIN of the right form that nobody has."""
    return f"7{next(_numbers):05d}Z"


def person(user: User | None = None, **fields: Any) -> Person:
    given = {
        "surname": "Nümunəli",
        "name": "Anar",
        "sex": "male",
        "birth_date": date(1985, 3, 1),
        "fin": fin(),
    }
    return Person.objects.create(user=user, **given | fields)


def child_of(guardian: Person, **fields: Any) -> Person:
    """A child whom `guardian` represents; `since`, `until` and `kind` are the guardianship's."""
    row = {name: fields.pop(name) for name in ("since", "until", "kind") if name in fields}
    given = {"name": "Aylin", "patronymic": "Anar qızı", "sex": "female", "birth_date": date(2016, 5, 2)}
    child = person(**given | fields)
    Guardianship.objects.create(guardian=guardian, child=child, **row)
    return child


def citizen(email: str = "", **fields: Any) -> Person:
    """A person with an account."""
    return person(user(email), **fields)
