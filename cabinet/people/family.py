"""Whom somebody acts for."""

from typing import Any

from django.utils import timezone

from cabinet.people.models import Person, person_of


def family_of(user: Any) -> list[Person]:
    """The children at whose affairs somebody may look today, and the person behind the account; read once."""
    if not hasattr(user, "_family"):
        me = person_of(user)
        user._family = [*me.seen_children.telling_who_acts(me), me] if me else []
    return user._family


def acting_family_of(user: Any) -> list[Person]:
    """Those of them for whom one may act as well: no child acts, and a court may leave somebody looking."""
    today = timezone.localdate()
    *children, me = family_of(user) or [None]
    if me is None or not me.is_adult_on(today):
        return []
    return [*(child for child in children if child.is_acted_for), me]
