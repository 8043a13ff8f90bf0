"""Plain makers of those who work on cases: officers, experts, supervisors."""

from typing import Any

from eculture.models import User
from registry.mandates import forget
from tests.factories import cabinet as make
from tests.factories import registry


def holder(name: str, role: str, **scope: Any) -> User:
    """A person with an account, a second factor and one role."""
    person = make.citizen(f"{name.lower()}@numune.example", surname="Sınaqlı", name=name)
    user = make.with_second_factor(person.user)
    User.objects.filter(pk=user.pk).update(is_staff=role not in {"head", "expert"})
    user.refresh_from_db()
    registry.a_mandate(user, role, **scope)
    forget(user)
    return user
