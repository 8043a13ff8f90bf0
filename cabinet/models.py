from cabinet.people.models import Guardianship, Person
from cabinet.services.models import Service

__all__ = ["Guardianship", "Person", "Service"]
