from django.utils.translation import gettext_lazy as _

from eculture.exports import Holding, Table, holdings, leave_out
from registry.mandates import Mandate


@holdings.plug
class Mandates(Holding):
    slug = "mandates"
    title = _("For whom I may act")
    order = 25
    tables = (Table(Mandate, lambda whose: Mandate.objects.filter(user=whose.account)),)


leave_out(
    "registry.LifecycleEvent", because="recorded as an officer: it speaks of institutions, not of people"
)
for model in (
    "Proposal",
    "Confirmation",
    "ImportLoad",
    "ImportRow",
    "ImportRepair",
    "DuplicatePair",
    "Unification",
    "Facility",
):
    leave_out(f"registry.{model}", because="written in an office: it speaks of institutions, not of people")
