"""What the roles may do here, and whose documents an account sees."""

from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

import cabinet.cases.roles  # noqa: F401 -- plugs in who handles cases
import cabinet.services.roles  # noqa: F401 -- and who writes services
from cabinet.cases.models import Case, Decision
from cabinet.cases.receipts import KIND as RECEIPT
from cabinet.people.delegations import Delegation
from cabinet.people.models import Person
from eculture.documents import Representation, representations
from eculture.roles import share

VIEW = ("cabinet.view_person", "cabinet.view_guardianship", "cabinet.view_retentionrule")
VIEW += ("cabinet.view_consenttext", "cabinet.view_delegation", "cabinet.view_bill", "cabinet.view_payment")
SEE_PAPERS = ("eculture.view_issueddocument", "eculture.view_journalentry")
SEE_DELIVERIES = "eculture.view_delivery"
KEEP = (
    "cabinet.add_consenttext",
    "cabinet.change_retentionrule",
    "eculture.change_issueddocument",
    "cabinet.change_person",
    "cabinet.add_guardianship",
    "cabinet.change_guardianship",
)

share("ministry-officer", *VIEW, *KEEP, *SEE_PAPERS, "cabinet.ask_families_report", "cabinet.serve_at_desk")
share("ministry-officer", SEE_DELIVERIES, "eculture.change_delivery")
share("ministry-officer", "eculture.view_user", "cabinet.end_sessions")
share("regional-officer", "cabinet.serve_at_desk")
share("auditor", *VIEW, *SEE_PAPERS, SEE_DELIVERIES, "cabinet.ask_families_report")


@representations.plug
class Family(Representation):
    """The person behind the account and the children whom that person represents today."""

    slug = "family"

    def documents(self, user: Any, rows: Any) -> list[QuerySet[Any]]:
        return [rows.filter(person_id__in=Person.objects.family_of(user).values("pk"))]


@representations.plug
class Delegated(Representation):
    """Receipts and decisions of the cases in which somebody acts for another person by delegation."""

    slug = "delegated"

    def documents(self, user: Any, rows: Any) -> list[QuerySet[Any]]:
        cases = Case.objects.covered_by(Delegation.objects.live().held_by(user)).order_by()
        decided = Decision.objects.filter(case__in=cases.values("pk")).order_by().values("document")
        keys = cases.annotate(key=Cast("pk", TextField())).values("key")
        receipts = rows.filter(kind=RECEIPT, subject_type=Case._meta.label_lower, subject_id__in=keys)
        return [rows.filter(pk__in=decided), receipts]
