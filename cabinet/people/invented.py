"""Plainly invented persons for the demo."""

from datetime import date
from typing import Any

from django.utils import timezone

from cabinet.people.models import Person


def invented(name: str, sex: str, age: int, fin: str = "", patronymic: str = "", **more: Any) -> Person:
    """Somebody whose birthday was in the spring, so that the age holds all autumn."""
    born = date(timezone.localdate().year - age, 4, 12)
    names = {"surname": "Nümunəli", "name": name, "patronymic": patronymic}
    return Person.objects.create(sex=sex, birth_date=born, fin=fin, **names | more)
