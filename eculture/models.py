from eculture.accounts import User
from eculture.documents import IssuedDocument
from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.notices import Delivery, Notice

__all__ = ["Delivery", "IssuedDocument", "Job", "JournalEntry", "Notice", "User"]
