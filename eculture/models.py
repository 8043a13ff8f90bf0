from eculture.accounts import User
from eculture.breaker import Breaker
from eculture.delivery import Delivery, DeliveryTry
from eculture.documents import IssuedDocument
from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.notices import Notice
from eculture.workdays import MovedDay

__all__ = [
    "Breaker",
    "Delivery",
    "DeliveryTry",
    "IssuedDocument",
    "Job",
    "JournalEntry",
    "MovedDay",
    "Notice",
    "User",
]
