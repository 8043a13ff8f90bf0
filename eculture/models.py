from eculture.accounts import User
from eculture.documents import IssuedDocument
from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.notices import Delivery, Notice
from eculture.workdays import MovedDay

__all__ = ["Delivery", "IssuedDocument", "Job", "JournalEntry", "MovedDay", "Notice", "User"]
