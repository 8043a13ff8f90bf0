from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

import cabinet.cases.receipts  # noqa: F401 -- plugs in the receipts of cases
import cabinet.trust.exporting  # noqa: F401 -- and the copy of one's data
from cabinet.people.models import Person
from eculture.jobs import kinds
from eculture.reports import Report


@kinds.plug
class FamiliesByMonth(Report):
    """Counts only: nothing in it leads back to a person."""

    slug = "families-by-month"
    title = _("Persons and families by month")
    description = _("How many people opened a cabinet and how many children were added, month by month.")
    permission = "cabinet.ask_families_report"
    columns = {"month": _("Month"), "accounts": _("Cabinets opened"), "children": _("Children added")}

    def rows(self, user: Any, **params: Any) -> Iterable[dict[str, Any]]:
        months = Person.objects.visible_to(user).values(month=TruncMonth("created_at")).order_by("month")
        accounts = Count("pk", filter=Q(user__isnull=False), distinct=True)
        children = Count("pk", filter=Q(guardianships_over__isnull=False), distinct=True)
        return [
            {**row, "month": row["month"].strftime("%Y-%m")}
            for row in months.annotate(accounts=accounts, children=children)
        ]
