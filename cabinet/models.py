from cabinet.cases.figures import ServiceFigures
from cabinet.cases.models import Case, Decision, InfoRequest, Message, Opinion, Paper
from cabinet.dates.models import CalendarAddress
from cabinet.files.models import Attachment
from cabinet.payments.models import Bill, Payment
from cabinet.people.consents import Consent, ConsentText
from cabinet.people.delegations import Delegation
from cabinet.people.models import Guardianship, Person
from cabinet.people.passports import Passport
from cabinet.services.models import LifeEvent, Service
from cabinet.services.versions import ServiceVersion
from cabinet.trust.retention import RetentionRule

__all__ = [
    "Attachment",
    "Bill",
    "CalendarAddress",
    "Case",
    "Consent",
    "ConsentText",
    "Decision",
    "Delegation",
    "Guardianship",
    "InfoRequest",
    "LifeEvent",
    "Message",
    "Opinion",
    "Paper",
    "Passport",
    "Payment",
    "Person",
    "RetentionRule",
    "Service",
    "ServiceFigures",
    "ServiceVersion",
]
