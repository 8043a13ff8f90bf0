"""Whom somebody acts for."""

from typing import Any

from cabinet.people.models import Person, person_of


def family_of(user: Any) -> list[Person]:
    """The children at whose affairs somebody may look today, and the person behind the account; read once."""
    if not hasattr(user, "_family"):
        me = person_of(user)
        user._family = [*me.seen_children, me] if me else []
    return user._family
