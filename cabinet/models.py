from cabinet.catalogue import Service
from cabinet.people import Guardianship, Person

__all__ = ["Guardianship", "Person", "Service"]
