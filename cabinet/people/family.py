"""Whom somebody acts for."""

from typing import Any

from cabinet.people.models import Person, person_of


def family_of(user: Any) -> list[Person]:
    """The children whom the person behind the account represents today, and that person; read once."""
    if not hasattr(user, "_family"):
        me = person_of(user)
        user._family = [*me.children, me] if me else []
    return user._family
