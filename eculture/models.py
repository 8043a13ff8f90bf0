from eculture.accounts import User
from eculture.breaker import Breaker
from eculture.channel_choices import ChannelChoice
from eculture.delivery import Delivery, DeliveryTry
from eculture.documents import IssuedDocument
from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.notices import Notice
from eculture.phone import PhoneClaim
from eculture.sealing import JournalCheck, JournalSeal, SealedEntry
from eculture.workdays import MovedDay

__all__ = [
    "Breaker",
    "ChannelChoice",
    "Delivery",
    "DeliveryTry",
    "IssuedDocument",
    "Job",
    "JournalCheck",
    "JournalEntry",
    "JournalSeal",
    "MovedDay",
    "Notice",
    "PhoneClaim",
    "SealedEntry",
    "User",
]
