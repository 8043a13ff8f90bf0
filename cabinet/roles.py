"""What the roles may do here, and whose documents an account sees."""

from typing import Any

from django.db.models import QuerySet

import cabinet.cases.roles  # noqa: F401 -- plugs in who handles cases
import cabinet.services.roles  # noqa: F401 -- and who writes services
from cabinet.people.models import Person
from eculture.documents import Representation, representations
from eculture.roles import share

VIEW = ("cabinet.view_person", "cabinet.view_guardianship", "cabinet.view_retentionrule")
VIEW += ("cabinet.view_consenttext",)
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

    def persons(self, user: Any) -> QuerySet[Any]:
        return Person.objects.family_of(user).values("pk")
