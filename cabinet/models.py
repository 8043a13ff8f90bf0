from cabinet.cases.models import Case, Decision, InfoRequest, Message, Opinion, Paper
from cabinet.files.models import Attachment
from cabinet.people.models import Guardianship, Person
from cabinet.services.models import LifeEvent, Service
from cabinet.services.versions import ServiceVersion

__all__ = [
    "Attachment",
    "Case",
    "Decision",
    "Guardianship",
    "InfoRequest",
    "LifeEvent",
    "Message",
    "Opinion",
    "Paper",
    "Person",
    "Service",
    "ServiceVersion",
]
